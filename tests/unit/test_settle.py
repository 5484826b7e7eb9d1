import json
from typing import Any

import pytest

from news import status
from settle.outcome import news, outcome
from tests.events import event

ENDED = "2019-02-26T23:55:43+00:00"


def detail(name: str) -> dict[str, Any]:
    found: dict[str, Any] = event(f"states_{name}")["detail"]
    return found


def test_a_success_records_metrics_artifacts_and_that_it_was_deployed() -> None:
    assert outcome(detail("succeeded"), "churn") == {
        "Stack": "churn",
        "Status": "SUCCEEDED",
        "Reason": "s3://data/train/a.csv uploaded",
        "ExecutionArn": "arn:aws:states:us-east-1:123456789012:execution:build:build-1",
        "StartedAt": "2019-02-26T23:54:31.984000+00:00",
        "EndedAt": ENDED,
        "Deployed": True,
        "Metrics": {"validation:accuracy": 0.97},
        "ModelArtifacts": "s3://code/artifacts/model.tar.gz",
    }


def test_images_are_recorded_by_the_digests_that_they_have_since_they_were_built() -> None:
    given = detail("succeeded")
    images = {"Training": {"Uri": "churn@sha256:1", "Version": 7}, "Inference": {"Uri": "churn@sha256:1", "Version": 7}}
    built = json.loads(given["output"])
    built["Build"]["Images"] = images
    assert outcome({**given, "output": json.dumps(built)}, "churn")["Images"] == images


def test_what_a_model_scored_stands_beside_its_trainings_metrics_and_how_it_was_judged_is_a_notice() -> None:
    given = detail("succeeded")
    built = json.loads(given["output"])
    built["Evaluation"] = {"Metrics": {"auc.value": 0.9}, "Champion": None, "Metric": "auc.value", "Sentence": "auc.value is 0.9"}
    said = news({**given, "output": json.dumps(built)}, "churn", 7)
    assert (said["Metrics"], said["Notice"]) == ({"validation:accuracy": 0.97, "auc.value": 0.9}, "auc.value is 0.9")


@pytest.mark.parametrize(("name", "told"), [("failed", "FAILED"), ("timed_out", "TIMED_OUT"), ("aborted", "STOPPED")])
def test_every_other_end_is_recorded_as_not_deployed(name: str, told: str) -> None:
    found = outcome(detail(name), "churn")
    assert (found["Status"], found["Deployed"], found["EndedAt"]) == (told, False, ENDED)


def test_a_failure_carries_error_and_cause() -> None:
    found = outcome(detail("failed"), "churn")
    assert found["Error"] == "States.TaskFailed"
    assert found["Cause"] == "Train Model: training job churn-v7-0a: AlgorithmError: no rows, exit code: 1"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("running", "churn: version 7 has started"),
        ("succeeded", "churn: version 7 succeeded"),
        ("failed", "churn: version 7 failed"),
        ("timed_out", "churn: version 7 timed out"),
        ("aborted", "churn: version 7 was stopped"),
    ],
)
def test_every_status_is_told_in_words(name: str, title: str) -> None:
    assert status.title(news(detail(name), "churn", 7)) == title


def test_the_news_of_a_success_in_words_and_in_json() -> None:
    said = news(detail("succeeded"), "churn", 7)
    arn = "arn:aws:states:us-east-1:123456789012:execution:build:build-1"
    url = f"https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/{arn}"
    assert said == {
        "Stack": "churn",
        "Version": 7,
        "Status": "SUCCEEDED",
        "Reason": "s3://data/train/a.csv uploaded",
        "Error": None,
        "Cause": None,
        "Notice": None,
        "Decisions": None,
        "Cost": None,
        "Metrics": {"validation:accuracy": 0.97},
        "Endpoint": "churn",
        "Rollback": None,
        "Hours": None,
        "ExecutionArn": arn,
        "StartedAt": "2019-02-26T23:54:31.984000+00:00",
        "EndedAt": ENDED,
        "ConsoleUrl": url,
    }
    assert status.words(said).splitlines() == [
        "churn: version 7 succeeded",
        "Reason: s3://data/train/a.csv uploaded",
        "validation:accuracy: 0.97",
        "Endpoint: churn",
        f"Look: {url}",
    ]


def test_of_a_whole_curve_a_person_reads_the_beginning_and_a_program_all() -> None:
    said = status.message("SUCCEEDED", "churn", Version=7, Metrics={f"roc.{point}": point / 100 for point in range(100)})
    lines = status.words(said).splitlines()
    assert (lines[1], lines[12:]) == ("roc.0: 0.0", ["roc.11: 0.11", "and 88 more"])
    assert len(said["Metrics"]) == 100
    assert "and" not in status.words({**said, "Metrics": dict.fromkeys("abcdefghijkl", 1)})


@pytest.mark.parametrize("given", [None, "", "[]", '"x"', "{"])
def test_an_execution_that_was_started_by_hand_says_so(given: str | None) -> None:
    assert outcome({**detail("failed"), "input": given}, "churn")["Reason"] == "started by hand"


def test_a_rejection_has_neither_version_nor_execution() -> None:
    said = status.message("REJECTED", "churn", Error="InvalidParameters", Cause="HyperParamters: unknown key")
    assert (said["Version"], said["ExecutionArn"], said["ConsoleUrl"]) == (None, None, None)
    assert status.words(said) == "churn: a build was not launched\nError: InvalidParameters\nCause: HyperParamters: unknown key"


def test_a_retired_framework_is_said_to_be_retired() -> None:
    given = detail("succeeded")
    built = json.loads(given["output"])
    built["Build"]["Notice"] = "AWS has not supported MXNet since 2023"
    said = news({**given, "output": json.dumps(built)}, "churn", 7)
    assert "Notice: AWS has not supported MXNet since 2023" in status.words(said).splitlines()


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        ({"validation:accuracy": 0.98, "loss": 0.1}, "validation:accuracy was 0.98 in version 3, is 0.97"),
        ({"loss": 0.1}, "a reproduction of version 3, which has no metric in common with it"),
    ],
)
def test_a_reproduction_is_compared_with_the_version_that_it_repeats(before: dict[str, float], sentence: str) -> None:
    given = detail("succeeded")
    built = json.loads(given["output"])
    built["Build"]["Reproduces"] = {"Version": 3, "Metrics": before}
    assert news({**given, "output": json.dumps(built)}, "churn", 7)["Notice"] == sentence


def test_the_news_of_a_promotion_say_where_the_version_is_from() -> None:
    given = detail("succeeded")
    built = json.loads(given["output"])
    built["Build"] |= {"Promoted": {"Stack": "churn-dev", "Version": 12}, "Notice": "AWS has not supported MXNet since 2023."}
    said = news({**given, "output": json.dumps(built)}, "churn", 7)
    from_dev = "Version 12 of churn-dev was promoted: its model and its image, as they are"
    assert said["Notice"] == f"{from_dev}. AWS has not supported MXNet since 2023"


def test_what_has_changed_in_the_data_and_how_a_model_was_judged_are_notices_too() -> None:
    given = detail("succeeded")
    built = json.loads(given["output"])
    built["Build"] |= {"Notice": "AWS has not supported MXNet since 2023.", "DataChange": "train/b is new"}
    built["Training"]["DataChanged"] = "train/c is gone"
    built["Evaluation"] = {"Metrics": {}, "Champion": None, "Metric": None, "Sentence": "auc is 0.9"}
    said = news({**given, "output": json.dumps(built)}, "churn", 7)
    assert said["Notice"] == "AWS has not supported MXNet since 2023. train/b is new. train/c is gone. auc is 0.9"
