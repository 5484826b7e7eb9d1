"""The local AWS is no kinder than AWS: bad requests get AWS's own errors, and bad containers end as they do there."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.commands import ROOT
from local.stack import Stack
from tests.local.job_of import training_request
from tests.local.waiting import until

Call = Callable[..., Any]


def refused(call: Call, **request: Any) -> tuple[str, str]:
    """Return code and message of the error that a request gets."""
    with pytest.raises(ClientError) as error:
        call(**request)
    return error.value.response["Error"]["Code"], error.value.response["Error"]["Message"]


@pytest.fixture(scope="module", autouse=True)
def restored(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Put the example's code back for the tests that follow."""
    yield
    stack.push(ROOT / "examples/byod", tmp_path_factory.mktemp("restored"))


@pytest.fixture(scope="module")
def sagemaker(stack: Stack) -> Any:
    return stack.account.client("sagemaker")


@pytest.fixture(scope="module")
def model(stack: Stack, sagemaker: Any) -> dict[str, Any]:
    """The model that the stack's endpoint serves."""
    name = sagemaker.describe_endpoint(EndpointName=stack.name)["EndpointConfigName"]
    found: dict[str, Any] = sagemaker.describe_model(ModelName=name)
    return found


def config(sagemaker: Any, name: str, model_name: str) -> str:
    """Create an endpoint configuration."""
    variant = {"VariantName": "AllTraffic", "ModelName": model_name, "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    sagemaker.create_endpoint_config(EndpointConfigName=name, ProductionVariants=[variant])
    return name


def test_a_training_job_name_is_never_free_again(stack: Stack, sagemaker: Any) -> None:
    name = sagemaker.list_training_jobs(StatusEquals="Completed")["TrainingJobSummaries"][0]["TrainingJobName"]
    code, message = refused(sagemaker.create_training_job, **training_request(stack, name))
    assert (code, "must be unique within an AWS account and region" in message) == ("ResourceInUse", True)


@pytest.mark.parametrize(
    ("image", "words"), [("no-address:v1", "expected an image in Amazon ECR in us-east-1"), ("{registry}:v999", "Cannot find the image")]
)
def test_an_image_has_to_be_in_ecr(stack: Stack, sagemaker: Any, model: dict[str, Any], image: str, words: str) -> None:
    request = training_request(stack, "refused-1")
    uri = image.format(registry=model["PrimaryContainer"]["Image"].rpartition(":")[0])
    request["AlgorithmSpecification"] = {"TrainingImage": uri, "TrainingInputMode": "File"}
    code, message = refused(sagemaker.create_training_job, **request)
    assert (code, words in message) == ("ValidationException", True)


def test_members_that_do_not_go_together_are_refused_by_the_table_that_builds_are_checked_with(
    stack: Stack, sagemaker: Any, model: dict[str, Any]
) -> None:
    spot = training_request(stack, "refused-5", EnableManagedSpotTraining=True)
    variant = {"VariantName": "a", "ModelName": model["ModelName"], "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    routing = {"Type": "CANARY", "WaitIntervalInSeconds": 0, "CanarySize": {"Type": "CAPACITY_PERCENT", "Value": 60}}
    canary = {"DeploymentConfig": {"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": routing}}}
    calls: list[tuple[Call, dict[str, Any], str]] = [
        (sagemaker.create_training_job, spot, "StoppingCondition.MaxWaitTimeInSeconds: required with EnableManagedSpotTraining"),
        (sagemaker.create_endpoint_config, {"EndpointConfigName": "refused", "ProductionVariants": [variant] * 2}, "each VariantName once"),
        (
            sagemaker.update_endpoint,
            {"EndpointName": stack.name, "EndpointConfigName": "any", **canary},
            "expected at most 50 percent, got 60",
        ),
    ]
    for call, request, words in calls:
        code, message = refused(call, **request)
        assert (code, words in message) == ("ValidationException", True), message


def test_what_the_requests_of_one_endpoint_exclude_is_refused_when_they_meet(stack: Stack, sagemaker: Any, model: dict[str, Any]) -> None:
    serverless = {"VariantName": "a", "ServerlessConfig": {"MemorySizeInMB": 2048, "MaxConcurrency": 5}}
    isolated = {
        "PrimaryContainer": model["PrimaryContainer"],
        "ExecutionRoleArn": model["ExecutionRoleArn"],
        "EnableNetworkIsolation": True,
    }
    sagemaker.create_model(ModelName="isolated", **isolated)
    code, message = refused(
        sagemaker.create_endpoint_config, EndpointConfigName="refused", ProductionVariants=[{**serverless, "ModelName": "isolated"}]
    )
    assert (code, "ServerlessConfig does not go with the model's EnableNetworkIsolation" in message) == ("ValidationException", True)
    sagemaker.delete_model(ModelName="isolated")


def test_the_alarms_of_an_update_have_to_be_there(stack: Stack, sagemaker: Any, model: dict[str, Any]) -> None:
    config(sagemaker, "with-alarms", model["ModelName"])
    guarded = {"AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "no-such-alarm"}]}}
    code, message = refused(sagemaker.update_endpoint, EndpointName=stack.name, EndpointConfigName="with-alarms", DeploymentConfig=guarded)
    assert (code, message.endswith("do not exist: no-such-alarm.")) == ("ValidationException", True)
    sagemaker.delete_endpoint_config(EndpointConfigName="with-alarms")


def test_a_channels_prefix_has_to_hold_something(stack: Stack, sagemaker: Any) -> None:
    request = training_request(stack, "refused-2")
    request["InputDataConfig"][0]["DataSource"]["S3DataSource"]["S3Uri"] = f"s3://{stack.outputs['DataBucket']}/nothing/"
    code, message = refused(sagemaker.create_training_job, **request)
    assert (code, message.startswith("No S3 objects found under S3 URL")) == ("ValidationException", True)


def test_a_role_has_to_exist_and_to_trust_sagemaker(stack: Stack, sagemaker: Any) -> None:
    for role in (
        "arn:aws:iam::000000000000:role/nobody",
        stack.account.client("iam").get_role(RoleName=stack.resource("ImageProjectRole"))["Role"]["Arn"],
    ):
        code, message = refused(sagemaker.create_training_job, **training_request(stack, "refused-3", RoleArn=role))
        assert (code, message.startswith(f"Could not assume role {role}")) == ("ValidationException", True)


def test_model_data_has_to_be_there(stack: Stack, sagemaker: Any, model: dict[str, Any]) -> None:
    container = {**model["PrimaryContainer"], "ModelDataUrl": f"s3://{stack.outputs['CodeBucket']}/no/model.tar.gz"}
    code, message = refused(
        sagemaker.create_model, ModelName="refused", PrimaryContainer=container, ExecutionRoleArn=model["ExecutionRoleArn"]
    )
    assert (code, message.startswith("Could not access model data")) == ("ValidationException", True)


def test_a_resource_that_does_not_exist_is_not_found(sagemaker: Any) -> None:
    code, message = refused(sagemaker.describe_endpoint, EndpointName="no-such-endpoint")
    assert (code, message.startswith("Could not find endpoint")) == ("ValidationException", True)


def test_a_job_that_takes_too_long_is_stopped(stack: Stack, sagemaker: Any) -> None:
    request = training_request(stack, "churn-too-long", HyperParameters={"passes": "300"}, StoppingCondition={"MaxRuntimeInSeconds": 2})
    sagemaker.create_training_job(**request)
    until(lambda: sagemaker.describe_training_job(TrainingJobName="churn-too-long")["TrainingJobStatus"] == "Stopped")
    assert sagemaker.describe_training_job(TrainingJobName="churn-too-long")["SecondaryStatus"] == "MaxRuntimeExceeded"
    code, _ = refused(sagemaker.stop_training_job, TrainingJobName="churn-too-long")
    assert code == "ValidationException"


def test_an_endpoint_can_neither_be_updated_nor_deleted_while_it_is_made_and_a_bad_update_rolls_back(
    stack: Stack, sagemaker: Any, model: dict[str, Any]
) -> None:
    broken = {**model["PrimaryContainer"], "Environment": {"PYTHONHOME": "/nowhere"}}
    sagemaker.create_model(ModelName="other-broken", PrimaryContainer=broken, ExecutionRoleArn=model["ExecutionRoleArn"])
    good, bad = config(sagemaker, "other-good", model["ModelName"]), config(sagemaker, "other-bad", "other-broken")

    def look() -> dict[str, Any]:
        found: dict[str, Any] = sagemaker.describe_endpoint(EndpointName="other")
        return found

    sagemaker.create_endpoint(EndpointName="other", EndpointConfigName=good)
    assert refused(sagemaker.update_endpoint, EndpointName="other", EndpointConfigName=bad)[1].startswith(
        "Cannot update in-progress endpoint"
    )
    assert refused(sagemaker.delete_endpoint, EndpointName="other")[1].startswith("Cannot update in-progress endpoint")
    until(lambda: bool(look()["EndpointStatus"] == "InService"))
    sagemaker.update_endpoint(EndpointName="other", EndpointConfigName=bad)
    assert refused(sagemaker.update_endpoint, EndpointName="other", EndpointConfigName=good)[1].startswith(
        "Cannot update in-progress endpoint"
    )
    until(lambda: bool(look()["EndpointStatus"] == "InService"))
    assert look()["EndpointConfigName"] == "other-good"
    assert "did not pass the ping health check" in look()["FailureReason"]
    sagemaker.delete_endpoint(EndpointName="other")
    until(lambda: not any(found["EndpointName"] == "other" for found in sagemaker.list_endpoints()["Endpoints"]))
    for name in (good, bad):
        sagemaker.delete_endpoint_config(EndpointConfigName=name)
    sagemaker.delete_model(ModelName="other-broken")


def test_a_program_may_stand_anywhere_in_the_image(stack: Stack, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    dockerfile = ["FROM scratch", "COPY train /srv/app/bin/train", "ENV PATH=/srv/app/bin:${PATH}", "COPY note.txt /etc/sagebuild/note.txt"]
    (tmp_path / "Dockerfile.elsewhere").write_text("\n".join(dockerfile) + "\n")
    (tmp_path / "note.txt").write_text("a file outside of /opt")
    (tmp_path / "train").write_text("#!/bin/sh\ncat /etc/sagebuild/note.txt > /opt/ml/output/failure\nexit 3\n")
    (tmp_path / "train").chmod(0o755)
    stack.push(tmp_path, tmp_path_factory.mktemp("elsewhere"))
    done = stack.build({"Parameters": {"Images": {"Training": {"Dockerfile": "Dockerfile.elsewhere"}}}})
    assert "AlgorithmError: a file outside of /opt, exit code: 3" in done["cause"]


@pytest.mark.parametrize("base", ["{own}:base", "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.6.0-cpu-py312"])
def test_an_image_may_begin_with_another_one_in_ecr(
    stack: Stack, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, base: str
) -> None:
    own = f"000000000000.dkr.ecr.us-east-1.amazonaws.com/{stack.resource('ImageRepository')}"
    lines = [f"FROM {base.format(own=own)}", "ENV PATH=/srv/bin:${PATH}", "COPY train /srv/bin/train"]
    (tmp_path / "Dockerfile").write_text("\n".join(lines) + "\n")
    (tmp_path / "train").write_text("#!/bin/sh\nls /opt/program | tr '\\n' ' ' > /opt/ml/output/failure\nexit 3\n")
    (tmp_path / "train").chmod(0o755)
    stack.push(tmp_path, tmp_path_factory.mktemp("begun"))
    cause = stack.build()["cause"]
    assert "exit code: 3" in cause
    assert ("model.py serve train" in cause) == base.startswith("{own}")


def test_sagemaker_takes_no_oci_manifest(stack: Stack, sagemaker: Any, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nENTRYPOINT train\n")
    stack.push(tmp_path, tmp_path_factory.mktemp("oci"))
    codebuild = stack.account.client("codebuild")
    registry = "000000000000.dkr.ecr.us-east-1.amazonaws.com"
    uri = f"{registry}/{stack.resource('ImageRepository')}:v900"
    commands = [f"echo secret | docker login --username AWS --password-stdin {registry}", f"docker build -t {uri} .", f"docker push {uri}"]
    spec = json.dumps({"version": 0.2, "phases": {"build": {"commands": commands}}})
    build = codebuild.start_build(projectName=stack.resource("ImageProject"), sourceVersion="main", buildspecOverride=spec)["build"]["id"]
    until(lambda: codebuild.batch_get_builds(ids=[build])["builds"][0]["buildStatus"] == "SUCCEEDED")
    request = training_request(stack, "refused-4", AlgorithmSpecification={"TrainingImage": uri, "TrainingInputMode": "File"})
    code, message = refused(sagemaker.create_training_job, **request)
    assert (code, message.startswith("Unsupported manifest media type application/vnd.oci.image.manifest.v1+json")) == (
        "ValidationException",
        True,
    )


def test_a_state_machine_cannot_assign_one_variable_in_two_scopes(stack: Stack) -> None:
    states, assign = stack.account.client("stepfunctions"), {"Type": "Pass", "Assign": {"found": 1}, "End": True}
    branch = {"StartAt": "In", "States": {"In": assign}}
    both = {"Side": {"Type": "Parallel", "Branches": [branch], "Next": "After"}, "After": assign}
    definition = json.dumps({"QueryLanguage": "JSONata", "StartAt": "Side", "States": both})
    code, message = refused(states.create_state_machine, name="both", definition=definition, roleArn="arn:aws:iam::000000000000:role/any")
    assert (code, message.startswith("INVALID_VARIABLE: the variable found")) == ("InvalidDefinition", True)


def test_a_condition_that_is_neither_true_nor_false_is_an_error(stack: Stack) -> None:
    states = stack.account.client("stepfunctions")
    rule = {"Condition": "{% 'yes' %}", "Next": "End"}
    steps = {"Which?": {"Type": "Choice", "Choices": [rule], "Default": "End"}, "End": {"Type": "Succeed"}}
    role = stack.account.client("iam").get_role(RoleName=stack.resource("BuildStateMachineRole"))["Role"]["Arn"]
    definition = json.dumps({"QueryLanguage": "JSONata", "StartAt": "Which?", "States": steps})
    machine = states.create_state_machine(name="neither", definition=definition, roleArn=role)["stateMachineArn"]
    run = states.start_execution(stateMachineArn=machine)["executionArn"]
    until(lambda: states.describe_execution(executionArn=run)["status"] != "RUNNING")
    assert states.describe_execution(executionArn=run)["error"] == "States.QueryEvaluationError"
    states.delete_state_machine(stateMachineArn=machine)


def test_a_role_has_to_trust_step_functions_and_may_keep_the_rules_of_all_that_is_waited_for(stack: Stack) -> None:
    states, iam = stack.account.client("stepfunctions"), stack.account.client("iam")
    task = {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "Arguments": {}, "End": True}
    definition = json.dumps({"QueryLanguage": "JSONata", "StartAt": "Other", "States": {"Other": task}})
    other = iam.get_role(RoleName=stack.resource("ImageProjectRole"))["Role"]["Arn"]
    code, message = refused(states.create_state_machine, name="other", definition=definition, roleArn=other)
    assert (code, message.startswith("Neither the global service principal states.amazonaws.com")) == ("AccessDeniedException", True)
    trust = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "states.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
    bare = iam.create_role(RoleName="bare", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    code, message = refused(states.create_state_machine, name="other", definition=definition, roleArn=bare)
    assert (code, message) == ("AccessDeniedException", f"'{bare}' is not authorized to create managed-rule.")
    iam.delete_role(RoleName="bare")
