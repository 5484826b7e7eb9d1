"""Which versions have served: what "previous" means. Only what the endpoint was seen to serve when an execution had ended stands here.

Stack is the way back: a rollback shortens it, and a build lengthens it. Recent is what a rollback may name, and what is kept.
"""

import json
from typing import Any

from boto3.dynamodb.conditions import Attr

from builds import records, table
from builds.launches import State
from builds.names import version_in
from endpoints import endpoint

KEY = {"Kind": "served", "Version": 0}
LONGEST = 1000  # versions; as many as retention may ever keep
DONE = 50
# Before an update has ended, the endpoint is still called after the configuration that serves.
SERVING = {"InService", "Updating", "SystemUpdating", "RollingBack"}


def current() -> int | None:
    """Return the version that served when the last execution had ended, None before the first."""
    return current_of(state())


def previous() -> int | None:
    """Return the version that was served before the current one, None if there is nothing to go back to."""
    return previous_of(state())


def recent(count: int) -> list[int]:
    """Return the versions that have served last, the newest first."""
    found: list[int] = state().get("Recent", [])
    return found[::-1][:count]


def state() -> State:
    """Return what has served, empty before the first execution has begun."""
    return table.state_of(table.read(KEY))


def begin() -> None:
    """Take over what a stack has served that was updated from before this was noted."""
    if not table.read(KEY):
        deployed = [int(record["Version"]) for record in records.meeting(Attr("Deployed").eq(True))][:LONGEST][::-1]
        table.change(KEY, lambda state: state or {"Stack": deployed, "Recent": deployed, "Done": []})


def note(stack: str, execution: str) -> None:
    """Note which version the endpoint serves now that an execution has ended, once for each execution."""
    begin()
    if execution in state()["Done"]:
        return
    version = version_of(endpoint.describe(stack))
    changed = table.change(KEY, lambda state: noted(state, version, execution))
    print(json.dumps({"execution": execution, "serves": version, "before": previous_of(changed)}))


def version_of(found: dict[str, Any] | None) -> int | None:
    """Return the version that an endpoint serves, None if it serves nothing, or nothing of this stack's."""
    if found is None or found["EndpointStatus"] not in SERVING:
        return None
    return version_named(found["EndpointConfigName"])


def heading_for(found: dict[str, Any]) -> int | None:
    """Return the version that an endpoint serves or is on its way to, None if that is none of this stack's."""
    return version_named(found.get("PendingDeploymentSummary", found)["EndpointConfigName"])


def version_named(config: str) -> int | None:
    """Return the version whose configuration has a name; a stack that was made again has other ones."""
    version = version_in(config)
    return version if version and records.read(version).get("Names", {}).get("EndpointConfig") == config else None


def has_served(version: int) -> bool:
    """Return whether a version has ever been the one that serves."""
    return version in state().get("Recent", [])


def noted(state: State, version: int | None, execution: str) -> State:
    """Note what is served at the end of an execution."""
    if execution in state.get("Done", []):
        return state
    return {**serving(state, version), "Done": [*state.get("Done", []), execution][-DONE:]}


def serving(state: State, version: int | None) -> State:
    """Make a version the current one: what was served after it is no longer on the way back; None changes nothing."""
    stack, recent = state.get("Stack", []), state.get("Recent", [])
    if version is None:
        return state
    way = stack[: stack.index(version) + 1] if version in stack else [*stack, version]
    return {**state, "Stack": way[-LONGEST:], "Recent": [*(other for other in recent if other != version), version][-LONGEST:]}


def current_of(state: State) -> int | None:
    """Return the version that is served last."""
    return next(iter(state.get("Stack", [])[::-1]), None)


def previous_of(state: State) -> int | None:
    """Return the version that was served before the current one."""
    return next(iter(state.get("Stack", [])[-2::-1]), None)
