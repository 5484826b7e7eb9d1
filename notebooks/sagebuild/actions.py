"""What the commands do; each returns whether what it told of has succeeded."""

import json
import sys
from argparse import Namespace
from pathlib import Path

from sagebuild import agreement, words
from sagebuild.assignments import together
from sagebuild.builds import Build
from sagebuild.errors import SageBuildError
from sagebuild.launches import Launch
from sagebuild.printing import described, say_json, table
from sagebuild.rollbacks import DONE, Rollback
from sagebuild.served import Served
from sagebuild.stack import SageBuild
from sagebuild.states import HOLDERS


def status(stack: SageBuild, given: Namespace) -> bool:
    """Tell of the build that runs, else of the last one; to people also of a rollback that runs, and which version serves if it is another."""
    build = stack.status()
    if given.json:
        say_json(described(build) if build else None)
    elif build is None:
        print(f"{stack.name} has had no build yet.")
    else:
        print(build)
        for state in stack.states(build) if build.running else []:
            if state.ended is None and state.kind not in HOLDERS:
                print(f"  {state.name} for {words.duration(state.seconds)}")
        for rollback in stack.rollbacks(1):
            if rollback.running:
                print(rollback)
        if said := other(stack.served(), build):
            print(said)
    return True


def other(served: Served, build: Build) -> str:
    """Return which version serves if it is another than a build's, or that the endpoint is outside its hours; "" otherwise."""
    if served.hours:
        return f"{served}."
    return "" if served.current in (None, build.version) else f"Version {served.current} serves."


def launch(stack: SageBuild, given: Namespace) -> bool:
    """Launch a build, and wait for it if that is asked for."""
    return sent(stack.launch(together(given.set), given.reason, given.reproduce), given)


def promote(stack: SageBuild, given: Namespace) -> bool:
    """Promote a version of another stack, and wait for its build if that is asked for."""
    return sent(stack.promote(given.origin, given.version, together(given.set), given.reason), given)


def sent(launch: Launch, given: Namespace) -> bool:
    """Tell of a launch, and wait for its build if that is asked for."""
    if given.wait:
        return ended(launch.wait(show=not given.json), given)
    if given.json:
        say_json({"MessageId": launch.message_id})
    else:
        print(f"Launched: {launch.message_id}")
    return True


def explain(stack: SageBuild, given: Namespace) -> bool:
    """Tell what a launch would do now, or what was done for a version, and why."""
    decided = stack.explain(together(given.set)) if given.version is None else stack.build(given.version).decisions
    if given.json:
        say_json(decided.record)
    else:
        print(decided if decided else f"{decided.about}: nothing was decided.")
    return True


def wait(stack: SageBuild, given: Namespace) -> bool:
    """Watch a build until it has ended."""
    return ended(stack.wait(given.version, show=not given.json), given)


def stop(stack: SageBuild, given: Namespace) -> bool:
    """Stop the build that runs."""
    ended(stack.stop(given.reason), given)
    return True


def rollback(stack: SageBuild, given: Namespace) -> bool:
    """Let the endpoint go back to a version, when that has been agreed to, and wait for it."""
    sent = stack.rollback(given.version if given.yes else agreement.version(stack, given.version), given.reason)
    return ended(sent.wait(show=not given.json), given)


def history(stack: SageBuild, given: Namespace) -> bool:
    """List the last builds."""
    builds = stack.builds(given.limit)
    if given.json:
        say_json([described(build) for build in builds])
    else:
        print(table(builds) if builds else f"{stack.name} has had no build yet.")
    return True


def logs(stack: SageBuild, given: Namespace) -> bool:
    """Print what a state has logged."""
    for line in stack.logs(given.state, given.version, given.follow):
        print(json.dumps(line) if given.json else line, flush=given.follow)
    return True


def parameters(stack: SageBuild, given: Namespace) -> bool:
    """Print the parameter document, change it, or say what would change."""
    if not given.set:
        say_json(stack.parameters(), indent=None if given.json else 2)
        return True
    changes = (stack.diff if given.diff else stack.change)(together(given.set))
    if given.json:
        say_json({"Before": changes.before, "After": changes.after})
    else:
        print(changes)
    return True


def invoke(stack: SageBuild, given: Namespace) -> bool:
    """Send a request to the endpoint and print its answer."""
    try:
        body = sys.stdin.buffer.read() if given.file == "-" else Path(given.file).read_bytes()
    except OSError as error:
        raise SageBuildError(f"{given.file} cannot be read: {error.strerror}") from None
    answer = stack.invoke(body, given.content_type, given.accept)
    if isinstance(answer, bytes):
        sys.stdout.buffer.write(answer)
    else:
        print(answer, end="" if answer.endswith("\n") else "\n")
    return True


def ended(run: Build | Rollback, given: Namespace) -> bool:
    """Tell of a build or a rollback that has ended, and return whether it succeeded."""
    if given.json:
        say_json(described(run))
    else:
        print(run)
    return run.status in ("SUCCEEDED", DONE)
