"""A rehearsal gets an endpoint of its own; what an earlier one has left is removed first."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.stub import Stubber

from calls.deployment import CannotUpdate
from endpoints import endpoint
from plan_deployment import app
from plan_deployment.app import handler

NAMES = {"Endpoint": "churn", "Rehearsal": "churn-rehearsal", "EndpointConfig": "churn-v2-0a1b2c3d"}
BUILD = {"Stack": "churn", "Verification": "BEFORE", "Names": NAMES}
CONFIG = {"ProductionVariants": [{"VariantName": "AllTraffic"}]}
ARN = "arn:aws:sagemaker:us-east-1:123456789012:endpoint/churn-rehearsal"
DELETE = ("delete_endpoint", {}, {"EndpointName": "churn-rehearsal"})


@pytest.fixture
def sagemaker() -> Iterator[Stubber]:
    endpoint.sagemaker.cache_clear()
    with Stubber(endpoint.sagemaker()) as stub:
        yield stub
        stub.assert_no_pending_responses()
    endpoint.sagemaker.cache_clear()


def gone(stub: Stubber, name: str) -> None:
    stub.add_client_error("describe_endpoint", "ValidationException", f'Could not find endpoint "{name}".')


def left(stub: Stubber, status: str, stack: str = "churn") -> None:
    found = {"EndpointName": "churn-rehearsal", "EndpointArn": ARN, "EndpointStatus": status, "EndpointConfigName": "churn-v1-0a1b2c3d"}
    stub.add_response("describe_endpoint", {**found, "CreationTime": 0, "LastModifiedTime": 0}, {"EndpointName": "churn-rehearsal"})
    stub.add_response("list_tags", {"Tags": [{"Key": "sagebuild:stack", "Value": stack}]}, {"ResourceArn": ARN})


def planned(**changes: Any) -> dict[str, Any]:
    step = handler({"Build": BUILD, "Parameters": {}, "EndpointConfig": CONFIG, "Rehearsed": False, **changes}, None)
    step.pop("StartedAt")
    return step


def test_the_very_configuration_that_is_to_serve_is_rehearsed(sagemaker: Stubber) -> None:
    gone(sagemaker, "churn")
    gone(sagemaker, "churn-rehearsal")
    step = planned()
    assert (step["Action"], step["Await"]) == ("REHEARSE", "churn-rehearsal")
    assert step["Request"] == {
        "EndpointName": "churn-rehearsal",
        "EndpointConfigName": "churn-v2-0a1b2c3d",
        "Tags": [{"Key": "sagebuild:stack", "Value": "churn"}],
    }


@pytest.mark.parametrize(("verification", "rehearsed"), [("BEFORE", True), ("AFTER", False), (None, False)])
def test_what_has_been_rehearsed_or_is_to_be_verified_otherwise_goes_to_the_endpoint(
    sagemaker: Stubber, monkeypatch: pytest.MonkeyPatch, verification: str | None, rehearsed: bool
) -> None:
    monkeypatch.setattr(app, "check_calm", lambda *_: None)
    monkeypatch.setattr(app.alarms, "keep", lambda *_: None)
    gone(sagemaker, "churn")
    assert planned(Build={**BUILD, "Verification": verification}, Rehearsed=rehearsed)["Action"] == "CREATE"


@pytest.mark.parametrize(("status", "deleted"), [("InService", True), ("Failed", True), ("Creating", False), ("Deleting", False)])
def test_what_an_earlier_rehearsal_has_left_is_deleted_as_soon_as_it_can_be_and_waited_for(
    sagemaker: Stubber, status: str, deleted: bool
) -> None:
    gone(sagemaker, "churn")
    left(sagemaker, status)
    if deleted:
        sagemaker.add_response(*DELETE)
    step = planned()
    assert (step["Action"], step["Await"], step["Request"]) == ("WAIT", "churn-rehearsal", None)


@pytest.mark.parametrize(("status", "seconds"), [("Creating", 1200), ("Deleting", 60)])
def test_only_one_that_goes_is_looked_at_every_minute_for_of_its_end_no_event_tells(sagemaker: Stubber, status: str, seconds: int) -> None:
    gone(sagemaker, "churn")
    left(sagemaker, status)
    assert planned()["HeartbeatSeconds"] == seconds


def test_two_that_delete_it_at_once_do_not_disturb_each_other(sagemaker: Stubber) -> None:
    gone(sagemaker, "churn")
    left(sagemaker, "InService")
    sagemaker.add_client_error("delete_endpoint", "ValidationException", f'Cannot update in-progress endpoint "{ARN}".')
    assert planned()["Action"] == "WAIT"


def test_one_that_was_made_by_hand_is_named_and_left_alone(sagemaker: Stubber) -> None:
    gone(sagemaker, "churn")
    left(sagemaker, "InService", "churn-dev")
    with pytest.raises(CannotUpdate) as refused:
        planned()
    assert str(refused.value) == (
        "Verification.When: BEFORE rehearses on an endpoint called churn-rehearsal, and there is one without the tag sagebuild:stack = churn, "
        "so it is not this stack's; delete it, or verify AFTER"
    )
