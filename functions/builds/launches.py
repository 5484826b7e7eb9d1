"""Which build runs and what waits: pure transitions of the launch item.

A request first becomes part of Pending; whoever finds no Running moves Pending there and starts the execution that is named
in it. Each transition may be repeated at any time, and the name makes the start repeatable too, so that a crash between any
two steps loses nothing. What a launch asks for stands in JSON strings: DynamoDB's own maps would change its numbers.
The limits keep the item, and the execution's input that is made of it, well below DynamoDB's 400 KB and Step Functions' 256 KiB.
"""

import json
from typing import Any

from builds import quiet
from document.merge import keep_nulls

State = dict[str, Any]
REASONS = 20
MESSAGE_IDS = 1000
LAUNCHES = 200
REJECTED = 200
CAUSES = 30_000  # characters of JSON; of what was rejected before, only the ids are kept
LONGEST_PARAMETERS = 60_000


def add(state: State, requests: list[dict[str, Any]], name: str, now: str, quiet_seconds: int) -> State:
    """Add launch requests ({"Id", "Launch", "Reason", "Parameters", "Reproduce", "Commit", "Burst"}) to what waits; known ones change nothing.

    Id is the queue's, by which a message that comes again is known; Launch is SNS's, which whoever published it has, None for what came without.
    name is that of the build that they become if nothing waits yet. A request that finds no room beside those that wait is left out,
    for its Parameters are too long or it is to reproduce or promote another version: the queue keeps it for the build after the next.
    """
    for request in requests:
        state = add_one(state, request, name, now, quiet_seconds)
    return state


def add_one(state: State, request: dict[str, Any], name: str, now: str, quiet_seconds: int) -> State:
    """Add one launch request to what waits."""
    if request["Id"] in known_ids(state):
        return state
    pending = state.get("Pending") or {"Name": name, "Reasons": [], "Requests": 0, "Parameters": "{}", "MessageIds": []}
    before = json.loads(pending["Parameters"])
    parameters = json.dumps(keep_nulls(before, request["Parameters"]))
    is_alike = request["Reproduce"] == pending.get("Reproduce") and request["Parameters"].get("Promote") == before.get("Promote")
    finds_room = len(parameters) <= LONGEST_PARAMETERS and is_alike
    if pending["Requests"] and not finds_room:
        return state
    changed = {
        "Name": pending["Name"],
        "Reasons": [*pending["Reasons"], request["Reason"]][:REASONS],
        "Requests": pending["Requests"] + 1,
        "Parameters": parameters,
        "Reproduce": request["Reproduce"],
        "Commit": request["Commit"] or pending.get("Commit"),
        "MessageIds": [*pending["MessageIds"], request["Id"]][-MESSAGE_IDS:],
        "Launches": [*launches_of(pending), *([request["Launch"]] if request["Launch"] else [])][-LAUNCHES:],
        **quiet.times(state, request["Burst"], now, quiet_seconds),
    }
    return {**state, "Pending": changed}


def launches_of(part: Any) -> list[str]:
    """Return SNS's ids of the launches in what waits, or in an execution's input: one that was started by hand has any input, or none."""
    found = part.get("Launches") if isinstance(part, dict) else None
    return [str(launch) for launch in found][:LAUNCHES] if isinstance(found, list) else []


def known_ids(state: State) -> set[str]:
    """Return the messages that are part of what waits, runs or ran lately: SQS may hand each of them out again."""
    parts = (state.get("Pending", {}), state.get("Running", {}), state.get("Rollback", {}))
    return {*state.get("Ended", []), *(message_id for part in parts for message_id in part.get("MessageIds", []))}


def take(state: State, now: str) -> State:
    """Make what waits the running build, unless one runs, nothing waits, or more may come of it."""
    if "Running" in state or "Pending" not in state or quiet.left(state, now):
        return state
    pending = state["Pending"]
    execution_input = {
        "Reason": reason(pending),
        "Parameters": json.loads(pending["Parameters"]),
        "Requests": pending["Requests"],
        "Launches": launches_of(pending),
        **{key: pending[key] for key in ("Reproduce", "Commit") if pending.get(key)},
    }
    running = {
        "Name": pending["Name"],
        "Input": json.dumps(execution_input),
        "TakenAt": now,
        "MessageIds": pending["MessageIds"],
        "Launches": launches_of(pending),
    }
    return {**without(state, "Pending"), "Running": running}


def claim(state: State, running: dict[str, Any], attempt: int) -> State:
    """Make a redriven execution ({"Name", "Input", "TakenAt"}, and "Machine", "To" of a rollback) the running one, unless another runs."""
    held = state.get("Running") or {**running, "MessageIds": [], "Launches": []}
    if held["Name"] != running["Name"]:
        return state
    return {**state, "Running": {**held, "Attempt": max(attempt, held.get("Attempt", 0))}}


def release(state: State, name: str, attempt: int = 0) -> State:
    """Forget the running build if it is the one that ended, and has not been redriven since, but not its messages."""
    running = state.get("Running", {})
    if running.get("Name") != name or running.get("Attempt", 0) > attempt:
        return state
    return {**without(state, "Running"), "Ended": [*state.get("Ended", []), *running["MessageIds"]][-MESSAGE_IDS:]}


def reject(state: State, message_id: str, launch: str | None, cause: str) -> State:
    """Remember that a message was refused and reported, and why; launch is SNS's id of it."""
    if message_id in rejected_ids(state):
        return state
    room, kept = CAUSES, []
    for entry in reversed([*state.get("Rejected", []), {"Id": message_id, "Launch": launch, "Cause": cause}][-REJECTED:]):
        room -= len(json.dumps(entry))
        kept.append(entry if room > 0 else rejected_id(entry))
    return {**state, "Rejected": kept[::-1]}


def rejected_ids(state: State) -> set[str]:
    """Return the messages that have been refused and reported."""
    return {rejected_id(entry) for entry in state.get("Rejected", [])}


def rejected_id(entry: dict[str, Any] | str) -> str:
    """Return the message of an entry, which may be no more than that."""
    return entry if isinstance(entry, str) else str(entry["Id"])


def next_number(state: State, counter: str) -> State:
    """Take the next number of a counter: LastVersion of builds, LastRollback of rollbacks."""
    return {**state, counter: state.get(counter, 0) + 1}


def reason(pending: dict[str, Any]) -> str:
    """Return what caused a build in one line: the first reasons, and how many more requests there are."""
    more = pending["Requests"] - len(pending["Reasons"])
    return "; ".join(dict.fromkeys(pending["Reasons"])) + (f"; and {more} more" if more else "")


def without(state: State, key: str) -> State:
    """Return a state without one of its parts."""
    return {name: value for name, value in state.items() if name != key}
