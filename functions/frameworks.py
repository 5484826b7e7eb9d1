"""What each framework expects of a build: how hyperparameters are encoded, where its scripts are, which image it has."""

import json
from typing import Any

from document import InvalidParameters
from document_keys import SCRIPTS
from image_sets import UnsupportedImage
from image_uris import image_uri, newest_version, retired

DEFAULT_INSTANCE = "ml.m5.large"
LOG_LEVEL = 20  # logging.INFO
# Their serving containers look for the script in the model's own code/, and nowhere else.
CODE_IN_MODEL = ("TENSORFLOW", "MXNET", "PYTORCH", "HUGGINGFACE")
# These serve a model without a script of the user's, so a training script is not taken for one.
SERVE_WITHOUT_SCRIPT = ("TENSORFLOW", "HUGGINGFACE")
SUBMIT_DIRECTORY_IN_MODEL = "/opt/ml/model/code"


def is_script(parameters: dict[str, Any]) -> bool:
    """Return whether a user's script trains and serves."""
    return parameters["Framework"] in SCRIPTS


def framework_image(parameters: dict[str, Any], kind: str, region: str) -> str:
    """Return the URI of AWS's own image for Training or Inference; raise InvalidParameters where there is none."""
    machines = instance_types(parameters)
    if not parameters.get("Train", True):
        del machines["Training"]
    framework, algorithm = parameters["Framework"], parameters.get("Algorithm")
    try:
        version = parameters.get("FrameworkVersion") or newest_version(framework, machines, algorithm)
        return image_uri(
            framework,
            kind,
            region,
            instance_types(parameters)[kind],
            version,
            parameters.get("PyVersion"),
            algorithm,
            parameters.get("BaseFrameworkVersion"),
        )
    except UnsupportedImage as error:
        raise InvalidParameters(str(error)) from None


def notice(parameters: dict[str, Any]) -> str | None:
    """Return what people should know about the framework, such as that AWS has given it up."""
    return retired(parameters["Framework"], parameters.get("FrameworkVersion")) if parameters["Framework"] != "BYOD" else None


def instance_types(parameters: dict[str, Any]) -> dict[str, str | None]:
    """Return the instance types of training and inference, None for a serverless endpoint; what is malformed is refused elsewhere."""
    resources = within(parameters, "TrainingJob", "ResourceConfig")
    groups = within(resources, "InstanceGroups", 0, "InstanceType")
    training = within(resources, "InstanceType") or groups or DEFAULT_INSTANCE
    variant = within(parameters, "EndpointConfig", "ProductionVariants", 0)
    inference = None if within(variant, "ServerlessConfig") else within(variant, "InstanceType") or DEFAULT_INSTANCE
    return {"Training": text(training), "Inference": text(inference) if inference else None}


def text(value: Any) -> str:
    return value if isinstance(value, str) else DEFAULT_INSTANCE


def within(value: Any, *path: Any) -> Any:
    """Return what stands at a path of keys and indexes, None where the path does not lead."""
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def hyperparameters(event: dict[str, Any]) -> dict[str, str]:
    """Return the hyperparameters as the framework's container reads them.

    Script mode's toolkit reads JSON, also where it is a string; all others read strings as they are.
    """
    given = event["Parameters"].get("HyperParameters", {})
    if not is_script(event["Parameters"]):
        return {key: value if isinstance(value, str) else json.dumps(value) for key, value in given.items()}
    source = (event["Build"].get("Sources") or {}).get("Training")
    if source is None:  # the built-in XGBoost, as the framework XGBOOST has it too
        return {key: json.dumps(value) for key, value in given.items()}
    toolkit = {
        "sagemaker_program": source["EntryPoint"],
        "sagemaker_submit_directory": source["S3Uri"],
        "sagemaker_region": event["Resources"]["Region"],
        "sagemaker_container_log_level": LOG_LEVEL,
        "sagemaker_job_name": event["Build"]["Names"]["TrainingJob"],
    }
    return {key: json.dumps(value) for key, value in {**given, **toolkit}.items()}


def serving_environment(event: dict[str, Any]) -> dict[str, str]:
    """Return the environment that tells a framework's serving container where the user's script is; empty where there is none."""
    source = (event["Build"].get("Sources") or {}).get("Inference")
    if source is None:
        return {}
    in_model = event["Parameters"]["Framework"] in CODE_IN_MODEL
    return {
        "SAGEMAKER_PROGRAM": source["EntryPoint"],
        "SAGEMAKER_SUBMIT_DIRECTORY": SUBMIT_DIRECTORY_IN_MODEL if in_model else source["S3Uri"],
        "SAGEMAKER_CONTAINER_LOG_LEVEL": str(LOG_LEVEL),
        "SAGEMAKER_REGION": event["Resources"]["Region"],
    }
