"""Uploads and pushes come in bursts: what waits is not built before a burst is over, or has lasted too long. Pure, as the launch item's transitions.

Pending then has First, when the burst began, and QuietUntil, until when another may come. WakeAt is the moment at which launch looks again.
"""

from datetime import datetime, timedelta
from typing import Any

LONGEST = 10  # times the quiet, from the first of a burst


def times(state: dict[str, Any], is_burst: bool, now: str, seconds: int) -> dict[str, str]:
    """Return First and QuietUntil of what waits as another request joins it; neither once somebody does not want to wait."""
    pending = state.get("Pending", {})
    if not seconds or not is_burst or (pending and "QuietUntil" not in pending):
        return {}
    moment = datetime.fromisoformat(now)
    # While a build runs, what waits outlasts its quiet: what comes then is the beginning of another burst.
    is_first = not pending or ("Running" in state and not left(state, now))
    first = now if is_first else pending["First"]
    longest = datetime.fromisoformat(first) + timedelta(seconds=LONGEST * seconds)
    return {"First": first, "QuietUntil": min(moment + timedelta(seconds=seconds), longest).isoformat()}


def left(state: dict[str, Any], now: str) -> float:
    """Return for how many seconds what waits must not be built yet, 0 where it may."""
    until = state.get("Pending", {}).get("QuietUntil")
    return max(0.0, (datetime.fromisoformat(until) - datetime.fromisoformat(now)).total_seconds()) if until else 0.0


def is_woken(state: dict[str, Any], now: str, came: set[str | None]) -> bool:
    """Return whether launch will be woken anyway; came are the moments of the wakes that have come by now."""
    at = state.get("WakeAt")
    return at is not None and at not in came and datetime.fromisoformat(at) > datetime.fromisoformat(now)
