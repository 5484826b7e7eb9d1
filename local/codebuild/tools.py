"""The docker and aws that a build's commands find: just what building and pushing an image needs, done with the caller's own credentials."""

import hashlib
import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from local.codebuild import registries
from local.containers import images
from local.containers.context import DockerfileError
from local.containers.dockerfile import build

TOOLS = ("docker", "aws")


def main(words: list[str]) -> int:
    """Run a tool; say in one sentence what failed."""
    try:
        match words:
            case ["docker", "login", *_, registry]:
                registries.login(registry, sys.stdin.read())
                print("Login Succeeded")
            case ["docker", "build", *rest]:
                docker_build(rest)
            case ["docker", "push", uri]:
                docker_push(uri)
            case ["aws", "ecr", "get-login-password", *_]:
                print(registries.ecr().get_authorization_token()["authorizationData"][0]["authorizationToken"])
            case ["aws", "ecr", "describe-images", *rest]:
                describe_images(rest)
            case _:
                print(f"{' '.join(words)}: not a command of the local AWS's CodeBuild", file=sys.stderr)
                return 127
    except ClientError as error:
        print(f"An error occurred ({error.response['Error']['Code']}): {error.response['Error'].get('Message')}", file=sys.stderr)
        return 254
    except (DockerfileError, images.ImageNotFound) as error:
        print(f"ERROR: failed to build: {error}", file=sys.stderr)
        return 1
    return 0


def docker_build(words: list[str]) -> None:
    """Do "docker build -f FILE -t URI CONTEXT"; as BuildKit does, it makes OCI manifests unless it is told not to."""
    parser = ArgumentParser(prog="docker build")
    parser.add_argument("--provenance")
    parser.add_argument("--output", default="type=image")
    parser.add_argument("-f", "--file", default="Dockerfile")
    parser.add_argument("-t", "--tag", required=True)
    parser.add_argument("context", type=Path)
    given = parser.parse_args(words)
    manifest = images.DOCKER if "oci-mediatypes=false" in given.output.split(",") else images.OCI

    def pull(uri: str) -> images.Image | None:
        return registries.base(uri, given.tag.partition(".")[0])

    build(Path(given.file), given.context.resolve(), images.built(given.tag), print, pull, manifest)
    print(f"Successfully tagged {given.tag}")


def docker_push(uri: str) -> None:
    """Do "docker push URI": the same calls to ECR as Docker makes, with the files' digest for the layers."""
    place = images.built(uri)
    if not place.exists():
        raise DockerfileError(f"An image does not exist locally with the tag: {uri}")
    registries.require_login(uri)
    ecr = registries.ecr()
    name, identifier = images.parts(uri)
    layer, size = layer_digest(place)
    ecr.batch_check_layer_availability(repositoryName=name, layerDigests=[layer])
    upload = ecr.initiate_layer_upload(repositoryName=name)["uploadId"]
    ecr.upload_layer_part(repositoryName=name, uploadId=upload, partFirstByte=0, partLastByte=0, layerPartBlob=b"0")
    ecr.complete_layer_upload(repositoryName=name, uploadId=upload, layerDigests=[layer])
    media_type = images.load(place).manifest
    manifest = manifest_of(layer, size, media_type)
    digest = "sha256:" + hashlib.sha256(manifest.encode()).hexdigest()
    images.publish(place, digest)
    pushed = ecr.put_image(
        repositoryName=name, imageManifest=manifest, imageManifestMediaType=media_type, imageTag=identifier["imageTag"], imageDigest=digest
    )
    print(f"{identifier['imageTag']}: digest: {pushed['image']['imageId']['imageDigest']}")


def layer_digest(place: Path) -> tuple[str, int]:
    """Return the digest and the size of all that an image holds."""
    total, size = hashlib.sha256(), 0
    for file in sorted(path for path in place.rglob("*") if path.is_file()):
        content = file.read_bytes()
        total.update(f"{file.relative_to(place)} {file.stat().st_mode:o} {len(content)} ".encode() + content)
        size += len(content)
    return "sha256:" + total.hexdigest(), size


def manifest_of(layer: str, size: int, media_type: str) -> str:
    """Return an image manifest with one layer."""
    blob = {"mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip", "size": size, "digest": layer}
    config = {**blob, "mediaType": "application/vnd.docker.container.image.v1+json"}
    return json.dumps({"schemaVersion": 2, "mediaType": media_type, "config": config, "layers": [blob]})


def describe_images(words: list[str]) -> None:
    """Do "aws ecr describe-images --repository-name NAME --image-ids imageTag=TAG"."""
    parser = ArgumentParser(prog="aws ecr describe-images")
    parser.add_argument("--repository-name", required=True)
    parser.add_argument("--image-ids", required=True)
    given = parser.parse_args(words)
    key, _, value = given.image_ids.partition("=")
    found: dict[str, Any] = registries.ecr().describe_images(repositoryName=given.repository_name, imageIds=[{key: value}])
    print(json.dumps(found["imageDetails"], default=str))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
