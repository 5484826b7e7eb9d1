"""What a proof costs, computed from what its steps start. List prices of us-east-1 in US dollars a minute, rounded up; other regions differ."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from prove.documents import HOSTING_INSTANCE, TRAINING_INSTANCE

# The rest: state transitions, a CodeCommit user, logs, metrics, requests, storage for an hour, one advanced SSM parameter.
REST = 0.10


@dataclass(frozen=True)
class Price:
    """What something is called in an estimate, and what a minute of it costs."""

    label: str
    a_minute: float


PRICES = {
    "image": Price("image builds (CodeBuild, general1.small)", 0.005),
    "training": Price(f"training ({TRAINING_INSTANCE})", 0.06 / 60),
    "hosting": Price(f"serving ({HOSTING_INSTANCE})", 0.06 / 60),
}


def minutes(uses: Iterable[Mapping[str, int]]) -> Counter[str]:
    """Return how many minutes of each priced thing are used in all."""
    return sum((Counter(dict(use)) for use in uses), Counter())


def dollars(uses: Iterable[Mapping[str, int]]) -> float:
    """Return what all uses cost together, with the rest."""
    return REST + sum(PRICES[kind].a_minute * amount for kind, amount in minutes(uses).items())


def estimate(uses: list[Mapping[str, int]]) -> list[str]:
    """Return the estimate, line by line."""
    lines = [f"  ${PRICES[kind].a_minute * amount:.2f}  {amount} minutes of {PRICES[kind].label}" for kind, amount in minutes(uses).items()]
    return [*lines, f"  ${REST:.2f}  everything else", f"  ${dollars(uses):.2f}  in all, at us-east-1's list prices; yours may differ"]
