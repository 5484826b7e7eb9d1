"""The hours in which the endpoint is there: pure transitions of the launch item.

Hours holds what the schedule has asked for last, and Name while that is still to be done. It takes the same lock as builds and rollbacks, and stops nothing.
"""

import json
from typing import Any

from builds import launches, rollbacks
from builds.launches import State

ASKED = "SageBuild Endpoint Hours"  # what the message of the schedule is


def ask(state: State, serve: bool, at: str, hours: str, name: str) -> State:
    """Let the endpoint be brought back or taken down, as the schedule asked at a time in ISO 8601; what comes twice or too late changes nothing.

    hours are those of the schedule as people read them, "" if there are none any more; name is that of the execution which this becomes.
    """
    if at <= state.get("Hours", {}).get("At", ""):
        return state
    return {**state, "Hours": {"Serve": serve, "At": at, "Hours": hours, "Name": name}}


def take(state: State, now: str) -> State:
    """Make what the schedule asks for the running execution, unless something runs; what waits to be built goes before the end of the hours."""
    asked = state.get("Hours", {})
    if "Running" in state or "Name" not in asked or (not asked["Serve"] and "Pending" in state):
        return state
    execution_input = {"Serve": asked["Serve"], "Reason": reason(asked)}
    running = {
        "Name": asked["Name"],
        "Machine": rollbacks.MACHINE,
        "Input": json.dumps(execution_input),
        "MessageIds": [],
        "Launches": [],
        "TakenAt": now,
    }
    return {**state, "Hours": launches.without(asked, "Name"), "Running": running}


def after_build(before: State, state: State, name: str) -> State:
    """Let the endpoint be taken down again if a build has been released outside its hours: it may have made it, to see that its model serves."""
    released = before.get("Running") if "Running" not in state else None
    if not released or "Machine" in released or not is_asleep(state):
        return state
    return {**state, "Hours": {**state["Hours"], "Name": name}}


def woken(state: State) -> State:
    """Let the endpoint be there until its hours end next: somebody wants a version on it."""
    return {**state, "Hours": {**launches.without(state["Hours"], "Name"), "Serve": True}} if is_asleep(state) else state


def is_asleep(state: State) -> bool:
    """Return whether the endpoint is outside its hours."""
    return state.get("Hours", {}).get("Serve") is False


def is_asked(execution_input: Any) -> bool:
    """Return whether an execution's input asks for the endpoint's hours, and for no rollback."""
    return isinstance(execution_input, dict) and isinstance(execution_input.get("Serve"), bool)


def reason(asked: dict[str, Any]) -> str:
    """Return why the endpoint is brought back or taken down."""
    if not asked["Hours"]:
        return "the stack no longer has hours for it"
    return f"its hours, {asked['Hours']}, {'begin' if asked['Serve'] else 'are over'}"
