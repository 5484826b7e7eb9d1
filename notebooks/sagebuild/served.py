"""What the endpoint has served: what a rollback goes back to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Served:
    """Which versions the endpoint has served.

    Attributes:
        current: the one that served when the last build or rollback had ended; None before the first.
        previous: the one that rollback() goes back to; None if there is none.
        others: all that rollback() may name, the last served first.
        hours: those of the endpoint while it is outside of them, and taken down; "" within them, and where it has none.
    """

    current: int | None
    previous: int | None
    others: tuple[int, ...]
    hours: str = ""

    def __str__(self) -> str:
        if self.current is None:
            return "Nothing has been served yet"
        if self.hours:
            return asleep(self.current, self.hours)
        back = f"rollback() goes back to version {self.previous}" if self.previous else "there is nothing to go back to"
        return f"Version {self.current} serves; {back}"

    __repr__ = __str__


def asleep(version: int, hours: str) -> str:
    """Return what there is to say of an endpoint outside its hours."""
    return (
        f"The endpoint is outside its hours, {hours}, and taken down: version {version} is kept, and rollback({version}) brings it back now"
    )


def served(way: list[int], recent: list[int], hours: str = "") -> Served:
    """Return what has served: way is the way back, recent all that have, both with the current one at their end."""
    current, previous = (way[-1] if way else None), (way[-2] if len(way) > 1 else None)
    return Served(current, previous, tuple(version for version in recent[::-1] if version != current), hours)
