"""The commands that build an image, run in a shell whose docker and aws write down what they are asked for."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

Template = dict[str, Any]
REGISTRY = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
URI = f"{REGISTRY}/churn:v12-training-0a1b2c3d4e5f6071"
CACHE = f"{REGISTRY}/churn-cache"
FILLED = {
    "AWS::AccountId": "123456789012",
    "AWS::Region": "us-east-1",
    "AWS::URLSuffix": "amazonaws.com",
    "ImageRepository": "churn",
    "CacheRepository.RepositoryUri": CACHE,
}
# Tells of an image once there is one; the builder does not start where it says so.
PROGRAM = """#!/usr/bin/env python3
import json, os, pathlib, sys
words = [pathlib.Path(sys.argv[0]).name, *sys.argv[1:]]
with open("asked", "a") as asked:
    asked.write(json.dumps(words) + "\\n")
pushed = pathlib.Path("pushed")
if words[:3] == ["docker", "buildx", "create"] and os.environ.get("NO_BUILDER"):
    sys.exit(1)
if words[:3] == ["docker", "buildx", "build"]:
    if os.environ.get("BROKEN"):
        sys.exit(2)
    pushed.touch()
if words[:3] == ["aws", "ecr", "describe-images"]:
    if not pushed.exists():
        sys.exit(254)
    print("sha256:1111")
"""


class Project:
    """One run of the project's commands."""

    def __init__(self, template: Template, folder: Path) -> None:
        text = template["Resources"]["ImageProject"]["Properties"]["Source"]["BuildSpec"]["Fn::Sub"]
        filled = re.sub(r"\$\{(!?)([^}]+)\}", lambda found: f"${{{found[2]}}}" if found[1] else FILLED[found[2]], text)
        self._spec = yaml.safe_load(filled)
        self._folder = folder
        for name in ("docker", "aws"):
            (folder / "bin").mkdir(exist_ok=True)
            (folder / "bin" / name).write_text(PROGRAM)
            (folder / "bin" / name).chmod(0o755)
        (folder / "training").mkdir()
        (folder / "training/Dockerfile").write_text("FROM scratch\n")

    def run(self, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run all commands in one shell, as CodeBuild does, and print what is exported at the end."""
        commands = [command for phase in self._spec["phases"].values() for command in phase["commands"]]
        (exported,) = self._spec["env"]["exported-variables"]
        given = {"DOCKERFILE": "training/Dockerfile", "CONTEXT": "training", "BUILD_ARGS": "", "FRESH": "false", "IMAGE_URI": URI}
        environment = {"PATH": f"{self._folder}/bin:{os.environ['PATH']}", **given, **variables}
        script = " || exit 1\n".join(f"{{\n{command}\n}}" for command in [*commands, f"printenv {exported}"])
        return subprocess.run(["/bin/sh", "-c", script], cwd=self._folder, env=environment, capture_output=True, text=True, check=False)

    def asked(self, *beginning: str) -> list[list[str]]:
        """Return what was asked for that begins with some words."""
        file = self._folder / "asked"
        found = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
        return [words for words in found if words[: len(beginning)] == list(beginning)]


@pytest.fixture
def project(template: Template, tmp_path: Path) -> Project:
    return Project(template, tmp_path)


def test_an_image_is_built_pushed_and_told_by_its_digest(project: Project) -> None:
    assert project.run().stdout.splitlines()[-1] == f"{REGISTRY}/churn@sha256:1111"
    layers = f"type=registry,ref={CACHE}:training"
    assert project.asked("docker", "buildx") == [
        ["docker", "buildx", "create", "--name", "layers", "--driver", "docker-container", "--bootstrap"],
        [
            *("docker", "buildx", "build", "--provenance=false"),
            *("--output", f"type=image,name={URI},push=true,oci-mediatypes=false", "-f", "training/Dockerfile", "--builder", "layers"),
            *("--cache-from", layers),
            *("--cache-to", f"{layers},mode=max,image-manifest=true,oci-mediatypes=true,ignore-error=true", "training"),
        ],
    ]


def test_an_image_that_is_there_is_told_and_not_built(project: Project, tmp_path: Path) -> None:
    (tmp_path / "pushed").touch()
    assert project.run().stdout.splitlines()[-2:] == [f"{URI} is there already", f"{REGISTRY}/churn@sha256:1111"]
    assert project.asked("docker", "buildx") == []


def test_build_arguments_reach_docker_as_they_are(project: Project) -> None:
    lines = ["INDEX=https://pypi.org/simple?a=b&c", "WORDS= $HOME `id` 'and' \"so\" * on ", "EMPTY=", "BACK=a\\nb"]
    project.run(BUILD_ARGS="\n".join(lines))
    (words,) = project.asked("docker", "buildx", "build")
    assert [words[index + 1] for index, word in enumerate(words) if word == "--build-arg"] == lines


def test_what_is_built_again_for_its_base_takes_no_layer_of_before(project: Project) -> None:
    project.run(FRESH="true")
    (words,) = project.asked("docker", "buildx", "build")
    assert "--no-cache" in words
    assert "--cache-to" in words


def test_without_a_builder_that_keeps_layers_the_image_is_built_all_the_same(project: Project) -> None:
    assert project.run(NO_BUILDER="1").stdout.splitlines()[-1] == f"{REGISTRY}/churn@sha256:1111"
    (words,) = project.asked("docker", "buildx", "build")
    assert [word for word in words if word.startswith(("--cache", "--builder"))] == []


def test_a_builder_that_does_not_come_up_is_not_waited_for(project: Project, tmp_path: Path) -> None:
    (tmp_path / "bin/timeout").write_text('#!/bin/sh\necho "$1" > patience\nexit 124\n')
    (tmp_path / "bin/timeout").chmod(0o755)
    assert project.run().stdout.splitlines()[-1] == f"{REGISTRY}/churn@sha256:1111"
    assert (tmp_path / "patience").read_text() == "180\n"
    (words,) = project.asked("docker", "buildx", "build")
    assert "--builder" not in words


def test_a_build_that_breaks_or_has_no_dockerfile_fails(project: Project) -> None:
    assert project.run(BROKEN="1").returncode == 1
    missing = project.run(DOCKERFILE="gone/Dockerfile")
    assert missing.stdout.splitlines()[-1] == "Dockerfile 'gone/Dockerfile' is not in the repository"
    assert missing.returncode == 1


def test_docker_is_signed_in_to_the_registries_of_ecr_that_a_dockerfile_begins_with(project: Project, tmp_path: Path) -> None:
    base = "763104351884.dkr.ecr.eu-west-1.amazonaws.com"
    (tmp_path / "training/Dockerfile").write_text(f"FROM {base}/pytorch-training:2.6\n")
    project.run()
    assert [words[-1] for words in project.asked("docker", "login")] == [REGISTRY, base]
    assert project.asked("aws", "ecr", "get-login-password", "--region")[0][-1] == "eu-west-1"


def test_docker_is_signed_in_to_the_registries_of_ecr_that_build_arguments_name(project: Project, tmp_path: Path) -> None:
    base = "763104351884.dkr.ecr.eu-west-1.amazonaws.com"
    (tmp_path / "training/Dockerfile").write_text("ARG BASE\nFROM $BASE\n")
    project.run(BUILD_ARGS=f"BACK=a\\nb\nBASE={base}/pytorch-training:2.6")
    assert [words[-1] for words in project.asked("docker", "login")] == [REGISTRY, base]
