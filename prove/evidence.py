"""What the steps of a proof have left behind, for the checks to look at."""

import json
from dataclasses import dataclass, field
from typing import Any, TypeVar

from prove.outcome import NotProved
from prove.stack import Stack

Json = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Build:
    """One ended execution, and the events of its history."""

    arn: str
    status: str
    input: Json
    output: Json
    cause: str
    history: list[Json]

    def task(self, resource: str, ending: str) -> Json | None:
        """Return the details of the last Succeeded or Failed of a resource such as createTrainingJob.sync, None if there was none."""
        key = f"task{ending}EventDetails"
        found = [event[key] for event in self.history if key in event and event[key]["resource"].endswith(resource)]
        return dict(found[-1]) if found else None


@dataclass(frozen=True)
class Answer:
    """What a call that AWS should refuse was answered: an error's code and message, both empty if it was not refused."""

    code: str
    message: str


@dataclass
class Evidence:
    """Builds, answers, and other facts by name; troubles says of each step that failed why it did."""

    stack: Stack
    builds: dict[str, Build] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    news: list[Json] = field(default_factory=list)
    events: list[Json] = field(default_factory=list)
    troubles: dict[str, str] = field(default_factory=dict)

    def build(self, name: str) -> Build:
        """Return a build that has come to its end."""
        return self._known(self.builds, name, f"the build '{name}' did not come to its end")

    def succeeded(self, name: str) -> Build:
        """Return a build that succeeded; of one that did not, its cause says more than anything that would follow from it."""
        build = self.build(name)
        if build.status != "SUCCEEDED":
            raise NotProved(f"the build '{name}' {build.status}: {build.cause}")
        return build

    def answer(self, name: str) -> Answer:
        """Return what a call was answered."""
        return self._known(self.answers, name, f"the call '{name}' was not made")

    def fact(self, name: str) -> Any:
        """Return what a step has seen."""
        return self._known(self.facts, name, f"nothing was seen of '{name}'")

    def _known(self, facts: dict[str, T], name: str, sentence: str) -> T:
        if name not in facts:
            first = next(iter(self.troubles.values()), "")  # what failed later mostly failed because of it
            raise NotProved(f"{sentence}{f', for {first}' if first else ''}")
        return facts[name]


def said(text: str | None) -> Json:
    """Return the JSON object in a text, empty where there is none."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
