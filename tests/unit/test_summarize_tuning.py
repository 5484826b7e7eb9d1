from typing import Any

import pytest

from summarize_tuning.trials import TuningFailed, summary


def trial(name: str, metric: float | None, status: str = "Completed") -> dict[str, Any]:
    found: dict[str, Any] = {"TrainingJobName": name, "TrainingJobStatus": status, "TunedHyperParameters": {"C": name}}
    return found | ({"FinalHyperParameterTuningJobObjectiveMetric": {"MetricName": "m", "Value": metric}} if metric is not None else {})


def job(kind: str, **more: Any) -> dict[str, Any]:
    config = {"HyperParameterTuningJobObjective": {"Type": kind, "MetricName": "m"}}
    return {"HyperParameterTuningJobName": "t", "HyperParameterTuningJobConfig": config, **more}


@pytest.mark.parametrize(("kind", "order"), [("Maximize", ["b", "a", "c"]), ("Minimize", ["a", "b", "c"])])
def test_the_best_trials_come_first_and_those_without_a_metric_last(kind: str, order: list[str]) -> None:
    found = summary(
        job(kind, BestTrainingJob={"TrainingJobName": order[0]}), [trial("c", None, "Failed"), trial("a", 0.1), trial("b", 0.9)]
    )
    assert [entry["JobName"] for entry in found["Trials"]] == order
    assert found["Best"] == order[0]
    assert found["Trials"][2] == {"JobName": "c", "Status": "Failed", "Metric": None, "HyperParameters": {"C": "c"}}


def test_at_most_a_hundred_trials_are_kept() -> None:
    trials = [trial(str(number), number) for number in range(150)]
    found = summary(job("Maximize", BestTrainingJob={"TrainingJobName": "149"}), trials)
    assert len(found["Trials"]) == 100
    assert found["Trials"][0]["Metric"] == 149


def test_a_tuning_without_a_best_trial_says_how_the_trials_ended() -> None:
    with pytest.raises(TuningFailed, match=r"no trial of t reported m \(trials: NonRetryableError 3\)"):
        summary(job("Maximize", TrainingJobStatusCounters={"Completed": 0, "NonRetryableError": 3}), [])
