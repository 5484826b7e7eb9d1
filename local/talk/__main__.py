"""python -m local.talk: talks to the skill of a stack on the local AWS, a typed line for each spoken one."""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from examples.byod.digits import as_csv, split
from local.commands import ROOT, CommandFailed, build
from local.demo.versions import SECOND, document
from local.launcher import LocalAws, StartFailed
from local.stack import Stack
from local.talk.device import LOCALES, Device, NotAnswered

GONE = "Stopped; the local AWS and all that ran in it is gone."


def main() -> int:
    """Parse the command line, and talk; say in one sentence what does not work."""
    parser = argparse.ArgumentParser(prog="python -m local.talk", description="SageBuild's Alexa skill, from a keyboard")
    parser.add_argument("--locale", choices=LOCALES, default="en-US", help="the language that is spoken")
    given = parser.parse_args()
    console = Console(highlight=False, soft_wrap=True)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        with tempfile.TemporaryDirectory(prefix="sagebuild-talk-") as scratch, LocalAws() as aws:
            talk(console, Device(deployed(console, aws, Path(scratch)), given.locale))
    except (CommandFailed, StartFailed, NotAnswered) as error:
        console.print(f"[red]✗[/] {error}")
        return 1
    except KeyboardInterrupt:
        console.line()
    console.print(GONE)
    return 0


def deployed(console: Console, aws: LocalAws, scratch: Path) -> Stack:
    """Deploy a stack that has something to build."""
    stack = Stack(aws, "sagebuild")
    with console.status("sam build"):
        template = build(aws, scratch / "build")
    with console.status("sam deploy, and a push of the example and its data"):
        stack.deploy(template, {"Parameters": document(SECOND)})
        stack.push(ROOT / "examples/byod", scratch)
        train, held_out = split()
        stack.upload("train/digits.csv", as_csv(train))
        stack.upload("test/digits.csv", as_csv(held_out))
    return stack


def talk(console: Console, device: Device) -> None:
    """Answer each line, until there are no more."""
    console.print(f"Type what you would say, such as: {device.example()}. The models in alexa/models have all sentences; Ctrl-D ends it.")
    while True:
        console.print("[dim]you  [/] ", end="")
        line = sys.stdin.readline()
        if not line:
            console.line()
            return
        if not sys.stdin.isatty():
            console.print(line.strip(), markup=False)
        if line.strip():
            console.print(f"[dim]Alexa[/] {device.hears(line).text}")


if __name__ == "__main__":
    sys.exit(main())
