"""The parameter document: read, compared, checked by the stack itself, and written."""

import json
from collections.abc import Mapping
from typing import Any

from sagebuild import functions, json_values
from sagebuild.access import Access
from sagebuild.changes import Changes
from sagebuild.errors import SageBuildError
from sagebuild.merging import changed

Document = Mapping[str, Any]


class Unreadable(SageBuildError):
    """The parameter document is none."""


def current(stack: Access) -> dict[str, Any]:
    """Return the document."""
    name = stack.outputs["ParameterStore"]
    document = parsed(stack.client("ssm").get_parameter(Name=name)["Parameter"]["Value"])
    if not isinstance(document, dict):
        raise Unreadable(
            f"The parameter document, SSM parameter {name}, is no JSON object: put another one in its place with replace(), "
            f"or with aws ssm put-parameter --name {name} --overwrite --value '{{}}'"
        )
    return document


def diff(stack: Access, changes: Document) -> Changes:
    """Return what a change would do."""
    before = current(stack)
    return Changes(before, changed(before, json_values.document(changes)))


def check(stack: Access, changes: Document | None) -> None:
    """Raise Refused if no build could be made of the document, with changes if there are any."""
    require(stack, None if changes is None else diff(stack, changes).after)


def change(stack: Access, changes: Document, check: bool) -> Changes:
    """Write the document with changes."""
    return written(stack, diff(stack, changes), check)


def replace(stack: Access, document: Document, check: bool) -> Changes:
    """Write another document, also in the place of one that nobody can read."""
    try:
        before = current(stack)
    except Unreadable:
        before = {}
    return written(stack, Changes(before, json_values.document(document)), check)


def written(stack: Access, difference: Changes, check: bool) -> Changes:
    """Write the document after a difference, if there is one, once the stack has accepted it if that is asked for."""
    if difference:
        if check:
            require(stack, difference.after)
        text = json.dumps(difference.after, indent=2, ensure_ascii=False)
        stack.client("ssm").put_parameter(Name=stack.outputs["ParameterStore"], Value=text, Overwrite=True, Tier="Intelligent-Tiering")
    return difference


def require(stack: Access, document: Document | None) -> None:
    """Raise Refused, with the words of a build's first step, if no build could be made of a document; without one of that in the store."""
    functions.planned(stack, {"Parameters": document, "Launch": {}})


def versions(stack: Access) -> list[dict[str, Any]]:
    """Return the documents that have been, the newest first; one that nobody can read is the text that it is."""
    pages = stack.client("ssm").get_paginator("get_parameter_history").paginate(Name=stack.outputs["ParameterStore"])
    found = [item for page in pages for item in page["Parameters"]]
    return [
        {"Version": item["Version"], "Document": parsed(item["Value"]), "ModifiedAt": item["LastModifiedDate"]}
        for item in sorted(found, key=lambda item: -int(item["Version"]))
    ]


def parsed(text: str) -> Any:
    """Return the JSON value in a text, or the text itself."""
    try:
        return json.loads(text)
    except ValueError:
        return text
