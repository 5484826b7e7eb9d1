"""Deliveries of a webhook: each launches a build once, however often it comes.

One item each, found by what is in the delivery, for that is what is signed; its id and its other headers are not. The table removes the items.
"""

from datetime import UTC, datetime, timedelta

from builds import table

LAUNCHED = "launched"
# Longer than the function that launches may run: whoever has begun to launch before that is no longer there.
LAUNCHING = timedelta(seconds=15)
# Longer than GitHub redelivers, and than a push may be old.
KEPT = timedelta(days=7)


class BeingLaunched(Exception):
    """The same delivery launches a build at this moment."""


def begin_launching(digest: str) -> bool:
    """Return whether a delivery is still to launch a build, and note that this is being done; raise BeingLaunched if another is doing it."""
    moment = now()
    if table.write_if(
        key(digest),
        {"Launch": moment.isoformat(timespec="seconds"), "ExpiresAt": int((moment + KEPT).timestamp())},
        "attribute_not_exists(#0) OR (#0 <> :launched AND #0 < :gone)",
        {":launched": LAUNCHED, ":gone": (moment - LAUNCHING).isoformat(timespec="seconds")},
    ):
        return True
    if table.read(key(digest)).get("Launch") == LAUNCHED:
        return False
    raise BeingLaunched("this delivery launches a build at this moment")


def launched(digest: str) -> None:
    """Note that a delivery has launched a build."""
    table.write_if(key(digest), {"Launch": LAUNCHED})


def key(digest: str) -> dict[str, str | int]:
    """Return the key of a delivery's item."""
    return {"Kind": f"delivery {digest}", "Version": 0}


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)
