"""Rules of a model and its containers."""

from typing import Any

from api.rules.rule import Rule, get, given, twice

MOST_ENVIRONMENT = 32 * 1024


def containers(model: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a model's container, or those of its pipeline."""
    return [model["PrimaryContainer"]] if "PrimaryContainer" in model else list(model.get("Containers", []))


def environment_size(model: dict[str, Any]) -> int | None:
    """Return the size of all environments together where it is too large."""
    texts = [text for container in containers(model) for entry in container.get("Environment", {}).items() for text in entry]
    size = sum(len(text.encode()) for text in texts)
    return size if size > MOST_ENVIRONMENT else None


def no_image(container: dict[str, Any]) -> bool:
    """Return whether a container comes from nowhere."""
    return not given(container, "Image", "ModelPackageName")


def some_hostnames(model: dict[str, Any]) -> bool:
    """Return whether only some containers of a pipeline have a hostname."""
    named = ["ContainerHostname" in container for container in model.get("Containers", [])]
    return any(named) and not all(named)


def private_image(model: dict[str, Any]) -> bool:
    """Return whether an image is in a registry of the user's own VPC."""
    return any(get(container, "ImageConfig.RepositoryAccessMode") == "Vpc" for container in containers(model))


MODEL = (
    Rule("PrimaryContainer", "not together with Containers", "API_CreateModel",
         lambda model: len(given(model, "PrimaryContainer", "Containers")) > 1),
    Rule("PrimaryContainer", "expected one of PrimaryContainer and Containers, got none", "API_CreateModel",
         lambda model: not containers(model) and "PrimaryContainer" not in model),
    Rule("Containers", "expected a ContainerHostname in all of them or in none", "API_ContainerDefinition", some_hostnames),
    Rule("Containers", "expected each ContainerHostname once, got {} twice", "API_ContainerDefinition",
         lambda model: twice([entry["ContainerHostname"] for entry in model.get("Containers", []) if "ContainerHostname" in entry])),
    Rule("VpcConfig", "required for an image of RepositoryAccessMode Vpc", "dg/your-algorithms-containers-inference-private",
         lambda model: private_image(model) and "VpcConfig" not in model),
    Rule("PrimaryContainer.Environment", f"expected at most {MOST_ENVIRONMENT} bytes in all containers, got {{}}", "API_ContainerDefinition",
         environment_size),
)  # fmt: skip

CONTAINER = (
    Rule("Image", "required, or a ModelPackageName", "API_ContainerDefinition", no_image),
    Rule("ModelDataUrl", "not together with ModelDataSource", "API_ContainerDefinition",
         lambda container: len(given(container, "ModelDataUrl", "ModelDataSource")) > 1),
    Rule("ModelDataSource", "not with Mode MultiModel", "API_ContainerDefinition",
         lambda container: container.get("Mode") == "MultiModel" and given(container, "ModelDataSource")),
    Rule("ModelDataSource.S3DataSource.S3Uri", "expected a prefix that ends with /, got {}", "API_S3ModelDataSource",
         lambda container: (source := get(container, "ModelDataSource.S3DataSource")) and source["S3DataType"] == "S3Prefix"
         and not source["S3Uri"].endswith("/") and source["S3Uri"]),
    Rule("ImageConfig.RepositoryAuthConfig", "only with RepositoryAccessMode Vpc", "API_ImageConfig",
         lambda container: given(container, "ImageConfig.RepositoryAuthConfig")
         and get(container, "ImageConfig.RepositoryAccessMode") != "Vpc"),
)  # fmt: skip
