"""Quotas on the local AWS: nothing is limited until somebody limits it, and then it is refused in AWS's words."""

from collections.abc import Iterator
from typing import Any

import pytest

from local.gateway import quotas
from local.gateway.protocol import ServiceError
from local.sagemaker import endpoints, training

CONFIG = {"ProductionVariants": [{"VariantName": "a", "InstanceType": "ml.m5.large", "InitialInstanceCount": 2}]}


@pytest.fixture(autouse=True)
def unlimited() -> Iterator[None]:
    """Take all quotas away afterwards."""
    yield
    quotas.quotas.clear()


def job(kind: str, count: int = 1, **more: Any) -> dict[str, Any]:
    return {"ResourceConfig": {"InstanceType": kind, "InstanceCount": count}, **more}


def test_nothing_is_limited_until_a_quota_is_set() -> None:
    training.check_quota(job("ml.p3.2xlarge"))
    assert quotas.too_many_builds(1000) == ""


def test_a_training_beyond_the_quota_is_refused_in_sagemakers_words() -> None:
    quotas.change('{"ml.p3.2xlarge for training job usage": 0}')
    with pytest.raises(ServiceError) as refused:
        training.check_quota(job("ml.p3.2xlarge"))
    assert refused.value.code == "ResourceLimitExceeded"
    assert refused.value.message == (
        "The account-level service limit 'ml.p3.2xlarge for training job usage' is 0 Instances, with current utilization of 0 Instances and a request "
        "delta of 1 Instances. Please use AWS Service Quotas to request an increase for this quota. If AWS Service Quotas is not available, contact AWS "
        "support to request an increase for this quota."
    )
    training.check_quota(job("ml.m5.large"))
    training.check_quota(job("ml.p3.2xlarge", EnableManagedSpotTraining=True))


def test_what_runs_counts_and_what_has_ended_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    quotas.change('{"ml.m5.large for training job usage": 3}')
    running = job("ml.m5.large", 2, TrainingJobStatus="InProgress")
    ended = job("ml.m5.large", 2, TrainingJobStatus="Completed")
    monkeypatch.setattr(training.JOBS, "all", {"a": running, "b": ended})
    training.check_quota(job("ml.m5.large"))
    with pytest.raises(ServiceError, match="is 3 Instances, with current utilization of 2 Instances and a request delta of 2 Instances"):
        training.check_quota(job("ml.m5.large"), 2)


def test_while_an_endpoint_is_updated_its_old_instances_count(monkeypatch: pytest.MonkeyPatch) -> None:
    serving = {"EndpointConfigName": "old", "EndpointStatus": "InService"}
    monkeypatch.setattr(endpoints.ENDPOINTS, "all", {"churn": serving})
    monkeypatch.setattr(endpoints.CONFIGS, "all", {"old": CONFIG})
    quotas.change('{"ml.m5.large for endpoint usage": 4}')
    endpoints.check_quotas(CONFIG)
    quotas.change('{"ml.m5.large for endpoint usage": 3}')
    with pytest.raises(ServiceError, match=r"'ml\.m5\.large for endpoint usage' is 3 Instances, with current utilization of 2 Instances"):
        endpoints.check_quotas(CONFIG)


def test_a_build_beyond_the_quota_is_refused_in_codebuilds_words_until_the_quota_is_taken_away() -> None:
    quotas.change('{"builds in queue for the account": 0}')
    assert quotas.too_many_builds(0) == "Cannot have more than 0 builds in queue for the account"
    quotas.change('{"builds in queue for the account": null}')
    assert quotas.too_many_builds(0) == ""
