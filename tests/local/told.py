"""All that a stack tells or keeps: where a secret must not be."""

import json
from collections.abc import Iterator
from typing import Any

from local.stack import Stack


def everything(stack: Stack) -> dict[str, str]:
    """Return the texts of logs, states, items, environments, jobs and the template, by where they stand."""
    return {
        "logs": "\n".join(logs(stack)),
        "states": "\n".join(states(stack)),
        "items": "\n".join(items(stack)),
        "environments": "\n".join(environments(stack)),
        "builds of images": "\n".join(images(stack)),
        "jobs": "\n".join(jobs(stack)),
        "template": json.dumps(stack.account.client("cloudformation").get_template(StackName=stack.name)["TemplateBody"]),
    }


def logs(stack: Stack) -> Iterator[str]:
    """Yield what stands in all logs."""
    client = stack.account.client("logs")
    for page in client.get_paginator("describe_log_groups").paginate():
        for group in page["logGroups"]:
            for found in client.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"]):
                yield from (event["message"] for event in found["events"])


def states(stack: Stack) -> Iterator[str]:
    """Yield what went into the builds' states and came out of them."""
    client = stack.account.client("stepfunctions")
    for execution in stack.executions():
        for page in client.get_paginator("get_execution_history").paginate(executionArn=execution["executionArn"]):
            yield text(page["events"])


def items(stack: Stack) -> Iterator[str]:
    """Yield what the table holds."""
    for page in stack.account.client("dynamodb").get_paginator("scan").paginate(TableName=stack.outputs["BuildTable"]):
        yield text(page["Items"])


def environments(stack: Stack) -> Iterator[str]:
    """Yield the configurations of the stack's functions."""
    for page in stack.account.client("lambda").get_paginator("list_functions").paginate():
        yield from (text(found) for found in page["Functions"] if found["FunctionName"].startswith(f"{stack.name}-"))


def images(stack: Stack) -> Iterator[str]:
    """Yield CodeBuild's project and its builds."""
    client, project = stack.account.client("codebuild"), stack.resource("ImageProject")
    yield text(client.batch_get_projects(names=[project])["projects"])
    if ids := client.list_builds_for_project(projectName=project)["ids"]:
        yield text(client.batch_get_builds(ids=ids)["builds"])


def jobs(stack: Stack) -> Iterator[str]:
    """Yield what SageMaker tells of the trainings."""
    client = stack.account.client("sagemaker")
    for job in client.list_training_jobs(NameContains=f"{stack.name}-v")["TrainingJobSummaries"]:
        yield text(client.describe_training_job(TrainingJobName=job["TrainingJobName"]))


def text(value: Any) -> str:
    """Return a value as a text in which nothing is escaped."""
    return json.dumps(value, default=str, ensure_ascii=False)
