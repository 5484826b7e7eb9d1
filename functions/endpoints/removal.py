"""Removing what a build has made and nothing uses: its endpoint configuration and its model."""

import json
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from endpoints import endpoint


def remove(names: dict[str, str]) -> None:
    """Delete the build's configuration and model, unless the endpoint is on, or on its way to, that configuration."""
    found = endpoint.describe(names["Endpoint"])
    if found and uses(found, names["EndpointConfig"]):
        print(json.dumps({"kept": names["EndpointConfig"], "endpoint": found["EndpointStatus"]}))
        return
    client = endpoint.sagemaker()
    gone_is_done(client.delete_endpoint_config, EndpointConfigName=names["EndpointConfig"])
    gone_is_done(client.delete_model, ModelName=names["Model"])
    print(json.dumps({"removed": [names["EndpointConfig"], names["Model"]]}))


def uses(found: dict[str, Any], config: str) -> bool:
    """Return whether an endpoint serves a configuration, or may still be moved to it or back from it."""
    match found["EndpointStatus"]:
        case "Failed" | "Deleting":
            return False  # it serves nothing, and is or can only be deleted
        case "InService" | "OutOfService":
            return bool(found["EndpointConfigName"] == config)
    return True


def gone_is_done(delete: Callable[..., Any], **name: str) -> None:
    """Delete something that may be gone already."""
    try:
        delete(**name)
    except ClientError as error:
        if "Could not find" not in error.response["Error"]["Message"]:
            raise
