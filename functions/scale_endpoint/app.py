"""Scale Endpoint: lets Application Auto Scaling count the instances of an endpoint that serves, as the document says."""

import json
from typing import Any

from endpoints import scaling


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return {"Scaled"}, the variants that scale now."""
    plan = event["Scaling"]
    for target in plan["Targets"]:
        scaling.make(plan["Endpoint"], target)
    names = [target["Variant"] for target in plan["Targets"]]
    print(json.dumps({"endpoint": plan["Endpoint"], "scaled": names}))
    return {"Scaled": names}
