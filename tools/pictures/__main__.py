"""python -m tools.pictures: builds the example four times on a local AWS, and draws what a person sees of it, and of the demo, into docs/pictures."""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from examples.byod.digits import as_csv, split
from local.commands import ROOT, CommandFailed, build
from local.launcher import LocalAws, StartFailed
from local.stack import Stack
from sagebuild import Launch, SageBuild, SageBuildError
from sagebuild.graph import Graph
from sagebuild.watching import WatchedBuild
from tools.pictures import dashboard, demo, pages, polling
from tools.pictures.browser import NoBrowser, Pictures

FOLDER = ROOT / "docs/pictures"
METRICS = [{"Name": "validation:accuracy", "Regex": "validation:accuracy=([0-9.]+)"}]
DOCUMENT = {"HyperParameters": {"C": 0.01, "passes": 3}, "TrainingJob": {"AlgorithmSpecification": {"MetricDefinitions": METRICS}}}
PATIENCE_SECONDS = 60


def main() -> int:
    """Take all pictures, or say in one sentence why not."""
    try:
        with tempfile.TemporaryDirectory(prefix="sagebuild-pictures-") as scratch, a_stack(Path(scratch)) as (account, digits):
            take(account, digits)
        (FOLDER / "demo.svg").write_text(demo.drawn(demo.record()))
        (FOLDER / "polling.svg").write_text(polling.drawn(polling.TRANSITIONS))
    except (CommandFailed, NoBrowser, SageBuildError, StartFailed, TimeoutError) as error:
        print(f"The pictures could not be taken: {error}", file=sys.stderr)
        return 1
    for picture in sorted(FOLDER.iterdir()):
        print(f"{picture.relative_to(ROOT)}  {picture.stat().st_size / 1024:.0f} KB")
    return 0


@contextmanager
def a_stack(scratch: Path) -> Iterator[tuple[LocalAws, SageBuild]]:
    """Deploy a stack with the example's code and data, and reach it as a person does."""
    with LocalAws() as aws:
        stack = Stack(aws, "digits")
        stack.deploy(build(aws, scratch / "build"))
        stack.push(ROOT / "examples/byod", scratch)
        stack.upload("train/digits.csv", as_csv(split()[0]))
        stack.parameters(DOCUMENT)
        os.environ.update(aws.environment())
        yield aws, SageBuild(stack.name)


def take(account: LocalAws, digits: SageBuild) -> None:
    """Build four times, one of them in vain, and take the pictures."""
    FOLDER.mkdir(exist_ok=True)
    digits.launch(reason="the first build").wait(show=False, check=True)
    digits.launch({"HyperParameters": {"C": 0.05}}, "a larger C").wait(show=False, check=True)
    failed = digits.launch({"HyperParameters": {"C": -1}}, "a wrong C").wait(show=False)
    watched = train(digits, digits.launch({"HyperParameters": {"C": 10}}, "a much larger C"))
    live, running = watched.view(), digits.graph()
    while watched.shown.running:
        time.sleep(1)
        watched.look()
    save(running, "graph")
    save(digits.graph(failed.version), "graph-failed")
    (FOLDER / "terminal.svg").write_text(pages.terminal(live))
    for name, figure in (("plot", digits.plot()), ("timeline", digits.timeline())):
        figure.savefig(FOLDER / f"{name}.svg", metadata={"Date": None})
    with Pictures(FOLDER) as pictures:
        pictures.take(
            "notebook", pages.notebook("digits.launch({'HyperParameters': {'C': 10}}, 'a much larger C').wait()", pages.live(live)), 860
        )
        explained = digits.explain({"HyperParameters": {"C": 30}})
        pictures.take("explain", pages.notebook("digits.explain({'HyperParameters': {'C': 30}})", explained._repr_html_()), 860)
        pictures.take("compare", pages.notebook("digits.compare(1, 4)", digits.compare(1, 4)._repr_html_()), 860)
        pictures.take("dashboard", dashboard.page(account, digits), 1208)


def train(digits: SageBuild, launch: Launch) -> WatchedBuild:
    """Wait until a launch's training has begun to print metrics, and return what is known of it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (found := launch.build) is None:
        give_up(deadline, "the launch became no build")
    watched = WatchedBuild(digits, found)
    while "pass 2" not in str(watched.training.get("LastLine")):
        give_up(deadline, "the training printed nothing")
        watched.look()
    return watched


def give_up(deadline: float, why: str) -> None:
    """Wait a moment, and raise TimeoutError after the deadline."""
    if time.monotonic() > deadline:
        raise TimeoutError(f"{why} within {PATIENCE_SECONDS} seconds")
    time.sleep(0.3)


def save(graph: Graph, name: str) -> None:
    """Write a graph."""
    graph.save(FOLDER / f"{name}.svg")


if __name__ == "__main__":
    sys.exit(main())
