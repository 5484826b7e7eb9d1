"""The stack that the proof runs on: one that was made for it, for the proof ends with its deletion."""

from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from prove.aws import Aws, Refused, code, message

TRIGGERS = {"BucketTriggerBuild": "True", "BranchBuildTrigger": "main"}
DEPLOY = "make build && .venv/bin/sam deploy --config-env prove --stack-name {name}"
MARK = "proof/begun"  # an object in the code bucket: this stack is the proof's, and may be deleted


@dataclass
class Stack:
    """One deployed stack: its outputs and its resources' physical ids."""

    aws: Aws
    name: str
    outputs: dict[str, str]
    resources: dict[str, str] = field(default_factory=dict)

    @property
    def bucket(self) -> str:
        """Return the code bucket."""
        return self.outputs["CodeBucket"]


def find(aws: Aws, name: str) -> Stack:
    """Return a stack; raise Refused if there is none, or none of SageBuild."""
    described = describe(aws, name)
    if described is None:
        raise Refused(f"there is no stack {name} in {aws.region}: make one for the proof with {DEPLOY.format(name=name)}")
    outputs = {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", [])}
    if not {"LaunchTopic", "StateMachine", "CodeBucket"} <= set(outputs):
        raise Refused(f"stack {name} is not one of SageBuild: it has no outputs LaunchTopic, StateMachine and CodeBucket")
    try:
        listed = aws.client("cloudformation").describe_stack_resources(StackName=name)["StackResources"]
    except ClientError as error:
        raise Refused(f"AWS refused to list the resources of stack {name}: {message(error)}") from None
    return Stack(aws, name, outputs, {found["LogicalResourceId"]: found["PhysicalResourceId"] for found in listed})


def describe(aws: Aws, name: str) -> dict[str, Any] | None:
    """Return CloudFormation's description of a stack, None if there is no such stack."""
    try:
        (described,) = aws.client("cloudformation").describe_stacks(StackName=name)["Stacks"]
    except ClientError as error:
        if code(error) == "ValidationError" and "does not exist" in message(error):
            return None
        raise Refused(f"AWS refused to describe stack {name}: {message(error)}") from None
    return None if described["StackStatus"] == "DELETE_COMPLETE" else dict(described)


def require_fresh(stack: Stack) -> None:
    """Raise Refused for a stack that anybody needs: the proof takes only one that has the triggers and has never done anything."""
    described = describe(stack.aws, stack.name) or {}
    parameters = {given["ParameterKey"]: given.get("ParameterValue", "") for given in described.get("Parameters", [])}
    for key, wanted in TRIGGERS.items():
        if parameters.get(key) != wanted:
            raise Refused(
                f"stack {stack.name} has {key}={parameters.get(key)}, and the proof needs {wanted}: {DEPLOY.format(name=stack.name)}"
            )
    if {"DataBucket", "CodeRepository"} - set(stack.resources):
        raise Refused(f"stack {stack.name} has no bucket or no repository of its own, and the proof would change what is not the stack's")
    if is_marked(stack):
        raise Refused(f"an earlier proof has begun on stack {stack.name}: remove it with make prove STACK={stack.name} ARGS=--clean")
    built = stack.aws.client("stepfunctions").list_executions(stateMachineArn=stack.outputs["StateMachine"], maxResults=1)["executions"]
    held = [bucket for bucket in (stack.bucket, stack.resources["DataBucket"]) if holds_something(stack.aws, bucket)]
    if built or held:
        what = "has built already" if built else f"has something in its bucket {held[0]}"
        raise Refused(f"stack {stack.name} {what}, and the proof deletes its stack in the end: make one for the proof, under another name")


def holds_something(aws: Aws, bucket: str) -> bool:
    """Return whether there is an object in a bucket."""
    return bool(aws.client("s3").list_objects_v2(Bucket=bucket, MaxKeys=1).get("Contents"))


def mark(stack: Stack) -> None:
    """Note in the stack that it is the proof's."""
    stack.aws.client("s3").put_object(Bucket=stack.bucket, Key=MARK, Body=b"This stack is used by make prove, which deletes it.\n")


def is_marked(stack: Stack) -> bool:
    """Return whether a proof has begun on a stack."""
    return bool(stack.aws.client("s3").list_objects_v2(Bucket=stack.bucket, Prefix=MARK).get("Contents"))
