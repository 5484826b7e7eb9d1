"""How long a build waits for a limit."""

from typing import Any

from news.limits import Limit

# Seconds from one try to the next, and how many tries: half an hour for an image build, an hour for anything of SageMaker's.
QUOTA = {"CodeBuild": (60, 30), "SageMaker": (300, 12)}
RATE = (10, 6)


class QuotaIsZero(Exception):
    """Waiting is of no use."""


class PatienceIsOver(Exception):
    """The limit was waited for long enough."""


class NotALimit(Exception):
    """The call failed for another reason, and may have been heard all the same: asking again would hide that reason."""


def weigh(failure: dict[str, Any], limit: Limit | None, before: dict[str, Any] | None) -> dict[str, Any]:
    """Return {"State", "Limit", "Times", "WaitSeconds"}, or raise what ends the build; before is what was returned the last time."""
    if limit is None:
        raise NotALimit(failure["Error"])
    if limit.amount == 0:
        raise QuotaIsZero(limit.name)
    seconds, tries = RATE if limit.is_rate else QUOTA[limit.service]
    waits = {"State": failure["State"], "Limit": limit.name}
    times = before["Times"] if before and waits.items() <= before.items() else 0
    if times == tries:
        raise PatienceIsOver(f"{limit.name}: {tries} times {seconds} seconds")
    return {**waits, "Times": times + 1, "WaitSeconds": seconds}


def minutes(limit: Limit) -> int:
    """Return for how long at most a quota is waited for."""
    seconds, tries = QUOTA[limit.service]
    return seconds * tries // 60
