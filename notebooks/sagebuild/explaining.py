"""What a launch would do now, and why: the stack plans a build, and writes nothing."""

from collections.abc import Mapping
from typing import Any

from sagebuild import functions, json_values
from sagebuild.access import Access
from sagebuild.decisions import Decisions, decisions


def explain(stack: Access, parameters: Mapping[str, Any] | None) -> Decisions:
    """Return what is decided of the build that a launch with these parameters would become."""
    given = json_values.document(parameters) if parameters else {}
    answer = functions.planned(stack, {"Parameters": None, "Launch": given, "Explain": True})
    return decisions(answer["Decisions"], f"What a launch of {stack.name} would do now")
