from collections.abc import Iterator
from typing import Any

import pytest
from botocore.stub import Stubber

from clean_up.app import handler
from endpoints import endpoint

FAILURE = {"State": "Create Endpoint Config", "Error": "SageMaker.SageMakerException", "Cause": "no"}
NAMES = {"Endpoint": "churn", "EndpointConfig": "churn-v7-0a", "Model": "churn-v7-0a"}
SAID = {"Error": "SageMaker.SageMakerException", "Cause": "Create Endpoint Config: no"}


@pytest.fixture
def sagemaker() -> Iterator[Stubber]:
    endpoint.sagemaker.cache_clear()
    with Stubber(endpoint.sagemaker()) as stubber:
        yield stubber
    endpoint.sagemaker.cache_clear()


def missing(operation: str) -> dict[str, Any]:
    return {
        "method": operation,
        "service_error_code": "ValidationException",
        "service_message": f'Could not find {operation} "churn-v7-0a".',
    }


def test_a_failed_build_leaves_neither_model_nor_configuration_and_one_that_made_none_is_cleaned_up_too(sagemaker: Stubber) -> None:
    sagemaker.add_client_error("describe_endpoint", "ValidationException", 'Could not find endpoint "churn".')
    sagemaker.add_response("delete_endpoint_config", {}, {"EndpointConfigName": "churn-v7-0a"})
    sagemaker.add_client_error(**missing("delete_model"))
    assert handler({"Build": {"Names": NAMES}, "Failure": FAILURE}, None) == SAID
    sagemaker.assert_no_pending_responses()


def test_a_build_that_was_refused_in_its_plan_has_nothing_to_be_removed(sagemaker: Stubber) -> None:
    assert handler({"Build": None, "Failure": FAILURE}, None) == SAID


def test_what_a_rollback_was_to_bring_back_is_kept_when_it_fails(sagemaker: Stubber) -> None:
    back = {"Names": NAMES, "Rollback": {"Number": 1, "From": 8, "To": 7}}
    assert handler({"Build": back, "Failure": FAILURE}, None) == SAID
