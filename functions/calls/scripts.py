"""Script mode: what each framework's container expects, how hyperparameters are encoded and where its scripts are."""

import json
from typing import Any

from document.keys import SCRIPTS

LOG_LEVEL = 20  # logging.INFO
# Their serving containers look for the script in the model's own code/, and nowhere else.
CODE_IN_MODEL = ("TENSORFLOW", "MXNET", "PYTORCH", "HUGGINGFACE")
# These serve a model without a script of the user's, so a training script is not taken for one.
SERVE_WITHOUT_SCRIPT = ("TENSORFLOW", "HUGGINGFACE")
SUBMIT_DIRECTORY_IN_MODEL = "/opt/ml/model/code"
# Without a network the scripts come as a channel, which SageMaker itself fetches; its file is called as in S3.
CODE_CHANNEL = "code"
SUBMIT_DIRECTORY_IN_CHANNEL = f"/opt/ml/input/data/{CODE_CHANNEL}/source.tar.gz"


def is_script(parameters: dict[str, Any]) -> bool:
    """Return whether a user's script trains and serves."""
    return parameters["Framework"] in SCRIPTS


def trains_isolated(parameters: dict[str, Any]) -> bool:
    """Return whether the training has no network."""
    trials = parameters.get("TuningJob", {}).get("TrainingJobDefinition")
    given = [parameters.get("TrainingJob", {}), trials if isinstance(trials, dict) else {}]
    return any(part.get("EnableNetworkIsolation") is True for part in given)


def serves_from_model(parameters: dict[str, Any]) -> bool:
    """Return whether the serving script travels in the model: where the container looks nowhere else, and where it has no network."""
    return parameters["Framework"] in CODE_IN_MODEL or parameters.get("Model", {}).get("EnableNetworkIsolation") is True


def isolated_channels(event: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the channel that brings the scripts to a training without a network."""
    source = (event["Build"].get("Sources") or {}).get("Training")
    if source is None or not trains_isolated(event["Parameters"]):
        return []
    return [{"ChannelName": CODE_CHANNEL, "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": source["S3Uri"]}}}]


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
        "sagemaker_submit_directory": SUBMIT_DIRECTORY_IN_CHANNEL if trains_isolated(event["Parameters"]) else source["S3Uri"],
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
    in_model = serves_from_model(event["Parameters"])
    return {
        "SAGEMAKER_PROGRAM": source["EntryPoint"],
        "SAGEMAKER_SUBMIT_DIRECTORY": SUBMIT_DIRECTORY_IN_MODEL if in_model else source["S3Uri"],
        "SAGEMAKER_CONTAINER_LOG_LEVEL": str(LOG_LEVEL),
        "SAGEMAKER_REGION": event["Resources"]["Region"],
    }
