"""Which versions still have what they made: pure transitions of the retention item.

Through is the last version that has been looked at; of those up to it, only the ones in Kept have something left. There they stand with the versions that
they use, for one may serve what another has made; null for one that was still being built. Leaving are those that have nothing left but their images, with the
last version that was being planned when they were written down: it may have found these images, so that they go when a later one has been built. Whatever is
planned from then on finds them no more.
"""

from collections.abc import Collection
from typing import Any

from builds.launches import State

KEY = {"Kind": "retention", "Version": 0}
DEFAULT = 5
A_RUN = 10  # versions looked at anew in one run: a stack that was updated from before has many
Uses = dict[int, list[int] | None]


def versions(parameters: dict[str, Any]) -> int:
    """Return how many versions a document keeps."""
    found: int = parameters.get("Retention", {}).get("Versions", DEFAULT)
    return found


def newest(state: State, version: int) -> int:
    """Return the newest version that is known when a version has been built; news may come late."""
    return max(version, through(state))


def through(state: State) -> int:
    """Return the last version that has been looked at."""
    found: int = state.get("Through", 0)
    return found


def turn(state: State, version: int) -> list[int]:
    """Return the versions to look at when a version has been built: new ones, so many at a time, and those that were still being built."""
    last = min(newest(state, version), through(state) + A_RUN)
    return [*(number for number, uses in kept(state).items() if uses is None), *range(through(state) + 1, last + 1)]


def kept(state: State) -> Uses:
    """Return the versions that have something left, and what they use."""
    return {int(number): uses for number, uses in state.get("Kept", {}).items()}


def needed(wanted: Collection[int], uses: Uses) -> set[int]:
    """Return some versions and all that they use, however far behind."""
    found: set[int] = set()
    todo = list(wanted)
    while todo:
        number = todo.pop()
        if number not in found:
            found.add(number)
            todo += uses.get(number) or []
    return found


def leaving(state: State) -> dict[int, int]:
    """Return the versions whose images are about to be removed, and the last version that may have found them."""
    return {int(number): last for number, last in state.get("Leaving", {}).items()}


def ready(state: State, version: int) -> set[int]:
    """Return the versions whose images nobody can have found who is still at work when a version has been built."""
    return {number for number, last in leaving(state).items() if last < version}


def known(state: State) -> Uses:
    """Return the versions that have anything left, and what they use."""
    return {**{number: [] for number in leaving(state)}, **kept(state)}


def after(state: State, looked_at: Uses, retired: Collection[int], version: int, last: int) -> State:
    """Note what has been looked at when a version had been built, and what has nothing left any more, or nothing but images.

    last is the last version that was being planned meanwhile.
    """
    uses = {**known(state), **looked_at}
    found = leaving(state)
    return {
        "Through": max([through(state), *looked_at]),
        "Kept": {str(number): uses[number] for number in sorted(uses) if number not in retired},
        "Leaving": {str(number): found.get(number, last) for number in sorted(set(retired) - ready(state, version))},
    }
