from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.stub import Stubber

from clean_up import app
from clean_up.app import handler
from endpoints import endpoint
from news.failure import restored
from news.last_words import Log

NOTHING: dict[str, Any] = {"Parameters": None, "Deployment": None}
FAILURE = {"State": "Create Endpoint Config", "Error": "SageMaker.SageMakerException", "Cause": "no"}
NAMES = {"Endpoint": "churn", "Rehearsal": "churn-rehearsal", "EndpointConfig": "churn-v7-0a", "Model": "churn-v7-0a"}
SAID = {"Error": "SageMaker.SageMakerException", "Cause": "Create Endpoint Config: no"}


@pytest.fixture
def sagemaker() -> Iterator[Stubber]:
    endpoint.sagemaker.cache_clear()
    with Stubber(endpoint.sagemaker()) as stubber:
        yield stubber
    endpoint.sagemaker.cache_clear()


def missing(operation: str) -> dict[str, Any]:
    return {
        "method": operation,
        "service_error_code": "ValidationException",
        "service_message": f'Could not find {operation} "churn-v7-0a".',
    }


def gone(stub: Stubber, *names: str) -> None:
    for name in names:
        stub.add_client_error(
            "describe_endpoint", "ValidationException", f'Could not find endpoint "{name}".', expected_params={"EndpointName": name}
        )


def found(stub: Stubber, name: str, status: str, config: str = "churn-v7-0a") -> None:
    answer = {
        "EndpointName": name,
        "EndpointArn": "arn:aws:sagemaker:us-east-1:123456789012:endpoint/churn",
        "EndpointStatus": status,
        "EndpointConfigName": config,
        "CreationTime": 0,
        "LastModifiedTime": 0,
    }
    stub.add_response("describe_endpoint", answer, {"EndpointName": name})


def removed(stub: Stubber) -> None:
    stub.add_response("delete_endpoint_config", {}, {"EndpointConfigName": "churn-v7-0a"})
    stub.add_response("delete_model", {}, {"ModelName": "churn-v7-0a"})


def clean_up(failure: dict[str, Any] = FAILURE) -> dict[str, str]:
    return handler({"Build": {"Names": NAMES}, "Failure": failure, **NOTHING}, None)


def test_a_failed_build_leaves_neither_model_nor_configuration_and_one_that_made_none_is_cleaned_up_too(sagemaker: Stubber) -> None:
    gone(sagemaker, "churn-rehearsal", "churn")
    sagemaker.add_response("delete_endpoint_config", {}, {"EndpointConfigName": "churn-v7-0a"})
    sagemaker.add_client_error(**missing("delete_model"))
    assert clean_up() == SAID
    sagemaker.assert_no_pending_responses()


@pytest.mark.parametrize("status", ["InService", "Failed"])
def test_a_rehearsal_that_has_failed_is_over(sagemaker: Stubber, status: str) -> None:
    found(sagemaker, "churn-rehearsal", status)
    sagemaker.add_response("delete_endpoint", {}, {"EndpointName": "churn-rehearsal"})
    found(sagemaker, "churn", "InService", "churn-v6-0a")
    removed(sagemaker)
    assert clean_up() == SAID
    sagemaker.assert_no_pending_responses()


@pytest.mark.parametrize(("status", "config"), [("Deleting", "churn-v7-0a"), ("InService", "churn-v8-0a"), ("Creating", "by-hand")])
def test_a_rehearsal_that_is_going_or_another_builds_is_left_alone(sagemaker: Stubber, status: str, config: str) -> None:
    found(sagemaker, "churn-rehearsal", status, config)
    gone(sagemaker, "churn")
    removed(sagemaker)
    assert clean_up() == SAID
    sagemaker.assert_no_pending_responses()


def test_a_rehearsal_endpoint_that_is_being_created_keeps_what_it_needs_until_it_can_be_deleted(sagemaker: Stubber) -> None:
    found(sagemaker, "churn-rehearsal", "Creating")
    gone(sagemaker, "churn")
    assert clean_up() == SAID
    sagemaker.assert_no_pending_responses()


def test_a_build_that_was_refused_in_its_plan_has_nothing_to_be_removed(sagemaker: Stubber) -> None:
    assert handler({"Build": None, "Failure": FAILURE, **NOTHING}, None) == SAID


@pytest.mark.parametrize("back", [{"Rollback": {"Number": 1, "From": 8, "To": 7}}, {"Hours": {"Number": 1, "Serve": True}}])
def test_what_was_to_be_brought_back_is_kept_when_that_fails(sagemaker: Stubber, back: Any) -> None:
    assert handler({"Build": {"Names": NAMES, **back}, "Failure": FAILURE, **NOTHING}, None) == SAID


@pytest.mark.parametrize("state", ["Plan Deployment", "Delete Endpoint", "Await Calm Endpoint"])
def test_an_endpoint_that_could_not_be_taken_down_is_known_by_its_name_alone(sagemaker: Stubber, state: str) -> None:
    going = {"Names": {"Endpoint": "churn"}, "Hours": {"Number": 1, "Serve": False}}
    failure = {"State": state, "Error": "Oops", "Cause": "why"}
    assert handler({"Build": going, "Failure": failure, **NOTHING}, None) == {"Error": "Oops", "Cause": f"{state}: why"}


def test_the_containers_own_words_stand_behind_the_cause(sagemaker: Stubber, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(app, "last_words", lambda *given: asked.append(given) or "\nIts log's last lines: ...")
    gone(sagemaker, "churn-rehearsal", "churn")
    removed(sagemaker)
    failure = {"State": "Await Endpoint", "Error": "EndpointFailed", "Cause": "variant a did not pass the ping health check"}
    parameters = {"HyperParameters": {"token": "abcdefg"}}
    event = {
        "Build": {"Names": NAMES},
        "Failure": failure,
        "Parameters": parameters,
        "Deployment": {"StartedAt": "2026-11-26T12:00:00+00:00"},
    }
    assert handler(event, None)["Cause"] == "Await Endpoint: variant a did not pass the ping health check\nIts log's last lines: ..."
    began = datetime(2026, 11, 26, 12, tzinfo=UTC)
    assert asked == [(Log("/aws/sagemaker/Endpoints/churn", "a/", "", began), {"abcdefg"}, "us-east-1")]


@pytest.mark.parametrize(
    ("previous", "restoring", "sentence"),
    [
        ("churn-v6-0a", None, ". Endpoint configuration churn-v6-0a serves again"),
        (None, None, ". The endpoint is deleted, for nothing served before"),
        (
            "churn-v6-0a",
            {"Error": "EndpointRolledBack", "Cause": "endpoint churn serves churn-v7-0a again"},
            ". This version still serves, for endpoint configuration churn-v6-0a could not be restored: "
            "EndpointRolledBack: endpoint churn serves churn-v7-0a again",
        ),
        (
            None,
            {"Error": "States.Timeout"},
            ". This version still serves, for the endpoint could not be deleted: States.Timeout: no cause given",
        ),
    ],
)
def test_what_serves_after_a_verification_that_failed_is_told(previous: str | None, restoring: Any, sentence: str) -> None:
    failure = {**FAILURE, "State": "Verify Endpoint", **({"Restoring": restoring} if restoring else {})}
    assert restored(failure, {"Previous": previous}) == sentence
    assert restored(FAILURE, {"Previous": previous}) == ""


def test_what_a_rollback_was_to_bring_back_is_kept_when_it_fails_and_nothing_is_restored(
    sagemaker: Stubber, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "last_words", lambda *_: "")
    build = {"Names": NAMES, "Rollback": {"Number": 1, "From": 8, "To": 7}}
    failure = {"State": "Verify Endpoint", "Error": "VerificationFailed", "Cause": "expected 200, got 500"}
    event = {"Build": build, "Failure": failure, "Parameters": {}, "Deployment": {"Previous": "churn-v8-0a", "StartedAt": None}}
    assert handler(event, None) == {"Error": "VerificationFailed", "Cause": "Verify Endpoint: expected 200, got 500"}
