"""The builds of the demo, and what has to hold of each."""

import json
from textwrap import indent

from rich.console import Console

from local.demo.holding import hold, hold_reused, hold_serving
from sagebuild import Build, SageBuild

FIRST, SECOND, WORSE = {"C": 1.0, "passes": 3}, {"C": 10.0, "passes": 3}, {"C": 0.003, "passes": 1}
MEASURE = "classification_metrics.accuracy.value"


def document(hyperparameters: dict[str, float]) -> str:
    """Return the parameter document of the demo: what the example's container understands and reports, and what its models are measured by."""
    metrics = [{"Name": "validation:accuracy", "Regex": r"validation:accuracy=([0-9.]+)"}]
    training = {"AlgorithmSpecification": {"MetricDefinitions": metrics}}
    gate = {"Metric": MEASURE, "Objective": "Maximize"}
    return json.dumps({"HyperParameters": hyperparameters, "TrainingJob": training, "Evaluation": {}, "Validation": gate})


def deploy_version(console: Console, digits: SageBuild, version: int) -> Build:
    """Launch a build, watch it, and check that the endpoint serves exactly its version."""
    build = digits.launch(reason=f"the demo's build {version}").wait()
    hold(build.status == "SUCCEEDED" and build.version == version, str(build))
    hold_serving(console, digits, version)
    return build


def refuse_version(console: Console, digits: SageBuild, version: int) -> None:
    """Launch a build of a worse model, and check that it failed with both numbers and the endpoint serves what it served."""
    build = digits.launch({"HyperParameters": WORSE}, "the demo's bad idea").wait()
    hold(build.error == "ModelRefused" and build.version == version, str(build))
    hold_serving(console, digits, version - 1)


def insist_on_version(console: Console, digits: SageBuild, version: int) -> None:
    """Launch a refused model again without the gate, and check that its training is taken over and it serves."""
    build = digits.launch({"HyperParameters": WORSE, "Evaluation": None, "Validation": None}, "somebody insists").wait()
    console.print(indent(str(build.decisions), "  "), soft_wrap=True)
    hold_reused(build, "Training", version)
    hold_serving(console, digits, version + 1)


def roll_back(console: Console, digits: SageBuild, version: int) -> None:
    """Go back to the version before, and check that it serves."""
    rolled_back = digits.rollback(reason="the demo's rollback").wait()
    hold(rolled_back.status == "ROLLED_BACK", str(rolled_back))
    hold_serving(console, digits, version)
