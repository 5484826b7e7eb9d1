"""What the skill asks of its stack and does with it, all of it through the client."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import boto3
from botocore.config import Config

from sagebuild import Build, Refused, SageBuild, SageBuildError
from skill import sight
from voice.going_back import Way
from voice.seen import Seen
from voice.would import Would

HASTY = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2})
# Alexa waits for eight seconds. What is sent in the last moment has three until it is given up, and a cold start may have taken two.
PATIENCE_SECONDS = 3


class TooLateError(Exception):
    """Nobody would hear the answer any more, so nothing more is sent to AWS."""


class Patience:
    """How long the person who asks has been waiting."""

    def __init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Begin to wait."""
        self.began = time.monotonic()

    def check(self, **_: Any) -> None:
        """Refuse to send a request that comes too late: a build must not be stopped after it was said that this could not be done."""
        if time.monotonic() - self.began > PATIENCE_SECONDS:
            raise TooLateError("AWS answered too slowly")


Standing = list[int | None]  # the version that was served last, and the one that is being built


@dataclass(frozen=True)
class Look:
    """What was found when the stack was looked at."""

    seen: Seen
    url: str | None  # the execution of the build that runs, else of the last

    @property
    def running(self) -> int | None:
        """Return the version that runs."""
        return self.seen.running.version if self.seen.running else None


class Asking:
    """A stack that is asked by voice."""

    def __init__(self, stack: SageBuild) -> None:
        self.stack = stack

    def look(self) -> Look:
        """Look at the last builds: at most five requests, none of which grows with the history."""
        builds, running = self._builds()
        states = self.stack.states(running) if running else []
        serving = self.stack.serving(builds) if any(build.deployed for build in builds) else None
        seen = sight.seen(builds, states, serving, self.stack.launching() if builds else {}, datetime.now(UTC))
        return Look(seen, builds[0].console_url if builds else None)

    def would(self) -> Would:
        """Return what a launch would do now, as far as that does not take longer than a person waits: all data is listed for it."""
        try:
            return sight.would(self.stack.explain())
        except Refused as refused:
            return Would(str(refused), {})
        except SageBuildError:
            return Would(None, {})

    def launch(self) -> bool:
        """Launch a build, and return whether it has to wait for one that runs."""
        waits = self._builds()[1] is not None
        self.stack.launch(reason="Alexa was asked to")
        return waits

    def stop(self, version: int) -> bool:
        """Stop a version's build if it still runs, and return whether it did: another one is left alone."""
        _, running = self._builds()
        if running is None or running.version != version:
            return False
        return self.stack.stop("Alexa was asked to", running, wait=False).status in ("RUNNING", "STOPPED")

    def way_back(self) -> Way:
        """Return what the endpoint may go back to."""
        served = self.stack.served()
        return Way(served.current, served.previous, served.others)

    def roll_back(self, version: int, then: Standing) -> bool:
        """Let the endpoint go back to a version, if things are as they were when that was asked about, and return whether they are."""
        _, running = self._builds()
        if [self.stack.served().current, running.version if running else None] != then:
            return False
        self.stack.rollback(version, "Alexa was asked to")
        return True

    def _builds(self) -> tuple[list[Build], Build | None]:
        """Return the last builds, and of them the one that runs: it comes first, also if it was redriven after later ones."""
        found = sorted(self.stack.builds(sight.MOST), key=lambda build: not build.running)
        return found, found[0] if found and found[0].running else None


def patient(name: str, patience: Patience) -> Asking:
    """Return a stack that is asked only as long as somebody waits for the answer."""
    session = boto3.Session()
    session.events.register("before-send", patience.check)
    return Asking(SageBuild(name, session=session, config=HASTY))
