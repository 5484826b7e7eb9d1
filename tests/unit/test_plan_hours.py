"""What is planned when the endpoint's hours begin and end."""

from collections.abc import Iterator
from typing import Any

import pytest

from builds import kept, records
from plan_deployment import app as plan_deployment
from plan_rollback.app import handler
from plan_rollback.endpoint_hours import is_to_change
from tests.unit.launching.serving import Serving, deployed, name_of
from tests.unit.launching.world import ROLLBACK_MACHINE, client

EXECUTION = {"Id": ROLLBACK_MACHINE.replace(":stateMachine:", ":execution:") + ":hours-1", "Name": "hours-1", "StartTime": "now"}


@pytest.fixture
def world() -> Iterator[Serving]:
    """Two versions have been deployed one after the other."""
    with deployed(2, '{"Tags": {"team": "a"}}') as made:
        yield made


def plan(serve: bool) -> dict[str, Any]:
    return handler({"Execution": EXECUTION, "Launch": {"Serve": serve, "Reason": "its hours"}}, None)


@pytest.mark.parametrize(
    ("serve", "version", "status", "changes"),
    [
        (True, 3, None, True),
        (True, 3, "Failed", True),
        (True, 3, "Deleting", True),
        (True, 3, "InService", False),
        (True, 3, "Creating", False),
        (True, None, None, False),
        (True, None, "Failed", False),
        (False, 3, None, False),
        (False, 3, "InService", True),
        (False, 3, "Deleting", True),
        (False, None, "Failed", True),
    ],
)
def test_an_endpoint_that_is_there_within_its_hours_stays_and_none_is_made_that_was_never_deployed(
    serve: bool, version: int | None, status: str | None, changes: bool
) -> None:
    assert is_to_change(serve, version, {"EndpointStatus": status} if status else None) is changes


def test_the_version_that_served_last_comes_back_as_the_document_is_now(world: Serving) -> None:
    world.take_endpoint_away()
    made = plan(True)
    assert (made["Serves"], made["EndpointConfig"]["EndpointConfigName"], made["Parameters"]) == (
        False,
        name_of(2),
        {"Tags": {"team": "a"}},
    )
    assert (made["Build"]["Version"], made["Build"]["Hours"]) == (2, {"Number": 1, "Serve": True})
    found = records.read(1, records.HOURS)
    assert {key: found[key] for key in ("Status", "Serve", "Changed", "Reason")} == {
        "Status": "RUNNING", "Serve": True, "Changed": 2, "Reason": "its hours",
    }  # fmt: skip


def test_what_is_to_be_taken_down_is_deleted_by_its_name_alone(world: Serving) -> None:
    made = plan(False)
    assert (made["Serves"], made["EndpointConfig"], made["Build"]["Names"]) == (False, None, {"Endpoint": "churn"})


def test_what_has_been_done_stays_told_when_it_is_asked_again(world: Serving) -> None:
    plan(False)
    world.take_endpoint_away()
    assert plan(False)["Serves"] is True
    assert records.read(1, records.HOURS)["Changed"] == 2


def test_an_endpoint_that_serves_comes_back_no_second_time_even_if_its_version_is_not_kept(world: Serving) -> None:
    client("sagemaker").delete_model(ModelName=name_of(2))
    assert plan(True)["Serves"] is True
    assert "Changed" not in records.read(1, records.HOURS)
    world.take_endpoint_away()
    with pytest.raises(kept.NotKept, match=f"version 2 is no longer kept: its model {name_of(2)} is gone"):
        plan(True)


@pytest.mark.parametrize(
    ("status", "action", "heartbeat"),
    [
        ("InService", "DELETE", 60),
        ("Failed", "DELETE", 60),
        ("Updating", "WAIT", 1200),
        ("Creating", "WAIT", 1200),
        ("Deleting", "WAIT", 60),
        (None, "WAIT", 60),
    ],
)
def test_an_endpoint_is_taken_down_when_it_has_come_to_rest_and_scales_no_more(
    status: str | None, action: str, heartbeat: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {"EndpointName": "churn", "EndpointStatus": status, "ProductionVariants": [{"VariantName": "a"}]} if status else None
    ended: list[str] = []
    monkeypatch.setattr(plan_deployment.endpoint, "describe", lambda _: found)
    monkeypatch.setattr(plan_deployment.endpoint, "is_of", lambda *_: True)
    monkeypatch.setattr(plan_deployment.scaling, "scaled", lambda *_: {"a": True})
    monkeypatch.setattr(plan_deployment.scaling, "end", lambda _, variant: ended.append(variant))
    build = {"Stack": "churn", "Names": {"Endpoint": "churn"}, "Verification": None}
    planned = plan_deployment.handler({"Build": build, "Parameters": {}, "EndpointConfig": None, "Rehearsed": True}, None)
    assert (planned["Action"], planned["Await"], planned["HeartbeatSeconds"], planned["Request"]) == (action, "churn", heartbeat, None)
    assert ended == (["a"] if action == "DELETE" else [])
