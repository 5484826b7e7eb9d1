"""What the proof's builds are asked for: the example's container, a script, and what must fail; all on the cheapest instances."""

from typing import Any

from prove.stack import Stack

TRAINING_INSTANCE, HOSTING_INSTANCE = "ml.t3.medium", "ml.t2.medium"
SCRIPT = "proof/script.tar.gz"
METRIC = "validation:accuracy"
VARIANT = {"VariantName": "AllTraffic", "InstanceType": HOSTING_INSTANCE, "InitialInstanceCount": 1}
Document = dict[str, Any]

# The proof's builds are short: nothing of them trains, or starts to serve, for longer than this.
BASE: Document = {
    "TrainingJob": {"ResourceConfig": {"InstanceType": TRAINING_INSTANCE}, "StoppingCondition": {"MaxRuntimeInSeconds": 1800}},
    "EndpointConfig": {"ProductionVariants": [VARIANT]},
}
BROKEN_IMAGE: Document = {"Images": {"Training": {"Dockerfile": "Dockerfile.broken"}, "Inference": {"Dockerfile": "Dockerfile.broken"}}}
BROKEN_DOCKERFILE = b"FROM public.ecr.aws/docker/library/busybox\nCOPY there-is-no-such-file /\n"


def script(stack: Stack) -> Document:
    """Return what makes a build train and serve the script for scikit-learn, with a metric."""
    source = {"Training": {"S3Uri": f"s3://{stack.bucket}/{SCRIPT}", "EntryPoint": "train.py"}}
    metrics = [{"Name": METRIC, "Regex": f"{METRIC}=([0-9.]+)"}]
    return {"Framework": "SKLEARN", "Source": source, "TrainingJob": {"AlgorithmSpecification": {"MetricDefinitions": metrics}}}


def image(uri: str) -> Document:
    """Return what makes a build use an image that is there already."""
    return {"Images": {"Training": {"Image": uri}, "Inference": {"Image": uri}}}


def broken_serving(uri: str, model: str) -> Document:
    """Return what serves an earlier model in a container whose Python cannot start; a minute has to be enough to find out."""
    variant = {**VARIANT, "ContainerStartupHealthCheckTimeoutInSeconds": 60}
    return {
        **image(uri),
        "Train": False,
        "ModelDataUrl": model,
        "Model": {"PrimaryContainer": {"Environment": {"PYTHONHOME": "/nowhere"}}},
        "EndpointConfig": {"ProductionVariants": [variant]},
    }
