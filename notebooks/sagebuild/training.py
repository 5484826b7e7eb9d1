"""How a build's training does at this moment."""

import contextlib
import re
from typing import Any

from sagebuild import logs
from sagebuild.access import Access
from sagebuild.builds import Build
from sagebuild.errors import AwsError

NOT_THERE = ("ValidationException", "ResourceNotFound", "ResourceNotFoundException")
NOTHING: dict[str, Any] = {"Status": "", "Metrics": {}, "LastLine": ""}


def now(stack: Access, build: Build) -> dict[str, Any]:
    """Return {"Status", "Metrics", "LastLine"} of the training job, or of the tuning job and its best trial."""
    if ("TuningJob" if tunes(build) else "TrainingJob") not in build.names:  # not planned yet; a role may ask for the stack's jobs only
        return dict(NOTHING)
    try:
        lines = logs.last_lines(stack, build)
        status, metrics = tuning(stack, build) if tunes(build) else job(stack, build, lines)
        return {"Status": status, "Metrics": metrics, "LastLine": lines[-1] if lines else ""}
    except AwsError as error:
        if error.code not in NOT_THERE:
            raise
        return dict(NOTHING)


def tunes(build: Build) -> bool:
    """Return whether a build tunes."""
    return build.record.get("Train") == "CreateHyperParameterTuningJob"


def job(stack: Access, build: Build, lines: list[str]) -> tuple[str, dict[str, Any]]:
    """Return a training job's status and metrics."""
    found = stack.client("sagemaker").describe_training_job(TrainingJobName=build.names["TrainingJob"])
    final = {metric["MetricName"]: metric["Value"] for metric in found.get("FinalMetricDataList") or []}
    return found["SecondaryStatus"], {**seen(found["AlgorithmSpecification"].get("MetricDefinitions") or [], lines), **final}


def seen(definitions: list[dict[str, str]], lines: list[str]) -> dict[str, float]:
    """Return the last value of each metric in a job's log: its own regular expressions say where, as they do to SageMaker itself."""
    values = {}
    for definition in definitions:
        for line in lines:
            with contextlib.suppress(re.error, IndexError, TypeError, ValueError):  # what is no number is no metric
                if match := re.search(definition["Regex"], line):
                    values[definition["Name"]] = float(match[1])
    return values


def tuning(stack: Access, build: Build) -> tuple[str, dict[str, Any]]:
    """Return how many trials of a tuning job are done, and the best trial's metric."""
    found = stack.client("sagemaker").describe_hyper_parameter_tuning_job(HyperParameterTuningJobName=build.names["TuningJob"])
    counts, best = found["TrainingJobStatusCounters"], found.get("BestTrainingJob", {}).get("FinalHyperParameterTuningJobObjectiveMetric")
    status = f"{counts.get('Completed', 0)} trials done, {counts.get('InProgress', 0)} running"
    return status, {best["MetricName"]: best["Value"]} if best else {}
