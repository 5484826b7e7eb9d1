"""Which build runs and what waits: pure transitions of the launch item.

A request first becomes part of Pending; whoever finds no Running moves Pending there and starts the execution that is named
in it. Each transition may be repeated at any time, and the name makes the start repeatable too, so that a crash between any
two steps loses nothing. What a launch asks for stands in JSON strings: DynamoDB's own maps would change its numbers.
"""

import json
from typing import Any

State = dict[str, Any]
REASONS = 20
MESSAGE_IDS = 500


def add(state: State, requests: list[dict[str, Any]], name: str) -> State:
    """Add launch requests ({"Id", "Reason", "Parameters"}) to what waits; those that are known already change nothing.

    name is that of the build that they become if nothing waits yet.
    """
    new = {request["Id"]: request for request in requests if request["Id"] not in known_ids(state)}
    if not new:
        return state
    pending = state.get("Pending") or {"Name": name, "Reasons": [], "Requests": 0, "Parameters": "{}", "MessageIds": []}
    parameters = json.loads(pending["Parameters"])
    for request in new.values():
        parameters = keep_nulls(parameters, request["Parameters"])
    changed = {
        "Name": pending["Name"],
        "Reasons": [*pending["Reasons"], *(request["Reason"] for request in new.values())][:REASONS],
        "Requests": pending["Requests"] + len(new),
        "Parameters": json.dumps(parameters),
        "MessageIds": [*pending["MessageIds"], *new][-MESSAGE_IDS:],
    }
    return {**state, "Pending": changed}


def known_ids(state: State) -> set[str]:
    """Return the messages that are part of what waits, runs or ran last: SQS may hand each of them out again."""
    parts = (state.get("Pending", {}), state.get("Running", {}))
    return {*state.get("Ended", []), *(message_id for part in parts for message_id in part.get("MessageIds", []))}


def take(state: State, now: str) -> State:
    """Make what waits the running build, unless one runs or nothing waits."""
    if "Running" in state or "Pending" not in state:
        return state
    pending = state["Pending"]
    execution_input = {"Reason": reason(pending), "Parameters": json.loads(pending["Parameters"]), "Requests": pending["Requests"]}
    running = {"Name": pending["Name"], "Input": json.dumps(execution_input), "TakenAt": now, "MessageIds": pending["MessageIds"]}
    return {**without(state, "Pending"), "Running": running}


def release(state: State, name: str) -> State:
    """Forget the running build if it is the one that ended, but not its messages."""
    if state.get("Running", {}).get("Name") != name:
        return state
    return {**without(state, "Running"), "Ended": state["Running"]["MessageIds"]}


def next_version(state: State, execution: str) -> State:
    """Take the next version number for an execution; one that has just taken it keeps it."""
    if state.get("LastExecution") == execution:
        return state
    return {**state, "LastVersion": state.get("LastVersion", 0) + 1, "LastExecution": execution}


def reason(pending: dict[str, Any]) -> str:
    """Return what caused a build in one line: the first reasons, and how many more requests there are."""
    more = pending["Requests"] - len(pending["Reasons"])
    return "; ".join(dict.fromkeys(pending["Reasons"])) + (f"; and {more} more" if more else "")


def keep_nulls(first: Any, second: Any) -> Any:
    """Return two sets of overrides as one, the second wins; a null stays, for it removes a key of the document later."""
    if not isinstance(first, dict) or not isinstance(second, dict):
        return second
    return {**first, **{key: keep_nulls(first.get(key), value) for key, value in second.items()}}


def without(state: State, key: str) -> State:
    return {name: value for name, value in state.items() if name != key}
