"""What Step Functions says where no Catch hears it: States.Runtime, above all for a member of a request that it does not know."""

import re

RUNTIME = "States.Runtime"
# An error occurred while executing the state 'Create Model' (entered at the event id #8). The Arguments '…' could not be used to start the Task: […]
STATE = re.compile(r"executing the state '([^']+)'")
WHY = re.compile(r"could not be used to start the Task: \[(.*)\]", re.DOTALL)
UNKNOWN = re.compile(r"""The field ['"\\]*([^'"\\\s]+)['"\\]* is not supported by Step Functions""")
# Where the members of a state's request come from.
KEYS = {
    "Train Model": "TrainingJob",
    "Tune Model": "TrainingJob or TuningJob",
    "Evaluate Model": "Evaluation",
    "Create Model": "Model",
    "Create Endpoint Config": "EndpointConfig",
    "Create Endpoint": "Endpoint",
    "Update Endpoint": "Endpoint",
}


def explain(cause: str) -> str:
    """Return the cause of a States.Runtime in a sentence that names the state, and what to do if the state's request is why."""
    found = STATE.search(cause)
    if not found:
        return cause
    state, unknown, why = found[1], UNKNOWN.search(cause), WHY.search(cause)
    if not unknown:
        return f"{state}: {why[1]}" if why else cause
    said = f"{state}: Step Functions does not know the member {unknown[1]} of this request"
    if state not in KEYS:
        return said
    return f"{said}: remove it from {KEYS[state]} in the parameter document, or from what your own config function returns"
