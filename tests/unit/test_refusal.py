from typing import Any

import pytest

from calls import refusal
from calls.deployment import CannotUpdate

INSTANCES = {"ProductionVariants": [{"VariantName": "AllTraffic"}]}
SERVERLESS = {"ProductionVariants": [{"VariantName": "AllTraffic", "ServerlessConfig": {"MemorySizeInMB": 2048}}]}
ASYNC = {**INSTANCES, "AsyncInferenceConfig": {"OutputConfig": {"S3OutputPath": "s3://answers/"}}}
SERVES_SERVERLESS = {"ProductionVariants": [{"VariantName": "AllTraffic", "CurrentServerlessConfig": {"MemorySizeInMB": 2048}}]}
OTHER = {"ProductionVariants": [{"VariantName": "new"}]}
CANARY = {"Endpoint": {"DeploymentConfig": {"BlueGreenUpdatePolicy": {}}}}


def check(serves: dict[str, Any], config: dict[str, Any], parameters: dict[str, Any], status: str = "InService") -> None:
    refusal.check(parameters, config, {"EndpointName": "churn", "EndpointStatus": status, **serves})


@pytest.mark.parametrize(
    ("serves", "config", "words"),
    [
        (INSTANCES, SERVERLESS, "endpoint churn runs on instances, and SageMaker cannot make it serverless in place"),
        (ASYNC, INSTANCES, "endpoint churn is asynchronous, and SageMaker cannot make it anything else in place"),
    ],
)
def test_what_sagemaker_refuses_in_place_is_refused_unless_the_endpoint_may_be_replaced(
    serves: dict[str, Any], config: dict[str, Any], words: str
) -> None:
    with pytest.raises(CannotUpdate, match=f'{words}; with "Endpoint": {{"Replace": true}} it is deleted .* and serves nobody meanwhile'):
        check(serves, config, {})
    check(serves, config, {"Endpoint": {"Replace": True}})


@pytest.mark.parametrize(
    ("serves", "config"),
    [
        (INSTANCES, INSTANCES),
        (SERVES_SERVERLESS, SERVERLESS),
        (SERVES_SERVERLESS, INSTANCES),
        (ASYNC, ASYNC),
        (INSTANCES, ASYNC),
        (INSTANCES, OTHER),
    ],
)
def test_all_else_is_an_update(serves: dict[str, Any], config: dict[str, Any]) -> None:
    check(serves, config, {})
    assert not refusal.is_replaced({"Endpoint": {"Replace": True}}, config, {"EndpointName": "churn", **serves})


def test_guardrails_that_the_document_asks_for_need_variants_of_the_same_names() -> None:
    words = r"expected production variants of the same names as the endpoint has \(AllTraffic\), got new"
    with pytest.raises(CannotUpdate, match=words):
        check(INSTANCES, OTHER, CANARY)


@pytest.mark.parametrize("status", ["Creating", "Updating", "SystemUpdating", "RollingBack", "Deleting", "Failed"])
def test_an_endpoint_that_is_changing_or_goes_is_judged_when_it_has_come_to_rest(status: str) -> None:
    check(INSTANCES, SERVERLESS, CANARY, status)
