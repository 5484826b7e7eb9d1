"""A small world in which a build's or a rollback's steps run: version 2 serves, version 3 is being built. All of it is moto's."""

import json
import os
from typing import Any, Self

import boto3

from builds import records, table
from endpoints import alarms, scaling
from news import logs
from plan_evaluation import app as plan_evaluation
from plans import given, lookups, verification
from tests.unit.launching.serving import Serving, name_of
from tests.unit.launching.world import client
from validate_model import app as validate_model
from verify_endpoint import app as verify_endpoint

CACHED = (
    alarms.cloudwatch, scaling.client, logs.client, lookups.client, given.ssm, verification.s3,
    plan_evaluation.s3, validate_model.s3, verify_endpoint.runtime,
)  # fmt: skip
NAMES = {"Endpoint": "churn", "Rehearsal": "churn-rehearsal", "EndpointConfig": name_of(3), "Model": name_of(3)}
TRACKING = {"TargetValue": 50.0, "PredefinedMetricSpecification": {"PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"}}


class Steps(Serving):
    """What a step finds; asked is what has been sent to endpoints."""

    def __enter__(self) -> Self:
        for accessor in CACHED:
            accessor.cache_clear()
        super().__enter__()
        assert boto3.DEFAULT_SESSION
        self.asked = set[bytes]()
        boto3.DEFAULT_SESSION.events.register("before-call.sagemaker-runtime", lambda params, **_: self.asked.add(params["body"]))
        os.environ["PARAMETER_NAME"] = "/churn/parameters"
        client("ssm").put_parameter(Name="/churn/parameters", Value="{}", Type="String")
        self.have_served(2)
        records.note(2, {"ModelArtifacts": "s3://code/artifacts/2/output/model.tar.gz"})
        return self

    def __exit__(self, *_: Any) -> None:
        super().__exit__()
        for accessor in CACHED:
            accessor.cache_clear()

    def serve(self, version: int) -> None:
        """Let the endpoint, which is the stack's own, serve a version."""
        super().serve(version)
        self.own("churn")

    def own(self, name: str) -> None:
        """Mark an endpoint as the stack's own."""
        arn = client("sagemaker").describe_endpoint(EndpointName=name)["EndpointArn"]
        client("sagemaker").add_tags(ResourceArn=arn, Tags=[{"Key": "sagebuild:stack", "Value": "churn"}])

    def make(self, endpoint: str = "") -> None:
        """Have the model and the configuration of version 3, and an endpoint on which they are rehearsed if it is named."""
        sagemaker = client("sagemaker")
        sagemaker.create_model(ModelName=name_of(3), ExecutionRoleArn="arn:aws:iam::123456789012:role/r", PrimaryContainer={"Image": "i"})
        variant = {"VariantName": "AllTraffic", "ModelName": name_of(3), "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
        sagemaker.create_endpoint_config(EndpointConfigName=name_of(3), ProductionVariants=[variant])
        if endpoint:
            sagemaker.create_endpoint(EndpointName=endpoint, EndpointConfigName=name_of(3))
            self.own(endpoint)

    def scale(self) -> None:
        """Let the endpoint scale."""
        scaling.make("churn", {"Variant": "AllTraffic", "MinCapacity": 1, "MaxCapacity": 4, "Policy": TRACKING})

    def ring(self) -> None:
        """Let an alarm of the last deployment be in state ALARM, and one be there of a variant that is gone."""
        for variant, state in (("AllTraffic", "ALARM"), ("gone", "OK")):
            name = f"churn/{variant}/latency"
            client("cloudwatch").put_metric_alarm(
                AlarmName=name, MetricName="ModelLatency", Namespace="AWS/SageMaker", Statistic="Average", Period=60,
                EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold",
            )  # fmt: skip
            client("cloudwatch").set_alarm_state(AlarmName=name, StateValue=state, StateReason="so")

    def write(self, key: str, text: str) -> None:
        """Put an object into the code bucket."""
        client("s3").put_object(Bucket="code", Key=key, Body=text.encode())

    def left(self) -> dict[str, Any]:
        """Return what there is of all that a step could change."""
        sagemaker, autoscaling = client("sagemaker"), client("application-autoscaling")
        targets = autoscaling.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"]
        policies = autoscaling.describe_scaling_policies(ServiceNamespace="sagemaker")["ScalingPolicies"]
        scaled = {target["ResourceId"]: (target["MinCapacity"], target["MaxCapacity"]) for target in targets}
        found = client("cloudwatch").describe_alarms()["MetricAlarms"]
        return {
            "endpoints": sorted(entry["EndpointName"] for entry in sagemaker.list_endpoints()["Endpoints"]),
            "configs": sorted(entry["EndpointConfigName"] for entry in sagemaker.list_endpoint_configs()["EndpointConfigs"]),
            "models": sorted(entry["ModelName"] for entry in sagemaker.list_models()["Models"]),
            "alarms": sorted((alarm["AlarmName"], alarm["StateValue"], len(alarm["Dimensions"])) for alarm in found),
            "scaled": scaled,
            # AWS forgets a target's policies with the target.
            "policies": [policy["PolicyName"] for policy in policies if policy["ResourceId"] in scaled],
            "items": sorted(json.dumps(item, default=str, sort_keys=True) for item in table.table().scan()["Items"]),
            "asked": self.asked,
        }
