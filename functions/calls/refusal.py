"""What SageMaker refuses to do to an endpoint as it is: known before a build, and again before its deployment."""

from typing import Any

from calls.deployment import CannotUpdate, guardrails
from endpoints.endpoint import CHANGING

REPLACE = '"Endpoint": {"Replace": true}'


def check_owner(name: str, stack: str, is_own: bool) -> None:
    """Raise CannotUpdate for an endpoint that this stack has not made."""
    if not is_own:
        raise CannotUpdate(
            f"endpoint {name} has no tag sagebuild:stack = {stack}, so this stack has not made it and leaves it alone; delete it, "
            "or give it that tag, and launch again"
        )


def check(parameters: dict[str, Any], config: dict[str, Any], found: dict[str, Any]) -> None:
    """Raise CannotUpdate for a configuration to which the endpoint that was found cannot be moved, or not as the document asks."""
    if found["EndpointStatus"] in {*CHANGING, "Failed"} or is_replaced(parameters, config, found):
        return
    if why := obstacle(config, found):
        raise CannotUpdate(f"EndpointConfig: {why}; with {REPLACE} it is deleted and created anew, and serves nobody meanwhile")
    if names(config) != names(found) and guardrails(parameters):
        raise CannotUpdate(
            f"Endpoint.DeploymentConfig: expected production variants of the same names as the endpoint has ({', '.join(names(found))}), "
            f"got {', '.join(names(config))}; leave Endpoint.DeploymentConfig out for the build that changes them"
        )


def is_replaced(parameters: dict[str, Any], config: dict[str, Any], found: dict[str, Any]) -> bool:
    """Return whether the document wants the endpoint deleted and created anew, because nothing else will do."""
    return bool(parameters.get("Endpoint", {}).get("Replace")) and obstacle(config, found) is not None


def obstacle(config: dict[str, Any], found: dict[str, Any]) -> str | None:
    """Return why SageMaker does not move an endpoint to a configuration in place, None if it does.

    https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html and https://github.com/aws/sagemaker-python-sdk/pull/3124
    """
    name = found["EndpointName"]
    if is_serverless(config, "ServerlessConfig") and not is_serverless(found, "CurrentServerlessConfig"):
        return f"endpoint {name} runs on instances, and SageMaker cannot make it serverless in place"
    if found.get("AsyncInferenceConfig") and not config.get("AsyncInferenceConfig"):
        return f"endpoint {name} is asynchronous, and SageMaker cannot make it anything else in place"
    return None


def names(described: dict[str, Any]) -> list[str]:
    """Return the names of the production variants of a configuration or an endpoint."""
    return sorted(variant["VariantName"] for variant in described.get("ProductionVariants", []))


def is_serverless(described: dict[str, Any], member: str) -> bool:
    """Return whether a configuration or an endpoint has a serverless variant; member is where each of them says so."""
    return any(member in variant for variant in described.get("ProductionVariants", []))
