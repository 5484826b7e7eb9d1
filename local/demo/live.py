"""The live table of a build: state by state, elapsed time, and what a long step is doing."""

import time
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from local.demo.progress import Step, steps
from local.stack import ENDED, Stack

FRAME_SECONDS = 0.25


def watch(console: Console, stack: Stack, execution_arn: str, title: str) -> dict[str, Any]:
    """Show a build until it has ended, and return the execution's description."""
    client = stack.account.client("stepfunctions")
    bar = Progress(TextColumn("{task.description}"), BarColumn(bar_width=40, pulse_style="cyan"), TimeElapsedColumn())
    bar.add_task(title, total=None)
    with Live(console=console, refresh_per_second=8) as live:
        while True:
            execution: dict[str, Any] = client.describe_execution(executionArn=execution_arn)
            shown = steps(history(client, execution_arn))
            running = execution["status"] not in ENDED
            live.update(Group(table(shown, detail(stack, shown)), *([bar] if running else [])))
            if not running:
                break
            time.sleep(FRAME_SECONDS)
    if not console.is_terminal:
        console.line()  # rich ends a live table with a line only where it was live
    return execution


def history(client: Any, execution_arn: str) -> list[dict[str, Any]]:
    """Return all events of an execution."""
    pages = client.get_paginator("get_execution_history").paginate(executionArn=execution_arn)
    return [event for page in pages for event in page["events"]]


def table(shown: list[Step], details: dict[str, str]) -> RenderableType:
    """Draw the states."""
    drawn = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    now = datetime.now(UTC)
    for step in shown:
        name = step.name if step.times == 1 else f"{step.name} ×{step.times}"
        drawn.add_row(
            mark(step),
            name,
            f"{step.seconds(now):6.1f} s",
            Text(details.get(step.name, ""), style="dim", overflow="ellipsis", no_wrap=True),
        )
    return drawn


def mark(step: Step) -> RenderableType:
    """Draw whether a state runs, is done or failed."""
    if step.failed:
        return Text("✗", style="red")
    return Text("✓", style="green") if step.ended else Spinner("dots", style="cyan")


def detail(stack: Stack, shown: list[Step]) -> dict[str, str]:
    """Return what the training job, if one runs, is doing now."""
    training = [step for step in shown if step.name == "Train Model" and step.ended is None]
    if not training:
        return {}
    try:
        newest = stack.account.client("sagemaker").list_training_jobs(
            NameContains=f"{stack.name}-v", CreationTimeAfter=training[0].began, SortBy="CreationTime", SortOrder="Descending", MaxResults=1
        )["TrainingJobSummaries"]
        if not newest:
            return {}
        job = stack.account.client("sagemaker").describe_training_job(TrainingJobName=newest[0]["TrainingJobName"])
        return {"Train Model": " · ".join(filter(None, (job["SecondaryStatus"], last_line(stack, job["TrainingJobName"]))))}
    except ClientError:
        return {}


def last_line(stack: Stack, job: str) -> str:
    """Return the newest line of a training job's log, "" before there is one."""
    logs = stack.account.client("logs")
    group = "/aws/sagemaker/TrainingJobs"
    streams = logs.describe_log_streams(logGroupName=group, logStreamNamePrefix=f"{job}/")["logStreams"]
    if not streams:
        return ""
    events = logs.get_log_events(logGroupName=group, logStreamName=streams[0]["logStreamName"], limit=1, startFromHead=False)["events"]
    return str(events[-1]["message"]) if events else ""
