"""Scale Endpoint: hands the variants of an endpoint that serves to Application Auto Scaling."""

import json
from typing import Any


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return what the endpoint scales by."""
    print(json.dumps({"version": event["Build"]["Version"], "scaling": event["Scaling"]}))
    return {"Scaling": event["Scaling"]}
