"""The last lines of a failed container's or image build's log: "did not pass the ping health check" and "exit code: 1" say nothing of why."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from document.secrets import blotted
from news import console
from news.failure import innermost

LINES, LONGEST = 10, 2000  # characters, of all lines together
# States in which a container serves, and the name of the endpoint that it serves behind.
SERVING = {
    "Await Endpoint": "Endpoint",
    "Verify Endpoint": "Endpoint",
    "Await Rehearsal Endpoint": "Rehearsal",
    "Verify Rehearsal Endpoint": "Rehearsal",
}
JOBS = (
    ("TrainingJobName", "/aws/sagemaker/TrainingJobs", "/"),
    ("ProcessingJobName", "/aws/sagemaker/ProcessingJobs", "/"),
    ("HyperParameterTuningJobName", "/aws/sagemaker/TrainingJobs", "-"),  # the names of its trials begin with its own
)
# What SageMaker says of a program that has left no words in /opt/ml/output/failure or /opt/ml/output/message.
SILENT = re.compile(r"AlgorithmError:\W*(exit code: ?-?\d+|see job logs for more information)\W*(exit code: ?-?\d+)?\W*$", re.IGNORECASE)
# Phases of an image build that run commands, whose errors stand in its log alone.
COMMANDS = {"INSTALL", "PRE_BUILD", "BUILD", "POST_BUILD"}
# Behind this CodeBuild writes the command once more, which may be a long script.
COMMAND_FAILED = re.compile(r"\[Container\] .*Command did not exit successfully")
VARIANT = re.compile(r"\bvariant ([a-zA-Z0-9-]+)")
HEALTH_CHECK = "GET /ping"
CONTAINER = re.compile(r"\b[Tt]he (?!primary)([a-zA-Z0-9-]+) for production variant")


@dataclass(frozen=True)
class Log:
    """Where a log is: its group, how its streams' names begin and end, between which moments they were made, and whether the cause has its address."""

    group: str
    prefix: str
    ending: str = ""
    since: datetime | None = None
    until: datetime | None = None
    is_linked: bool = False


def log_of(failure: dict[str, Any], names: dict[str, str], started_at: str | None) -> Log | None:
    """Return where the log of the container or the image build is that failed; None where none did, or where it has said why.

    started_at is when the deployment began: streams before that are an older fleet's, and those after a verification began its that is restored.
    """
    failed, detail = innermost(failure)
    if failed["State"] in SERVING:
        said = str((detail or {}).get("errorMessage") or failed.get("Cause") or "")
        variant, container = VARIANT.search(said), CONTAINER.search(said)
        return Log(
            group=f"/aws/sagemaker/Endpoints/{names[SERVING[failed['State']]]}",
            prefix=f"{variant[1]}/" if variant else "",
            ending=f"/{container[1]}" if container else "",
            since=moment(started_at),
            until=moment(failed.get("EnteredTime")),
        )
    for key, group, end in JOBS:
        if detail and key in detail and is_silent(detail):
            return Log(group, f"{detail[key]}{end}")
    return log_of_image((detail or {}).get("Build"))


def log_of_image(build: Any) -> Log | None:
    """Return where the log of an image build is whose commands failed."""
    phases = build.get("Phases") or [] if isinstance(build, dict) else []
    if not any(phase.get("PhaseStatus") == "FAILED" and phase["PhaseType"] in COMMANDS for phase in phases):
        return None
    where = build.get("Logs") or {}
    return Log(where["GroupName"], where["StreamName"], is_linked=True) if {"GroupName", "StreamName"} <= set(where) else None


def is_silent(job: dict[str, Any]) -> bool:
    """Return whether a failed job does not tell why; a tuning job never does, its trials might."""
    return "HyperParameterTuningJobName" in job or bool(SILENT.search(str(job.get("FailureReason") or "")) and not job.get("ExitMessage"))


def moment(text: str | None) -> datetime | None:
    """Return a time that is written in ISO 8601."""
    return datetime.fromisoformat(text) if text else None


def chosen(log: Log, streams: list[dict[str, Any]]) -> list[str]:
    """Return the names of a container's streams, the newest first."""
    since, until = (1000 * at.timestamp() if at else None for at in (log.since, log.until))
    found = [
        (stream["creationTime"], stream["logStreamName"])
        for stream in streams
        if (since is None or stream["creationTime"] >= since)
        and (until is None or stream["creationTime"] <= until)
        and stream["logStreamName"].endswith(log.ending)
        and not stream["logStreamName"].endswith("/data-log")  # SageMaker's own, beside an asynchronous container's
    ]
    return [name for _, name in sorted(found, reverse=True)]


def telling(lines: Sequence[str]) -> list[str]:
    """Return lines without the health checks but the last, and without what stands behind a command that failed.

    A web server before a program that has died writes of every check, for minutes.
    """
    lines = list(itertools.takewhile(lambda line: not COMMAND_FAILED.match(line), lines))
    checks = [number for number, line in enumerate(lines) if HEALTH_CHECK in line]
    left_out = set(checks[:-1])
    return [line for number, line in enumerate(lines) if number not in left_out]


def quoted(lines: Sequence[str], hidden: set[str], log: Log, stream: str, region: str) -> str:
    """Return the last lines of a log as they stand behind a cause, without secrets."""
    printable = ["".join(mark if mark.isprintable() else " " for mark in blotted(line, hidden)).rstrip() for line in lines]
    said = "\n".join([line for line in printable if line][-LINES:])
    if len(said) > LONGEST:
        said = "... " + said[4 - LONGEST :]
    link = "" if log.is_linked else f"\n(log: {console.log_stream(region, log.group, stream)})"
    return f"\nIts log's last lines:\n{said}{link}"


def silence(log: Log, region: str) -> str:
    """Return that a container's log holds nothing."""
    return f"\nIts log holds nothing (log: {console.logs(region, log.group)})"
