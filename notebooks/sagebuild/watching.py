"""Watching a build until it has ended."""

import time
from typing import TYPE_CHECKING

from sagebuild.builds import Build

if TYPE_CHECKING:
    from sagebuild.stack import SageBuild

LOOK_SECONDS = 2.0


def watch(stack: "SageBuild", build: Build, show: bool) -> Build:
    """Wait until a build has ended, and return it."""
    while (found := stack.build(build.version)).running:
        time.sleep(LOOK_SECONDS)
    return found
