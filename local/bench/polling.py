"""What waiting for a training costs: told by SageMaker, as here, or asking every thirty seconds, as the design of 2018 did.

The loop of 2018 is four states (Wait, Task with a function, Pass, Choice), and eleven events in the execution's history. Only its loop around the
training is counted, which is in its favour: it polled the image builds and the endpoint too.
"""

from dataclasses import dataclass
from math import ceil

EVERY_SECONDS = 30
TRANSITIONS, EVENTS, INVOCATIONS = 4, 11, 1  # of one look
MOST_EVENTS = 25_000  # of an execution, which fails there: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
LENGTHS = {"1 minute": 60, "1 hour": 3600, "1 day": 86_400, "7 days": 604_800}
# On demand in us-east-1, looked up in November 2026: https://aws.amazon.com/step-functions/pricing/ and https://aws.amazon.com/lambda/pricing/ (arm64).
PER_TRANSITION, PER_INVOCATION, PER_GB_SECOND = 0.025 / 1000, 0.20 / 1_000_000, 0.0000133334
GB = 0.5  # which the functions of a build have


@dataclass(frozen=True)
class Steps:
    """Transitions and invocations, the milliseconds that are billed for these, and whether the execution lived to its end."""

    transitions: int
    invocations: int
    milliseconds: int = 0
    lived: bool = True

    @property
    def dollars(self) -> float:
        """Return what Step Functions and Lambda bill."""
        ran = self.milliseconds / 1000 * GB * PER_GB_SECOND
        return self.transitions * PER_TRANSITION + self.invocations * PER_INVOCATION + ran


def polled(seconds: int) -> Steps:
    """Return what the loop of 2018 took for a training of so many seconds, or until it had filled its history."""
    looks, most = max(1, ceil(seconds / EVERY_SECONDS)), MOST_EVENTS // EVENTS
    done = min(looks, most)
    return Steps(TRANSITIONS * done, INVOCATIONS * done, lived=looks <= most)


def table(build: Steps) -> list[list[str]]:
    """Return the rows of both designs; a whole build of today's is the same for every length."""
    rows = [["a training of", "2018: its loop alone", "", "", "today: the whole build", "", "billed", ""]]
    for length, seconds in LENGTHS.items():
        before = polled(seconds)
        died = "" if before.lived else " (died after 18.9 hours)"
        then = [f"{before.transitions} transitions{died}", f"{before.invocations} invocations", f"${before.dollars:.4f}"]
        now = [f"{build.transitions} transitions", f"{build.invocations} invocations", f"{build.milliseconds} ms", f"${build.dollars:.4f}"]
        rows.append([length, *then, *now])
    return rows
