from typing import Any

import pytest

from api.shapes import InvalidRequest
from calls.deployment import CannotUpdate
from calls.step import step
from plan_deployment import app

BUILD: dict[str, Any] = {"Stack": "churn", "Verification": None, "Names": {"Endpoint": "churn", "EndpointConfig": "churn-v2-0a"}}
CONFIG = {"ProductionVariants": [{"VariantName": "AllTraffic"}]}
ALL_AT_ONCE = {"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": {"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 0}}}


def found(status: str) -> dict[str, Any]:
    return {"EndpointName": "churn", "EndpointStatus": status, "EndpointConfigName": "churn-v1-0b", **CONFIG}


def test_no_endpoint_is_created_with_the_stacks_tag() -> None:
    planned = step(BUILD, {"Tags": {"team": "growth"}}, CONFIG, None)
    assert planned == {
        "Action": "CREATE",
        "Request": {
            "EndpointName": "churn",
            "EndpointConfigName": "churn-v2-0a",
            "Tags": [{"Key": "team", "Value": "growth"}, {"Key": "sagebuild:stack", "Value": "churn"}],
        },
        "Previous": None,
        "Restore": None,
        "Alarms": [],
        "Scaling": None,
        "Await": "churn",
        "HeartbeatSeconds": 1200,
        "PatienceSeconds": 3600,
    }


@pytest.mark.parametrize("status", ["InService", "OutOfService", "UpdateRollbackFailed"])
def test_an_endpoint_at_rest_is_updated_never_without_a_deployment_config(status: str) -> None:
    assert step(BUILD, {}, CONFIG, found(status)) == {
        "Action": "UPDATE",
        "Request": {"EndpointName": "churn", "EndpointConfigName": "churn-v2-0a", "DeploymentConfig": ALL_AT_ONCE},
        "Previous": "churn-v1-0b",
        "Restore": {"EndpointName": "churn", "EndpointConfigName": "churn-v1-0b", "DeploymentConfig": ALL_AT_ONCE},
        "Alarms": [],
        "Scaling": None,
        "Await": "churn",
        "HeartbeatSeconds": 1200,
        "PatienceSeconds": 3600,
    }


def test_a_rolling_policy_takes_the_place_of_the_default() -> None:
    rolling = {"RollingUpdatePolicy": {"MaximumBatchSize": {"Type": "CAPACITY_PERCENT", "Value": 50}, "WaitIntervalInSeconds": 60}}
    assert step(BUILD, {"Endpoint": {"DeploymentConfig": rolling}}, CONFIG, found("InService"))["Request"]["DeploymentConfig"] == rolling


def test_alarms_join_the_default_policy_and_are_looked_at_for_five_minutes() -> None:
    alarms = {"AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "errors"}]}}
    config = step(BUILD, {"Endpoint": {"DeploymentConfig": alarms}}, CONFIG, found("InService"))["Request"]["DeploymentConfig"]
    baking = {"TrafficRoutingConfiguration": {"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 300}}
    assert config == {"BlueGreenUpdatePolicy": baking, **alarms}


def test_variants_of_other_names_are_updated_without_guardrails() -> None:
    config = {"ProductionVariants": [{"VariantName": "new"}, {"VariantName": "AllTraffic"}]}
    assert step(BUILD, {}, config, found("InService"))["Request"] == {"EndpointName": "churn", "EndpointConfigName": "churn-v2-0a"}


def test_guardrails_that_the_document_asks_for_need_variants_of_the_same_names() -> None:
    config = {"ProductionVariants": [{"VariantName": "new"}]}
    words = r"got new; leave Endpoint.DeploymentConfig out"
    with pytest.raises(CannotUpdate, match=rf"Endpoint.DeploymentConfig: expected .* as the endpoint has \(AllTraffic\), {words}"):
        step(BUILD, {"Endpoint": {"DeploymentConfig": ALL_AT_ONCE}}, config, found("InService"))


@pytest.mark.parametrize(
    ("status", "action"),
    [
        ("Creating", "WAIT"),
        ("Updating", "WAIT"),
        ("SystemUpdating", "WAIT"),
        ("RollingBack", "WAIT"),
        ("Deleting", "WAIT"),
        ("Failed", "DELETE"),
    ],
)
def test_an_endpoint_that_is_being_changed_is_waited_for_and_a_failed_one_is_deleted_first(status: str, action: str) -> None:
    assert step(BUILD, {}, CONFIG, found(status)) == {
        "Action": action,
        "Request": None,
        "Previous": None,
        "Restore": None,
        "Alarms": [],
        "Scaling": None,
        "Await": "churn",
        "HeartbeatSeconds": 60 if status in ("Deleting", "Failed") else 1200,
        "PatienceSeconds": 14400,
    }


def test_an_unknown_member_is_named() -> None:
    with pytest.raises(InvalidRequest, match=r"Endpoint.DeploymentConfg: unknown; did you mean DeploymentConfig\?"):
        step(BUILD, {"Endpoint": {"DeploymentConfg": {}}}, CONFIG, found("InService"))


SERVERLESS = {"ProductionVariants": [{"VariantName": "AllTraffic", "ServerlessConfig": {"MemorySizeInMB": 2048, "MaxConcurrency": 5}}]}


def test_a_serverless_endpoint_is_updated_without_guardrails_unless_the_document_asks_for_them() -> None:
    now = {**found("InService"), "ProductionVariants": [{"VariantName": "AllTraffic", "CurrentServerlessConfig": {"MemorySizeInMB": 1024}}]}
    assert "DeploymentConfig" not in step(BUILD, {}, SERVERLESS, now)["Request"]
    assert step(BUILD, {"Endpoint": {"DeploymentConfig": ALL_AT_ONCE}}, SERVERLESS, now)["Request"]["DeploymentConfig"] == ALL_AT_ONCE
    assert step(BUILD, {}, CONFIG, now)["Request"]["DeploymentConfig"] == ALL_AT_ONCE


def test_an_endpoint_on_instances_becomes_serverless_only_where_it_may_be_replaced() -> None:
    with pytest.raises(CannotUpdate, match="endpoint churn runs on instances, and SageMaker cannot make it serverless in place; with"):
        step(BUILD, {}, SERVERLESS, found("InService"))
    replaced = step(BUILD, {"Endpoint": {"Replace": True}}, SERVERLESS, found("InService"))
    assert (replaced["Action"], replaced["Await"], replaced["HeartbeatSeconds"]) == ("DELETE", "churn", 60)
    assert step(BUILD, {"Endpoint": {"Replace": True}}, SERVERLESS, None)["Action"] == "CREATE"


def test_an_update_that_sagemaker_does_in_place_replaces_nothing_and_sagemaker_hears_nothing_of_the_word() -> None:
    planned = step(BUILD, {"Endpoint": {"Replace": True}}, CONFIG, found("InService"))
    assert (planned["Action"], "Replace" in planned["Request"]) == ("UPDATE", False)


TWO = {"ProductionVariants": [{"VariantName": "AllTraffic", "ModelName": "m", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}]}


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is done to alarms and scaling, of an endpoint whose variant the stack's own policy scales."""
    made: list[Any] = []
    monkeypatch.setattr(app.endpoint, "is_of", lambda found, stack: (found["EndpointName"], stack) == ("churn", "churn"))
    monkeypatch.setattr(app.scaling, "scaled", lambda *_: {"AllTraffic": True})
    monkeypatch.setattr(app.scaling, "end", lambda *given: made.append(("end", *given)))
    monkeypatch.setattr(app.endpoint, "config", lambda _: TWO)
    monkeypatch.setattr(app.alarms, "ringing", lambda names: [name for name in names if name == "mine"])
    monkeypatch.setattr(app.alarms, "keep", lambda name, own: made.append(("keep", name, len(own))))
    return made


def planned(monkeypatch: pytest.MonkeyPatch, status: str | None, parameters: dict[str, Any]) -> dict[str, Any]:
    monkeypatch.setattr(app.endpoint, "describe", lambda _: found(status) if status else None)
    return app.handler({"Build": BUILD, "Parameters": parameters, "EndpointConfig": TWO}, None)


@pytest.mark.parametrize(
    ("status", "action", "done"),
    [
        (None, "CREATE", [("keep", "churn", 3)]),
        ("InService", "UPDATE", [("end", "churn", "AllTraffic"), ("keep", "churn", 3)]),
        ("Failed", "DELETE", [("end", "churn", "AllTraffic")]),
        ("Updating", "WAIT", []),
    ],
)
def test_alarms_are_made_and_scaling_ends_for_the_step_that_needs_it(
    monkeypatch: pytest.MonkeyPatch, calls: list[Any], status: str | None, action: str, done: list[Any]
) -> None:
    assert planned(monkeypatch, status, {})["Action"] == action
    assert calls == done


def test_an_alarm_of_the_documents_that_rings_stops_the_build_before_the_update(monkeypatch: pytest.MonkeyPatch, calls: list[Any]) -> None:
    named = {"AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "mine"}]}}
    with pytest.raises(CannotUpdate, match="alarm mine is in state ALARM already"):
        planned(monkeypatch, "InService", {"Endpoint": {"DeploymentConfig": named}})
    assert calls == [], "the endpoint scales on as it did"


def test_an_endpoint_that_another_has_made_is_left_alone(monkeypatch: pytest.MonkeyPatch, calls: list[Any]) -> None:
    monkeypatch.setattr(app.endpoint, "is_of", lambda *_: False)
    for status in ("InService", "Failed", "Updating"):
        with pytest.raises(CannotUpdate, match="endpoint churn has no tag sagebuild:stack = churn, so this stack has not made it"):
            planned(monkeypatch, status, {})
    assert calls == []
