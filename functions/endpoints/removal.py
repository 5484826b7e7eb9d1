"""Removing what a build has made and nothing uses: its rehearsal endpoint, its endpoint configuration and its model."""

import json
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from endpoints import endpoint

# SageMaker has no error codes of their own for that.
GONE = ("Could not find", "Cannot update in-progress endpoint")


def remove(names: dict[str, str]) -> None:
    """Delete the build's rehearsal endpoint, configuration and model, unless an endpoint is on, or on its way to, that configuration."""
    config = names["EndpointConfig"]
    rehearsing = not ended(names.get("Rehearsal"), config)
    found = endpoint.describe(names["Endpoint"])
    if rehearsing or (found and uses(found, config)):
        print(json.dumps({"kept": config, "rehearsing": rehearsing, "endpoint": found and found["EndpointStatus"]}))
        return
    client = endpoint.sagemaker()
    gone_is_done(client.delete_endpoint_config, EndpointConfigName=config)
    gone_is_done(client.delete_model, ModelName=names["Model"])
    print(json.dumps({"removed": [config, names["Model"]]}))


def ended(rehearsal: str | None, config: str) -> bool:
    """Delete the endpoint on which a configuration is rehearsed, if there is one; return whether nothing is rehearsed there any more."""
    found = endpoint.describe(rehearsal) if rehearsal else None
    return found is None or found["EndpointConfigName"] != config or end(found)


def end(found: dict[str, Any]) -> bool:
    """Delete a rehearsal endpoint; return whether it goes.

    One that is being created cannot be deleted yet: whoever hears that it has been, or looks later, deletes it.
    """
    if found["EndpointStatus"] == "Deleting":
        return True
    if found["EndpointStatus"] in endpoint.CHANGING:
        return False
    gone_is_done(endpoint.sagemaker().delete_endpoint, EndpointName=found["EndpointName"])
    return True


def uses(found: dict[str, Any], config: str) -> bool:
    """Return whether an endpoint serves a configuration, or may still be moved to it or back from it."""
    match found["EndpointStatus"]:
        case "Failed" | "Deleting":
            return False  # it serves nothing, and is or can only be deleted
        case "InService" | "OutOfService":
            return bool(found["EndpointConfigName"] == config)
    return True


def gone_is_done(delete: Callable[..., Any], **name: str) -> None:
    """Delete something that may be gone already, or that another deletes at this moment."""
    try:
        delete(**name)
    except ClientError as error:
        if not any(words in error.response["Error"]["Message"] for words in GONE):
            raise
