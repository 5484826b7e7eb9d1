"""The trials of a tuning job: what each came to, and which is the best so far."""

from local.sagemaker.records import Record, summary

ENDED = ("Completed", "Failed", "Stopped")


def running(trials: list[Record]) -> list[Record]:
    """Return the trials that have not ended."""
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
