"""What a build will do, decided from values alone."""

from typing import Any

from check_request.request import checked_request
from configure_endpoint.request import endpoint_config_request
from configure_model.request import model_request
from configure_training.request import training_request
from document import InvalidParameters
from names import image_tag, resource_name
from plan_deployment.deployment import create_request, update_request

KINDS = ("Training", "Inference")
LONGEST_STACK_NAME = 40


def images(parameters: dict[str, Any], version: int, repository_uri: str) -> dict[str, dict[str, Any]]:
    """Return where the images come from; two that have the same Dockerfile are one."""
    given = parameters.get("Images", {})
    training = image("Training", given.get("Training", {}), "Dockerfile", version, repository_uri)
    own = given.get("Inference", {})
    if not own.get("Image") and own.get("Dockerfile", training["Dockerfile"]) == training["Dockerfile"]:
        return {"Training": training, "Inference": {**training, "Build": False}}
    return {"Training": training, "Inference": image("Inference", own, training["Dockerfile"], version, repository_uri)}


def image(kind: str, given: dict[str, Any], dockerfile: str | None, version: int, repository_uri: str) -> dict[str, Any]:
    """Return one image: given by its URI, or built from a Dockerfile."""
    if given.get("Image"):
        return {"Uri": given["Image"], "Build": False, "Dockerfile": None}
    if given.get("Build") is False:
        raise InvalidParameters(f"Images.{kind}.Image: required where Images.{kind}.Build is false")
    path = given.get("Dockerfile", dockerfile or "Dockerfile")
    return {"Uri": f"{repository_uri}:{image_tag(version, kind)}", "Build": True, "Dockerfile": path}


def names(stack: str, version: int, tail: str) -> dict[str, str]:
    """Return the names of all that a build makes."""
    name = resource_name(stack, version, tail)
    return {"TrainingJob": name, "Model": name, "EndpointConfig": name, "Endpoint": stack}


def check_stack_name(stack: str) -> None:
    """SageMaker writes names in ARNs in lower case, and the policies of the stack name its ARNs."""
    if stack != stack.lower() or len(stack) > LONGEST_STACK_NAME:
        raise InvalidParameters(f"the stack is called {stack}: expected a name in lower case of at most {LONGEST_STACK_NAME} characters")


def check_requests(plan: dict[str, Any]) -> None:
    """Raise InvalidRequest now for what SageMaker would refuse later, when a training has been paid for."""
    build, parameters = plan["Build"], plan["Parameters"]
    trained = {"JobName": build["Names"]["TrainingJob"], "ModelArtifacts": "s3://artifacts/model.tar.gz", "Metrics": {}}
    event = {**plan, "Stack": build["Stack"], "Version": build["Version"], "Preprocessing": None, "Training": None}
    checked_request("CreateTrainingJob", training_request(event), build, parameters)
    checked_request("CreateModel", model_request({**event, "Training": trained}), build, parameters)
    checked_request("CreateEndpointConfig", endpoint_config_request(event), build, parameters)
    create_request(build, parameters)
    update_request(build, parameters)


def s3_channels(request: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return name, bucket and prefix of every channel that reads an S3 prefix."""
    found = []
    for channel in request.get("InputDataConfig", []):
        source = channel["DataSource"].get("S3DataSource", {})
        if source.get("S3DataType") == "S3Prefix":
            bucket, _, prefix = source["S3Uri"].removeprefix("s3://").partition("/")
            found.append((channel["ChannelName"], bucket, prefix))
    return found
