"""Tuning jobs: their trials are real training jobs, some at a time, and the best by the objective metric is named.

Random, Grid and Hyperband choose as their names say, but Hyperband stops no trial early; Bayesian chooses at random first and then near the best so far.
"""

import contextvars
import threading
from typing import Any

from local.gateway.protocol import ServiceError
from local.sagemaker import metrics, training
from local.sagemaker.records import Record, summary
from local.sagemaker.trials import ENDED, counted
from local.sagemaker.tuning_run import TUNING, move, parents, run, stops


def create(request: Record) -> Record:
    """Answer CreateHyperParameterTuningJob."""
    name = request["HyperParameterTuningJobName"]
    if name in TUNING.all:
        used = TUNING.all[name]["HyperParameterTuningJobArn"]
        raise ServiceError("ResourceInUse", f"Hyperparameter tuning job names must be unique within an AWS account and region ({used})")
    if "TrainingJobDefinition" not in request:
        raise ServiceError("ValidationException", "the local AWS tunes one TrainingJobDefinition")
    config, definition = request["HyperParameterTuningJobConfig"], request["TrainingJobDefinition"]
    for parent in parents(request):
        check_parent(parent)
    objective = objective_of(config, definition)
    training.check_quota(definition, config["ResourceLimits"]["MaxParallelTrainingJobs"])
    training.assumable(definition["RoleArn"])
    training.pulled(definition["AlgorithmSpecification"].get("TrainingImage", ""), definition["RoleArn"])
    record = TUNING.add(
        request,
        HyperParameterTuningJobStatus="InProgress",
        TrainingJobStatusCounters=counted([]),
        ObjectiveStatusCounters={"Succeeded": 0, "Pending": 0, "Failed": 0},
    )
    stops[name] = threading.Event()
    threading.Thread(target=contextvars.copy_context().run, args=(run, record, objective), daemon=True).start()
    return {"HyperParameterTuningJobArn": record["HyperParameterTuningJobArn"]}


def check_parent(name: str) -> None:
    """Refuse to start from a tuning job that is unknown or has not ended."""
    if TUNING.get(name)["HyperParameterTuningJobStatus"] not in ENDED:
        raise ServiceError("ValidationException", f"The parent tuning job {name} has not ended yet.")


def objective_of(config: Record, definition: Record) -> Record:
    """Return the objective; refuse one whose metric the trials do not report."""
    objective: Record = config.get("HyperParameterTuningJobObjective") or definition.get("TuningObjective") or {}
    definitions = training.metric_definitions(definition, definition.get("StaticHyperParameters", {}))
    metrics.check(definitions)
    names = {found["Name"] for found in definitions}
    if objective.get("MetricName") not in names:
        raise ServiceError(
            "ValidationException", f"The objective metric {objective.get('MetricName')} is not among the metric definitions."
        )
    return objective


def describe(request: Record) -> Record:
    """Answer DescribeHyperParameterTuningJob."""
    return {key: value for key, value in TUNING.get(request["HyperParameterTuningJobName"]).items() if key != "trials"}


def stop(request: Record) -> Record:
    """Answer StopHyperParameterTuningJob."""
    record = TUNING.get(request["HyperParameterTuningJobName"])
    status = record["HyperParameterTuningJobStatus"]
    if status not in ("InProgress", "Stopping"):
        raise ServiceError("ValidationException", f"The request was rejected because the tuning job is in status {status}.")
    move(record, "Stopping")
    stops[request["HyperParameterTuningJobName"]].set()
    return {}


def listed(request: Record) -> Record:
    """Answer ListHyperParameterTuningJobs."""
    page, more = TUNING.listed(request, "HyperParameterTuningJobStatus")
    members = (
        "HyperParameterTuningJobName",
        "HyperParameterTuningJobArn",
        "HyperParameterTuningJobStatus",
        "CreationTime",
        "LastModifiedTime",
    )
    counters = ("TrainingJobStatusCounters", "ObjectiveStatusCounters")
    entries = [{**summary(record, *members, *counters), "Strategy": record["HyperParameterTuningJobConfig"]["Strategy"]} for record in page]
    return {"HyperParameterTuningJobSummaries": entries, **more}


def trials_of(request: Record) -> Record:
    """Answer ListTrainingJobsForHyperParameterTuningJob."""
    found = TUNING.get(request["HyperParameterTuningJobName"]).get("trials", [])
    start_at = int(request.get("NextToken", 0))
    end = start_at + int(request.get("MaxResults", 10))
    return {"TrainingJobSummaries": found[start_at:end], **({"NextToken": str(end)} if end < len(found) else {})}


OPERATIONS: dict[str, Any] = {
    "CreateHyperParameterTuningJob": create,
    "DescribeHyperParameterTuningJob": describe,
    "StopHyperParameterTuningJob": stop,
    "ListHyperParameterTuningJobs": listed,
    "ListTrainingJobsForHyperParameterTuningJob": trials_of,
}
