"""What is decided of the parts of a build, and why: of a build that was made, and of the one that a launch would make now."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

from sagebuild import words
from sagebuild.lazily import needed

DONE, PLANNED, REUSED, SKIPPED = "DONE", "PLANNED", "REUSED", "SKIPPED"
PARTS = {
    "TrainingImage": "training image",
    "InferenceImage": "inference image",
    "Training": "training",
    "Evaluation": "evaluation",
    "Deployment": "deployment",
}
HEADS = ("Part", "Decision", "Because")
CELL = "padding:3px 14px 3px 0;text-align:left;vertical-align:top;max-width:44em;overflow-wrap:anywhere"


@dataclass(frozen=True)
class Decision:
    """What is decided of one part.

    Attributes:
        part: TrainingImage, InferenceImage, Training, Evaluation or Deployment.
        decision: DONE, REUSED or SKIPPED; PLANNED where a build ended before it was known to be done.
        version: of which version it is reused; None where it is not, or where that is no version of this stack.
        because: why, in one clause.
    """

    part: str
    decision: str
    version: int | None
    because: str

    def __str__(self) -> str:
        return self.decision.lower() + (f" from version {self.version}" if self.decision == REUSED and self.version else "")

    @property
    def name(self) -> str:
        """Return what a person calls the part."""
        return PARTS.get(self.part, self.part)


@dataclass(frozen=True, repr=False)
class Decisions:
    """What is decided of a build's parts, in their order; it is false where nothing is known of that.

    Attributes:
        about: what build that is.
        parts: the decisions.
    """

    about: str
    parts: tuple[Decision, ...]

    def of(self, part: str) -> Decision | None:
        """Return what is decided of a part, None if nothing is known of it."""
        return next((decision for decision in self.parts if decision.part == part), None)

    @property
    def reused(self) -> str:
        """Return what is reused in words, such as training image of version 9, training of version 11; "" if nothing is."""
        runs = groupby((one for one in self.parts if one.decision == REUSED), key=lambda one: one.version)
        named = [(version, " and ".join(one.name for one in run)) for version, run in runs]
        return ", ".join(f"{names} of version {version}" if version else names for version, names in named)

    @property
    def record(self) -> dict[str, dict[str, Any]]:
        """Return them as a build's record holds them."""
        return {one.part: {"Decision": one.decision, "Version": one.version, "Because": one.because} for one in self.parts}

    def frame(self) -> Any:
        """Return them as a pandas.DataFrame with the index Part."""
        return needed("pandas").DataFrame(self._cells(), columns=HEADS).set_index(HEADS[0])

    def __bool__(self) -> bool:
        return bool(self.parts)

    def __str__(self) -> str:
        return f"{self.about}:\n{words.columns([HEADS, *self._cells()])}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """Return them as a table; what is done is in bold."""
        heads = "".join(f'<th style="{CELL}">{head}</th>' for head in HEADS)
        lines = "".join(line(decision) for decision in self.parts)
        return f'<p>{escape(self.about)}</p><table style="border-collapse:collapse"><tr>{heads}</tr>{lines}</table>'

    def _cells(self) -> list[tuple[str, str, str]]:
        return [(decision.name, str(decision), decision.because) for decision in self.parts]


def decisions(found: Mapping[str, Mapping[str, Any]], about: str) -> Decisions:
    """Return the decisions of a record, or of a function's answer."""
    parts = [
        Decision(part, str(found[part]["Decision"]), found[part].get("Version"), str(found[part].get("Because") or ""))
        for part in PARTS
        if part in found
    ]
    return Decisions(about, tuple(parts))


def line(decision: Decision) -> str:
    """Return the line of a table."""
    said = f"<b>{decision}</b>" if decision.decision == DONE else str(decision)
    return "<tr>" + "".join(f'<td style="{CELL}">{cell}</td>' for cell in (decision.name, said, escape(decision.because))) + "</tr>"
