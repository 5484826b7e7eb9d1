"""A release is the same for the same sources, names only what it carries, and overwrites nothing."""

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from tools.publish import AnotherRelease, WrongBucket, archive, button, check, launch, main, publish

URL = "https://s3.eu-west-1.amazonaws.com/churn-eu-west-1/sagebuild/0.1.0/template.json"


class Bucket:
    """S3, as far as publishing uses it: conditional writes, reads, and lists."""

    class meta:  # noqa: N801 - as a client of botocore's has it
        endpoint_url = "https://s3.eu-west-1.amazonaws.com"

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.order: list[str] = []

    def get_paginator(self, _: str) -> Any:
        return self

    def paginate(self, Bucket: str, Prefix: str) -> list[dict[str, Any]]:  # noqa: N803 - S3's own names, here and below
        return [{"Contents": [{"Key": key} for key in self.objects if key.startswith(Prefix)]}]

    def get_object(self, Bucket: str, Key: str) -> dict[str, Any]:  # noqa: N803 - as above
        return {"Body": io.BytesIO(self.objects[Key])}

    def put_object(self, Bucket: str, Key: str, Body: bytes, IfNoneMatch: str) -> None:  # noqa: N803 - as above
        if Key in self.objects and IfNoneMatch == "*":
            raise ClientError({"Error": {"Code": "PreconditionFailed", "Message": ""}}, "PutObject")
        self.objects[Key] = Body
        self.order.append(Key)


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """What sam build leaves of a function, twice named, and a state machine."""
    (tmp_path / "greet").mkdir()
    (tmp_path / "greet/app.py").write_text("print('hello')\n")
    (tmp_path / "machine.json").write_text("{}")
    (tmp_path / "LICENSE").write_text("free")
    template = tmp_path / "template.yaml"
    template.write_text("""
Metadata: {"AWS::ServerlessRepo::Application": {LicenseUrl: LICENSE}}
Resources:
  Greet: {Properties: {CodeUri: greet}}
  Again: {Properties: {CodeUri: greet}}
  Machine: {Properties: {DefinitionUri: machine.json}}
  Topic: {Type: "AWS::SNS::Topic"}
""")
    return template


def test_a_release_has_its_template_last_and_everything_that_the_template_names(built: Path) -> None:
    s3 = Bucket()
    assert publish(s3, built, "churn-eu-west-1", "sagebuild/0.1.0") == URL
    assert s3.order[-1] == "sagebuild/0.1.0/template.json"
    template = json.loads(s3.objects["sagebuild/0.1.0/template.json"])
    properties = [template["Resources"][name]["Properties"] for name in ("Greet", "Again", "Machine")]
    places = [value for found in properties for value in found.values()]
    assert [place["Bucket"] for place in places] == [
        {"Fn::Sub": "churn-eu-west-1"}
    ] * 3  # of a name in words sam delete would empty the folder
    code, again, machine = (place["Key"] for place in places)
    assert code == again
    assert zipfile.ZipFile(io.BytesIO(s3.objects[code])).read("app.py") == b"print('hello')\n"
    assert s3.objects[machine] == b"{}"
    license_url = template["Metadata"]["AWS::ServerlessRepo::Application"]["LicenseUrl"]
    assert s3.objects[license_url.removeprefix("s3://churn-eu-west-1/")] == b"free"
    assert json.loads(s3.objects["sagebuild/0.1.0/sagebuild.cdx.json"])["bomFormat"] == "CycloneDX"
    sums = dict(reversed(line.split("  ")) for line in s3.objects["sagebuild/0.1.0/SHA256SUMS"].decode().splitlines())
    told = {f"sagebuild/0.1.0/{name}": checksum for name, checksum in sums.items()}
    assert told == {key: hashlib.sha256(body).hexdigest() for key, body in s3.objects.items() if not key.endswith("SHA256SUMS")}


def test_the_same_release_is_published_twice_and_another_one_under_its_version_is_refused_before_anything_is_uploaded(built: Path) -> None:
    s3 = Bucket()
    publish(s3, built, "churn-eu-west-1", "sagebuild/0.1.0")
    first = dict(s3.objects)
    publish(s3, built, "churn-eu-west-1", "sagebuild/0.1.0")
    changed = built.with_name("changed.yaml")
    changed.write_text(built.read_text().replace("Again:", "Other:"))
    with pytest.raises(AnotherRelease, match=r"s3://churn-eu-west-1/sagebuild/0\.1\.0/SHA256SUMS is there and is not the same"):
        publish(s3, changed, "churn-eu-west-1", "sagebuild/0.1.0")
    assert s3.objects == first


def test_a_publication_that_was_cut_off_is_finished_by_the_next(built: Path) -> None:
    s3 = Bucket()
    publish(s3, built, "churn-eu-west-1", "sagebuild/0.1.0")
    whole, s3.objects = s3.objects, {key: s3.objects[key] for key in s3.order[:2]}
    publish(s3, built, "churn-eu-west-1", "sagebuild/0.1.0")
    assert s3.objects == whole


def test_the_same_files_make_the_same_archive_whenever_they_were_written(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("#!/bin/sh\n")
    (tmp_path / "run").chmod(0o755)
    first = archive(tmp_path)
    (tmp_path / "run").touch()
    assert archive(tmp_path) == first
    (entry,) = zipfile.ZipFile(io.BytesIO(first)).infolist()
    assert (entry.date_time, oct(entry.external_attr >> 16)) == ((1980, 1, 1, 0, 0, 0), "0o755")


def test_the_link_opens_the_console_with_the_template_and_a_name_that_works() -> None:
    assert launch(URL, "eu-west-1") == (
        "https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stacks/quickcreate"
        "?templateURL=https%3A%2F%2Fs3.eu-west-1.amazonaws.com%2Fchurn-eu-west-1%2Fsagebuild%2F0.1.0%2Ftemplate.json&stackName=sagebuild"
    )
    assert button(URL, "eu-west-1").endswith(f"]({launch(URL, 'eu-west-1')})")


@pytest.mark.parametrize(
    ("region", "address"),
    [
        ("cn-north-1", "https://cn-north-1.console.amazonaws.cn/cloudformation/home?region=cn-north-1#/stacks/quickcreate?"),
        (
            "us-gov-west-1",
            "https://us-gov-west-1.console.amazonaws-us-gov.com/cloudformation/home?region=us-gov-west-1#/stacks/quickcreate?",
        ),
    ],
)
def test_every_partition_has_a_console_of_its_own(region: str, address: str) -> None:
    assert launch(URL, region).startswith(address)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (404, "churn-eu-west-1 is not there. examples/publishing/bucket.yaml makes it."),
        (
            403,
            "churn-eu-west-1 is not a bucket of account 123456789012, or you may not list it. examples/publishing/bucket.yaml makes it.",
        ),
    ],
)
def test_a_bucket_that_somebody_else_took_first_gets_no_release(status: int, sentence: str) -> None:
    s3 = boto3.client("s3", region_name="eu-west-1")
    with Stubber(s3) as stub, pytest.raises(WrongBucket) as refused:
        asked = {"Bucket": "churn-eu-west-1", "ExpectedBucketOwner": "123456789012"}
        stub.add_client_error("head_bucket", str(status), "", status, expected_params=asked)
        check(s3, "churn-eu-west-1", "eu-west-1", "123456789012")
    assert str(refused.value) == sentence


def test_a_bucket_that_is_in_another_region_than_it_says_gets_no_release() -> None:
    s3 = boto3.client("s3", region_name="eu-west-1")
    with Stubber(s3) as stub:
        for place in ("eu-west-1", "us-east-1"):
            stub.add_response("head_bucket", {"BucketRegion": place})
        check(s3, "churn-eu-west-1", "eu-west-1", "123456789012")
        with pytest.raises(WrongBucket, match="churn-eu-west-1 is in us-east-1, and Lambda reads"):
            check(s3, "churn-eu-west-1", "eu-west-1", "123456789012")


@pytest.mark.parametrize("version", ["0.1 beta", "../0.1.0", "0.1.0+1", "0.1/0", ""])
def test_a_version_that_no_address_can_hold_is_refused(built: Path, version: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(built, "churn", ["eu-west-1"], version) == 1
    assert capsys.readouterr().err == f"VERSION: expected letters, digits, dots and hyphens, such as 0.1.0, got {version}\n"
