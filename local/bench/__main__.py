"""python -m local.bench: what one build takes, one with nothing changed, a thousand launches, deploying and deleting, in one run on the local AWS.

What it prints stands in docs/performance.md.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console

from examples.byod.digits import as_csv, split
from local.bench import imports, launch, polling
from local.bench.execution import history, steps, work
from local.commands import ROOT, CommandFailed, build
from local.launcher import LocalAws, StartFailed
from local.stack import Stack

Rows = list[list[str]]
BUILDS = ("one build", "a build with nothing changed")


def main() -> int:
    """Run the benchmark and print its tables; the status is 0 only if every launch is accounted for and both builds succeed."""
    console = Console(highlight=False, width=200)
    took: dict[str, float] = {}
    try:
        with tempfile.TemporaryDirectory(prefix="sagebuild-bench-") as scratch, LocalAws() as aws:
            stack = Stack(aws, "bench")
            with timed(console, took, "sam build and sam deploy"):
                stack.deploy(build(aws, Path(scratch) / "build"))
            with timed(console, took, f"{launch.MESSAGES} launches accounted for"):
                launch.send(stack)
                requests = launch.wait(stack)
            stack.push(ROOT / "examples/byod", Path(scratch))
            stack.upload("train/digits.csv", as_csv(split()[0]))
            stack.parameters({"Reuse": {"Training": "ALWAYS"}})
            ends = []
            for name in BUILDS:
                with timed(console, took, name):
                    ends.append(stack.build(timeout=600))
            seen = [history(aws.client("stepfunctions"), end["executionArn"]) for end in ends]
            cost = (stack.record(len(requests) + 1).get("Cost") or {}).get("S", "not known")
            with timed(console, took, "deleting the stack"):
                stack.remove()
    except (CommandFailed, StartFailed, TimeoutError) as error:
        console.print(f"[red]✗[/] {error}", soft_wrap=True)
        return 1
    for end in ends:
        if end["status"] != "SUCCEEDED":
            console.print(f"a build {end['status']}: {end.get('cause')}", soft_wrap=True)
    show(console, [["what", "seconds"], *([name, f"{seconds:.1f}"] for name, seconds in took.items())])
    console.print(
        f"{launch.MESSAGES / took[f'{launch.MESSAGES} launches accounted for']:.0f} launches a second, in {len(requests)} builds",
        soft_wrap=True,
    )
    show(
        console,
        [
            ["build", "took", "status", "transitions", "invocations", "their ms", "seconds of work", "the pipeline's own"],
            *map(row, BUILDS, ends, seen),
        ],
    )
    console.print(f"the first build's cost in its record: {cost}", soft_wrap=True)
    show(console, polling.table(steps(seen[0])))
    show(console, imports.table())
    return 0 if sum(requests) == launch.MESSAGES and {end["status"] for end in ends} == {"SUCCEEDED"} else 1


@contextmanager
def timed(console: Console, took: dict[str, float], name: str) -> Iterator[None]:
    """Note how long something takes."""
    started = time.monotonic()
    with console.status(name):
        yield
    took[name] = time.monotonic() - started


def row(name: str, end: dict[str, Any], events: list[dict[str, Any]]) -> list[str]:
    """Return the row of a build."""
    whole, done, worked = (end["stopDate"] - end["startDate"]).total_seconds(), steps(events), work(events)
    counts = [str(done.transitions), str(done.invocations), str(done.milliseconds)]
    return [name, f"{whole:.1f} s", end["status"], *counts, f"{worked:.1f}", f"{whole - worked:.1f}"]


def show(console: Console, rows: Rows) -> None:
    """Print a table as Markdown has it."""
    first, *others = rows
    for cells in (first, ["---"] * len(first), *others):
        console.print(f"| {' | '.join(cells)} |", soft_wrap=True)
    console.print()


if __name__ == "__main__":
    sys.exit(main())
