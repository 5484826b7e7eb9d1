"""Which variants scale, and how, by the document; and the calls that make it so."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from calls.scaling import targets
from endpoints import scaling
from tests.unit.planning import planned

PREDEFINED = {"PredefinedMetricSpecification": {"PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"}}
TWO = {"ProductionVariants": [{"VariantName": name, "ModelName": "m", "InstanceType": "ml.m5.large"} for name in ("a", "b")]}
COMMON = {"MaxCapacity": 4, "InvocationsPerInstance": 70}


def test_nothing_scales_that_the_document_does_not_name() -> None:
    assert targets({}, TWO) == []
    assert targets({"Autoscaling": {}}, TWO) == []


def test_all_variants_scale_alike_but_for_what_is_said_of_one() -> None:
    asked = {**COMMON, "ScaleInCooldown": 600, "Variants": {"b": {"MinCapacity": 2, "ScaleInCooldown": None, "ScaleOutCooldown": 60}}}
    assert targets({"Autoscaling": asked}, TWO) == [
        {"Variant": "a", "MinCapacity": 1, "MaxCapacity": 4, "Policy": {"TargetValue": 70, **PREDEFINED, "ScaleInCooldown": 600}},
        {"Variant": "b", "MinCapacity": 2, "MaxCapacity": 4, "Policy": {"TargetValue": 70, **PREDEFINED, "ScaleOutCooldown": 60}},
    ]


def test_a_variant_that_is_null_does_not_scale_and_without_common_keys_only_those_that_are_named_do() -> None:
    assert [target["Variant"] for target in targets({"Autoscaling": {**COMMON, "Variants": {"a": None}}}, TWO)] == ["b"]
    assert [target["Variant"] for target in targets({"Autoscaling": {"Variants": {"a": COMMON}}}, TWO)] == ["a"]


def test_a_null_in_the_document_reaches_the_variant() -> None:
    parameters = planned({"Autoscaling": {**COMMON, "Variants": {"AllTraffic": None}}})["Parameters"]
    assert parameters["Autoscaling"]["Variants"] == {"AllTraffic": None}


def test_an_asynchronous_endpoint_may_scale_to_nothing_by_a_metric_of_its_own() -> None:
    backlog = {"MetricName": "ApproximateBacklogSizePerInstance", "Namespace": "AWS/SageMaker", "Statistic": "Average"}
    tracking = {"TargetValue": 5, "CustomizedMetricSpecification": backlog}
    asked = {"MinCapacity": 0, "MaxCapacity": 2, "TargetTracking": tracking}
    config = {**TWO, "AsyncInferenceConfig": {"OutputConfig": {}}}
    assert targets({"Autoscaling": {"Variants": {"a": asked}}}, config) == [
        {"Variant": "a", "MinCapacity": 0, "MaxCapacity": 2, "Policy": tracking}
    ]


OF = {
    "ServiceNamespace": "sagemaker",
    "ResourceId": "endpoint/churn/variant/a",
    "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
}


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    client = boto3.client("application-autoscaling", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
    monkeypatch.setattr(scaling, "client", lambda: client)
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def policies(*names: str) -> dict[str, Any]:
    known = {**OF, "PolicyARN": "arn", "PolicyType": "TargetTrackingScaling", "CreationTime": 0}
    return {"ScalingPolicies": [{**known, "PolicyName": name} for name in names]}


def test_the_stacks_own_scaling_is_known_by_the_name_of_its_policy(stub: Stubber) -> None:
    target = {**OF, "MinCapacity": 1, "MaxCapacity": 2, "RoleARN": "role", "CreationTime": 0}
    stub.add_response("describe_scalable_targets", {"ScalableTargets": [target, {**target, "ResourceId": "endpoint/churn/variant/b"}]})
    stub.add_response("describe_scaling_policies", policies("by-hand", "sagebuild"))
    stub.add_response("describe_scaling_policies", policies("by-hand"))
    assert scaling.scaled("churn", ["a", "b", "c"]) == {"a": True, "b": False}


def test_a_variant_that_others_scale_too_loses_only_the_stacks_own_policy(stub: Stubber) -> None:
    stub.add_response("describe_scaling_policies", policies("by-hand", "sagebuild"), OF)
    stub.add_response("delete_scaling_policy", {}, {**OF, "PolicyName": "sagebuild"})
    scaling.end("churn", "a")


def test_a_variant_that_the_stack_alone_scales_is_deregistered_in_one_call_with_its_policy(stub: Stubber) -> None:
    stub.add_response("describe_scaling_policies", policies("sagebuild"), OF)
    stub.add_response("deregister_scalable_target", {}, OF)
    scaling.end("churn", "a")


def test_what_is_gone_already_is_ended(stub: Stubber) -> None:
    stub.add_response("describe_scaling_policies", policies("by-hand"), OF)
    stub.add_client_error("delete_scaling_policy", "ObjectNotFoundException")
    scaling.end("churn", "a")
    stub.add_response("describe_scaling_policies", policies(), OF)
    stub.add_client_error("deregister_scalable_target", "ObjectNotFoundException")
    scaling.end("churn", "a")
