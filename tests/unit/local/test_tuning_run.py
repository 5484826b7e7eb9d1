"""A tuning job that crashes in the local AWS's own code says so and is over."""

from typing import Any

import pytest

from local.sagemaker import tuning_run


def test_what_goes_wrong_in_our_own_code_is_why_the_tuning_job_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tuning_run.roles, "emit_event", lambda *_: None)
    record: dict[str, Any] = {
        "HyperParameterTuningJobName": "t",
        "HyperParameterTuningJobArn": "arn:t",
        "HyperParameterTuningJobConfig": {"Strategy": "Random"},
    }
    tuning_run.run(record, {"MetricName": "loss", "Type": "Minimize"})
    assert record["HyperParameterTuningJobStatus"] == "Failed"
    assert record["FailureReason"] == "InternalServerError: 'ResourceLimits'"
