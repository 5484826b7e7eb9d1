"""The trials of a tuning job."""

from typing import Any

# A build's record holds up to 400 KB, and the state of an execution 256 KiB.
MOST = 100


class TuningFailed(Exception):
    """No trial of a tuning job can be deployed."""


def summary(job: dict[str, Any], trials: list[dict[str, Any]]) -> dict[str, Any]:
    """Return {"JobName", "Objective", "Best", "Trials"}, the best trials first, at most 100 of them."""
    objective = job["HyperParameterTuningJobConfig"].get("HyperParameterTuningJobObjective") or {}
    best = job.get("BestTrainingJob", {}).get("TrainingJobName")
    if not best:
        counts = ", ".join(f"{status} {count}" for status, count in job.get("TrainingJobStatusCounters", {}).items() if count)
        raise TuningFailed(
            f"no trial of {job['HyperParameterTuningJobName']} reported {objective.get('MetricName', 'its objective')} (trials: {counts or 'none'})"
        )
    shown = sorted((trial_of(trial) for trial in trials), key=lambda trial: rank(trial, objective.get("Type")))
    return {"JobName": job["HyperParameterTuningJobName"], "Objective": objective, "Best": best, "Trials": shown[:MOST]}


def trial_of(found: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of a trial."""
    metric = found.get("FinalHyperParameterTuningJobObjectiveMetric", {}).get("Value")
    return {
        "JobName": found["TrainingJobName"],
        "Status": found["TrainingJobStatus"],
        "Metric": metric,
        "HyperParameters": found.get("TunedHyperParameters", {}),
    }


def rank(trial: dict[str, Any], kind: str | None) -> tuple[bool, float]:
    """Return where a trial stands among the others; those without a metric come last."""
    if trial["Metric"] is None:
        return True, 0.0
    return False, -trial["Metric"] if kind == "Maximize" else trial["Metric"]
