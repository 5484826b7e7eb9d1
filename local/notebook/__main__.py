"""python -m local.notebook: opens SageBuild's notebooks in a notebook instance of the local AWS, until it is interrupted."""

import argparse
import os
import select
import signal
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console

from local.commands import CommandFailed, build, export
from local.launcher import LocalAws, StartFailed
from local.stack import Stack

FIRST = "/lab/tree/SageBuild/01_start_here.ipynb"
GONE = "Stopped; the local AWS and all that was in it is gone, what you changed in the notebooks too."
LOOK_SECONDS = 1.0


def main() -> int:
    """Parse the command line, and serve; say in one sentence what does not work."""
    parser = argparse.ArgumentParser(prog="python -m local.notebook", description="SageBuild's notebooks on this machine")
    parser.add_argument("--port", type=int, help="the local AWS's port (a free one if not given)")
    parser.add_argument("--template", type=Path, help="what sam build has made already")
    given = parser.parse_args()
    console = Console(highlight=False, soft_wrap=True)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        with tempfile.TemporaryDirectory(prefix="sagebuild-notebook-") as scratch, LocalAws(given.port) as aws:
            serve(console, aws, deployed(console, aws, given.template, Path(scratch)))
    except (CommandFailed, StartFailed) as error:
        console.print(f"[red]✗[/] {error}")
        return 1
    except KeyboardInterrupt:
        console.print(f"\n{GONE}")
        return 0
    console.print("The local AWS has ended by itself.")
    return 1


def deployed(console: Console, aws: LocalAws, template: Path | None, scratch: Path) -> Stack:
    """Deploy a stack with a notebook instance."""
    stack = Stack(aws, "sagebuild")
    with console.status("sam build"):
        built = template or build(aws, scratch / "build")
    with console.status("sam deploy, and the notebook instance starts: about a minute"):
        stack.deploy(built, {"NotebookInstanceType": "ml.t3.medium"})
    return stack


def serve(console: Console, aws: LocalAws, stack: Stack) -> None:
    """Tell the notebooks' address, and a new one whenever Enter is pressed, as long as the local AWS runs."""
    console.print("The first notebook is at an address that is good for five minutes and one browser on this machine:\n")
    console.print(f"  {address(stack)}\n")
    console.print(f"The stack is called {stack.name}, and its local AWS is reached with")
    console.print(f"  {export(aws.url, aws.environment()['AWS_DEFAULT_REGION'])}")
    console.print("Enter tells a new address, Ctrl-C ends it all.")
    heard = [sys.stdin] if os.isatty(sys.stdin.fileno()) else []
    while aws.process and aws.process.poll() is None:
        if select.select(heard, [], [], LOOK_SECONDS)[0]:
            if not sys.stdin.readline():
                heard = []
            console.print(f"  {address(stack)}\n")


def address(stack: Stack) -> str:
    """Return an address that opens the first notebook."""
    sagemaker = stack.account.client("sagemaker")
    opened = sagemaker.create_presigned_notebook_instance_url(NotebookInstanceName=stack.outputs["NoteBookInstanceName"])
    return urlsplit(str(opened["AuthorizedUrl"]))._replace(path=FIRST).geturl()


if __name__ == "__main__":
    sys.exit(main())
