"""The command: what it understands, and what its exit codes mean."""

import os
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable

from sagebuild import actions, assignments
from sagebuild.errors import Refused, SageBuildError
from sagebuild.stack import SageBuild

SUCCEEDED, FAILED, REFUSED, INTERRUPTED = 0, 1, 3, 130
ENDING = "Exit codes: 0 succeeded, 1 failed, 2 wrong usage, 3 refused."


def main(words: list[str]) -> int:
    """Do what a command line says, and return its exit code; whatever goes wrong is a sentence on the standard error."""
    given = parser().parse_args(words)
    action: Callable[[SageBuild, Namespace], bool] = given.action
    try:
        return SUCCEEDED if action(SageBuild(given.stack), given) else FAILED
    except SageBuildError as error:
        print(error, file=sys.stderr)
        return REFUSED if isinstance(error, Refused) else FAILED
    except KeyboardInterrupt:
        print("Interrupted; a build that runs goes on.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # whoever reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SUCCEEDED


def script() -> None:
    """Do what the command line of this process says, and end it."""
    sys.exit(main(sys.argv[1:]))


def parser() -> ArgumentParser:
    """Return what reads the command line."""
    made = ArgumentParser("sagebuild", description="Builds, watches and asks a SageBuild stack.", epilog=ENDING)
    common = ArgumentParser(add_help=False)
    common.add_argument("--stack", help="the stack's name; default: SAGEBUILD_STACK, or a file .sagebuild in this folder or one above it")
    common.add_argument("--json", action="store_true", help="print JSON, for programs")
    commands = made.add_subparsers(required=True, metavar="command")

    def command(name: str, action: Callable[[SageBuild, Namespace], bool], about: str, *, parameters: bool = False) -> ArgumentParser:
        added = commands.add_parser(
            name, parents=[common], help=about, description=about, epilog=ENDING, formatter_class=RawDescriptionHelpFormatter
        )
        if parameters:
            added.add_argument(
                "--set", action="append", default=[], type=assignments.assignment, metavar="KEY=VALUE", help=assignments.ABOUT
            )
        added.set_defaults(action=action)
        return added

    command("status", actions.status, "tells of the build that runs, else of the last one, and of a rollback that runs")
    launch = command("launch", actions.launch, "launches a build", parameters=True)
    launch.add_argument("--reason", help="why, for the history")
    launch.add_argument("--wait", action="store_true", help="watch the build until it has ended, and fail unless it succeeds")
    launch.add_argument("--reproduce", type=int, metavar="VERSION", help="train a version again as it was")
    promote = command("promote", actions.promote, "deploys a version that another stack has proven, without training it", parameters=True)
    promote.add_argument("origin", help="the other stack, the one that PromoteFrom names")
    promote.add_argument("version", type=int, help="its version there")
    promote.add_argument("--reason", help="why, for the history")
    promote.add_argument("--wait", action="store_true", help="watch the build until it has ended, and fail unless it succeeds")
    explain = command("explain", actions.explain, "tells what a launch would do now, and why; nothing is launched", parameters=True)
    explain.add_argument("--version", type=int, help="tell instead what was done for a version, and why")
    wait = command("wait", actions.wait, "watches a build until it has ended, and fails unless it succeeds")
    wait.add_argument("version", nargs="?", type=int, help="which one; default: the one that runs, else the last")
    stop = command("stop", actions.stop, "stops the build that runs")
    stop.add_argument("--reason", default="", help="why, for the history")
    rollback = command("rollback", actions.rollback, "lets the endpoint go back to a version that has served, and fails unless it does")
    rollback.add_argument("--version", type=int, help="which one; default: the one that served before the present one")
    rollback.add_argument("--reason", help="why, for the history")
    rollback.add_argument("--yes", action="store_true", help="do not ask first")
    history = command("history", actions.history, "lists the last builds, the newest first")
    history.add_argument("--limit", type=int, default=20, help="how many (default: 20)")
    logs = command("logs", actions.logs, "prints what a state has logged")
    logs.add_argument("state", nargs="?", default="Train Model", help='the state, or Endpoint (default: "Train Model")')
    logs.add_argument("--version", type=int, help="of which build; default: the one that runs, else the last")
    logs.add_argument("--follow", action="store_true", help="go on until the state has been left")
    changed = command("parameters", actions.parameters, "prints the parameter document, or changes it", parameters=True)
    changed.add_argument("--diff", action="store_true", help="only print what --set would change")
    invoke = command("invoke", actions.invoke, "sends a request to the endpoint and prints its answer")
    invoke.add_argument("file", nargs="?", default="-", help="the file with the request's body (default: the standard input)")
    invoke.add_argument("--content-type", default="text/csv", help="what the body is (default: text/csv)")
    invoke.add_argument("--accept", help="what the answer shall be")
    return made
