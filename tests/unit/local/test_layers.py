"""An image needs its layers, and a layer all of its parts in their order."""

import asyncio
import base64
import json
from typing import Any

import pytest
from ministack.services import ecr

from local.ecr import layers

LAYER = "sha256:1"
CALLS = ("initiate_layer_upload", "put_image", "get_download_url_for_layer", "upload_layer_part", "complete_layer_upload")


@pytest.fixture(autouse=True)
def repositories(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two repositories, the first with an image of one layer."""
    for name in (*CALLS, "batch_check_layer_availability"):
        monkeypatch.setattr(ecr, f"_{name}", getattr(ecr, f"_{name}"))
    for name in ("blobs", "there", "uploads"):
        monkeypatch.setattr(layers, name, {})
    monkeypatch.setenv("LOCAL_AWS_URL", "http://127.0.0.1:4566")
    layers.register()
    known = {name: {"repositoryArn": f"arn:{name}", "imageTagMutability": "IMMUTABLE"} for name in ("dev", "prod")}
    monkeypatch.setattr(ecr, "_repositories", known)
    monkeypatch.setattr(ecr, "_images", {"dev": [], "prod": []})
    upload("dev", b"one layer")
    assert put("dev") == 200


def call(name: str, **request: Any) -> Any:
    status, _, body = getattr(ecr, f"_{name}")(request)
    found = json.loads(body)
    return found if status == 200 else found["__type"].rpartition("#")[2]


def upload(repository: str, *parts: bytes, digest: str = LAYER) -> Any:
    where = {"repositoryName": repository, "uploadId": call("initiate_layer_upload", repositoryName=repository)["uploadId"]}
    first = 0
    for part in parts:
        blob = base64.b64encode(part).decode()
        call("upload_layer_part", **where, partFirstByte=first, partLastByte=first + len(part) - 1, layerPartBlob=blob)
        first += len(part)
    answer = call("complete_layer_upload", **where, layerDigests=[digest])
    return answer if isinstance(answer, str) else answer["layerDigest"]


def put(repository: str, tag: str = "v1", **manifest: Any) -> Any:
    text = json.dumps({"config": {"digest": LAYER}, "layers": [{"digest": LAYER}], **manifest})
    answer = call("put_image", repositoryName=repository, imageManifest=text, imageTag=tag)
    return answer if isinstance(answer, str) else 200


def test_an_image_of_another_repository_has_to_bring_its_layers() -> None:
    assert put("prod") == "LayersNotFoundException"
    assert upload("prod", b"one ", b"layer") == LAYER
    assert put("prod") == 200


def test_a_layer_has_the_bytes_of_its_digest() -> None:
    assert upload("prod", b"another layer") == "InvalidLayerException"
    assert upload("prod", b"") == "EmptyUploadException"
    assert upload("dev", b"one layer") == "LayerAlreadyExistsException"


def test_a_part_begins_where_the_last_one_ended() -> None:
    where = {"repositoryName": "prod", "uploadId": call("initiate_layer_upload", repositoryName="prod")["uploadId"]}
    blob = base64.b64encode(b"one").decode()
    assert call("upload_layer_part", **where, partFirstByte=3, partLastByte=5, layerPartBlob=blob) == "InvalidLayerPartException"
    assert call("upload_layer_part", **where, partFirstByte=0, partLastByte=5, layerPartBlob=blob) == "InvalidLayerPartException"
    assert call("upload_layer_part", **where, partFirstByte=0, partLastByte=2, layerPartBlob=blob)["lastByteReceived"] == 2
    unknown = {**where, "uploadId": "x"}
    assert call("upload_layer_part", **unknown, partFirstByte=0, partLastByte=2, layerPartBlob=blob) == "UploadNotFoundException"


def test_a_repository_knows_its_layers_and_no_others() -> None:
    def said(repository: str) -> Any:
        return call("batch_check_layer_availability", repositoryName=repository, layerDigests=[LAYER])["layers"][0]["layerAvailability"]

    assert (said("dev"), said("prod")) == ("AVAILABLE", "UNAVAILABLE")


def test_a_layer_is_fetched_from_where_its_address_leads() -> None:
    url = call("get_download_url_for_layer", repositoryName="dev", layerDigest=LAYER)["downloadUrl"]
    assert url == "http://127.0.0.1:4566/_local/layers/sha256:1"
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(layers.middleware(None)({"type": "http", "path": "/_local/layers/sha256:1"}, None, send))
    assert sent[1]["body"] == b"one layer"


def test_the_same_image_under_its_tag_is_told_from_another_one() -> None:
    assert put("dev") == "ImageAlreadyExistsException"
    assert put("dev", schemaVersion=2) == "ImageTagAlreadyExistsException"
    assert put("dev", "v2") == 200
