"""Tuning jobs: their trials are real training jobs, some at a time, and the best by the objective metric is named.

Random, Grid and Hyperband choose as their names say, but Hyperband stops no trial early; Bayesian chooses at random first and then near the best so far.
"""

import contextvars
import threading
import time
from datetime import UTC, datetime
from typing import Any

from local.gateway.protocol import ServiceError
from local.iam import roles
from local.sagemaker import training
from local.sagemaker.records import Kind, Record, summary, tagged
from local.sagemaker.search import Search

TUNING = Kind("tuning job", "HyperParameterTuningJobName", "HyperParameterTuningJobArn", "hyper-parameter-tuning-job")
LOOK_SECONDS = 0.2
ENDED = ("Completed", "Failed", "Stopped")
stops: dict[str, threading.Event] = {}


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
    both = set(definition.get("StaticHyperParameters", {})) & Search.names(config.get("ParameterRanges", {}))
    if both:
        raise ServiceError("ValidationException", f"hyperparameter {sorted(both)[0]} is both static and tuned")
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


def parents(request: Record) -> list[str]:
    """Return the names of the tuning jobs that one starts from."""
    return [
        parent["HyperParameterTuningJobName"] for parent in request.get("WarmStartConfig", {}).get("ParentHyperParameterTuningJobs", [])
    ]


def check_parent(name: str) -> None:
    """Refuse to start from a tuning job that is unknown or has not ended."""
    if TUNING.get(name)["HyperParameterTuningJobStatus"] not in ENDED:
        raise ServiceError("ValidationException", f"The parent tuning job {name} has not ended yet.")


def objective_of(config: Record, definition: Record) -> Record:
    """Return the objective; refuse one whose metric the trials do not report."""
    objective: Record = config.get("HyperParameterTuningJobObjective") or definition.get("TuningObjective") or {}
    names = {found["Name"] for found in training.metric_definitions(definition, definition.get("StaticHyperParameters", {}))}
    if objective.get("MetricName") not in names:
        raise ServiceError(
            "ValidationException", f"The objective metric {objective.get('MetricName')} is not among the metric definitions."
        )
    return objective


def run(record: Record, objective: Record) -> None:
    """Run all trials, and name the best."""
    config, name = record["HyperParameterTuningJobConfig"], record["HyperParameterTuningJobName"]
    limits, trials = config["ResourceLimits"], list[Record]()
    search = Search(config["Strategy"], config.get("ParameterRanges", {}), objective["Type"], name)
    earlier = results(trials_from(parents(record)), objective)
    most = min(limits.get("MaxNumberOfTrainingJobs", search.size), search.size)
    move(record, "InProgress")
    while not stops[name].is_set() and (len(trials) < most or running(trials)):
        while len(trials) < most and len(running(trials)) < limits["MaxParallelTrainingJobs"]:
            trials.append(start(record, search.next([*earlier, *results(trials, objective)]), len(trials) + 1, objective))
        note(record, trials, objective)
        time.sleep(LOOK_SECONDS)
    for trial in running(trials):
        training.runs[trial["TrainingJobName"]].stop("Stopping")
    while running(trials):
        time.sleep(LOOK_SECONDS)
    note(record, trials, objective)
    record["HyperParameterTuningEndTime"] = datetime.now(UTC)
    if stops[name].is_set():
        move(record, "Stopped")
    elif "BestTrainingJob" not in record:
        record["FailureReason"] = "No training job succeeded in reporting the objective metric."
        move(record, "Failed")
    else:
        move(record, "Completed")


def start(record: Record, chosen: dict[str, str], number: int, objective: Record) -> Record:
    """Start one trial as a training job."""
    definition = record["TrainingJobDefinition"]
    name = f"{record['HyperParameterTuningJobName']}-{number:03}-{Search.token(record['HyperParameterTuningJobName'], number)}"
    members = {key: value for key, value in definition.items() if key not in ("StaticHyperParameters", "DefinitionName", "TuningObjective")}
    given = {**definition.get("StaticHyperParameters", {}), **chosen, "_tuning_objective_metric": objective["MetricName"]}
    tags = [{"Key": key, "Value": value} for key, value in tagged(record["HyperParameterTuningJobArn"]).items()]
    training.create({**members, "TrainingJobName": name, "HyperParameters": given, "Tags": tags})
    training.JOBS.all[name] |= {"TuningJobArn": record["HyperParameterTuningJobArn"], "TunedHyperParameters": chosen}
    trial: Record = training.JOBS.all[name]
    return trial


def trials_from(names: list[str]) -> list[Record]:
    """Return the trials of tuning jobs."""
    arns = {TUNING.get(name)["HyperParameterTuningJobArn"] for name in names}
    return [job for job in training.JOBS.all.values() if job.get("TuningJobArn") in arns]


def running(trials: list[Record]) -> list[Record]:
    return [trial for trial in trials if trial["TrainingJobStatus"] not in ENDED]


def metric(trial: Record, objective: Record) -> float | None:
    """Return a completed trial's objective metric."""
    if trial["TrainingJobStatus"] != "Completed":
        return None
    found = [entry["Value"] for entry in trial.get("FinalMetricDataList", []) if entry["MetricName"] == objective["MetricName"]]
    return float(found[0]) if found else None


def results(trials: list[Record], objective: Record) -> list[tuple[dict[str, str], float]]:
    """Return hyperparameters and metric of the trials that have one."""
    found = [(trial["TunedHyperParameters"], metric(trial, objective)) for trial in trials]
    return [(chosen, value) for chosen, value in found if value is not None]


def shown(trial: Record, objective: Record) -> Record:
    """Return a trial as a tuning job shows it."""
    members = (
        "TrainingJobName",
        "TrainingJobArn",
        "CreationTime",
        "TrainingStartTime",
        "TrainingEndTime",
        "TrainingJobStatus",
        "TunedHyperParameters",
    )
    found = summary(trial, *members, "FailureReason")
    value = metric(trial, objective)
    if value is not None:
        found["FinalHyperParameterTuningJobObjectiveMetric"] = {
            "Type": objective["Type"],
            "MetricName": objective["MetricName"],
            "Value": value,
        }
    ended = (
        {"ObjectiveStatus": "Pending"}
        if trial["TrainingJobStatus"] not in ENDED
        else {"ObjectiveStatus": "Failed" if value is None else "Succeeded"}
    )
    return {**found, **ended}


def note(record: Record, trials: list[Record], objective: Record) -> None:
    """Bring the record up to date."""
    entries = [shown(trial, objective) for trial in trials]
    record["trials"] = entries
    record["TrainingJobStatusCounters"] = counted(trials)
    statuses = [entry["ObjectiveStatus"] for entry in entries]
    record["ObjectiveStatusCounters"] = {status: statuses.count(status) for status in ("Succeeded", "Pending", "Failed")}
    done = [entry for entry in entries if "FinalHyperParameterTuningJobObjectiveMetric" in entry]
    if done:
        sign = -1 if objective["Type"] == "Maximize" else 1
        record["BestTrainingJob"] = min(done, key=lambda entry: sign * entry["FinalHyperParameterTuningJobObjectiveMetric"]["Value"])


def counted(trials: list[Record]) -> dict[str, int]:
    """Return how many trials there are in each status."""
    statuses = [trial["TrainingJobStatus"] for trial in trials]
    failed = statuses.count("Failed")
    return {
        "Completed": statuses.count("Completed"),
        "InProgress": statuses.count("InProgress") + statuses.count("Stopping"),
        "RetryableError": 0,
        "NonRetryableError": failed,
        "Stopped": statuses.count("Stopped"),
    }


def move(record: Record, status: str) -> None:
    """Move to a status, and say so as SageMaker does."""
    record |= {"HyperParameterTuningJobStatus": status, "LastModifiedTime": datetime.now(UTC)}
    detail = {key: value for key, value in record.items() if key != "trials"}
    arn = record["HyperParameterTuningJobArn"]
    roles.emit_event("aws.sagemaker", "SageMaker HyperParameter Tuning Job State Change", [arn], detail)


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
