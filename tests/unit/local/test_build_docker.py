"""The docker of the local CodeBuild refuses what Docker refuses."""

from pathlib import Path

import pytest

from local.codebuild import docker, layer_cache
from local.containers.context import DockerfileError

CACHE = "type=registry,ref=000000000000.dkr.ecr.us-east-1.amazonaws.com/cache:training"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))


def test_only_a_builder_of_its_own_writes_a_cache() -> None:
    with pytest.raises(DockerfileError, match="Cache export is not supported for the docker driver"):
        docker.arguments(["-t", "a:b", "--cache-to", CACHE, "."])
    with pytest.raises(DockerfileError, match="no builder 'layers' found"):
        docker.arguments(["--builder", "layers", "-t", "a:b", "--cache-to", CACHE, "."])
    docker.create_builder(["--name", "layers", "--driver", "docker-container", "--bootstrap"])
    assert docker.arguments(["--builder", "layers", "-t", "a:b", "--cache-to", CACHE, "."]).builder == "layers"


def test_ecr_takes_a_cache_as_an_image_only() -> None:
    with pytest.raises(DockerfileError, match="ECR takes no cache without image-manifest=true"):
        layer_cache.export(["0" * 64], docker.fields(f"{CACHE},mode=max"))


def test_a_context_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DockerfileError, match=f"unable to prepare context: path '{tmp_path}/gone' not found"):
        docker.build(["-t", "a:b", f"{tmp_path}/gone"])


def test_a_command_that_is_not_known_is_not_done() -> None:
    assert docker.run(["images"]) is False
