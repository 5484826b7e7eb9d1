from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from check_endpoint.progress import EndpointFailed, EndpointRolledBack, EndpointTimedOut, progress

BUILD = {"Names": {"Endpoint": "churn", "EndpointConfig": "churn-v2-0a"}}
START = datetime(2026, 11, 23, 10, tzinfo=UTC)


def look(
    status: str, config: str = "churn-v1-0b", after: timedelta = timedelta(minutes=1), request: dict[str, Any] | None = None
) -> dict[str, Any]:
    found = {"EndpointStatus": status, "EndpointConfigName": config, "FailureReason": "no capacity"}
    return progress(BUILD, {"StartedAt": START.isoformat(), "Request": request or {}}, found, START + after)


def test_in_service_with_this_builds_configuration_is_success() -> None:
    assert look("InService", "churn-v2-0a") == {"Ready": True, "Status": "InService", "WaitSeconds": 0}


def test_in_service_with_the_configuration_before_is_a_rollback() -> None:
    with pytest.raises(EndpointRolledBack, match="endpoint churn serves churn-v1-0b again instead of churn-v2-0a: no capacity"):
        look("InService")


@pytest.mark.parametrize("status", ["Creating", "Updating", "SystemUpdating", "RollingBack"])
def test_an_endpoint_that_is_being_changed_is_waited_for(status: str) -> None:
    assert look(status) == {"Ready": False, "Status": status, "WaitSeconds": 15}


def test_the_waits_get_longer() -> None:
    assert look("Updating", after=timedelta(minutes=11))["WaitSeconds"] == 60


@pytest.mark.parametrize("status", ["Failed", "OutOfService", "UpdateRollbackFailed", "Deleting"])
def test_an_endpoint_that_will_not_serve_is_a_failure(status: str) -> None:
    with pytest.raises(EndpointFailed, match=f"endpoint churn is {status}: no capacity"):
        look(status)


def test_an_endpoint_that_is_gone_is_a_failure() -> None:
    with pytest.raises(EndpointFailed, match="endpoint churn no longer exists"):
        progress(BUILD, {"StartedAt": START.isoformat(), "Request": {}}, None, START)


def test_the_wait_is_bounded_by_an_hour_and_what_the_deployment_policy_allows() -> None:
    request = {"DeploymentConfig": {"BlueGreenUpdatePolicy": {"MaximumExecutionTimeoutInSeconds": 7200}}}
    assert look("Updating", after=timedelta(minutes=179), request=request)["Ready"] is False
    with pytest.raises(EndpointTimedOut, match="endpoint churn is still Updating after 61 minutes"):
        look("Updating", after=timedelta(minutes=61))
    with pytest.raises(EndpointTimedOut):
        look("Updating", after=timedelta(minutes=181), request=request)


@pytest.mark.parametrize(
    ("policy", "minutes"),
    [
        ({"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": {"Type": "CANARY", "WaitIntervalInSeconds": 600}}}, 80),
        ({"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": {"Type": "LINEAR", "WaitIntervalInSeconds": 600}}}, 160),
        ({"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": {"Type": "ALL_AT_ONCE"}, "TerminationWaitInSeconds": 1200}}, 80),
        ({"RollingUpdatePolicy": {"WaitIntervalInSeconds": 300}}, 160),
    ],
)
def test_a_deployment_without_a_bound_of_its_own_may_take_all_of_its_waits(policy: dict[str, Any], minutes: int) -> None:
    assert look("Updating", after=timedelta(minutes=minutes - 1), request={"DeploymentConfig": policy})["Ready"] is False
    with pytest.raises(EndpointTimedOut):
        look("Updating", after=timedelta(minutes=minutes + 1), request={"DeploymentConfig": policy})
