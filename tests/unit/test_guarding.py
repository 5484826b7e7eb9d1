"""What an update is guarded by, and which scaling ends before it."""

from typing import Any

import pytest

from calls.deployment import CannotUpdate
from calls.guarding import check_calm, ending, of_update
from calls.step import step

BUILD = {"Stack": "churn", "Names": {"Endpoint": "churn", "EndpointConfig": "churn-v2-0a"}}
SCALING = {"Autoscaling": {"MaxCapacity": 4, "InvocationsPerInstance": 70}}


def config(kind: str = "ml.m5.large", count: int = 1, *names: str) -> dict[str, Any]:
    variant = {"ModelName": "churn-v2-0a", "InstanceType": kind, "InitialInstanceCount": count}
    return {"ProductionVariants": [{"VariantName": name, **variant} for name in names or ("AllTraffic",)]}


def found(count: int) -> dict[str, Any]:
    variants = [{"VariantName": "AllTraffic", "DesiredInstanceCount": count}]
    return {"EndpointName": "churn", "EndpointStatus": "InService", "EndpointConfigName": "churn-v1-0b", "ProductionVariants": variants}


@pytest.mark.parametrize(
    ("parameters", "scaled", "instances", "retained"),
    [
        ({}, {}, 1, False),
        (SCALING, {}, 1, False),
        (SCALING, {"AllTraffic": True}, 3, True),
        ({}, {"AllTraffic": True}, 1, False),
        ({}, {"AllTraffic": False}, 3, True),
        (SCALING, {"other": False}, 1, False),
    ],
    ids=["nothing scales", "it begins to", "it does", "it ends", "by another's policy", "a variant that goes"],
)
def test_counts_are_retained_as_long_as_they_are_not_the_documents(
    parameters: dict[str, Any], scaled: dict[str, bool], instances: int, retained: bool
) -> None:
    guards = of_update(BUILD, parameters, config(), found(3), scaled)
    assert (guards["instances"], guards["scaled"]) == (instances, retained)


def test_the_smallest_variant_says_whether_there_is_a_canary() -> None:
    variants = [*config(count=5)["ProductionVariants"], *config("ml.m5.large", 2, "small")["ProductionVariants"]]
    assert of_update(BUILD, {}, {"ProductionVariants": variants}, found(5), {})["instances"] == 2


def test_scaling_ends_where_the_variant_goes_changes_its_machine_or_is_not_in_the_document() -> None:
    scaled = {"AllTraffic": True}
    assert ending("churn", SCALING, scaled, config(), config()) == []
    assert ending("churn", SCALING, scaled, config(), config("ml.c5.large")) == ["AllTraffic"]
    assert ending("churn", SCALING, scaled, config(), config("ml.m5.large", 1, "other")) == ["AllTraffic"]
    assert ending("churn", {}, scaled, config(), config()) == ["AllTraffic"]
    assert ending("churn", {}, {"AllTraffic": False}, config(), config()) == []


def test_scaling_that_others_have_made_is_named_where_sagemaker_would_refuse_the_update() -> None:
    with pytest.raises(CannotUpdate, match="deregister the scalable target endpoint/churn/variant/AllTraffic first"):
        ending("churn", {}, {"AllTraffic": False}, config(), config("ml.c5.large"))


def test_an_alarm_that_rings_already_is_named() -> None:
    check_calm([])
    with pytest.raises(CannotUpdate, match="alarm mine is in state ALARM already, so SageMaker would roll any update back; launch again"):
        check_calm(["mine"])


def test_an_update_says_by_which_alarms_it_is_watched_and_what_scales_afterwards() -> None:
    planned = step(BUILD, SCALING, config(), found(3), {"AllTraffic": True})
    assert planned["Alarms"] == ["churn/AllTraffic/5xx-errors", "churn/AllTraffic/model-errors", "churn/AllTraffic/latency"]
    assert planned["Request"]["DeploymentConfig"]["BlueGreenUpdatePolicy"]["TrafficRoutingConfiguration"]["Type"] == "CANARY"
    assert [target["Variant"] for target in planned["Scaling"]["Targets"]] == ["AllTraffic"]
    assert planned["Restore"] == {
        "EndpointName": "churn",
        "EndpointConfigName": "churn-v1-0b",
        "RetainAllVariantProperties": True,
        "ExcludeRetainedVariantProperties": [{"VariantPropertyType": "DesiredWeight"}],
        "DeploymentConfig": {"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": {"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 0}}},
    }


def test_an_update_that_changes_the_names_is_not_watched() -> None:
    planned = step(BUILD, {}, config("ml.m5.large", 1, "new"), found(1))
    assert "DeploymentConfig" not in planned["Request"]
    assert planned["Alarms"] == []
