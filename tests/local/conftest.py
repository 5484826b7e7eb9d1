"""One local AWS for all tests of the deployed stack, and one stack that is built there once."""

import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from examples.byod.digits import as_csv, split
from local.commands import ROOT, build
from local.launcher import LocalAws
from local.stack import Stack
from tests.local import second_opinion
from tests.local.packaged import deploy

# Waits of state machines, not of jobs, pass twenty-five times as fast.
os.environ.setdefault("SFN_WAIT_SCALE", "0.04")
METRICS = {"AlgorithmSpecification": {"MetricDefinitions": [{"Name": "validation:accuracy", "Regex": "validation:accuracy=([0-9.]+)"}]}}
# Every build does everything, also where nothing has changed; test_reuse.py tells what need not be done.
DOCUMENT = {"HyperParameters": {"C": 1.0}, "TrainingJob": METRICS, "Reuse": {"Training": "NEVER"}}


@pytest.fixture(scope="session", autouse=True)
def every_build_has_a_second_opinion() -> Iterator[None]:
    """Whenever a test has waited for the end of a build, a second interpreter agrees with what it did."""
    wait = Stack.wait

    def wait_and_compare(stack: Stack, execution_arn: str, timeout: float = 240) -> dict[str, Any]:
        described = wait(stack, execution_arn, timeout)
        second_opinion.compare(stack.account.client("stepfunctions"), execution_arn)
        return described

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Stack, "wait", wait_and_compare)
        yield


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    """A running local AWS, with a folder of mirrors in place of GitHub."""
    with LocalAws(github=tmp_path_factory.mktemp("github"), ping_seconds=25) as started:
        yield started


@pytest.fixture(scope="session")
def built(aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template as sam build leaves it: built once, by whichever of the processes comes first."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "sam"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = shared / "done"
        if not done.exists():
            build(aws, shared / "build")
            done.touch()
    return shared / "build" / "template.yaml"


@pytest.fixture(scope="session")
def stack(aws: LocalAws, built: Path, tmp_path_factory: pytest.TempPathFactory) -> Stack:
    """A deployed stack with code and data, whose first version serves."""
    deployed = ready(aws, built, "churn", tmp_path_factory.mktemp("churn"))
    first = deployed.build({"Reason": "the first build"})
    assert (first["status"], first.get("cause")) == ("SUCCEEDED", None)
    keep_first_image(deployed)
    return deployed


def keep_first_image(stack: Stack) -> str:
    """Give the image of version 1 a tag that stays when the version is retired, and return its URI."""
    ecr, repository = stack.account.client("ecr"), stack.resource("ImageRepository")
    listed = ecr.list_images(repositoryName=repository)["imageIds"]
    (built,) = (image for image in listed if image["imageTag"].startswith("v1-training-"))
    (first,) = ecr.batch_get_image(repositoryName=repository, imageIds=[built])["images"]
    ecr.put_image(repositoryName=repository, imageManifest=first["imageManifest"], imageTag="base")
    return base_image(stack)


def base_image(stack: Stack) -> str:
    """Return the URI of the image that stays when the version that it was built for is retired."""
    return f"000000000000.dkr.ecr.us-east-1.amazonaws.com/{stack.resource('ImageRepository')}:base"


def ready(
    aws: LocalAws,
    built: Path,
    name: str,
    scratch: Path,
    deploy: Callable[[Stack, Path], None] = deploy,
    source: Path = ROOT / "examples/byod",
) -> Stack:
    """Deploy a stack and give it the example's code, or another's, and the example's data."""
    deployed = Stack(aws, name)
    deploy(deployed, built)
    deployed.parameters(DOCUMENT)
    deployed.push(source, scratch)
    deployed.upload("train/digits.csv", as_csv(split()[0]))
    return deployed
