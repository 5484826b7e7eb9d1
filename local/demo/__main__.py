"""python -m local.demo: exits 0 only if everything that it shows has held."""

import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from textwrap import indent

from rich.console import Console

from examples.byod.digits import as_csv, split
from local import inventory
from local.commands import ROOT, CommandFailed, build
from local.demo.holding import NotHeld, hold, hold_no_request_failed, hold_reused
from local.demo.traffic import Traffic
from local.demo.versions import FIRST, SECOND, deploy_version, document, insist_on_version, refuse_version, roll_back
from local.launcher import LocalAws, StartFailed
from local.stack import Stack
from sagebuild import SageBuild, SageBuildError

ACCURACY = 0.95


def main() -> int:
    """Play the demo; say in one sentence what did not hold."""
    console = Console(highlight=False)
    started = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="sagebuild-demo-") as scratch, ThreadPoolExecutor() as meanwhile:
            play(console, Path(scratch), meanwhile)
    except (NotHeld, CommandFailed, SageBuildError, StartFailed, TimeoutError) as error:
        console.print(f"[red]✗[/] {error}", soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        console.print("Stopped; the local AWS and all that ran in it is gone.")
        return 130
    console.print(f"\n[bold green]Everything held.[/] {time.monotonic() - started:.0f} seconds.")
    return 0


def play(console: Console, scratch: Path, meanwhile: ThreadPoolExecutor) -> None:
    """Show the whole life of a stack."""
    train, held_out = split()
    aws = LocalAws()
    building = meanwhile.submit(build, aws, scratch / "build")  # which needs no account
    scene(console, "A local AWS on this machine")
    with aws:
        console.print(f"  {aws.url}, IAM enforced")
        before = inventory.take(aws.client)
        stack = Stack(aws, "digits")
        scene(console, "sam build, sam deploy")
        with console.status("sam build"):
            template = building.result()
        with console.status("sam deploy"):
            stack.deploy(template, {"Parameters": document(FIRST)})
        console.print(f"  stack {stack.name}: {len(inventory.take(aws.client) - before)} resources")
        os.environ.update(aws.environment())  # what make local tells a person to export
        digits = SageBuild(stack.name)

        scene(console, "git push, and a data set")
        commit = stack.push(ROOT / "examples/byod", scratch)
        digits.upload(as_csv(train), "train/digits.csv")
        digits.upload(as_csv(held_out), "test/digits.csv")
        console.print(f"  commit {commit[:8]} pushed, {len(train)} labelled digits uploaded, {len(held_out)} held out")

        scene(console, "The first build")
        deploy_version(console, digits, 1)
        accuracy = measure(digits, held_out)
        console.print(f"  accuracy on the held-out digits: [bold]{accuracy:.4f}[/]")
        hold(accuracy >= ACCURACY, f"the accuracy {accuracy:.4f} is below {ACCURACY}")

        scene(console, "Another hyperparameter, the second build, under traffic")
        console.print(f"  {digits.change({'HyperParameters': SECOND})}")
        console.print(indent(str(digits.explain()), "  "), soft_wrap=True)
        with Traffic(stack, as_csv(held_out[:1], labels=False)) as traffic:
            second = deploy_version(console, digits, 2)
        hold_reused(second, "TrainingImage", 1)
        hold_no_request_failed(console, traffic)
        console.print(f"  accuracy on the held-out digits: [bold]{measure(digits, held_out):.4f}[/]")

        scene(console, "A worse model, which is refused")
        refuse_version(console, digits, 3)
        scene(console, "Somebody insists on it: the gate is opened, and nothing is paid for twice")
        insist_on_version(console, digits, 3)
        scene(console, "Back to version 2, under traffic")
        with Traffic(stack, as_csv(held_out[:1], labels=False)) as traffic:
            roll_back(console, digits, 2)
        hold_no_request_failed(console, traffic)

        scene(console, "The stack is deleted")
        with console.status("delete-stack"):
            stack.remove()
        left = {line for line in inventory.take(aws.client) - before if "aws-sam-cli-managed-default" not in line}
        hold(not left, f"left behind: {', '.join(sorted(left))}")
        console.print("  nothing is left")


def scene(console: Console, title: str) -> None:
    """Print the title of a scene."""
    console.print(f"\n[bold]{title}[/]")


def measure(digits: SageBuild, held_out: list[list[int]]) -> float:
    """Return the share of the held-out digits that the endpoint reads rightly."""
    answers = str(digits.invoke(as_csv(held_out, labels=False))).split()
    right = sum(int(float(answer)) == row[0] for answer, row in zip(answers, held_out, strict=True))
    return right / len(held_out)


if __name__ == "__main__":
    sys.exit(main())
