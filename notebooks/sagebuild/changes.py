"""What differs between two documents, as a person reads it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

NOTHING = "not set"
LONGEST = 80
MISSING = object()


@dataclass(frozen=True, repr=False)
class Changes:
    """The difference between two parameter documents; it is true if there is one.

    Attributes:
        before: the one document.
        after: the other.
    """

    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def lines(self) -> list[str]:
        """Return a line for each value that differs, such as HyperParameters.C: 1 → 10."""
        return [f"{path}: {first} → {second}" for path, first, second in rows(self.before, self.after)]

    def __bool__(self) -> bool:
        return bool(self.lines)

    def __str__(self) -> str:
        return "\n".join(self.lines) or "nothing changes"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """Return the difference as a table."""
        cells = [
            f"<tr><th>{escape(p)}</th><td>{escape(a)}</td><td>→</td><td>{escape(b)}</td></tr>" for p, a, b in rows(self.before, self.after)
        ]
        return f"<table>{''.join(cells)}</table>" if cells else "nothing changes"


def rows(before: Any, after: Any, path: str = "") -> list[tuple[str, str, str]]:
    """Return path, first and second value of all in which two JSON values differ."""
    if not (isinstance(before, Mapping) and isinstance(after, Mapping)):
        if MISSING in (before, after) and isinstance(held := after if before is MISSING else before, Mapping) and held:
            return rows({}, held, path) if before is MISSING else rows(held, {}, path)
        return [] if written(before) == written(after) else [(path, shown(before), shown(after))]
    below = [rows(before.get(key, MISSING), after.get(key, MISSING), f"{path}.{key}" if path else key) for key in {**before, **after}]
    return [row for found in below for row in found]


def written(value: Any) -> str:
    """Return a value as JSON, in which 1 is not true and the order of keys means nothing."""
    return NOTHING if value is MISSING else json.dumps(value, sort_keys=True)


def shown(value: Any) -> str:
    """Return a value as it stands in a line."""
    text = NOTHING if value is MISSING else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
