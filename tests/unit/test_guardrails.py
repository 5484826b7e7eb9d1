"""How an update moves the traffic, and what turns it back, unless the document says otherwise."""

from typing import Any

import pytest

from calls.deployment import update_request

BUILD = {"Stack": "churn", "Names": {"Endpoint": "churn", "EndpointConfig": "churn-v2-0a"}}
OWN = ("churn/AllTraffic/5xx-errors", "churn/AllTraffic/latency")
ALARMS = {"Alarms": [{"AlarmName": "churn/AllTraffic/5xx-errors"}, {"AlarmName": "churn/AllTraffic/latency"}]}


def deployment(given: dict[str, Any] | None = None, **more: Any) -> dict[str, Any] | None:
    asked = {"Endpoint": {"DeploymentConfig": given}} if given is not None else {}
    return update_request(BUILD, asked, **{"alarms": OWN, **more}).get("DeploymentConfig")


def routed(routing: dict[str, Any]) -> dict[str, Any]:
    return {"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": routing}}


ALL_AT_ONCE = {"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 300}
CANARY = {"Type": "CANARY", "CanarySize": {"Type": "INSTANCE_COUNT", "Value": 1}, "WaitIntervalInSeconds": 300}


def test_one_instance_is_replaced_at_once_and_watched_for_five_minutes() -> None:
    assert deployment() == {**routed(ALL_AT_ONCE), "AutoRollbackConfiguration": ALARMS}


@pytest.mark.parametrize("instances", [2, 20])
def test_of_several_instances_one_comes_first(instances: int) -> None:
    assert deployment(instances=instances) == {**routed(CANARY), "AutoRollbackConfiguration": ALARMS}


def test_the_documents_own_alarms_win() -> None:
    given = {"AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "mine"}]}}
    assert deployment(given) == {**routed(ALL_AT_ONCE), **given}


def test_null_switches_the_alarms_off_and_then_nothing_is_waited_for() -> None:
    assert deployment({"AutoRollbackConfiguration": None}, instances=4) == routed({"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 0})


def test_a_way_of_shifting_that_the_document_names_takes_nothing_of_the_canary() -> None:
    linear = {"Type": "LINEAR", "LinearStepSize": {"Type": "CAPACITY_PERCENT", "Value": 25}}
    assert deployment(routed(linear), instances=4) == {
        **routed({**linear, "WaitIntervalInSeconds": 300}),
        "AutoRollbackConfiguration": ALARMS,
    }


def test_a_wait_alone_leaves_the_canary_as_it_is() -> None:
    assert deployment(routed({"WaitIntervalInSeconds": 900}), instances=2) == {
        **routed({**CANARY, "WaitIntervalInSeconds": 900}),
        "AutoRollbackConfiguration": ALARMS,
    }


def test_a_rolling_policy_is_watched_too() -> None:
    rolling = {"RollingUpdatePolicy": {"MaximumBatchSize": {"Type": "CAPACITY_PERCENT", "Value": 50}, "WaitIntervalInSeconds": 60}}
    assert deployment(rolling) == {**rolling, "AutoRollbackConfiguration": ALARMS}


def test_where_the_last_updates_policy_is_kept_nothing_is_added() -> None:
    assert update_request(BUILD, {"Endpoint": {"RetainDeploymentConfig": True}}, alarms=OWN) == {
        "EndpointName": "churn",
        "EndpointConfigName": "churn-v2-0a",
        "RetainDeploymentConfig": True,
    }


def test_null_takes_all_guardrails_away() -> None:
    request = update_request(BUILD, {"Endpoint": {"DeploymentConfig": None}}, alarms=OWN)
    assert request == {"EndpointName": "churn", "EndpointConfigName": "churn-v2-0a"}


def test_counts_that_autoscaling_has_changed_survive_and_weights_are_the_documents() -> None:
    request = update_request(BUILD, {}, scaled=True)
    assert request["RetainAllVariantProperties"] is True
    assert request["ExcludeRetainedVariantProperties"] == [{"VariantPropertyType": "DesiredWeight"}]


def test_the_document_may_take_its_own_counts_all_the_same() -> None:
    request = update_request(BUILD, {"Endpoint": {"RetainAllVariantProperties": False}}, scaled=True)
    assert request["RetainAllVariantProperties"] is False
    assert "ExcludeRetainedVariantProperties" not in request
