"""What a build will do, decided from values alone."""

from typing import Any

from api.rules import table
from api.shapes import notices
from builds.names import names
from calls.checked import REQUESTS, checked_request
from calls.deployment import create_request, update_request
from calls.endpoint_config import endpoint_config_request
from calls.evaluation import NEW, checked_evaluation, is_brought
from calls.model import model_request
from calls.scaling import targets
from calls.scripts import CODE_CHANNEL, serves_from_model, trains_isolated
from calls.training import training_request
from document.reading import InvalidParameters
from images.frameworks import notice
from plans import gate, verification
from plans.image_origins import images
from plans.named import TO_COME, check_roles
from plans.sources import wanted

LONGEST_TUNING_JOB = 32


def decided(stack: str, version: int, tail: str, parameters: dict[str, Any], resources: dict[str, Any]) -> dict[str, Any]:
    """Return what the build record says beforehand: names, images, sources, and which steps there are.

    Train is the operation that trains, null for none.
    """
    operation = "CreateHyperParameterTuningJob" if "TuningJob" in parameters else "CreateTrainingJob"
    found = wanted(parameters)
    return {
        "Framework": parameters["Framework"],
        "Names": names(stack, version, tail),
        "Images": images(parameters, version, resources["Region"], resources["RepositoryUri"]),
        "Sources": found,
        "Train": operation if parameters.get("Train", True) else None,
        "Deploy": parameters.get("Deploy", True),
        "Notice": notice(parameters),
        "Repack": "Inference" in found and serves_from_model(parameters),
        "Evaluation": "Evaluation" in parameters,
        "Validation": "Validation" in parameters,
        "Verification": verification.moment(parameters),
    }


def plan(build: dict[str, Any], parameters: dict[str, Any], resources: dict[str, Any]) -> dict[str, Any]:
    """Return {"Build", "Parameters", "Resources"}; raise InvalidParameters or InvalidRequest for what could not work later."""
    made = {"Build": build, "Parameters": parameters, "Resources": resources}
    check_keys_together(parameters, build)
    gate.check(build, parameters)
    check_requests(made)
    return made


def check_keys_together(parameters: dict[str, Any], build: dict[str, Any]) -> None:
    """Raise InvalidParameters for keys that do not go together."""
    if not parameters.get("Train", True) and "TuningJob" in parameters:
        raise InvalidParameters("TuningJob: nothing can be tuned with Train: false")
    for key in ("ModelDataUrl", "ModelVersion"):
        if parameters.get(key) and parameters.get("Train", True):
            raise InvalidParameters(f"{key}: only with Train: false, for a training makes its own model")
    if parameters.get("ModelDataUrl") and parameters.get("ModelVersion"):
        raise InvalidParameters("ModelVersion: not together with ModelDataUrl, which names a model as well")
    if build["Sources"].get("Training") and trains_isolated(parameters) and CODE_CHANNEL in parameters.get("Channels", {}):
        raise InvalidParameters(f"Channels.{CODE_CHANNEL}: with EnableNetworkIsolation this channel holds the scripts; choose another name")
    name = build["Names"]["TuningJob"]
    if "TuningJob" in parameters and len(name) > LONGEST_TUNING_JOB:
        raise InvalidParameters(
            f"TuningJob: the names of tuning jobs have at most {LONGEST_TUNING_JOB} characters, and {name} has {len(name)}: deploy a stack with a shorter name"
        )


def check_requests(plan: dict[str, Any]) -> None:
    """Raise InvalidRequest now for what SageMaker would refuse later, when a training has been paid for; note what it may refuse."""
    build, parameters, asked = plan["Build"], plan["Parameters"], requests(plan)
    check_roles(asked, plan["Resources"])
    gate.check_metric(asked, parameters)
    verification.check(parameters, asked)
    operations = {key: operation for operation, (key, _) in REQUESTS.items()} | {"Endpoint": "UpdateEndpoint"}
    found = [sentence for key, request in asked.items() for sentence in notices(operations[key], request, key)]
    build["Notice"] = " ".join([*([build["Notice"]] if build.get("Notice") else []), *found]) or None


def requests(plan: dict[str, Any]) -> dict[str, Any]:
    """Return the requests of a build by their names in the document, as they are before its training; raise InvalidRequest."""
    build, parameters = plan["Build"], plan["Parameters"]
    trained = build.get("Model") or {"JobName": build["Names"]["TrainingJob"], "ModelArtifacts": TO_COME, "Metrics": {}}
    event = {**plan, "Stack": build["Stack"], "Version": build["Version"], "Preprocessing": None, "Training": None}
    asked = {"CreateModel": model_request({**event, "Training": trained}), "CreateEndpointConfig": endpoint_config_request(event)}
    if build["Train"]:
        asked = {build["Train"]: training_request(event), **asked}
    region = plan["Resources"]["Region"]
    made = {REQUESTS[operation][0]: checked_request(operation, request, build, parameters, region) for operation, request in asked.items()}
    if build["Evaluation"]:
        made["Evaluation"] = checked_evaluation(event, NEW, trained["ModelArtifacts"], region)
    create_request(build, parameters)
    made["Endpoint"] = update_request(build, parameters)
    table.check("together", made)
    targets(parameters, made["EndpointConfig"])
    return made


def s3_inputs(evaluation: dict[str, Any], build: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return name, bucket and prefix of every input of an evaluation that reads an S3 prefix, but what the build brings."""
    found = []
    for item in evaluation["ProcessingInputs"]:
        source = item.get("S3Input", {})
        if source.get("S3DataType") == "S3Prefix" and not is_brought(item, build):
            bucket, _, prefix = source["S3Uri"].removeprefix("s3://").partition("/")
            found.append((item["InputName"], bucket, prefix))
    return found


def s3_channels(request: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return name, bucket and prefix of every channel that reads an S3 prefix."""
    found = []
    job = request.get("TrainingJobDefinition", request)
    for channel in job.get("InputDataConfig", []):
        source = channel["DataSource"].get("S3DataSource", {})
        if source.get("S3DataType") == "S3Prefix":
            bucket, _, prefix = source["S3Uri"].removeprefix("s3://").partition("/")
            found.append((channel["ChannelName"], bucket, prefix))
    return found
