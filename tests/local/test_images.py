"""Images on the deployed stack: built once for one content, from layers of before, and named by their digests."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local.commands import ROOT
from local.stack import Stack
from tests.local.conftest import DOCUMENT

PROGRAM = ROOT / "examples/byod"


@pytest.fixture(scope="module", autouse=True)
def restored(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Put the example's code back for the tests that follow."""
    yield
    stack.parameters(DOCUMENT)
    stack.push(PROGRAM, tmp_path_factory.mktemp("restored"))


def built(stack: Stack, **images: Any) -> tuple[int, dict[str, Any]]:
    """Build as far as the model; return how many images CodeBuild has built for it, and the record."""
    codebuild, project = stack.account.client("codebuild"), stack.resource("ImageProject")
    before = codebuild.list_builds_for_project(projectName=project)["ids"]
    done = stack.build({"Parameters": {"Deploy": False, "HyperParameters": {"passes": 1}, "Images": images}})
    assert (done["status"], done.get("cause")) == ("SUCCEEDED", None)
    after = codebuild.list_builds_for_project(projectName=project)["ids"]
    return len(after) - len(before), json.loads(done["output"])["Build"]


def log(stack: Stack) -> list[str]:
    """Return what CodeBuild's last build said."""
    codebuild, project = stack.account.client("codebuild"), stack.resource("ImageProject")
    (last,) = codebuild.batch_get_builds(ids=codebuild.list_builds_for_project(projectName=project)["ids"][:1])["builds"]
    where = {"logGroupName": last["logs"]["groupName"], "logStreamName": last["logs"]["streamName"]}
    events = stack.account.client("logs").get_log_events(**where, startFromHead=True)["events"]
    return [event["message"] for event in events]


def changed(folder: Path, name: str, text: str) -> Path:
    """Return a copy of the example's code in which a file ends with a text."""
    shutil.copytree(PROGRAM, folder / "code")
    with (folder / "code" / name).open("a") as file:
        file.write(text)
    return folder / "code"


def test_an_image_of_which_nothing_has_changed_is_used_by_its_digest(stack: Stack) -> None:
    count, build = built(stack)
    image = build["Images"]["Training"]
    repository = f"000000000000.dkr.ecr.us-east-1.amazonaws.com/{stack.resource('ImageRepository')}"
    assert (count, image["Build"], image["Uri"].partition("@sha256:")[0]) == (0, False, repository)
    because = f"nothing in the repository has changed since version {image['Version']}"
    assert build["Decisions"]["TrainingImage"] == {"Decision": "REUSED", "Version": image["Version"], "Because": because}
    sagemaker, names = stack.account.client("sagemaker"), build["Names"]
    job = sagemaker.describe_training_job(TrainingJobName=names["TrainingJob"])
    model = sagemaker.describe_model(ModelName=names["Model"])
    assert {job["AlgorithmSpecification"]["TrainingImage"], model["PrimaryContainer"]["Image"]} == {image["Uri"]}


def test_a_changed_line_is_built_upon_the_layers_of_before(stack: Stack, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    stack.push(changed(tmp_path, "program/model.py", "\n# changed\n"), tmp_path_factory.mktemp("changed"))
    count, build = built(stack)
    assert (count, build["Decisions"]["TrainingImage"]["Because"]) == (1, "something in the repository has changed")
    assert "@sha256:" in build["Images"]["Training"]["Uri"]
    assert build["Images"]["Inference"]["Uri"] == build["Images"]["Training"]["Uri"]
    said = log(stack)
    copying = next(number for number, line in enumerate(said) if " : COPY program" in line)
    assert (said[:copying].count(" ---> CACHED"), said[copying:].count(" ---> CACHED")) == (3, 0)  # FROM, RUN and ENV


def test_other_arguments_and_another_context_make_another_image(
    stack: Stack, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    code = changed(tmp_path, "Dockerfile", "ARG WORDS=none\nENV WORDS=${WORDS}\n")
    shutil.copytree(code, tmp_path / "pushed/model")
    stack.push(tmp_path / "pushed", tmp_path_factory.mktemp("context"))
    given = {"Dockerfile": "model/Dockerfile", "Context": "model", "BuildArgs": {"WORDS": "it's $HOME"}}
    count, build = built(stack, Training=given)
    assert (count, build["Images"]["Training"]["Context"]) == (1, "model")
    assert built(stack, Training=given)[0] == 0
    count, build = built(stack, Training={**given, "BuildArgs": {"WORDS": "other"}})
    assert (count, build["Decisions"]["TrainingImage"]["Because"]) == (1, "the build argument WORDS has changed")


def test_a_cache_that_fails_fails_no_build(stack: Stack, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    ecr, cache = stack.account.client("ecr"), stack.resource("CacheRepository")
    stack.push(changed(tmp_path, "program/model.py", "\n# without a cache\n"), tmp_path_factory.mktemp("uncached"))
    ecr.delete_repository(repositoryName=cache, force=True)
    try:
        assert built(stack)[0] == 1
    finally:
        ecr.create_repository(repositoryName=cache)
    assert any("error exporting cache" in line for line in log(stack))
