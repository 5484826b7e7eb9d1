import pytest

from news.failure import explain
from news.limits import Limit, read, sentence

QUOTA = "SageMaker.ResourceLimitExceededException"
BUILDS = "CodeBuild.AccountLimitExceededException"
# As Step Functions hands them over.
TRAINING = (
    "The account-level service limit 'ml.p3.2xlarge for training job usage' is {} Instances, with current utilization of {} Instances and a "
    "request delta of 1 Instances. Please use AWS Service Quotas to request an increase for this quota. If AWS Service Quotas is not available, "
    "contact AWS support to request an increase for this quota. (Service: AmazonSageMaker; Status Code: 400; Error Code: ResourceLimitExceeded; "
    "Request ID: 5a2c; Proxy: null)"
)
IMAGES = (
    "Cannot have more than {} builds in queue for the account "
    "(Service: AWSCodeBuild; Status Code: 400; Error Code: AccountLimitExceededException; Request ID: 5a2c; Proxy: null)"
)
LINUX_SMALL = "Concurrently running builds for Linux/Small environment"


@pytest.mark.parametrize(
    ("error", "cause", "limit"),
    [
        (QUOTA, TRAINING.format("0", "0"), Limit("SageMaker", "ml.p3.2xlarge for training job usage", 0)),
        (QUOTA, TRAINING.format("2", "2"), Limit("SageMaker", "ml.p3.2xlarge for training job usage", 2)),
        (QUOTA, TRAINING.format("1,000", "1,000"), Limit("SageMaker", "ml.p3.2xlarge for training job usage", 1000)),
        (QUOTA, "Too many models", Limit("SageMaker", "Too many models")),
        (QUOTA, "", Limit("SageMaker", QUOTA)),
        (BUILDS, IMAGES.format(0), Limit("CodeBuild", LINUX_SMALL, 0)),
        (BUILDS, IMAGES.format(15), Limit("CodeBuild", LINUX_SMALL, 15)),
        (
            "SageMaker.AmazonSageMakerException",
            "Rate exceeded (Service: AmazonSageMaker; Status Code: 400; Error Code: ThrottlingException)",
            Limit("SageMaker", "rate of calls", is_rate=True),
        ),
        (
            "SageMaker.SageMakerException",
            "Rate exceeded (Service: SageMaker, Status Code: 400)",
            Limit("SageMaker", "rate of calls", is_rate=True),
        ),
        ("CodeBuild.AWSCodeBuildException", "Rate exceeded", Limit("CodeBuild", "rate of calls", is_rate=True)),
        ("SageMaker.AmazonSageMakerException", "1 validation error detected (Error Code: ValidationException)", None),
        ("SageMaker.SageMakerException", "Internal failure (Service: SageMaker, Status Code: 500)", None),
        ("SageMaker.SageMakerException", None, None),
    ],
)
def test_a_refusal_is_read(error: str, cause: str | None, limit: Limit | None) -> None:
    assert read({"State": "Train Model", "Error": error, "Cause": cause}) == limit


def test_a_quota_of_zero_is_told_with_its_service_and_what_raises_it() -> None:
    failure = {"State": "Train Model", "Error": QUOTA, "Cause": TRAINING.format("0", "0")}
    assert explain(failure, "eu-west-1") == (
        QUOTA,
        "Train Model: SageMaker's quota 'ml.p3.2xlarge for training job usage' is 0 in this account and region; "
        "Service Quotas raises it (https://eu-west-1.console.aws.amazon.com/servicequotas/home/services/sagemaker/quotas)",
    )


def test_codebuild_may_hold_an_account_below_its_quota() -> None:
    failure = {"State": "Build Training Image", "Error": BUILDS, "Cause": IMAGES.format(0)}
    assert explain(failure, "eu-west-1")[1] == (
        "Build Training Image: CodeBuild's quota 'Concurrently running builds for Linux/Small environment' is 0 in this account and region; "
        "Service Quotas raises it (https://eu-west-1.console.aws.amazon.com/servicequotas/home/services/codebuild/quotas), "
        "and where it shows more already, AWS Support does"
    )


def test_a_quota_in_use_is_said_to_be_used_up() -> None:
    assert sentence(Limit("SageMaker", "ml.m5.large for endpoint usage", 4), "eu-west-1").startswith(
        "SageMaker's quota 'ml.m5.large for endpoint usage' is 4 in this account and region, and used up; Service Quotas raises it"
    )


@pytest.mark.parametrize(("error", "cause"), [(QUOTA, "Too many models"), ("SageMaker.SageMakerException", "Rate exceeded")])
def test_what_names_no_quota_is_told_as_it_is(error: str, cause: str) -> None:
    assert explain({"State": "Create Model", "Error": error, "Cause": cause}, "eu-west-1") == (error, f"Create Model: {cause}")
