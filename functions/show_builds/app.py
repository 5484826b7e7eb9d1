"""Show Builds: the dashboard's first widget. It only reads, and with its own role: whoever looks may invoke it, and needs nothing else."""

import os
from datetime import UTC, datetime
from typing import Any

from builds import executions, records, runs, table
from news import console
from show_builds import instances, page, steps

BUILDS, ROLLBACKS = 8, 3
# CloudWatch asks for it, with "describe", where a dashboard is edited: https://github.com/aws-samples/cloudwatch-custom-widgets-samples
DESCRIPTION = "What this stack builds at this moment, what of it runs and costs, and its last builds. It takes no parameters."


def handler(event: dict[str, Any], context: object) -> str:
    """Return the widget's HTML, or in Markdown what it is; the event is CloudWatch's."""
    if "describe" in event:
        return DESCRIPTION
    building = [(record(arn), steps.running(history(arn))) for arn in running()]
    of_trainings = [
        line for found, now in building if "Names" in found for line in instances.of_training(found, {step.name for step in now})
    ]
    rollbacks = records.latest(ROLLBACKS, records.ROLLBACK)
    going_back = [(found, steps.running(history(found["ExecutionArn"]))) for found in rollbacks if found["Status"] == "RUNNING"]
    return page.html(
        datetime.now(UTC),
        building,
        going_back,
        table.launch(),
        [*instances.of_endpoint(os.environ["STACK_NAME"]), *of_trainings],
        [*records.latest(BUILDS), *rollbacks],
        links(os.environ["STACK_NAME"], os.environ["AWS_REGION"]),
    )


def running() -> list[str]:
    """Return the ARNs of the executions that run: one, and those that were started by hand."""
    found = runs.states().list_executions(stateMachineArn=os.environ["STATE_MACHINE_ARN"], statusFilter="RUNNING", maxResults=5)[
        "executions"
    ]
    return [execution["executionArn"] for execution in found]


def history(arn: str) -> list[dict[str, Any]]:
    """Return the last thousand events of an execution, the newest first; a build has some hundred, unless it waits long."""
    found: list[dict[str, Any]] = runs.states().get_execution_history(
        executionArn=arn, reverseOrder=True, includeExecutionData=False, maxResults=1000
    )["events"]
    return found


def record(arn: str) -> dict[str, Any]:
    """Return the record of an execution's build; in its first moments it has none."""
    known = executions.item_of(arn)
    return {"ExecutionArn": arn, **(records.read(int(known["Build"])) if known else {})}


def links(stack: str, region: str) -> page.Links:
    """Return where a stack can be looked at."""
    return [
        ("All executions", console.state_machine(os.environ["STATE_MACHINE_ARN"])),
        ("Parameter document", console.parameter(region, os.environ["PARAMETER_NAME"])),
        ("Endpoint", console.endpoint(region, stack)),
        ("Endpoint's log", console.logs(region, f"/aws/sagemaker/Endpoints/{stack}")),
        ("Trainings' logs", console.logs(region, "/aws/sagemaker/TrainingJobs")),
    ]
