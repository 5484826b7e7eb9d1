"""The instances of an endpoint are counted by its load, as long as the document says so."""

from contextlib import ExitStack
from typing import Any

from examples.byod.digits import as_csv, split
from local.demo.traffic import Traffic
from local.stack import Stack
from tests.local.conftest import DOCUMENT
from tests.local.waiting import until

SCALING = {"MinCapacity": 1, "MaxCapacity": 3, "InvocationsPerInstance": 3, "ScaleInCooldown": 60, "ScaleOutCooldown": 60}
RESOURCE = "endpoint/churn/variant/AllTraffic"


def count(stack: Stack) -> int:
    found = stack.account.client("sagemaker").describe_endpoint(EndpointName=stack.name)
    return int(found["ProductionVariants"][0]["DesiredInstanceCount"])


def load(stack: Stack) -> ExitStack:
    """Return two clients that send one request after the other as long as the context lasts."""
    context = ExitStack()
    for _ in range(2):
        context.enter_context(Traffic(stack, as_csv(split()[1][:1], labels=False)))
    return context


def scaling(stack: Stack) -> tuple[list[str], list[str], list[str]]:
    """Return the targets, policies and alarms that Application Auto Scaling has."""
    client, alarms = stack.account.client("application-autoscaling"), stack.account.client("cloudwatch").describe_alarms()
    targets = [entry["ResourceId"] for entry in client.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"]]
    policies = [entry["PolicyName"] for entry in client.describe_scaling_policies(ServiceNamespace="sagemaker")["ScalingPolicies"]]
    names = [alarm["AlarmName"] for alarm in alarms["MetricAlarms"]]
    return targets, policies, [name.split("-Alarm")[1].split("-")[0] for name in names if name.startswith("TargetTracking")]


def succeeded(stack: Stack, parameters: dict[str, Any]) -> dict[str, Any]:
    stack.parameters({**DOCUMENT, "Train": False, **parameters})
    done = stack.build()
    assert (done["status"], done.get("cause")) == ("SUCCEEDED", None)
    return done


def test_an_endpoint_scales_as_soon_as_it_serves_follows_its_load_and_keeps_its_count_through_an_update(stack: Stack) -> None:
    succeeded(stack, {"Autoscaling": SCALING})
    assert scaling(stack) == ([RESOURCE], ["sagebuild"], ["High", "Low"])
    with load(stack):
        until(lambda: count(stack) == 3, 60)
        succeeded(stack, {"Autoscaling": SCALING})
        assert count(stack) == 3
    until(lambda: count(stack) == 1, 60)


def test_another_machine_ends_the_scaling_for_the_update_and_it_begins_again(stack: Stack) -> None:
    variant = {"VariantName": "AllTraffic", "InstanceType": "ml.c5.large", "InitialInstanceCount": 1}
    succeeded(stack, {"Autoscaling": {**SCALING, "MaxCapacity": 2}, "EndpointConfig": {"ProductionVariants": [variant]}})
    assert scaling(stack) == ([RESOURCE], ["sagebuild"], ["High", "Low"])
    client = stack.account.client("application-autoscaling")
    assert client.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"][0]["MaxCapacity"] == 2


def test_without_autoscaling_in_the_document_nothing_scales(stack: Stack) -> None:
    succeeded(stack, {})
    assert scaling(stack) == ([], [], [])
    stack.parameters(DOCUMENT)
