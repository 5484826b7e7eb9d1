"""The champion: the version that the endpoint serves when a new model is judged."""

import re
from typing import Any

from builds import records
from builds.expected import expected

SERVES_NOTHING = ("Creating", "Deleting", "Failed")
VERSION = re.compile(r"-v(\d+)-[0-9a-f]+$")


def serving(name: str) -> tuple[dict[str, Any], str]:
    """Return the record of the version that an endpoint serves, or {} and why there is none."""
    found = expected(name)
    if found is None:
        return {}, "no version serves yet"
    if found["EndpointStatus"] in SERVES_NOTHING:
        return {}, f"endpoint {name} is {found['EndpointStatus']} and serves nothing"
    record = record_of(found["EndpointConfigName"])
    return record, "" if record else f"endpoint {name} runs {found['EndpointConfigName']}, which no build of this stack has made"


def record_of(config: str) -> dict[str, Any]:
    """Return the record of the build that made an endpoint configuration, empty if none did: its name ends with the version."""
    version = VERSION.search(config)
    record = records.read(int(version[1])) if version else {}
    return record if record.get("Names", {}).get("EndpointConfig") == config else {}
