"""The parameter document: read, compared, checked by the stack itself, and written."""

import json
from collections.abc import Mapping
from typing import Any

from sagebuild import functions, json_values
from sagebuild.access import Access
from sagebuild.changes import Changes
from sagebuild.errors import Refused, SageBuildError
from sagebuild.merging import changed

Document = Mapping[str, Any]


def current(stack: Access) -> dict[str, Any]:
    """Return the document."""
    name = stack.outputs["ParameterStore"]
    return parsed(stack.client("ssm").get_parameter(Name=name)["Parameter"]["Value"], name)


def diff(stack: Access, changes: Document) -> Changes:
    """Return what a change would do."""
    before = current(stack)
    return Changes(before, changed(before, json_values.document(changes)))


def check(stack: Access, changes: Document | None) -> None:
    """Raise Refused if no build could be made of the document, with changes if there are any."""
    require(stack, None if changes is None else diff(stack, changes).after)


def change(stack: Access, changes: Document) -> Changes:
    """Write the document with changes."""
    return written(stack, diff(stack, changes))


def replace(stack: Access, document: Document, check: bool = True) -> Changes:
    """Write another document."""
    return written(stack, Changes(current(stack), json_values.document(document)), check)


def written(stack: Access, difference: Changes, check: bool = True) -> Changes:
    """Write the document after a difference, if there is one, once the stack has accepted it where it is to be checked."""
    if difference:
        if check:
            require(stack, difference.after)
        text = json.dumps(difference.after, indent=2, ensure_ascii=False)
        stack.client("ssm").put_parameter(Name=stack.outputs["ParameterStore"], Value=text, Overwrite=True, Tier="Intelligent-Tiering")
    return difference


def require(stack: Access, document: Document | None) -> None:
    """Raise Refused, with the words of a build's first step, if no build could be made of a document; without one of that in the store."""
    answer = functions.call(stack, stack.outputs["CheckParametersFunction"], {"Parameters": document, "Launch": {}})
    if refused := answer.get("Refused"):
        raise Refused(str(refused["Cause"]))


def versions(stack: Access) -> list[dict[str, Any]]:
    """Return the documents that have been, the newest first."""
    pages = stack.client("ssm").get_paginator("get_parameter_history").paginate(Name=stack.outputs["ParameterStore"])
    found = [
        {"Version": item["Version"], "Document": item["Value"], "ModifiedAt": item["LastModifiedDate"]}
        for page in pages
        for item in page["Parameters"]
    ]
    return sorted(found, key=lambda item: -item["Version"])


def parsed(text: str, name: str) -> dict[str, Any]:
    """Return the document in a text."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise SageBuildError(
            f"The parameter document, SSM parameter {name}, is not JSON ({error}): put another one in its place with replace()"
        ) from None
    if not isinstance(document, dict):
        raise SageBuildError(
            f"The parameter document, SSM parameter {name}, is no JSON object: put another one in its place with replace()"
        )
    return document
