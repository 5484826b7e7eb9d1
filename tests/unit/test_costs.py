"""What a build is said to have cost: what was billed, at AWS's price, and nothing that is not known."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError
from botocore.stub import Stubber

from builds import table
from costs import looking, prices, uses
from costs.cost import cost
from costs.uses import NotKnown, Use
from local.pricing.products import products
from tests.unit.launching.world import World

BEGIN = datetime(2026, 11, 26, 12, tzinfo=UTC)
PRICES = {"Train:ml.m5.large": 0.115, "Host:ml.m5.large": 0.115, "Build-Min:Linux:g1.small": 0.005, "Processing:ml.m5.xlarge": 0.23}
TRAINING = {
    "TrainingJobName": "churn-v7-0a1b2c3d",
    "TrainingJobStatus": "Completed",
    "TrainingStartTime": BEGIN,
    "TrainingTimeInSeconds": 200,
    "BillableTimeInSeconds": 200,
    "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 2, "VolumeSizeInGB": 30},
}


def image(seconds: int, version: int = 7) -> dict[str, Any]:
    variables = [{"name": "IMAGE_URI", "value": f"123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:v{version}-training-0a1b2c3d4e5f6071"}]
    environment = {"computeType": "BUILD_GENERAL1_SMALL", "type": "LINUX_CONTAINER", "image": "x", "environmentVariables": variables}
    return {"id": "p:1", "startTime": BEGIN, "endTime": BEGIN + timedelta(seconds=seconds), "environment": environment}


def test_a_training_on_two_instances_costs_twice_its_billable_time() -> None:
    made = cost(uses.of_training(TRAINING), [], [], 0, PRICES.get)
    assert (made["Seconds"], made["Dollars"]) == (400, 0.0128)  # 0.115 $ an hour × 2 × 200 s
    assert made["Sentence"] == "Train Model 200 s on 2 × ml.m5.large ($0.01)"


def test_what_spot_instances_saved_is_told_and_not_paid() -> None:
    made = cost(uses.of_training({**TRAINING, "EnableManagedSpotTraining": True, "BillableTimeInSeconds": 60}), [], [], 0, PRICES.get)
    assert made["Uses"][0]["SpotSaving"] == 0.7
    assert made["Sentence"] == "Train Model 60 s on 2 × ml.m5.large ($0.0038), spot instances saved 70%"


def test_each_group_of_instances_is_paid_for() -> None:
    groups = [
        {"InstanceGroupName": kind, "InstanceType": f"ml.{kind}.large", "InstanceCount": count} for kind, count in (("m5", 1), ("c5", 3))
    ]
    found = uses.of_training({**TRAINING, "ResourceConfig": {"InstanceGroups": groups}})
    assert [(use.kind, use.count, use.seconds) for use in found] == [("ml.m5.large", 1, 200), ("ml.c5.large", 3, 200)]


def test_a_training_that_never_had_an_instance_costs_nothing() -> None:
    assert uses.of_training({key: value for key, value in TRAINING.items() if key != "TrainingStartTime"}) == []


def test_a_training_that_is_being_stopped_is_said_not_to_be_known_and_no_sum_is_made_of_the_rest() -> None:
    stopping = {key: value for key, value in TRAINING.items() if key != "BillableTimeInSeconds"} | {"TrainingJobStatus": "Stopping"}
    with pytest.raises(NotKnown, match="SageMaker has not billed churn-v7-0a1b2c3d yet, which is Stopping"):
        uses.of_training(stopping)
    made = cost(uses.of_image(image(61)), ["a training is not billed yet"], [], 0, PRICES.get)
    assert (made["Dollars"], made["Sentence"]) == (None, "Build Images 120 s on 1 × g1.small ($0.01); a training is not billed yet")


def test_an_image_costs_every_minute_that_has_begun() -> None:
    assert [use.seconds for seconds in (1, 60, 61) for use in uses.of_image(image(seconds))] == [60, 60, 120]


def test_an_exam_is_paid_for_from_its_beginning_to_its_end() -> None:
    job = {
        "ProcessingJobName": "exam",
        "ProcessingStartTime": BEGIN,
        "ProcessingEndTime": BEGIN + timedelta(seconds=3600),
        "ProcessingResources": {"ClusterConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30}},
    }
    twice = cost([*uses.of_evaluation(job), *uses.of_evaluation(job)], [], [], 0, PRICES.get)
    assert [(use["Seconds"], use["Dollars"]) for use in twice["Uses"]] == [(7200, 0.46)]


def test_without_prices_the_seconds_are_told_alone() -> None:
    made = cost(uses.of_training(TRAINING), [], [Use("Endpoint", "Host:ml.m5.large", 1, 0)], 0, lambda usage: None)
    assert (made["Dollars"], made["Endpoint"]["DollarsAMonth"]) == (None, None)
    assert made["Sentence"] == "Train Model 200 s on 2 × ml.m5.large; the endpoint costs a price that is not known on 1 × ml.m5.large"


def test_an_endpoint_costs_its_instances_for_a_months_hours_and_a_serverless_one_its_requests() -> None:
    config = {"ProductionVariants": [{"VariantName": "a", "InstanceType": "ml.m5.large", "InitialInstanceCount": 2}]}
    made = cost([], [], uses.of_endpoint({}, config), 0, PRICES.get)
    assert made["Sentence"] == "the endpoint costs $167.90 a month on 2 × ml.m5.large"
    assert cost([], [], [], 1, PRICES.get)["Sentence"] == "the endpoint is serverless and costs by the request"


ONE = {"VariantName": "a", "ModelName": "m", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}


def monthly(config: dict[str, Any], now: dict[str, Any], per_request: int = 0) -> str:
    """Return what is said of an endpoint of one variant, as it is now."""
    found = uses.of_endpoint({"ProductionVariants": [{"VariantName": "a", **now}]}, config)
    return str(cost([], [], found, per_request, {**PRICES, "AsyncInf:ml.m5.large": 0.13, "Host:ml.m5.xlarge": 0.23}.get)["Sentence"])


def test_an_endpoint_that_autoscaling_has_grown_costs_what_it_has_now_and_not_what_it_began_with() -> None:
    assert monthly({"ProductionVariants": [ONE]}, {"CurrentInstanceCount": 4}) == "the endpoint costs $335.80 a month on 4 × ml.m5.large"


def test_an_asynchronous_endpoint_has_prices_of_its_own() -> None:
    config = {"ProductionVariants": [ONE], "AsyncInferenceConfig": {"OutputConfig": {}}}
    assert monthly(config, {"CurrentInstanceCount": 1}) == "the endpoint costs $94.90 a month on 1 × ml.m5.large"
    assert prices.on_demand(products("AmazonSageMaker", "eu-west-1"), "AsyncInf:ml.m5.large") == 0.115


def test_a_pool_costs_what_is_taken_out_of_it_and_one_of_which_nobody_says_so_no_known_price() -> None:
    pools = [{"InstanceType": "ml.m5.xlarge", "CurrentInstanceCount": 1}, {"InstanceType": "ml.m5.large", "CurrentInstanceCount": 2}]
    config = {"ProductionVariants": [{"VariantName": "a", "InstancePools": [{"InstanceType": "ml.m5.xlarge"}], "InitialInstanceCount": 3}]}
    assert monthly(config, {"InstancePools": pools}) == "the endpoint costs $335.80 a month on 1 × ml.m5.xlarge, 2 × ml.m5.large"
    assert monthly(config, {"CurrentInstanceCount": 3}) == "the endpoint costs a price that is not known on 3 × instances of a pool"


def test_what_a_serverless_variant_holds_ready_is_paid_for_by_the_hour_too() -> None:
    serverless = {"MemorySizeInMB": 2048, "MaxConcurrency": 20, "ProvisionedConcurrency": 5}
    config = {"ProductionVariants": [{"VariantName": "a", "ModelName": "m", "ServerlessConfig": serverless}]}
    assert monthly(config, {}, per_request=1) == (
        "the endpoint costs a price that is not known on 5 × 2048 MB held ready, and a serverless variant by the request"
    )


def test_a_fleet_that_only_listens_is_paid_for_and_no_sum_is_made_of_the_half_that_is_known() -> None:
    shadow = {"VariantName": "b", "ModelName": "n", "InstanceType": "ml.p99.large", "InitialInstanceCount": 1}
    config = {"ProductionVariants": [ONE], "ShadowProductionVariants": [shadow]}
    assert monthly(config, {"CurrentInstanceCount": 1}) == (
        "the endpoint costs a price that is not known on 1 × ml.m5.large, 1 × ml.p99.large"
    )


def test_a_training_that_took_what_it_could_get_is_paid_for_by_what_it_got() -> None:
    given = {"InstancePreferences": [{"InstanceType": "ml.m5.xlarge", "InstanceCount": 1}], "SelectedInstanceType": "ml.m5.large"}
    (use,) = uses.of_training({**TRAINING, "ResourceConfig": {**given, "SelectedInstanceCount": 2}})
    assert (use.kind, use.count, use.seconds) == ("ml.m5.large", 2, 200)


@pytest.mark.parametrize("given", [{}, {"ResourceConfig": {"InstancePreferences": [{"InstanceType": "ml.m5.xlarge", "InstanceCount": 1}]}}])
def test_a_training_on_nobody_says_what_is_said_not_to_be_known(given: dict[str, Any]) -> None:
    job = {key: value for key, value in TRAINING.items() if key != "ResourceConfig"}
    with pytest.raises(NotKnown, match="SageMaker does not say on which instances it ran"):
        uses.of_training({**job, **given})


def test_a_training_in_a_plan_is_paid_for_beforehand_and_has_no_price_on_demand() -> None:
    given: dict[str, Any] = {
        "InstanceType": "ml.m5.large",
        "InstanceCount": 2,
        "TrainingPlanArn": "arn:aws:sagemaker:us-east-1:123456789012:training-plan/p",
    }
    made = cost(uses.of_training({**TRAINING, "ResourceConfig": given}), [], [], 0, PRICES.get)
    assert (made["Dollars"], made["Sentence"]) == (None, "Train Model 200 s on 2 × ml.m5.large")


def test_several_uses_have_a_sum() -> None:
    found = [*uses.of_image(image(60)), *uses.of_training(TRAINING)]
    made = cost(found, [], [], 0, PRICES.get)
    assert made["Sentence"] == "$0.02: Build Images 60 s on 1 × g1.small ($0.0050), Train Model 200 s on 2 × ml.m5.large ($0.01)"


def test_images_of_other_versions_are_not_this_builds() -> None:
    with Stubber(looking.codebuild()) as stub:
        stub.add_response("list_builds_for_project", {"ids": ["p:1", "p:2"]}, {"projectName": "images", "sortOrder": "DESCENDING"})
        stub.add_response("batch_get_builds", {"builds": [image(30), image(300, version=6)]}, {"ids": ["p:1", "p:2"]})
        assert [use.seconds for use in looking.of_images(7, "images")] == [60]


def test_where_codebuild_does_not_answer_that_is_said_and_the_build_s_end_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent() -> Any:
        raise ConnectTimeoutError(endpoint_url="https://codebuild.us-east-1.amazonaws.com/")

    monkeypatch.setattr(looking, "codebuild", silent)
    record = {"Version": 7, "Images": {"Training": {"Dockerfile": "Dockerfile", "Version": 7}}}
    found, (why,) = looking.paid_for(record, "images")
    assert found == []
    assert why.startswith("what the image builds cost is not known, for CodeBuild does not answer: Connect timeout")


@pytest.mark.parametrize("code", ["AccessDeniedException", "ThrottlingException"])
def test_what_the_role_may_not_look_at_is_said_not_to_be_known_and_what_passes_is_asked_for_again(
    monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    client = boto3.client("codebuild")
    monkeypatch.setattr(looking, "codebuild", lambda: client)
    record = {"Version": 7, "Images": {"Training": {"Dockerfile": "Dockerfile", "Version": 7}}}
    with Stubber(client) as stub:
        stub.add_client_error("list_builds_for_project", code, "no permissions boundary allows it")
        if code == "ThrottlingException":
            with pytest.raises(ClientError):
                looking.paid_for(record, "images")
            return
        assert looking.paid_for(record, "images") == ([], ["what was paid for is not known: no permissions boundary allows it"])


def test_a_price_is_the_one_on_demand_of_its_usage_type() -> None:
    listed = products("AmazonSageMaker", "us-east-1")
    assert prices.on_demand(listed, "Train:ml.m5.large") == 0.115
    assert prices.on_demand(listed, "Train:ml.p99.large") is None
    dearer = json.loads(json.dumps(listed).replace("0.1150000000", "0.2000000000"))
    assert prices.on_demand([*listed, *dearer], "Train:ml.m5.large") is None  # two prices of one thing are none


@pytest.fixture
def world() -> Iterator[World]:
    with World() as made:
        yield made


@pytest.mark.usefixtures("world")
def test_a_price_is_asked_once_a_week_and_a_refusal_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[float | None] = [None, 0.1, 0.2]
    monkeypatch.setattr(prices, "asked", lambda usage: answers.pop(0))

    def after(days: float) -> float | None:
        known = datetime.fromisoformat(table.read(prices.key("Train:ml.m5.large"))["At"])
        table.write_if(prices.key("Train:ml.m5.large"), {"At": (known - timedelta(days=days)).isoformat()})
        return prices.price("Train:ml.m5.large")

    assert (prices.price("Train:ml.m5.large"), after(0.9), after(0.2)) == (None, None, 0.1)
    assert (after(6.9), after(0.2), after(0.2)) == (0.1, 0.2, 0.2)


def test_a_list_that_may_not_be_asked_says_no_price(monkeypatch: pytest.MonkeyPatch) -> None:
    client = boto3.client("pricing", region_name="us-east-1")
    monkeypatch.setattr(prices, "client", lambda: client)
    with Stubber(client) as stub:
        stub.add_client_error("get_products", "AccessDeniedException", "not authorized to perform: pricing:GetProducts")
        assert prices.asked("Train:ml.m5.large") is None
