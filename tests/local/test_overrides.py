"""Config functions of one's own stand in place of ours, and what they return is checked like ours."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from examples.byod.digits import as_csv, split
from local.commands import ROOT
from local.launcher import LocalAws
from local.stack import Stack
from tests.local.packaged import deploy

TRUST = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
TRAINING = """
def handler(event, context):
    source = {"S3DataType": "S3Prefix", "S3Uri": "s3://" + event["Resources"]["DataBucket"] + "/elsewhere/"}
    return {
        "TrainingJobName": "any", "RoleArn": event["Resources"]["TrainingRoleArn"],
        "AlgorithmSpecification": {"TrainingImage": event["Build"]["Images"]["Training"]["Uri"], "TrainingInputMode": "File"},
        "InputDataConfig": [{"ChannelName": "train", "DataSource": {"S3DataSource": source}}],
        "OutputDataConfig": {"S3OutputPath": "s3://" + event["Resources"]["CodeBucket"] + "/own/"},
        "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": COUNT, "VolumeSizeInGB": 1},
        "StoppingCondition": {"MaxRuntimeInSeconds": 600}}
"""
MODEL = """
def handler(event, context):
    container = {"Image": event["Build"]["Images"]["Inference"]["Uri"], "ModelDataUrl": event["Training"]["ModelArtifacts"], "Environment": {"OWN": "1"}}
    return {"ModelName": "any", "ExecutionRoleArn": event["Resources"]["ModelRoleArn"], "PrimaryContainer": container}
"""
ENDPOINT = """
def handler(event, context):
    variant = {"VariantName": "Own", "ModelName": event["Build"]["Names"]["Model"], "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    return {"EndpointConfigName": "any", "ProductionVariants": [variant]}
"""


def zipped(code: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("own.py", code)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def own(aws: LocalAws, built: Path, tmp_path_factory: pytest.TempPathFactory) -> Stack:
    """A stack whose three config functions are the user's."""
    role = aws.client("iam").create_role(RoleName="own", AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    given = {}
    for name, code in (("Training", TRAINING.replace("COUNT", '"1"')), ("Model", MODEL), ("Endpoint", ENDPOINT)):
        made = aws.client("lambda").create_function(
            FunctionName=f"own-{name}", Runtime="python3.13", Role=role, Handler="own.handler", Code={"ZipFile": zipped(code)}
        )
        given[f"{name}ConfigLambda"] = made["FunctionArn"]
    stack = Stack(aws, "own-config")
    deploy(stack, built, given)
    stack.push(ROOT / "examples/byod", tmp_path_factory.mktemp("own"))
    for folder in ("train", "elsewhere"):
        stack.upload(f"{folder}/digits.csv", as_csv(split()[0]))
    return stack


def test_what_the_users_functions_return_is_what_is_made_with_the_builds_names_and_tags(own: Stack) -> None:
    done = own.build()
    assert not done.get("cause"), done["cause"]
    sagemaker = own.account.client("sagemaker")
    config = sagemaker.describe_endpoint(EndpointName="own-config")["EndpointConfigName"]
    assert config.startswith("own-config-v1-")
    assert [variant["VariantName"] for variant in sagemaker.describe_endpoint_config(EndpointConfigName=config)["ProductionVariants"]] == [
        "Own"
    ]
    model = sagemaker.describe_model(ModelName=config)
    assert model["PrimaryContainer"]["Environment"] == {"OWN": "1"}
    assert {"Key": "sagebuild:stack", "Value": "own-config"} in sagemaker.list_tags(ResourceArn=model["ModelArn"])["Tags"]
    job = sagemaker.describe_training_job(TrainingJobName=config)
    assert job["InputDataConfig"][0]["DataSource"]["S3DataSource"]["S3Uri"].endswith("/elsewhere/")
    assert job["ResourceConfig"]["InstanceCount"] == 1
    assert own.invoke(as_csv(split()[1][:1], labels=False))


def test_what_the_api_would_refuse_is_refused_with_its_path_whoever_made_it(own: Stack) -> None:
    client = own.account.client("lambda")
    client.update_function_code(FunctionName="own-Training", ZipFile=zipped(TRAINING.replace("COUNT", '"two"')))
    words = 'Check Training Request: TrainingJob.ResourceConfig.InstanceCount: expected an integer, got "two"'
    assert own.build()["cause"] == words


def test_what_a_users_function_raises_is_the_cause(own: Stack) -> None:
    code = "def handler(event, context):\n    raise ValueError('no table today')\n"
    own.account.client("lambda").update_function_code(FunctionName="own-Training", ZipFile=zipped(code))
    assert own.build()["cause"] == "Configure Training: no table today"
