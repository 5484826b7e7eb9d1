"""python -m local.bench.reuse: what a second build costs, by what has changed since the one before, on a deployed stack.

Billed seconds are SageMaker's own of the training jobs and CodeBuild's of the image builds; an endpoint costs by the hour, whatever is built.
"""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from examples.byod.digits import as_csv, split
from local.commands import ROOT, CommandFailed, build
from local.launcher import LocalAws, StartFailed
from local.stack import Stack
from sagebuild import Build, SageBuild, SageBuildError
from sagebuild.decisions import DONE

# What is paid for, or moves customers; everything else takes a moment.
STEPS = (
    "Build Training Image",
    "Build Inference Image",
    "Train Model",
    "Evaluate Model",
    "Create Model",
    "Create Endpoint",
    "Update Endpoint",
)
METRICS = [{"Name": "validation:accuracy", "Regex": "validation:accuracy=([0-9.]+)"}]
DOCUMENT: dict[str, Any] = {
    "Images": {
        kind: {"Dockerfile": f"{folder}/Dockerfile", "Context": folder}
        for kind, folder in (("Training", "training"), ("Inference", "serving"))
    },
    "HyperParameters": {"C": 1.0, "passes": 12},
    "TrainingJob": {"AlgorithmSpecification": {"MetricDefinitions": METRICS}},
    "Reuse": {"Training": "ALWAYS"},
}
OTHER_INSTANCE = {"ProductionVariants": [{"VariantName": "AllTraffic", "InstanceType": "ml.c5.large", "InitialInstanceCount": 1}]}
HEADS = ["what has changed", "steps done", "CodeBuild, s", "training, s", "billed, of the first build's", "because"]
NOTHING_AT_MOST = 0.05  # of the first build's billed seconds


@dataclass(frozen=True)
class Seen:
    """What a build did: its paid steps, CodeBuild's and SageMaker's billed seconds, and the first thing that was said to differ."""

    change: str
    steps: str
    images: float
    training: float
    why: str

    @property
    def billed(self) -> float:
        """Return all billed seconds."""
        return self.images + self.training


def main() -> int:
    """Run the benchmark and print what was seen; the status is 0 only if nothing is paid for twice."""
    console = Console(highlight=False, width=200)
    try:
        with tempfile.TemporaryDirectory(prefix="sagebuild-bench-") as scratch, LocalAws() as aws:
            with console.status("deploying a stack"):
                stack = Stack(aws, "bench")
                stack.deploy(build(aws, Path(scratch) / "build"), {"Parameters": json.dumps(DOCUMENT)})
            os.environ.update(aws.environment())
            for row in (HEADS, ["---"] * len(HEADS)):
                console.print(f"| {' | '.join(row)} |", soft_wrap=True)
            found = list[Seen]()
            for made in builds(stack, Path(scratch), console):
                found.append(made)
                console.print(f"| {' | '.join(cells(made, found[0].billed))} |", soft_wrap=True)
    except (CommandFailed, SageBuildError, StartFailed, TimeoutError) as error:
        console.print(f"[red]✗[/] {error}", soft_wrap=True)
        return 1
    first, nothing, *_, instance = found
    return 0 if nothing.billed <= NOTHING_AT_MOST * first.billed and instance.training == 0 else 1


def builds(stack: Stack, scratch: Path, console: Console) -> Iterator[Seen]:
    """Make the builds, each with one change since the one before."""
    bench, code, (train, _) = SageBuild(stack.name), scratch / "code", split()
    for folder in ("training", "serving"):
        shutil.copytree(ROOT / "examples/byod", code / folder, ignore=shutil.ignore_patterns("__pycache__"))
    stack.push(code, scratch)
    halves = {f"train/{number}.csv": as_csv(train[number::2]) for number in range(2)}
    for key, body in halves.items():
        bench.upload(body, key)

    def change_serving() -> None:
        serve = code / "serving/program/serve"
        serve.write_text(serve.read_text().replace("PORT = 8080", "PORT = 8080  # as SageMaker asks for it"))
        stack.push(code, scratch)

    changes: dict[str, Callable[[], object]] = {
        "the first build": lambda: None,
        "nothing": lambda: None,
        "one hyperparameter": lambda: bench.change({"HyperParameters": {"C": 10.0}}),
        "one data file": lambda: bench.upload(as_csv(train[::2][:-1]), "train/0.csv"),
        "one line of serving code": change_serving,
        "the instance type": lambda: bench.change({"EndpointConfig": OTHER_INSTANCE}),
    }
    known: set[str] = set()
    for change, make in changes.items():
        make()
        with console.status(f"{change}: building"):
            made = bench.launch(reason=change).wait(show=False, check=True)
            images = {found["id"]: found for found in image_builds(stack)}
        yield seen(bench, made, change, [found for name, found in images.items() if name not in known])
        known |= set(images)


def seen(bench: SageBuild, made: Build, change: str, images: list[dict[str, Any]]) -> Seen:
    """Return what a build did."""
    entered = [state.name for state in bench.states(made)]
    job = {"TrainingJobName": made.names["TrainingJob"]} if "Train Model" in entered else None
    return Seen(
        change=change,
        steps=", ".join(step for step in STEPS if step in entered) or "none",
        # A build of a second or less has the same two times.
        images=sum(max(1.0, (found["endTime"] - found["startTime"]).total_seconds()) for found in images),
        training=float(bench.client("sagemaker").describe_training_job(**job)["BillableTimeInSeconds"]) if job else 0.0,
        # Where nothing is done, the last decision is the one of the deployment.
        why=next(part.because for part in (*(one for one in made.decisions.parts if one.decision == DONE), made.decisions.parts[-1])),
    )


def image_builds(stack: Stack) -> list[dict[str, Any]]:
    """Return CodeBuild's builds of the stack's images, all of them."""
    client = stack.account.client("codebuild")
    ids = client.list_builds_for_project(projectName=stack.resource("ImageProject"))["ids"]
    found: list[dict[str, Any]] = client.batch_get_builds(ids=ids)["builds"] if ids else []
    return found


def cells(made: Seen, first: float) -> list[str]:
    """Return a row of Markdown's table, as docs/performance.md has it."""
    return [made.change, made.steps, f"{made.images:.0f}", f"{made.training:.0f}", f"{made.billed / first:.2f}", made.why]


if __name__ == "__main__":
    sys.exit(main())
