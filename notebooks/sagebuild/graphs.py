"""The state machine of a build or a rollback, for graph.py to draw."""

import json
from typing import TYPE_CHECKING, Any

from sagebuild import table
from sagebuild.rollbacks import Rollback

if TYPE_CHECKING:
    from sagebuild.looking import Looking


def drawn(stack: "Looking", run: int | Rollback | None) -> Any:
    """Return the picture of a state machine as a version's build or a rollback went through it; before the first build with no state marked."""
    from sagebuild import graph

    client = stack.client("stepfunctions")
    known = table.status(stack) if run is None else table.build(stack, run) if isinstance(run, int) else run
    if known is None:
        return graph.graph(
            json.loads(client.describe_state_machine(stateMachineArn=stack.outputs["StateMachine"])["definition"]), [], stack.name
        )
    found = client.describe_state_machine_for_execution(executionArn=known.execution_arn)
    what = f"back to version {known.version}" if isinstance(known, Rollback) else f"version {known.version}"
    title = f"{stack.name}, {what}: {known.status.lower().replace('_', ' ')}"
    return graph.graph(json.loads(found["definition"]), stack.states(known), title)
