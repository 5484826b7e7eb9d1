"""Scale Endpoint: lets Application Auto Scaling count the instances of an endpoint that serves, as the document says."""

import json
from typing import Any

from endpoints import scaling


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return {"Scaled", "Ended"}, the variants that scale now and those that do no longer."""
    plan = event["Scaling"]
    for target in plan["Targets"]:
        scaling.make(plan["Endpoint"], target)
    for variant in plan["Ended"]:
        scaling.end(plan["Endpoint"], variant)
    done = {"Scaled": [target["Variant"] for target in plan["Targets"]], "Ended": plan["Ended"]}
    print(json.dumps({"endpoint": plan["Endpoint"], **done}))
    return done
