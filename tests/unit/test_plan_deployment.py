from typing import Any

import pytest

from api_model import InvalidRequest
from plan_deployment.deployment import EndpointBusy, plan

BUILD = {"Stack": "churn", "Names": {"Endpoint": "churn", "EndpointConfig": "churn-v2-0a"}}
ALL_AT_ONCE = {"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": {"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 0}}}


def found(status: str) -> dict[str, Any]:
    return {"EndpointName": "churn", "EndpointStatus": status, "EndpointConfigName": "churn-v1-0b"}


def test_no_endpoint_is_created_with_the_stacks_tag() -> None:
    planned = plan(BUILD, {"Tags": {"team": "growth"}}, None)
    assert planned == {
        "Action": "CREATE",
        "Request": {
            "EndpointName": "churn",
            "EndpointConfigName": "churn-v2-0a",
            "Tags": [{"Key": "team", "Value": "growth"}, {"Key": "sagebuild:stack", "Value": "churn"}],
        },
        "Previous": None,
    }


@pytest.mark.parametrize("status", ["InService", "OutOfService", "UpdateRollbackFailed"])
def test_an_endpoint_at_rest_is_updated_never_without_a_deployment_config(status: str) -> None:
    assert plan(BUILD, {}, found(status)) == {
        "Action": "UPDATE",
        "Request": {"EndpointName": "churn", "EndpointConfigName": "churn-v2-0a", "DeploymentConfig": ALL_AT_ONCE},
        "Previous": "churn-v1-0b",
    }


def test_a_rolling_policy_takes_the_place_of_the_default() -> None:
    rolling = {"RollingUpdatePolicy": {"MaximumBatchSize": {"Type": "CAPACITY_PERCENT", "Value": 50}, "WaitIntervalInSeconds": 60}}
    assert plan(BUILD, {"Endpoint": {"DeploymentConfig": rolling}}, found("InService"))["Request"]["DeploymentConfig"] == rolling


def test_alarms_join_the_default_policy() -> None:
    alarms = {"AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "errors"}]}}
    config = plan(BUILD, {"Endpoint": {"DeploymentConfig": alarms}}, found("InService"))["Request"]["DeploymentConfig"]
    assert config == {**ALL_AT_ONCE, **alarms}


def test_a_failed_endpoint_is_made_anew() -> None:
    assert plan(BUILD, {}, found("Failed"))["Action"] == "RECREATE"


@pytest.mark.parametrize("status", ["Creating", "Updating", "SystemUpdating", "RollingBack", "Deleting"])
def test_an_endpoint_that_is_being_changed_is_asked_again_later(status: str) -> None:
    with pytest.raises(EndpointBusy, match=f"endpoint churn is {status}"):
        plan(BUILD, {}, found(status))


def test_an_unknown_member_is_named() -> None:
    with pytest.raises(InvalidRequest, match=r"Endpoint.DeploymentConfg: unknown; did you mean DeploymentConfig\?"):
        plan(BUILD, {"Endpoint": {"DeploymentConfg": {}}}, found("InService"))
