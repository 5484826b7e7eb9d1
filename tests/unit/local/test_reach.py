"""What jobs, models, image builds and notebook instances in a customer's network do not reach, and what is said of it, in AWS's words where they are known."""

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from ministack.services import sts

from local.codebuild import docker, registries, source
from local.codebuild.phases import Log, PhaseFailed
from local.codecommit import admission, repositories
from local.containers.images import Image
from local.iam import roles
from local.sagemaker import connections, hosting, model_container, objects
from local.sagemaker.job import JobFailed
from local.sagemaker.processing_run import ProcessingRun
from local.sagemaker.training_run import TrainingRun
from local.vpc import doors

HERE = doors.Place(("subnet-1",), ("sg-1",))
ROLE = "arn:aws:iam::000000000000:role/churn-TrainingRole-1"
NETWORK = {"Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}
UNREACHED = ClientError({"Error": {"Code": "ConnectTimeout", "Message": "Connect timeout: no way leads from subnet-1"}}, "ListObjectsV2")
TO_S3 = (
    "Please ensure that the subnet's route table has a route to an S3 VPC endpoint or a NAT device, and both the security groups and the subnet's "
    "network ACL allow outbound traffic to S3"
)
REGISTRY = "000000000000.dkr.ecr.us-east-1.amazonaws.com"


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A local AWS in whose network everything is closed."""
    monkeypatch.setenv("MINISTACK_REGION", "us-east-1")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("LOCAL_AWS_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(doors, "owners", {})
    monkeypatch.setattr(doors, "closed", lambda place, service: place.subnets[0])
    monkeypatch.setattr(sts, "_sessions", {})


def test_credentials_are_known_by_the_place_of_whoever_has_them() -> None:
    outside, inside = (roles.credentials(ROLE, "SageMaker", place)["AWS_ACCESS_KEY_ID"] for place in (None, HERE))
    assert doors.owners == {inside: HERE}
    assert outside != inside


def test_a_refusal_names_the_subnet_and_the_endpoint_or_the_nat_gateway_that_is_missing() -> None:
    words = "Connect timeout: no way leads from subnet-1 to a NAT gateway"
    assert doors.refusal(HERE, "sns") == f"{words} or to a VPC endpoint of com.amazonaws.us-east-1.sns"
    assert doors.refusal(HERE, "the internet") == words
    assert doors.refusal(None, "sns") is None


@pytest.mark.parametrize(
    ("record", "place"),
    [
        ({"VpcConfig": NETWORK}, HERE),
        ({"NetworkConfig": {"VpcConfig": NETWORK}}, HERE),
        ({"NetworkConfig": {"EnableNetworkIsolation": True}}, None),
        ({}, None),
    ],
)
def test_a_job_runs_where_its_request_says(record: dict[str, Any], place: doors.Place | None) -> None:
    assert connections.place_of(record) == place


def test_a_notebook_instance_is_shut_in_only_without_direct_internet_access() -> None:
    inside = {"SubnetId": "subnet-1", "SecurityGroups": ["sg-1"]}
    assert connections.place_of_notebook({**inside, "DirectInternetAccess": "Disabled"}) == HERE
    assert connections.place_of_notebook({**inside, "DirectInternetAccess": "Enabled"}) is None


def failing(*_: Any, **__: Any) -> Any:
    raise UNREACHED


@pytest.mark.parametrize(("started", "carried"), [({}, "Data download"), ({"TrainingStartTime": "12:00"}, "Artifact upload")])
def test_a_training_without_a_way_to_s3_fails_in_sagemakers_words(
    monkeypatch: pytest.MonkeyPatch, started: dict[str, str], carried: str
) -> None:
    asked = []
    monkeypatch.setattr(roles, "client", lambda *given: asked.append(given))
    monkeypatch.setattr(roles, "emit_event", lambda *_: None)
    monkeypatch.setattr(TrainingRun, "_work", failing)
    record = {"TrainingJobName": "a", "TrainingJobArn": "arn", "RoleArn": ROLE, "VpcConfig": NETWORK, "SecondaryStatusTransitions": []}
    record |= started
    TrainingRun(record, Image(Path("/image")), []).run()
    assert asked == [("s3", ROLE, "SageMaker", HERE)]
    assert (record["TrainingJobStatus"], record["FailureReason"]) == ("Failed", f"ClientError: {carried} failed:{TO_S3}")


def test_so_does_an_evaluation_and_other_errors_of_its_inputs_stay_what_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    record = {"ProcessingJobName": "a", "RoleArn": ROLE, "NetworkConfig": {"VpcConfig": NETWORK}}
    given = {"S3Uri": "s3://bucket/test", "LocalPath": "/opt/ml/processing/test", "S3DataType": "S3Prefix"}
    run = ProcessingRun(record, Image(Path("/image")))
    monkeypatch.setattr(objects, "download", failing)
    with pytest.raises(ClientError, match="no way leads from subnet-1"):
        run._download(None, given)

    def denied(*_: Any) -> Any:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "ListObjectsV2")

    monkeypatch.setattr(objects, "download", denied)
    with pytest.raises(JobFailed, match=r"^ClientError: Failed to download data from s3://bucket/test: .*AccessDenied"):
        run._download(None, given)


def test_a_model_without_a_way_to_s3_is_not_hosted_and_sagemaker_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(objects, "unpack", failing)
    with pytest.raises(model_container.Unreached) as error:
        model_container.download(None, "s3://bucket/model.tar.gz", tmp_path)
    assert str(error.value) == (
        'Failed to download model data from URL "s3://bucket/model.tar.gz". Please ensure that an S3 VPC endpoint exists in route table or NAT '
        "gateway for the VPC mode and the URL is reachable from within the subnets provided."
    )


def test_why_it_was_not_downloaded_is_why_its_endpoint_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    places = []

    def download(*given: Any) -> None:
        places.append(given[-1])
        raise model_container.Unreached("Failed to download model data")

    monkeypatch.setattr(hosting, "ModelContainer", download)
    model = {"ExecutionRoleArn": ROLE, "PrimaryContainer": {}, "VpcConfig": NETWORK}
    with pytest.raises(hosting.HostingFailed, match=r"^Failed to download model data$"):
        hosting.Fleet("churn", "churn-v1", {"VariantName": "AllTraffic"}, model)
    assert places == [HERE]


class Logs:
    """CloudWatch Logs that makes no stream."""

    def __init__(self, code: str) -> None:
        self.code = code

    def create_log_stream(self, **_: str) -> None:
        raise ClientError({"Error": {"Code": self.code, "Message": "User: a is not authorized"}}, "CreateLogStream")


@pytest.mark.parametrize(
    ("code", "expected", "words"),
    [
        (
            "ConnectTimeout",
            "CLIENT_ERROR",
            'RequestError: send request failed caused by: Post "https://logs.us-east-1.amazonaws.com/": dial tcp',
        ),
        (
            "AccessDeniedException",
            "ACCESS_DENIED",
            f"Service role {ROLE} does not allow AWS CodeBuild to create Amazon CloudWatch Logs log",
        ),
    ],
)
def test_there_is_no_image_build_without_a_log(monkeypatch: pytest.MonkeyPatch, code: str, expected: str, words: str) -> None:
    monkeypatch.setattr(roles, "client", lambda *_: Logs(code))
    with pytest.raises(PhaseFailed) as failed:
        Log({"logs": {"groupName": "group", "streamName": "stream"}, "arn": "arn"}, ROLE, HERE)
    assert (failed.value.code, str(failed.value)[: len(words)]) == (expected, words)


def test_the_group_of_a_log_is_made_where_it_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    done = []

    class Missing(Logs):
        def create_log_stream(self, **given: str) -> None:
            if not done:
                super().create_log_stream(**given)
            done.append(given)

        def create_log_group(self, **given: str) -> None:
            done.append(given)

    monkeypatch.setattr(roles, "client", lambda *_: Missing("ResourceNotFoundException"))
    Log({"logs": {"groupName": "group", "streamName": "stream"}, "arn": "arn"}, ROLE, None)
    assert done == [{"logGroupName": "group"}, {"logGroupName": "group", "logStreamName": "stream"}]


@pytest.mark.parametrize(
    ("kind", "address"), [("CODECOMMIT", "https://git-codecommit/v1/repos/a"), ("GITHUB", "https://github.com/a/b.git")]
)
def test_a_source_is_not_cloned_where_no_way_leads_to_it(kind: str, address: str) -> None:
    repository = {"type": kind, "location": address}
    source.check_way(repository, "main", None)
    with pytest.raises(PhaseFailed, match=r"dial tcp: i/o timeout for primary source and source version main$") as failed:
        source.check_way(repository, "main", HERE)
    assert (failed.value.code, f'Get "{address}/info/refs' in str(failed.value)) == ("CLIENT_ERROR", True)


def test_codecommit_is_cloned_through_a_door_of_its_own_and_github_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "closed", lambda place, service: None if service == "git-codecommit" else "subnet-1")
    source.check_way({"type": "CODECOMMIT", "location": "https://git-codecommit/v1/repos/a"}, "main", HERE)
    with pytest.raises(PhaseFailed):
        source.check_way({"type": "GITHUB", "location": "https://github.com/a/b.git"}, "main", HERE)


def close(monkeypatch: pytest.MonkeyPatch, *ways: str) -> None:
    """Let a build's docker find some ways closed."""
    monkeypatch.setenv(registries.CLOSED, json.dumps(ways))


def test_docker_logs_in_to_ecr_through_a_door_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    close(monkeypatch, "s3", "the internet")
    registries.login(REGISTRY, "password")
    close(monkeypatch, "ecr.dkr")
    with pytest.raises(
        registries.Unreached, match=f'^Get "https://{REGISTRY}/v2/": net/http: request canceled while waiting for connection'
    ):
        registries.login(REGISTRY, "password")


def test_a_registry_of_another_region_lies_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    close(monkeypatch, "the internet")
    with pytest.raises(registries.Unreached):
        registries.login("763104351884.dkr.ecr.eu-west-1.amazonaws.com", "password")


@pytest.mark.parametrize(
    ("uri", "address"),
    [
        ("public.ecr.aws/docker/library/python:3.13-slim", "public.ecr.aws/v2/"),
        ("python:3.13-slim", "registry-1.docker.io/v2/"),
        ("library/python", "registry-1.docker.io/v2/"),
    ],
)
def test_a_dockerfile_does_not_begin_with_what_lies_outside(monkeypatch: pytest.MonkeyPatch, uri: str, address: str) -> None:
    assert registries.base(uri, "000000000000") is None
    close(monkeypatch, "the internet")
    with pytest.raises(registries.Unreached, match=f'^Get "https://{address}"'):
        registries.base(uri, "000000000000")
    assert registries.base("scratch", "000000000000") is None


def test_layers_of_a_base_image_come_from_s3(monkeypatch: pytest.MonkeyPatch) -> None:
    registries.login(REGISTRY, "password")
    close(monkeypatch, "s3")
    with pytest.raises(registries.Unreached, match=r"prod-us-east-1-starport-layer-bucket.s3.us-east-1.amazonaws.com/"):
        registries.base(f"{REGISTRY}/churn:base", "000000000000")


def test_buildkits_own_image_lies_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    close(monkeypatch, "the internet")
    with pytest.raises(registries.Unreached, match=r"registry-1.docker.io"):
        docker.create_builder(["--name", "layers", "--driver", "docker-container", "--bootstrap"])


def test_git_in_a_notebook_reaches_codecommit_through_its_door(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "user_name", lambda headers: "ASIAINSIDE")
    monkeypatch.setattr(admission, "resolve_caller_identity", lambda user: {"userArn": "arn:aws:iam::000000000000:user/a"})
    monkeypatch.setattr(repositories, "records", {"churn": {}})
    assert admission.admitted("churn", {}, pushing=False) == "arn:aws:iam::000000000000:user/a"
    monkeypatch.setitem(doors.owners, "ASIAINSIDE", HERE)
    with pytest.raises(admission.Refused, match=r"VPC endpoint of com.amazonaws.us-east-1.git-codecommit"):
        admission.admitted("churn", {}, pushing=False)
