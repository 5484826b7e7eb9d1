"""The endpoint as it is, or as it will be when its hours begin."""

from typing import Any

from builds import hours, records, served, table
from endpoints import endpoint


def expected(name: str) -> dict[str, Any] | None:
    """Return DescribeEndpoint's answer; outside the hours of an endpoint that is not there, what would be told of it within; None for any other."""
    found = endpoint.describe(name)
    if found is None and hours.is_asleep(table.launch()) and (version := served.current()):
        return {"EndpointName": name, "EndpointConfigName": records.read(version)["Names"]["EndpointConfig"], "EndpointStatus": "InService"}
    return found
