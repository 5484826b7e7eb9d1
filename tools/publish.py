"""Publishes a release into a bucket of each region, and prints the links that launch it: make publish BUCKET=… REGIONS='us-east-1 eu-west-1'.

Lambda reads code in its own region only, so that each region has a bucket: <bucket>-<region>. Nothing that is published is ever overwritten.
"""

import argparse
import functools
import hashlib
import io
import json
import re
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import boto3
import yaml
from botocore.exceptions import BotoCoreError, ClientError

from news import console
from tools.sbom import document

ROOT = Path(__file__).parents[1]
# What is uploaded of a resource and of the application: a folder as an archive, a file as it is.
LOCAL_PROPERTIES = ("CodeUri", "ContentUri", "DefinitionUri")
APPLICATION, TEXTS = "AWS::ServerlessRepo::Application", ("LicenseUrl", "ReadmeUrl")
TEMPLATE, SUMS, SBOM = "template.json", "SHA256SUMS", "sagebuild.cdx.json"
VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]*")  # what is the same in a key and in an address
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same files make the same archive


class AnotherRelease(Exception):
    """What is published under this version already is something else."""


class WrongBucket(Exception):
    """A bucket into which no release may go."""


def main(built: Path, bucket: str, regions: list[str], version: str) -> int:
    """Publish the release in every region, or say why it cannot be."""
    if not VERSION.fullmatch(version):
        print(f"VERSION: expected letters, digits, dots and hyphens, such as 0.1.0, got {version}", file=sys.stderr)
        return 1
    for region in regions:
        try:
            s3 = boto3.client("s3", region_name=region)
            check(s3, f"{bucket}-{region}", region, boto3.client("sts", region_name=region).get_caller_identity()["Account"])
            url = publish(s3, built, f"{bucket}-{region}", f"sagebuild/{version}")
        except (AnotherRelease, WrongBucket, BotoCoreError, ClientError) as error:
            print(f"Version {version} cannot be published in {region}: {error}", file=sys.stderr)
            return 1
        print(f"{region}\n  template  {url}\n  launch    {launch(url, region)}\n  button    {button(url, region)}")
    return 0


def check(s3: Any, bucket: str, region: str, account: str) -> None:
    """Raise WrongBucket for a bucket that is not there, of another account, which could exchange the release, or of another region."""
    try:
        found = s3.head_bucket(Bucket=bucket, ExpectedBucketOwner=account)
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        why = "is not there" if status == 404 else f"is not a bucket of account {account}, or you may not list it"
        raise WrongBucket(f"{bucket} {why}. examples/publishing/bucket.yaml makes it.") from None
    if (place := found.get("BucketRegion", region)) != region:
        raise WrongBucket(f"{bucket} is in {place}, and Lambda reads the code of functions in {region} from there only.")


def publish(s3: Any, built: Path, bucket: str, prefix: str) -> str:
    """Upload what a release is made of, the template last, and return the template's address; what is there has to be the same."""
    contents = release(built, bucket, prefix)
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{prefix}/")
    there = {found["Key"] for page in pages for found in page.get("Contents", [])}
    named = [f"{prefix}/{name}" for name in (SBOM, SUMS, TEMPLATE)]  # everything else is called by its checksum
    for key in named:
        if key in there:
            same(s3, bucket, key, contents[key])
    for key in [*(contents.keys() - named), *named]:
        if key not in there:
            put(s3, bucket, key, contents[key])
    return f"{s3.meta.endpoint_url}/{bucket}/{named[-1]}"


def same(s3: Any, bucket: str, key: str, body: bytes) -> None:
    """Refuse what is not the same as what is there."""
    if s3.get_object(Bucket=bucket, Key=key)["Body"].read() != body:
        raise AnotherRelease(
            f"s3://{bucket}/{key} is there and is not the same. Give it another VERSION: nothing that is published is overwritten."
        )


def put(s3: Any, bucket: str, key: str, body: bytes) -> None:
    """Upload one object, unless somebody has done so in the meantime."""
    try:
        s3.put_object(Bucket=bucket, Key=key, Body=body, IfNoneMatch="*")
    except ClientError as error:
        if error.response["Error"]["Code"] != "PreconditionFailed":
            raise
        same(s3, bucket, key, body)


@functools.cache
def release(built: Path, bucket: str, prefix: str) -> dict[str, bytes]:
    """Return all that a release is made of, by its key: the template that sam build made, what it names, the list of its packages, and checksums."""
    template = yaml.safe_load(built.read_text())
    contents: dict[str, bytes] = {}
    packed: dict[Path, str] = {}
    application = template.get("Metadata", {}).get(APPLICATION, {})
    named = [(resource.get("Properties", {}), name) for resource in template["Resources"].values() for name in LOCAL_PROPERTIES]
    for properties, name in [*named, *((application, text) for text in TEXTS)]:
        if name in properties:
            place = (built.parent / properties[name]).resolve()
            if place not in packed:
                packed[place] = keep(contents, prefix, archive(place) if place.is_dir() else place.read_bytes())
            is_text = properties is application
            properties[name] = f"s3://{bucket}/{packed[place]}" if is_text else everybodys(bucket, packed[place])
    contents[f"{prefix}/{TEMPLATE}"] = json.dumps(template).encode()
    contents[f"{prefix}/{SBOM}"] = json.dumps(document(), indent=1).encode()
    sums = [f"{hashlib.sha256(body).hexdigest()}  {key.removeprefix(f'{prefix}/')}\n" for key, body in sorted(contents.items())]
    return {**contents, f"{prefix}/{SUMS}": "".join(sums).encode()}


def everybodys(bucket: str, key: str) -> dict[str, Any]:
    """Return a place that sam delete leaves alone: of a stack whose template names its places in words it empties their whole folder."""
    return {"Bucket": {"Fn::Sub": bucket}, "Key": key}


def keep(contents: dict[str, bytes], prefix: str, body: bytes) -> str:
    """Keep a content under its checksum, and return its key."""
    key = f"{prefix}/{hashlib.sha256(body).hexdigest()}"
    contents[key] = body
    return key


def archive(folder: Path) -> bytes:
    """Return a folder's files as an archive, which is the same for the same files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for file in sorted(found for found in folder.rglob("*") if found.is_file() and "__pycache__" not in found.parts):
            entry = zipfile.ZipInfo(str(file.relative_to(folder)), LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if file.stat().st_mode & 0o100 else 0o644) << 16
            made.writestr(entry, file.read_bytes())
    return packed.getvalue()


def launch(url: str, region: str) -> str:
    """Return the address at which CloudFormation's console asks for the parameters of a new stack."""
    return (
        console.page(region, f"cloudformation/home?region={region}#/stacks/quickcreate")
        + f"?templateURL={quote(url, safe='')}&stackName=sagebuild"
    )


def button(url: str, region: str) -> str:
    """Return the link as a button in Markdown."""
    return f"[![Launch Stack](https://s3.amazonaws.com/cloudformation-examples/cloudformation-launch-stack.png)]({launch(url, region)})"


def own_version() -> str:
    """Return the version of what is checked out."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bucket", required=True, help="the buckets' name without -<region>")
    parser.add_argument("--regions", nargs="+", default=["us-east-1"])
    parser.add_argument("--version", default=own_version())
    parser.add_argument("--template", type=Path, default=ROOT / ".aws-sam/build/template.yaml")
    given = parser.parse_args()
    sys.exit(main(given.template, given.bucket, given.regions, given.version))
