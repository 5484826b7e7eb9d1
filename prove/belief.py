"""A belief about AWS, and the register of them all."""

from collections.abc import Callable
from dataclasses import dataclass

from prove.evidence import Evidence

Check = Callable[[Evidence], None]


@dataclass(frozen=True)
class Belief:
    """What we believe of AWS, why, where that stands, what follows if it is otherwise, and the function that finds out."""

    id: str
    says: str
    why: str
    source: str
    otherwise: str
    check: Check
    after_removal: bool = False


BELIEFS: dict[str, Belief] = {}


def belief(name: str, *, says: str, why: str, source: str, otherwise: str, after_removal: bool = False) -> Callable[[Check], Check]:
    """Make a function the check of a belief; it raises Otherwise or NotProved, and says nothing of a belief that holds."""

    def keep(check: Check) -> Check:
        if name in BELIEFS:
            raise ValueError(f"two beliefs are called {name}")
        BELIEFS[name] = Belief(name, says, why, source, otherwise, check, after_removal)
        return check

    return keep
