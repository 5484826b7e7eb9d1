"""Two builds side by side."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sagebuild import words
from sagebuild.builds import Build
from sagebuild.changes import rows
from sagebuild.decisions import PARTS
from sagebuild.lazily import needed


@dataclass(frozen=True)
class Row:
    """One thing in which two builds differ, or are compared: its section is Build, Decisions, Parameters, Data, Code or Metrics."""

    section: str
    name: str
    first: str
    second: str


@dataclass(frozen=True, repr=False)
class Comparison:
    """Two builds side by side.

    Attributes:
        first: the one build.
        second: the other.
        rows: what differs; and of the builds themselves, their decisions and their metrics, what is the same too.
    """

    first: Build
    second: Build
    rows: tuple[Row, ...]

    def frame(self) -> Any:
        """Return it as a pandas.DataFrame with the index (Section, Name) and a column for each version."""
        columns = ["Section", "Name", self.first.version, self.second.version]
        cells = [(row.section, row.name, row.first, row.second) for row in self.rows]
        return needed("pandas").DataFrame(cells, columns=columns).set_index(["Section", "Name"])

    def __str__(self) -> str:
        heads = ("", "", f"version {self.first.version}", f"version {self.second.version}")
        return words.columns([heads, *((row.section, row.name, row.first, row.second) for row in self.rows)])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """Return it as a table."""
        from sagebuild import comparison_table

        return comparison_table.html(self)


def compare(first: Build, second: Build) -> Comparison:
    """Return two builds side by side."""
    both = (first, second)
    always = zip(told(first), told(first).values(), told(second).values(), strict=True)
    return Comparison(
        first,
        second,
        (
            *(Row("Build", name, before, after) for name, before, after in always if before or after),
            *(Row("Decisions", name, *(decided(build, part) for build in both)) for part, name in PARTS.items() if any_of(both, part)),
            *differing("Parameters", first.parameters, second.parameters),
            *differing("Data", *(json.loads(build.record.get("Data") or "{}") for build in both)),
            *differing("Code", *(sources(build) for build in both)),
            *(Row("Metrics", name, *(metric(build, name) for build in both)) for name in {**first.measured, **second.measured}),
        ),
    )


def told(build: Build) -> dict[str, str]:
    """Return what is always told of a build."""
    return {
        "Status": build.status,
        "Started": f"{build.started:%Y-%m-%d %H:%M} UTC" if build.started else "",
        "Took": words.duration(build.seconds),
        "Cost": (build.cost or {}).get("Sentence", ""),
        "Reason": build.reason,
        "Cause": build.cause,
    }


def any_of(builds: Iterable[Build], part: str) -> bool:
    """Return whether anything was decided of a part in one of some builds."""
    return any(build.decisions.of(part) for build in builds)


def decided(build: Build, part: str) -> str:
    """Return what was decided of a part, and why."""
    decision = build.decisions.of(part)
    return f"{decision}: {decision.because}" if decision else ""


def sources(build: Build) -> dict[str, Any]:
    """Return what a build's images and scripts were made of."""
    source = build.record.get("Source") or {}
    images = {f"Image.{kind}": image_of(image) for kind, image in (build.record.get("Images") or {}).items()}
    return {"Commit": source.get("Commit") or source.get("Version"), **images, "Sources": build.record.get("Sources") or {}}


def image_of(image: dict[str, Any]) -> str | None:
    """Return what an image is: the Dockerfile that it is built of, with what stands for all that goes into it, or else its address."""
    return " ".join(filter(None, (image.get("Dockerfile"), image.get("Content")))) if image.get("Dockerfile") else image.get("Uri")


def metric(build: Build, name: str) -> str:
    """Return a metric as it stands in a table."""
    return words.number(build.measured[name]) if name in build.measured else ""


def differing(section: str, first: Mapping[str, Any], second: Mapping[str, Any]) -> list[Row]:
    """Return a row for each value that differs."""
    return [Row(section, path, before, after) for path, before, after in rows(first, second)]
