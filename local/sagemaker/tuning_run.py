"""The work behind a tuning job's record: trials are started, some at a time, until there are enough of them."""

import logging
import threading
import time
from datetime import UTC, datetime

from local.iam import roles
from local.sagemaker import training
from local.sagemaker.records import Kind, Record, tagged
from local.sagemaker.search import Search
from local.sagemaker.trials import note, results, running

TUNING = Kind("tuning job", "HyperParameterTuningJobName", "HyperParameterTuningJobArn", "hyper-parameter-tuning-job")
LOOK_SECONDS = 0.2
stops: dict[str, threading.Event] = {}
log = logging.getLogger(__name__)


def run(record: Record, objective: Record) -> None:
    """Run all trials, and name the best; whatever goes wrong in this is why the tuning job failed."""
    try:
        try_all(record, objective)
    except Exception as error:
        log.exception("%s", record["HyperParameterTuningJobName"])
        for trial in running(trials_of(record)):
            training.runs[trial["TrainingJobName"]].stop("Stopping")
        record["FailureReason"] = f"InternalServerError: {error}"
        move(record, "Failed")


def try_all(record: Record, objective: Record) -> None:
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


def parents(request: Record) -> list[str]:
    """Return the names of the tuning jobs that one starts from."""
    return [
        parent["HyperParameterTuningJobName"] for parent in request.get("WarmStartConfig", {}).get("ParentHyperParameterTuningJobs", [])
    ]


def trials_from(names: list[str]) -> list[Record]:
    """Return the trials of tuning jobs."""
    return [trial for name in names for trial in trials_of(TUNING.get(name))]


def trials_of(record: Record) -> list[Record]:
    """Return the trials of a tuning job."""
    return [job for job in training.JOBS.all.values() if job.get("TuningJobArn") == record["HyperParameterTuningJobArn"]]


def move(record: Record, status: str) -> None:
    """Move to a status, and say so as SageMaker does."""
    record |= {"HyperParameterTuningJobStatus": status, "LastModifiedTime": datetime.now(UTC)}
    detail = {key: value for key, value in record.items() if key != "trials"}
    arn = record["HyperParameterTuningJobArn"]
    roles.emit_event("aws.sagemaker", "SageMaker HyperParameter Tuning Job State Change", [arn], detail)
