"""The state machine of a build, for graph.py to draw."""

import json
from typing import TYPE_CHECKING, Any

from sagebuild import table

if TYPE_CHECKING:
    from sagebuild.looking import Looking


def drawn(stack: "Looking", version: int | None) -> Any:
    """Return the picture of a build's state machine; before the first build, and without a version, with no state marked."""
    from sagebuild import graph

    client = stack.client("stepfunctions")
    build = table.status(stack) if version is None else table.build(stack, version)
    if build is None:
        return graph.graph(
            json.loads(client.describe_state_machine(stateMachineArn=stack.outputs["StateMachine"])["definition"]), [], stack.name
        )
    found = client.describe_state_machine_for_execution(executionArn=build.execution_arn)
    title = f"{stack.name}, version {build.version}: {build.status.lower().replace('_', ' ')}"
    return graph.graph(json.loads(found["definition"]), stack.states(build), title)
