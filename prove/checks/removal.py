"""That a stack can be deleted, and what is left."""

from typing import Any

from prove.belief import belief
from prove.evidence import Evidence
from prove.outcome import expect


@belief(
    "deletion",
    says="A stack with an endpoint, images, code and data is deleted at the first try.",
    why="Custom resources empty what CloudFormation does not, and wait for SageMaker as long as CloudFormation waits for them.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html",
    otherwise="the stack ends in DELETE_FAILED, and what it costs goes on",
    after_removal=True,
)
def deletion(evidence: Evidence) -> None:
    """It ended in DELETE_COMPLETE."""
    tries = evidence.fact("deletion")
    expect(tries == ["DELETE_COMPLETE"], f"the deletion ended in {', then '.join(tries)}")


@belief(
    "nothing-left",
    says="Nothing that costs is left of a deleted stack: no endpoint, configuration, model, log group.",
    why="They are found by name and by tag; Lambda and SageMaker could make a log group anew while the stack goes.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html",
    otherwise="something has to be deleted by hand",
    after_removal=True,
)
def nothing_left(evidence: Evidence) -> None:
    """None is listed."""
    evidence.fact("deletion")
    name, aws = evidence.stack.name, evidence.stack.aws
    sagemaker, logs = aws.client("sagemaker"), aws.client("logs")
    left = [
        *(found["EndpointName"] for found in sagemaker.list_endpoints(NameContains=name)["Endpoints"] if found["EndpointName"] == name),
        *(found["EndpointConfigName"] for found in sagemaker.list_endpoint_configs(NameContains=f"{name}-v")["EndpointConfigs"]),
        *(found["ModelName"] for found in sagemaker.list_models(NameContains=f"{name}-v")["Models"]),
    ]
    left += [group for group in groups_of(evidence.stack.resources) if exists(logs, group)]
    expect(not left, f"still there: {', '.join(left)}")


def groups_of(resources: dict[str, str]) -> list[str]:
    """Return the log groups of a stack's resources, and those that Lambda would make for its functions."""
    own = [physical for logical, physical in resources.items() if logical.endswith("LogGroup")]
    return own + [f"/aws/lambda/{physical}" for logical, physical in resources.items() if logical.endswith("Function")]


def exists(logs: Any, group: str) -> bool:
    """Return whether there is a log group of this name."""
    return any(found["logGroupName"] == group for found in logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"])
