"""ECR's layers, which MiniStack only nods at: an upload has parts in their order, a layer is there when it was uploaded, and an image needs all of its own.

Images of the local AWS are folders, so that a layer's bytes are whatever was uploaded for its digest first; whoever copies one has to bring the same.
"""

import base64
import json
from collections.abc import Callable
from typing import Any

from ministack.core.responses import error_response_json, json_response
from ministack.services import ecr

from local.gateway.state import url

Call = Callable[[dict[str, Any]], Any]
PATH = "/_local/layers/"
NOTHING = b"0"  # what is uploaded for an image that was built here
blobs: dict[str, bytes] = {}  # by their digests
there: dict[str, set[str]] = {}  # digests, by the ARN of a repository
uploads: dict[str, bytes] = {}  # by their ids


def register() -> None:
    """Put the mended parts in place."""
    ecr._initiate_layer_upload = initiating(ecr._initiate_layer_upload)
    ecr._put_image = putting(ecr._put_image)
    ecr._get_download_url_for_layer = downloading(ecr._get_download_url_for_layer)
    ecr._upload_layer_part, ecr._complete_layer_upload = upload_layer_part, complete_layer_upload
    ecr._batch_check_layer_availability = batch_check_layer_availability


def initiating(original: Call) -> Call:
    """Return InitiateLayerUpload, which is remembered."""

    def initiate_layer_upload(request: dict[str, Any]) -> Any:
        answer = original(request)
        if answer[0] == 200:
            uploads[json.loads(answer[2])["uploadId"]] = b""
        return answer

    return initiate_layer_upload


def putting(original: Call) -> Call:
    """Return PutImage, which takes no image without its layers, and tells the one that is there already from another one of its tag."""

    def put_image(request: dict[str, Any]) -> Any:
        name, tag, manifest = request.get("repositoryName", ""), request.get("imageTag"), request.get("imageManifest", "{}")
        repository = ecr._repositories.get(name)
        missing = sorted(digests(manifest) - known(name)) if repository else []
        if missing:
            return error_response_json("LayersNotFoundException", f"Layers with digests '{', '.join(missing)}' do not exist")
        before = ecr._find_image(name, {"imageTag": tag}) if tag else None
        is_same = before and before["imageDigest"] == (request.get("imageDigest") or ecr._image_digest(manifest))
        if is_same and repository.get("imageTagMutability") == "IMMUTABLE":
            return error_response_json(
                "ImageAlreadyExistsException", f"The image with tag '{tag}' already exists in the repository '{name}'"
            )
        return original(request)

    return put_image


def downloading(original: Call) -> Call:
    """Return GetDownloadUrlForLayer, whose address is one of the local AWS where the repository has the layer."""

    def get_download_url_for_layer(request: dict[str, Any]) -> Any:
        answer, digest = original(request), request.get("layerDigest", "")
        if answer[0] != 200 or digest not in known(request.get("repositoryName", "")):
            return answer
        return json_response({"downloadUrl": f"{url()}{PATH}{digest}", "layerDigest": digest})

    return get_download_url_for_layer


def batch_check_layer_availability(request: dict[str, Any]) -> Any:
    """Tell which layers a repository has."""
    name = request.get("repositoryName", "")
    if name not in ecr._repositories:
        return error_response_json("RepositoryNotFoundException", f"The repository with name '{name}' does not exist")
    found = known(name)
    layers = [
        {"layerDigest": digest, "layerAvailability": "AVAILABLE" if digest in found else "UNAVAILABLE", "layerSize": 1}
        for digest in request.get("layerDigests", [])
    ]
    return json_response({"layers": layers, "failures": []})


def upload_layer_part(request: dict[str, Any]) -> Any:
    """Take one part of a layer, which has to begin where the last one ended."""
    upload, first, last = request.get("uploadId", ""), request.get("partFirstByte", 0), request.get("partLastByte", 0)
    part = base64.b64decode(request.get("layerPartBlob", ""))
    if upload not in uploads:
        return error_response_json("UploadNotFoundException", f"The upload '{upload}' does not exist")
    if first != len(uploads[upload]) or last - first + 1 != len(part):
        return error_response_json(
            "InvalidLayerPartException", f"expected a part that begins at byte {len(uploads[upload])}, got {first} to {last}"
        )
    uploads[upload] += part
    named = {key: request.get(key, "") for key in ("repositoryName", "uploadId")}
    return json_response({**named, "registryId": ecr._registry_id(), "lastByteReceived": last})


def complete_layer_upload(request: dict[str, Any]) -> Any:
    """Make an upload a layer of its repository."""
    name, upload, digest = request.get("repositoryName", ""), request.get("uploadId", ""), request.get("layerDigests", [""])[0]
    if upload not in uploads:
        return error_response_json("UploadNotFoundException", f"The upload '{upload}' does not exist")
    content = uploads.pop(upload)
    if not content:
        return error_response_json("EmptyUploadException", "The upload has no bytes")
    if digest in known(name):
        return error_response_json("LayerAlreadyExistsException", f"The layer '{digest}' already exists in the repository '{name}'")
    if blobs.setdefault(digest, content) != content:
        return error_response_json("InvalidLayerException", f"The digest of the upload is not '{digest}'")
    there.setdefault(ecr._repositories[name]["repositoryArn"], set()).add(digest)
    return json_response({"registryId": ecr._registry_id(), "repositoryName": name, "uploadId": upload, "layerDigest": digest})


def known(name: str) -> set[str]:
    """Return the digests of the layers of a repository: those that were uploaded, and those of its images."""
    repository = ecr._repositories.get(name)
    uploaded = there.get(repository["repositoryArn"], set()) if repository else set()
    return {*uploaded, *(digest for image in ecr._images.get(name, []) for digest in digests(image.get("imageManifest") or "{}"))}


def digests(manifest: str) -> set[str]:
    """Return the digests that a manifest names."""
    found = json.loads(manifest)
    return {part["digest"] for part in (found.get("config") or {}, *found.get("layers", [])) if part.get("digest")}


def middleware(app: Any) -> Any:
    """Return an application that hands out layers and leaves the rest to another."""

    async def serve(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PATH):
            await app(scope, receive, send)
            return
        content = blobs.get(scope["path"].removeprefix(PATH), NOTHING)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/octet-stream")]})
        await send({"type": "http.response.body", "body": content})

    return serve
