"""The copy of a promoted version's image: the calls of docker pull and docker push, with the manifest as it is."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import boto3
import moto
import pytest
from botocore.stub import Stubber

from document.reading import InvalidParameters
from promotion import files, image
from promotion.origin import Origin
from promotion.promotion import Promotion

DIGEST, CONFIG, LAYER = "sha256:" + "a" * 64, "sha256:" + "c" * 64, "sha256:" + "1" * 64
URI = f"123456789012.dkr.ecr.us-east-1.amazonaws.com/churn-dev-imagerepository-1@{DIGEST}"
V2 = "application/vnd.docker.distribution.manifest.v2+json"
MANIFEST = json.dumps({"mediaType": V2, "config": {"digest": CONFIG}, "layers": [{"digest": LAYER}, {"digest": LAYER}]}, indent=3)
ASKED = {
    "repositoryName": "churn-dev-imagerepository-1",
    "imageIds": [{"imageDigest": DIGEST}],
    "acceptedMediaTypes": [V2, "application/vnd.oci.image.manifest.v1+json"],
}
WHERE = {"repositoryName": "churn", "uploadId": "u"}
PUT = {"repositoryName": "churn", "imageManifest": MANIFEST, "imageManifestMediaType": V2, "imageDigest": DIGEST}


class Reader:
    """A session whose clients are given."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def client(self, _: str) -> Any:
        return self._client


@pytest.fixture
def ecr() -> Iterator[tuple[Any, Stubber, Any, Stubber]]:
    clients = [boto3.client("ecr", region_name="us-east-1") for _ in range(2)]
    with ExitStack() as stubs:
        reader, own = (stubs.enter_context(Stubber(client)) for client in clients)
        yield clients[0], reader, clients[1], own
        reader.assert_no_pending_responses()
        own.assert_no_pending_responses()


def promotion(client: Any, is_own: bool = True, ended: str = "2099-01-01T12:00:00Z") -> Promotion:
    record = {"Version": 12, "EndedAt": ended, "Images": {"Inference": {"Uri": URI, "Version": 12}}}
    return Promotion(Origin("churn-dev", Reader(client), {}, is_own), "version 12 of churn-dev", record, {}, {})


def found(manifest: str = MANIFEST) -> dict[str, Any]:
    return {"images": [{"imageId": {"imageDigest": DIGEST}, "imageManifest": manifest, "imageManifestMediaType": V2}]}


def available(**layers: str) -> dict[str, Any]:
    known = {"config": CONFIG, "layer": LAYER}
    return {"layers": [{"layerDigest": known[name], "layerAvailability": said} for name, said in layers.items()]}


def test_what_is_not_there_is_copied_in_parts_and_the_manifest_stays_byte_for_byte(
    ecr: tuple[Any, Stubber, Any, Stubber], tmp_path: Path
) -> None:
    reading, reader, writing, own = ecr
    (tmp_path / "layer").write_bytes(b"0123456789")
    reader.add_response("batch_get_image", found(), ASKED)
    own.add_response(
        "batch_check_layer_availability",
        available(config="AVAILABLE", layer="UNAVAILABLE"),
        {"repositoryName": "churn", "layerDigests": [CONFIG, LAYER]},
    )
    reader.add_response("get_download_url_for_layer", {"downloadUrl": (tmp_path / "layer").as_uri()})
    own.add_response("initiate_layer_upload", {"uploadId": "u", "partSize": 4})
    for first, last, part in ((0, 3, b"0123"), (4, 7, b"4567"), (8, 9, b"89")):
        own.add_response("upload_layer_part", {}, {**WHERE, "partFirstByte": first, "partLastByte": last, "layerPartBlob": part})
    own.add_response("complete_layer_upload", {}, {**WHERE, "layerDigests": [LAYER]})
    own.add_response("put_image", {}, {**PUT, "imageTag": "v3-inference"})
    assert image.copy(promotion(reading), "churn", "v3-inference", writing) == DIGEST


def refuse(reader: Stubber, own: Stubber, code: str) -> None:
    """Answer that all layers are there, and refuse the image."""
    reader.add_response("batch_get_image", found())
    own.add_response("batch_check_layer_availability", available(config="AVAILABLE", layer="AVAILABLE"))
    own.add_client_error("put_image", code)


def test_an_image_that_is_there_already_is_done(ecr: tuple[Any, Stubber, Any, Stubber]) -> None:
    reading, reader, writing, own = ecr
    refuse(reader, own, "ImageAlreadyExistsException")
    assert image.copy(promotion(reading), "churn", "v3-inference", writing) == DIGEST


def test_a_tag_of_another_image_is_an_error(ecr: tuple[Any, Stubber, Any, Stubber]) -> None:
    reading, reader, writing, own = ecr
    refuse(reader, own, "ImageTagAlreadyExistsException")
    with pytest.raises(writing.exceptions.ImageTagAlreadyExistsException):
        image.copy(promotion(reading), "churn", "v3-inference", writing)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"images": []}, f"Promote: version 12 of churn-dev cannot be promoted: its image {URI} is gone"),
        (
            found(json.dumps({"manifests": []})),
            f"Promote: expected one image at {URI}, which is a list of several platforms' images",
        ),
        ("RepositoryNotFoundException", f"Promote: version 12 of churn-dev cannot be promoted: its image {URI} is gone"),
        ("AccessDeniedException", f"Promote: {URI} cannot be read (AccessDeniedException: no)"),
    ],
)
def test_an_image_that_cannot_be_copied_is_named(ecr: tuple[Any, Stubber, Any, Stubber], answer: Any, sentence: str) -> None:
    reading, reader, writing, _ = ecr
    if isinstance(answer, str):
        reader.add_client_error("batch_get_image", answer, "no")
    else:
        reader.add_response("batch_get_image", answer)
    with pytest.raises(InvalidParameters) as refused:
        image.copy(promotion(reading), "churn", "v3-inference", writing)
    assert str(refused.value) == sentence


def test_what_another_role_reads_goes_through_the_function() -> None:
    with moto.mock_aws():
        s3 = boto3.client("s3", region_name="us-east-1")
        for bucket in ("dev", "code"):
            s3.create_bucket(Bucket=bucket)
        s3.put_object(Bucket="dev", Key="a/model.tar.gz", Body=b"m" * (6 * 2**20), Tagging="team=growth")
        for is_own in (True, False):
            key = f"versions/v1/promoted/{is_own}"
            assert files.copy(promotion(s3, is_own), "s3://dev/a/model.tar.gz", "code", key, s3) == f"s3://code/{key}"
            assert s3.get_object(Bucket="code", Key=key)["Body"].read() == b"m" * (6 * 2**20)
            assert s3.get_object_tagging(Bucket="code", Key=key)["TagSet"] == []


@pytest.mark.parametrize("is_own", [True, False])
def test_a_model_that_was_written_again_since_it_was_proven_is_not_copied_whoever_reads_it(is_own: bool) -> None:
    with moto.mock_aws():
        s3 = boto3.client("s3", region_name="us-east-1")
        for bucket in ("dev", "code"):
            s3.create_bucket(Bucket=bucket)
        s3.put_object(Bucket="dev", Key="a/model.tar.gz", Body=b"of somebody else")
        with pytest.raises(InvalidParameters) as refused:
            files.copy(
                promotion(s3, is_own, "2026-01-01T12:00:00Z"), "s3://dev/a/model.tar.gz", "code", "versions/v1/promoted/model.tar.gz", s3
            )
        assert s3.list_objects_v2(Bucket="code")["KeyCount"] == 0
    sentence = "s3://dev/a/model.tar.gz has been written again since its build ended"
    assert str(refused.value) == f"Promote: version 12 of churn-dev cannot be promoted: {sentence}"
