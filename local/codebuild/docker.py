"""The docker of a build: what a Dockerfile describes is built, pushed, and its layers are known to the next build by a cache in a registry.

A registry keeps layers only for a builder of its own, not for Docker's default one: that is refused as Docker refuses it.
"""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from local.codebuild import layer_cache, pushing, registries
from local.containers import dockerfile, images, layers
from local.containers.context import DockerfileError

BUILDERS = ".docker-builders"
LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"
CONFIG = "application/vnd.docker.container.image.v1+json"


def run(words: list[str]) -> bool:
    """Run a docker command; return whether it is one of those that are known."""
    match words:
        case ["login", *_, registry]:
            registries.login(registry, sys.stdin.read())
            print("Login Succeeded")
        case ["buildx", "create", *rest]:
            create_builder(rest)
        case ["build", *rest] | ["buildx", "build", *rest]:
            build(rest)
        case ["push", uri]:
            push(uri)
        case _:
            return False
    return True


def create_builder(words: list[str]) -> None:
    """Do "docker buildx create --name NAME --driver docker-container": remember the builder in the build's own home folder."""
    parser = ArgumentParser(prog="docker buildx create")
    parser.add_argument("--name", required=True)
    parser.add_argument("--driver", choices=("docker-container",), required=True)
    parser.add_argument("--bootstrap", action="store_true")
    name = parser.parse_args(words).name
    registries.require_registry(registries.DOCKER_HUB)  # from which BuildKit's own image is pulled
    with (Path.home() / BUILDERS).open("a") as builders:
        builders.write(f"{name}\n")
    print(name)


def build(words: list[str]) -> None:
    """Do "docker build" or "docker buildx build"; as BuildKit does, it makes OCI manifests unless it is told not to."""
    given = arguments(words)
    output = fields(given.output)
    tag = given.tag or output["name"]
    if not given.context.is_dir():
        raise DockerfileError(f"unable to prepare context: path {str(given.context)!r} not found")

    def pull(uri: str) -> images.Image | None:
        return registries.base(uri, tag.partition(".")[0])

    known = set() if given.no_cache else {key for text in given.cache_from for key in layer_cache.keys(fields(text)["ref"])}
    manifest = images.DOCKER if output.get("oci-mediatypes") == "false" else images.OCI
    build_args = {name: value for name, _, value in (argument.partition("=") for argument in given.build_arg)}
    keys = dockerfile.build(given.file, given.context.resolve(), images.built(tag), print, pull, manifest, build_args, known)
    print(f"Successfully tagged {tag}")
    if output.get("push") == "true":
        push(tag)
    for text in given.cache_to:
        layer_cache.export(keys, fields(text))


def arguments(words: list[str]) -> Namespace:
    """Return the words of a docker build; refuse a cache in a registry with Docker's default builder."""
    parser = ArgumentParser(prog="docker build")
    parser.add_argument("--provenance")
    parser.add_argument("--output", default="type=image")
    parser.add_argument("--builder")
    parser.add_argument("--build-arg", action="append", default=[])
    parser.add_argument("--no-cache", action="store_true")
    parser.add_argument("--cache-from", action="append", default=[])
    parser.add_argument("--cache-to", action="append", default=[])
    parser.add_argument("-f", "--file", type=Path, default=Path("Dockerfile"))
    parser.add_argument("-t", "--tag")
    parser.add_argument("context", type=Path)
    given = parser.parse_args(words)
    file = Path.home() / BUILDERS
    if given.builder and given.builder not in (file.read_text().split() if file.exists() else []):
        raise DockerfileError(f"no builder {given.builder!r} found")
    if given.cache_to and not given.builder:
        raise DockerfileError("Cache export is not supported for the docker driver.")
    return given


def fields(text: str) -> dict[str, str]:
    """Return what stands in a comma separated list such as type=image,push=true."""
    return dict(item.split("=", 1) for item in text.split(","))


def push(uri: str) -> None:
    """Do "docker push URI": the same calls to ECR as Docker makes, with the files' digest for the layers."""
    place = images.built(uri)
    if not place.exists():
        raise DockerfileError(f"An image does not exist locally with the tag: {uri}")
    registries.require_login(uri)
    layer = "sha256:" + layers.content(place)
    blob = {"mediaType": LAYER, "size": sum(file.stat().st_size for file in place.rglob("*") if file.is_file()), "digest": layer}
    manifest = {"schemaVersion": 2, "mediaType": images.load(place).manifest, "config": {**blob, "mediaType": CONFIG}, "layers": [blob]}
    images.publish(place, pushing.digest_of(manifest))
    print(f"{uri.rpartition(':')[2]}: digest: {pushing.put(uri, manifest)}")
