"""Rules between the requests that make one endpoint: {"Model", "EndpointConfig", "Endpoint"}."""

from typing import Any

from api.rules.hosting import is_serverless, variants
from api.rules.model import containers
from api.rules.rule import Rule, get, given


def serves_it(requests: dict[str, Any]) -> bool:
    """Return whether the endpoint is serverless and serves the model."""
    names = {variant.get("ModelName") for variant in variants(requests["EndpointConfig"])}
    return is_serverless(requests["EndpointConfig"]) and requests["Model"]["ModelName"] in names


def not_serverless(requests: dict[str, Any]) -> str | None:
    """Return what of the model a serverless endpoint cannot have."""
    model = requests["Model"]
    found = given(model, "VpcConfig", "Containers") + (["EnableNetworkIsolation"] if model.get("EnableNetworkIsolation") else [])
    found += [member for container in containers(model) for member in given(container, "ModelDataSource", "ModelPackageName")]
    found += ["Mode MultiModel" for container in containers(model) if container.get("Mode") == "MultiModel"]
    return ", ".join(found) if serves_it(requests) and found else None


def rolls(requests: dict[str, Any]) -> bool:
    """Return whether the endpoint is updated in batches."""
    return get(requests, "Endpoint.DeploymentConfig.RollingUpdatePolicy") is not None


TOGETHER = (
    Rule("EndpointConfig.ProductionVariants", "ServerlessConfig does not go with the model's {}", "dg/serverless-endpoints", not_serverless),
    Rule("Endpoint.DeploymentConfig.RollingUpdatePolicy", "not for a serverless endpoint", "dg/deployment-guardrails-exclusions",
         lambda requests: rolls(requests) and is_serverless(requests["EndpointConfig"])),
    Rule("Endpoint.DeploymentConfig.RollingUpdatePolicy", "only for an endpoint of one production variant, and there are {}",
         "dg/deployment-guardrails-exclusions",
         lambda requests: rolls(requests) and (n := len(requests["EndpointConfig"]["ProductionVariants"])) > 1 and n),
)  # fmt: skip
