"""What has changed between two states of the data, both of which come in the same order."""

from collections.abc import Iterator
from dataclasses import dataclass

from data.manifest import Entry, Places

State = tuple[Places, Iterator[Entry]]


@dataclass(frozen=True)
class Difference:
    """The first thing that differs, in words, and how many objects are new, have changed and are gone."""

    first: str
    new: int
    changed: int
    gone: int

    def __str__(self) -> str:
        """Return the counts in words, such as "3 objects more, 1 changed"."""
        counts = [(self.new, "more"), (self.changed, "changed"), (self.gone, "gone")]
        (count, how), *rest = [(count, how) for count, how in counts if count]
        return ", ".join([f"{count} object{'s'[: count > 1]} {how}", *(f"{count} {how}" for count, how in rest)])


def difference(old: State, new: State) -> Difference | None:
    """Return what differs in the channels that both have, None if nothing does."""
    shared = old[0].keys() & new[0].keys()
    before, now = ((entry for entry in entries if entry.channel in shared) for _, entries in (old, new))
    first, counts = "", {"is new": 0, "has changed": 0, "is gone": 0}
    for entry, how in changes(before, now):
        first = first or f"{entry.channel}/{entry.key} {how}"
        counts[how] += 1
    return Difference(first, *counts.values()) if first else None


def changes(old: Iterator[Entry], new: Iterator[Entry]) -> Iterator[tuple[Entry, str]]:
    """Yield every object that differs, and how; what was written again with the same content does not."""
    before, now = next(old, None), next(new, None)
    while before or now:
        if before is None or (now and now[:2] < before[:2]):
            assert now
            yield now, "is new"
            now = next(new, None)
        elif now is None or before[:2] < now[:2]:
            yield before, "is gone"
            before = next(old, None)
        else:
            if (before.etag, before.size) != (now.etag, now.size):
                yield now, "has changed"
            before, now = next(old, None), next(new, None)
