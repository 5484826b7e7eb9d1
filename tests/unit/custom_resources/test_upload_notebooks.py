import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from tests.unit.custom_resources.cloudformation import call
from upload_notebooks import app

FOLDER: dict[str, Any] = {"Bucket": "code", "Layer": "arn:aws:lambda:us-east-1:123456789012:layer:notebooks:1"}
OBJECT = {"Bucket": "code", "Key": "notebooks/folder.tar.gz"}


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Stubber]:
    """S3, and a layer that brings an archive."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks/folder.tar.gz").write_bytes(b"the archive")
    monkeypatch.syspath_prepend(tmp_path)
    client = boto3.client("s3", region_name="us-east-1", aws_access_key_id="k", aws_secret_access_key="s")
    monkeypatch.setattr(app, "s3", lambda: client)
    with Stubber(client) as stub:
        yield stub
        stub.assert_no_pending_responses()


@pytest.mark.parametrize("kind", ["Create", "Update"])
def test_the_archive_of_the_layer_is_uploaded_under_a_name_that_stays(s3: Stubber, kind: str) -> None:
    s3.add_response("put_object", {}, {**OBJECT, "Body": b"the archive"})
    answer = call(app.handler, kind, FOLDER, "notebooks-code" if kind == "Update" else None)
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("SUCCESS", "notebooks-code")


def test_a_delete_that_is_repeated_succeeds(s3: Stubber) -> None:
    for _ in range(2):
        s3.add_response("delete_object", {}, OBJECT)
        assert call(app.handler, "Delete", FOLDER, "notebooks-code")["Status"] == "SUCCESS"


def test_a_delete_after_a_failed_create_works_from_the_properties(s3: Stubber) -> None:
    s3.add_response("delete_object", {}, OBJECT)
    assert call(app.handler, "Delete", FOLDER, "random-physical-id")["Status"] == "SUCCESS"


def test_in_a_bucket_that_is_gone_there_is_nothing_to_delete(s3: Stubber) -> None:
    s3.add_client_error("delete_object", "NoSuchBucket", expected_params=OBJECT)
    assert call(app.handler, "Delete", FOLDER, "notebooks-code")["Status"] == "SUCCESS"


def test_a_role_that_may_not_is_a_failure_not_a_success(s3: Stubber) -> None:
    s3.add_client_error("put_object", "AccessDenied", expected_params={**OBJECT, "Body": b"the archive"})
    answer = call(app.handler, "Create", FOLDER)
    assert answer["Status"] == "FAILED"
    assert "AccessDenied" in json.dumps(answer)
