"""When an instance was last used, as Jupyter and the system tell it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Seen:
    """What one look has found: kernels and terminals as Jupyter lists them, when open notebooks were saved, and the terminals in which a program runs."""

    kernels: list[dict[str, str]]
    terminals: list[dict[str, str]]
    saved: list[float]
    running: int


def last_use(seen: Seen, before: float, now: float) -> float:
    """Return when the instance was last used: now, while a kernel or a terminal is busy."""
    if seen.running or any(kernel["execution_state"] == "busy" for kernel in seen.kernels):
        return now
    active = [seconds(entry["last_activity"]) for entry in [*seen.kernels, *seen.terminals]]
    return max([before, *active, *seen.saved])


def seconds(text: str) -> float:
    """Return a time of Jupyter's, such as 2026-11-26T12:00:00.5Z, in seconds since 1970."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def is_busy(status: str) -> bool:
    """Return whether a line of /proc/*/stat is of a terminal's shell in whose foreground something else runs."""
    process, _, rest = status.partition(" (")
    group, session, terminal, foreground = rest.rpartition(")")[2].split()[2:6]
    return process == session and terminal != "0" and foreground != group
