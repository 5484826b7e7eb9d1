"""What Application Auto Scaling asks of whoever registers a target."""

import pytest

from local.autoscaling.rights import needed_to_register

ENDPOINT = "arn:aws:sagemaker:us-east-1:000000000000:endpoint/churn"


def test_whoever_registers_a_target_has_to_have_every_right_that_scaling_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINISTACK_REGION", "us-east-1")
    needed = {action: resource for action, resource, _ in needed_to_register({"ResourceId": "endpoint/churn/variant/a"})}
    config = needed.pop("sagemaker:DescribeEndpointConfig")
    assert config.startswith("arn:aws:sagemaker:us-east-1:000000000000:endpoint-config/")
    assert "churn" not in config, "the name is made up"
    assert needed.pop("iam:CreateServiceLinkedRole").endswith("/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint")
    assert needed == {
        "sagemaker:DescribeEndpoint": ENDPOINT,
        "sagemaker:UpdateEndpointWeightsAndCapacities": ENDPOINT,
        "cloudwatch:PutMetricAlarm": "arn:aws:cloudwatch:us-east-1:000000000000:alarm:",
        "cloudwatch:DescribeAlarms": "*",
        "cloudwatch:DeleteAlarms": "arn:aws:cloudwatch:us-east-1:000000000000:alarm:",
    }
