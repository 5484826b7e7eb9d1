"""A rollback that waits or runs: pure transitions of the launch item.

It holds the same lock as builds and goes before what waits to be built. One that waits stops the build that runs; only one is asked for at a time.
"""

import json
from typing import Any

from builds import launches
from builds.launches import State

MACHINE = "rollback"  # of the running part; that of a build has none


def ask(state: State, request: dict[str, Any], name: str) -> State:
    """Let a rollback ({"Id", "Launch", "Reason", "From", "To"}) wait, unless it is known already or another one waits or runs.

    Id and Launch are those of its message, as for launches; name is that of the execution which it becomes.
    """
    if request["Id"] in launches.known_ids(state) or version(state) is not None:
        return state
    asked = {
        "Name": name,
        **{key: request[key] for key in ("From", "To", "Reason")},
        "MessageIds": [request["Id"]],
        "Launches": [request["Launch"]] if request["Launch"] else [],
    }
    return {**state, "Rollback": asked}


def take(state: State, now: str) -> State:
    """Make the rollback that waits the running one, unless something runs or none waits."""
    if "Running" in state or "Rollback" not in state:
        return state
    asked = state["Rollback"]
    running = {
        **{key: asked[key] for key in ("Name", "To", "MessageIds", "Launches")},
        "Machine": MACHINE,
        "Input": json.dumps({key: asked[key] for key in ("From", "To", "Reason", "Launches")}),
        "TakenAt": now,
    }
    return {**launches.without(state, "Rollback"), "Running": running}


def is_rollback(running: dict[str, Any]) -> bool:
    """Return whether what runs does so on the machine of rollbacks: what the endpoint's hours ask for does, too."""
    return running.get("Machine") == MACHINE


def version(state: State) -> int | None:
    """Return the version that a running or waiting rollback goes back to, None without one; what the endpoint's hours ask for runs there too."""
    running = state.get("Running", {})
    part: dict[str, Any] = state.get("Rollback") or (running if is_rollback(running) else {})
    return part.get("To")


def cause(state: State) -> str:
    """Return why the build that runs is stopped, for a rollback that waits."""
    return f"stopped, for the endpoint is rolled back to version {state['Rollback']['To']}: {state['Rollback']['Reason']}"
