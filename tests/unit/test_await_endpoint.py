from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from await_endpoint import app
from await_endpoint.outcome import EndpointFailed, EndpointRolledBack, EndpointTimedOut, outcome

START = datetime(2026, 11, 23, 10, tzinfo=UTC)
WAIT = {"Endpoint": "churn", "EndpointConfig": "churn-v2-0a", "StartedAt": START.isoformat(), "PatienceSeconds": 3600}


def look(
    status: str | None, config: str = "churn-v1-0b", wanted: str = "SERVING", minutes: int = 1, seconds: int = 1
) -> dict[str, Any] | None:
    """Look at an endpoint some minutes after the beginning; without a status there is none."""
    changed = {"LastModifiedTime": START + timedelta(seconds=seconds)}
    found = {"EndpointStatus": status, "EndpointConfigName": config, "FailureReason": "no capacity", **changed} if status else None
    return outcome({**WAIT, "For": wanted}, found, START + timedelta(minutes=minutes))


def test_in_service_with_this_builds_configuration_is_success() -> None:
    assert look("InService", "churn-v2-0a") == {"Status": "InService"}


def test_in_service_with_the_configuration_before_is_a_rollback() -> None:
    with pytest.raises(EndpointRolledBack, match="endpoint churn serves churn-v1-0b again instead of churn-v2-0a: no capacity"):
        look("InService")


def test_an_endpoint_that_is_seen_as_it_was_before_the_update_is_waited_for() -> None:
    assert look("InService", seconds=-1) is None


@pytest.mark.parametrize("status", ["Creating", "Updating", "SystemUpdating", "RollingBack"])
def test_an_endpoint_that_is_being_changed_is_waited_for(status: str) -> None:
    assert look(status) is None
    assert look(status, "churn-v2-0a") is None


@pytest.mark.parametrize("status", ["Failed", "OutOfService", "UpdateRollbackFailed", "Deleting"])
def test_an_endpoint_that_will_not_serve_is_a_failure(status: str) -> None:
    with pytest.raises(EndpointFailed, match=f"endpoint churn is {status}: no capacity"):
        look(status)


def test_an_endpoint_that_is_gone_is_a_failure() -> None:
    with pytest.raises(EndpointFailed, match="endpoint churn no longer exists"):
        look(None)


@pytest.mark.parametrize("wanted", ["SERVING", "CALM"])
def test_a_wait_has_its_patience(wanted: str) -> None:
    assert look("Updating", wanted=wanted, minutes=60) is None
    with pytest.raises(EndpointTimedOut, match="endpoint churn is still Updating after 61 minutes"):
        look("Updating", wanted=wanted, minutes=61)


@pytest.mark.parametrize("status", ["InService", "OutOfService", "Failed", "UpdateRollbackFailed", None])
def test_an_endpoint_that_can_be_changed_or_is_gone_is_calm(status: str | None) -> None:
    assert look(status, wanted="CALM", minutes=600) == {"Status": status}


@pytest.mark.parametrize("status", ["Creating", "Updating", "SystemUpdating", "RollingBack", "Deleting"])
def test_an_endpoint_that_is_being_changed_is_not_calm(status: str) -> None:
    assert look(status, wanted="CALM") is None


def test_a_rollback_names_the_alarms_that_went_off_and_nothing_else_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.alarms, "raised", lambda names, since: [f"{names[0]} since {since}"])
    wait = {"Alarms": ["churn/a/latency"], "StartedAt": "2026-11-26T10:00:00+00:00"}
    assert app.rung(wait, EndpointRolledBack("")) == " (went off: churn/a/latency since 2026-11-26T10:00:00+00:00)"
    assert app.rung(wait, EndpointFailed("")) == ""
