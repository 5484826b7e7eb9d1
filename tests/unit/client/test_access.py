from pathlib import Path

import boto3
import pytest
from botocore.config import Config

from sagebuild import SageBuild, SageBuildError
from sagebuild.access import Access, default_name
from tests.unit.client.conftest import StubbedAws, stack_answer


def test_a_stack_knows_its_outputs(churn: SageBuild) -> None:
    assert (churn.name, churn.outputs["DataBucket"]) == ("churn", "churn-data")


def test_timeouts_and_retries_may_be_others_than_the_usual_ones() -> None:
    session = boto3.Session(region_name="eu-west-1")
    usual = Access("churn", session).client("sns").meta.config
    hasty = (
        Access("churn", session, Config(read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2})).client("sns").meta.config
    )
    assert (usual.read_timeout, usual.retries["total_max_attempts"]) == (60, 6)
    assert (hasty.read_timeout, hasty.retries["total_max_attempts"]) == (2, 2)
    assert "sagebuild-client" in hasty.user_agent


def test_a_functions_answer_is_waited_for_as_long_as_a_function_may_take_unless_somebody_is_hasty() -> None:
    session = boto3.Session(region_name="eu-west-1")
    usual, hasty = (Access("churn", session, given).client("lambda").meta.config for given in (None, Config(read_timeout=2)))
    assert (usual.read_timeout, usual.tcp_keepalive, hasty.read_timeout) == (900, True, 2)
    assert "sagebuild-client" in usual.user_agent


def test_a_stack_that_is_not_there_is_said_at_once(aws: StubbedAws) -> None:
    aws.refuses("cloudformation", "describe_stacks", "ValidationError", "Stack with id churn does not exist")
    with pytest.raises(SageBuildError, match=r"^There is no stack churn in eu-west-1: name another one, or another region \(AWS_REGION\)$"):
        SageBuild("churn", session=aws)


def test_a_stack_of_somebody_else_is_said_to_be_none_of_sagebuilds(aws: StubbedAws) -> None:
    aws.answers("cloudformation", "describe_stacks", stack_answer({"Url": "https://example.com"}))
    with pytest.raises(SageBuildError, match=r"none of SageBuild's, or is not complete yet: it is CREATE_COMPLETE"):
        SageBuild("churn", session=aws)


def test_who_may_not_look_at_the_stack_learns_that(aws: StubbedAws) -> None:
    aws.refuses("cloudformation", "describe_stacks", "AccessDenied", "User x is not authorized to perform: cloudformation:DescribeStacks")
    with pytest.raises(SageBuildError, match=r"^AWS does not allow you DescribeStacks: User x is not authorized"):
        SageBuild("churn", session=aws)


def test_without_credentials_a_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    with pytest.raises(SageBuildError, match=r"^There are no AWS credentials here: run 'aws configure'"):
        SageBuild("churn", session=boto3.Session())


def test_without_a_region_a_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    with pytest.raises(SageBuildError, match=r"^No AWS region is chosen: set AWS_REGION"):
        SageBuild("churn", session=boto3.Session())


def test_the_region_may_stand_where_the_aws_cli_looks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-west-3")
    assert Access("churn").client("ssm").meta.region_name == "eu-west-3"
    monkeypatch.delenv("AWS_REGION")
    assert Access("churn").client("ssm").meta.region_name == "us-east-1"


def test_a_profile_that_is_not_there_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    with pytest.raises(SageBuildError, match=r"nobody.*choose another AWS_PROFILE$"):
        SageBuild("churn")


def test_an_address_that_does_not_answer_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(SageBuildError, match=r"http://127.0.0.1:1.*is there a network, and is the region right\?$"):
        SageBuild("churn", session=boto3.Session())


def test_calls_say_that_they_come_from_the_client(churn: SageBuild) -> None:
    assert churn.client("ssm").meta.config.user_agent.endswith("sagebuild-client/0.1.0")


def test_the_environment_names_the_stack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".sagebuild").write_text("other\n")
    monkeypatch.setenv("SAGEBUILD_STACK", " churn ")
    assert default_name(tmp_path) == "churn"


def test_a_file_in_the_folder_or_above_names_the_stack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SAGEBUILD_STACK", raising=False)
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    (tmp_path / ".sagebuild").write_text("churn\n")
    assert default_name(below) == "churn"
    (below / ".sagebuild").write_text("nearer")
    assert default_name(below) == "nearer"


def test_without_any_name_a_sentence_says_the_three_ways(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SAGEBUILD_STACK", raising=False)
    with pytest.raises(
        SageBuildError, match=r'SageBuild\("churn"\) or --stack churn, or set SAGEBUILD_STACK, or write the name into a file \.sagebuild'
    ):
        default_name(tmp_path)


def test_a_notebook_shows_the_sentence_and_no_traceback() -> None:
    assert SageBuildError("There is no stack churn")._render_traceback_() == ["SageBuildError: There is no stack churn"]


def test_resources_are_found_by_their_names_in_the_template(churn: SageBuild, aws: StubbedAws) -> None:
    entry = {"ResourceType": "AWS::CodeBuild::Project", "LastUpdatedTimestamp": "2026-11-26T12:00:00Z", "ResourceStatus": "CREATE_COMPLETE"}
    first = {
        "StackResourceSummaries": [{**entry, "LogicalResourceId": "ImageProject", "PhysicalResourceId": "images-1"}],
        "NextToken": "more",
    }
    second = {"StackResourceSummaries": [{**entry, "LogicalResourceId": "Gone"}]}
    aws.answers("cloudformation", "list_stack_resources", first, StackName="churn")
    aws.answers("cloudformation", "list_stack_resources", second, StackName="churn", NextToken="more")
    assert churn.resources == {"ImageProject": "images-1", "Gone": ""}
