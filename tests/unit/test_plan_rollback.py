import json
from collections.abc import Iterator
from typing import Any

import pytest

from builds import kept, records
from plan_rollback.app import handler
from plan_rollback.rollback import NoVersion, asked, planned, serves
from tests.unit.launching.serving import Serving, deployed, name_of
from tests.unit.launching.world import ROLLBACK_MACHINE, client

BUILT = {"Framework": "BYOD", "Endpoint": {"RetainAllVariantProperties": True}, "HyperParameters": {"C": 1}}
RECORD = {"Version": 2, "Names": {"Endpoint": "churn"}, "Parameters": json.dumps(BUILT)}
EXECUTION = {"Id": ROLLBACK_MACHINE.replace(":stateMachine:", ":execution:") + ":rollback-1", "Name": "rollback-1", "StartTime": "now"}


def test_the_endpoint_is_changed_as_the_document_is_now_and_whatever_else_that_says_counts_for_nothing() -> None:
    now = {"Endpoint": {"RetainDeploymentConfig": True}, "Tags": {"team": "a"}, "HyperParameters": {"C": 9}, "Train": False}
    made = planned({"Stack": "churn"}, RECORD, json.dumps(now))
    assert made["Parameters"] == {"Endpoint": {"RetainDeploymentConfig": True}, "Tags": {"team": "a"}}
    assert made["Build"] == {"Stack": "churn", "Version": 2, "Names": {"Endpoint": "churn"}, "Notice": None, "Verification": None}


def test_a_version_that_comes_back_is_verified_and_never_rehearsed() -> None:
    now = {"Verification": {"When": "BEFORE", "Body": "1"}}
    assert planned({}, RECORD, json.dumps(now))["Build"]["Verification"] == "AFTER"


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ({"AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "drift"}]}, "BlueGreenUpdatePolicy": {}}, {"BlueGreenUpdatePolicy": {}}),
        ({"AutoRollbackConfiguration": None}, {"AutoRollbackConfiguration": None}),
        (None, None),
    ],
)
def test_no_alarm_of_the_documents_turns_a_rollback_back_for_it_may_be_why_somebody_goes_back(given: Any, used: Any) -> None:
    assert planned({}, RECORD, json.dumps({"Endpoint": {"DeploymentConfig": given}}))["Parameters"] == {
        "Endpoint": {"DeploymentConfig": used}
    }


@pytest.mark.parametrize("document", ["{", "[]", '{"Endpiont": {}}', '{"Tags": 7}'])
def test_a_document_that_cannot_be_used_keeps_nobody_from_going_back(document: str) -> None:
    made = planned({}, RECORD, document)
    assert made["Parameters"] == {"Endpoint": {"RetainAllVariantProperties": True}}
    assert made["Build"]["Notice"].startswith(
        "The endpoint is changed as version 2 was deployed, for the parameter document cannot be used: "
    )


@pytest.mark.parametrize("launch", [None, [], {}, {"To": "2"}, {"To": None}])
def test_an_execution_that_was_started_by_hand_without_a_version_says_what_it_needs(launch: Any) -> None:
    with pytest.raises(NoVersion, match="To: expected the number of the version to go back to"):
        asked(launch)


def test_an_execution_that_was_started_by_hand_needs_the_version_alone() -> None:
    assert asked({"To": 2}) == {"From": None, "To": 2, "Reason": "started by hand"}


@pytest.mark.parametrize(
    ("found", "is_there"),
    [
        (None, False),
        ({"EndpointStatus": "InService", "EndpointConfigName": "churn-v2-0a1b2c3d"}, True),
        ({"EndpointStatus": "InService", "EndpointConfigName": "churn-v3-0a1b2c3d"}, False),
        ({"EndpointStatus": "Updating", "EndpointConfigName": "churn-v2-0a1b2c3d"}, False),
    ],
)
def test_only_an_endpoint_at_rest_on_the_version_serves_it_already(found: Any, is_there: bool) -> None:
    assert serves(found, "churn-v2-0a1b2c3d") is is_there


@pytest.fixture
def world() -> Iterator[Serving]:
    """Two versions have been deployed one after the other."""
    with deployed(2) as made:
        yield made


def plan(to: int) -> dict[str, Any]:
    return handler({"Execution": EXECUTION, "Launch": {"From": 2, "To": to, "Reason": "r", "Launches": ["launch-9"]}}, None)


def test_a_kept_version_is_planned_and_the_history_tells_that_it_goes_back_to_it(world: Serving) -> None:
    made = plan(1)
    assert (made["Build"]["Names"]["EndpointConfig"], made["Serves"], made["Build"]["Rollback"]) == (
        name_of(1),
        False,
        {"Number": 1, "From": 2, "To": 1},
    )
    assert json.loads(json.dumps(made["EndpointConfig"]))["ProductionVariants"][0]["ModelName"] == name_of(1)
    found = records.read(1, records.ROLLBACK)
    assert {key: found[key] for key in ("Status", "From", "To", "Reason", "Launches")} == {
        "Status": "RUNNING",
        "From": 2,
        "To": 1,
        "Reason": "r",
        "Launches": ["launch-9"],
    }


def test_what_serves_already_is_seen(world: Serving) -> None:
    assert plan(2)["Serves"] is True


def test_a_version_that_was_removed_after_it_was_asked_for_ends_the_rollback(world: Serving) -> None:
    client("sagemaker").delete_model(ModelName=name_of(1))
    with pytest.raises(kept.NotKept, match=f"version 1 is no longer kept: its model {name_of(1)} is gone"):
        plan(1)
    assert records.read(1, records.ROLLBACK)["Status"] == "RUNNING"


def test_a_version_that_never_served_is_not_gone_back_to_by_hand_either(world: Serving) -> None:
    with pytest.raises(kept.NotKept, match="version 9 has never served"):
        plan(9)
