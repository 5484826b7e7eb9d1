"""What the endpoint has served: what a rollback goes back to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Served:
    """Which versions the endpoint has served.

    Attributes:
        current: the one that served when the last build or rollback had ended; None before the first.
        previous: the one that rollback() goes back to; None if there is none.
        others: all that rollback() may name, the last served first.
    """

    current: int | None
    previous: int | None
    others: tuple[int, ...]

    def __str__(self) -> str:
        if self.current is None:
            return "Nothing has been served yet"
        back = f"rollback() goes back to version {self.previous}" if self.previous else "there is nothing to go back to"
        return f"Version {self.current} serves; {back}"

    __repr__ = __str__


def served(way: list[int], recent: list[int]) -> Served:
    """Return what has served: way is the way back, recent all that have, both with the current one at their end."""
    current, previous = (way[-1] if way else None), (way[-2] if len(way) > 1 else None)
    return Served(current, previous, tuple(version for version in recent[::-1] if version != current))
