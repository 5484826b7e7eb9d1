"""Check Parameters: says what Plan Build would say to a document, without a build."""

import json
import os
from typing import Any

from api.shapes import InvalidRequest
from builds import table
from calls.deployment import CannotUpdate
from data.listing import listed
from document.reading import InvalidParameters, check_keys
from plans import given
from plans.looking import planned, read
from plans.reuse import decide
from plans.source import MissingData, MissingSource
from promotion import promotion

ANY_TAIL = "00000000"  # as long as that of every build: how long the names are is checked, too


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Return {"Parameters"}, those of a build, or {"Refused": {"Error", "Cause"}}; with Explain in the event {"Parameters", "Decisions"}.

    The event's Parameters are a whole document, null for the one in SSM; its Launch is what a launch changes in it. Explain takes the time to list the data.
    """
    build = {"Stack": os.environ["STACK_NAME"], "Version": table.launch().get("LastVersion", 0) + 1}
    resources = given.resources(context.invoked_function_arn)
    try:
        document = given.document() if event.get("Parameters") is None else event["Parameters"]
        made = planned(build, ANY_TAIL, *asked(build, document, event.get("Launch") or {}), resources)
    except (CannotUpdate, InvalidParameters, InvalidRequest, MissingData, MissingSource) as error:
        answer: dict[str, Any] = {"Refused": {"Error": type(error).__name__, "Cause": str(error)}}
    else:
        answer = {"Parameters": made["Parameters"], **({"Decisions": explained(made)} if event.get("Explain") else {})}
    print(json.dumps({"accepted": "Parameters" in answer}))
    return answer


def asked(build: dict[str, Any], document: dict[str, Any], overrides: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the document and the overrides of a build; note in it what it promotes, of which nothing is copied for an answer."""
    check_keys(overrides)
    if not isinstance(document, dict) or overrides.get("Promote") is None:
        return document, overrides
    found = promotion.look(document, overrides)
    build["Promoted"] = found.told()
    return promotion.as_it_is(found, document), found.overrides


def explained(made: dict[str, Any]) -> dict[str, Any]:
    """Return what a planned build would do, and why."""
    with listed(made["Build"]["Version"], read(made)) as data:
        decide(made, data, given.own_programs())
    decisions: dict[str, Any] = made["Build"]["Decisions"]
    return decisions
