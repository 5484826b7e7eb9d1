"""Check Parameters: says what Plan Build would say to a document, without a build."""

import json
import os
from typing import Any

from api.shapes import InvalidRequest
from builds import table
from calls.deployment import CannotUpdate
from document.reading import InvalidParameters
from plans import given
from plans.looking import planned
from plans.source import MissingData, MissingSource

ANY_TAIL = "00000000"  # as long as that of every build: how long the names are is checked, too


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Return {"Parameters"}, those of a build, or {"Refused": {"Error", "Cause"}}.

    The event's Parameters are a whole document, null for the one in SSM; its Launch is what a launch changes in it.
    """
    build = {"Stack": os.environ["STACK_NAME"], "Version": table.launch().get("LastVersion", 0) + 1}
    resources = given.resources(context.invoked_function_arn)
    try:
        document = given.document() if event.get("Parameters") is None else event["Parameters"]
        parameters = planned(build, ANY_TAIL, document, event.get("Launch") or {}, resources)["Parameters"]
    except (CannotUpdate, InvalidParameters, InvalidRequest, MissingData, MissingSource) as error:
        answer: dict[str, Any] = {"Refused": {"Error": type(error).__name__, "Cause": str(error)}}
    else:
        answer = {"Parameters": parameters}
    print(json.dumps({"accepted": "Parameters" in answer}))
    return answer
