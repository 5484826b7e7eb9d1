from datetime import UTC, datetime
from typing import Any

from sagebuild.builds import build

ARN = "arn:aws:states:eu-west-1:123456789012:execution:churn:build-1"
RECORD = {
    "Kind": "build",
    "Version": 12,
    "Stack": "churn",
    "Status": "SUCCEEDED",
    "Reason": "a larger C",
    "ExecutionArn": ARN,
    "StartedAt": "2026-11-26T12:00:00.250Z",
    "EndedAt": "2026-11-26T14:03:20.250000+00:00",
    "Metrics": {"validation:accuracy": 0.97222, "epochs": 3},
    "Names": {"TrainingJob": "churn-v12-1a2b3c4d"},
    "Deployed": True,
    "Parameters": '{"Framework": "BYOD"}',
    "ModelArtifacts": "s3://code/model.tar.gz",
}


def test_a_record_becomes_a_build() -> None:
    made = build(RECORD, "https://console/states/home?region=eu-west-1")
    assert (made.version, made.status, made.running, made.deployed) == (12, "SUCCEEDED", False, True)
    assert made.started == datetime(2026, 11, 26, 12, 0, 0, 250000, tzinfo=UTC)
    assert made.seconds == 7400.0
    assert made.metrics == {"validation:accuracy": 0.97222, "epochs": 3.0}
    assert made.parameters == {"Framework": "BYOD"}
    assert made.artifact == "s3://code/model.tar.gz"
    assert made.tuning is None
    assert made.console_url == f"https://console/states/home?region=eu-west-1#/v2/executions/details/{ARN}"


def test_a_build_prints_as_a_sentence() -> None:
    said = "Version 12 of churn succeeded after 2 h 3 min (validation:accuracy 0.9722, epochs 3) and was deployed. Reason: a larger C"
    assert str(build(RECORD)) == repr(build(RECORD)) == said


def test_what_a_build_cost_is_said_last() -> None:
    made = build({**RECORD, "Cost": '{"Dollars": 0.02, "Sentence": "Train Model 600 s on 1 × ml.m5.large ($0.02)"}'})
    assert made.cost is not None and made.cost["Dollars"] == 0.02
    assert str(made).endswith("Reason: a larger C. Cost: Train Model 600 s on 1 × ml.m5.large ($0.02)")


def test_what_was_reused_and_data_that_changed_meanwhile_are_said_behind_it() -> None:
    reused = {"TrainingImage": {"Decision": "REUSED", "Version": 9, "Because": "nothing in training/ has changed since version 9"}}
    made = build({**RECORD, "Metrics": {}, "Decisions": reused, "DataChanged": "train/x.csv changed while version 12 was trained"})
    assert str(made) == (
        "Version 12 of churn succeeded after 2 h 3 min and was deployed. Reason: a larger C. "
        "Reused: training image of version 9. Data: train/x.csv changed while version 12 was trained"
    )


def test_a_build_in_which_nothing_had_changed_says_which_version_serves_on() -> None:
    made = build({**RECORD, "Metrics": {}, "Deployed": False, "Unchanged": 11})
    assert (
        str(made) == "Version 12 of churn succeeded after 2 h 3 min. Reason: a larger C. Deployment: nothing has changed since version 11"
    )
    assert (made.unchanged, build(RECORD).unchanged) == (11, None)


def test_a_failed_build_says_its_cause() -> None:
    failed = {**RECORD, "Status": "FAILED", "Error": "TrainingFailed", "Cause": "no data", "Metrics": {}, "Deployed": False}
    assert str(build(failed)) == "Version 12 of churn failed after 2 h 3 min: no data"
    assert build(failed).error == "TrainingFailed"


def test_a_running_build_says_for_how_long() -> None:
    running: dict[str, Any] = {"Version": 3, "Stack": "churn", "Status": "RUNNING", "StartedAt": datetime.now(UTC).isoformat()}
    made = build(running)
    assert made.running
    assert made.ended is None
    assert str(made) == "Version 3 of churn has been running for 0 s."


def test_a_record_of_which_little_is_known_is_a_build_too() -> None:
    made = build({"Version": 1})
    assert (made.status, made.reason, made.metrics, made.parameters, made.seconds) == ("RUNNING", "", {}, {}, 0.0)


def test_numbers_that_the_table_keeps_as_text_stay_text() -> None:
    made = build({**RECORD, "Metrics": {"loss": "NaN"}})
    assert made.metrics == {"loss": "NaN"}
    assert "(loss NaN)" in str(made)


def test_the_html_escapes_what_the_record_holds() -> None:
    assert build({**RECORD, "Reason": "<script>"}, "https://c?a&b")._repr_html_() == (
        "Version 12 of churn succeeded after 2 h 3 min (validation:accuracy 0.9722, epochs 3) and was deployed. Reason: &lt;script&gt; "
        f'<a href="https://c?a&amp;b#/v2/executions/details/{ARN}" target="_blank">Execution</a>'
    )
