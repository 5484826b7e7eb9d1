"""SageMaker and CodeBuild used by hand, without a stack: one role that may do everything, and images made of a few files."""

import base64
import io
import json
import tarfile
import urllib.request
from typing import Any

from botocore.exceptions import ClientError

from local.launcher import LocalAws
from tests.local.waiting import until

REGISTRY = "000000000000.dkr.ecr.us-east-1.amazonaws.com"
ROLE = "arn:aws:iam::000000000000:role/by-hand"
BUCKET, REPOSITORY = "by-hand", "by-hand"
TRUST: dict[str, Any] = {
    "Effect": "Allow",
    "Action": "sts:AssumeRole",
    "Principal": {"Service": ["sagemaker.amazonaws.com", "codebuild.amazonaws.com"]},
}
INSTANCES = {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1}


def role(aws: LocalAws, name: str, *statements: dict[str, Any]) -> str:
    """Make a role for SageMaker, or for whoever in the account takes it, with exactly some statements; return its ARN."""
    trusted = {**TRUST, "Principal": {**TRUST["Principal"], "AWS": "arn:aws:iam::000000000000:root"}}
    arn: str = aws.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=document(trusted))["Role"]["Arn"]
    aws.client("iam").put_role_policy(RoleName=name, PolicyName="exactly", PolicyDocument=document(*statements))
    return arn


def document(*statements: dict[str, Any]) -> str:
    """Return a policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def prepare(aws: LocalAws) -> None:
    """Make the role, the bucket, the repository and the project, once in a local AWS."""
    iam = aws.client("iam")
    try:
        iam.create_role(RoleName="by-hand", AssumeRolePolicyDocument=document(TRUST))
    except ClientError:
        return
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    iam.put_role_policy(RoleName="by-hand", PolicyName="everything", PolicyDocument=document(everything))
    aws.client("s3").create_bucket(Bucket=BUCKET)
    aws.client("ecr").create_repository(repositoryName=REPOSITORY)
    environment = {
        "type": "LINUX_CONTAINER",
        "image": "aws/codebuild/amazonlinux-x86_64-standard:5.0",
        "computeType": "BUILD_GENERAL1_SMALL",
    }
    source = {"type": "NO_SOURCE", "buildspec": buildspec("none", {})}
    aws.client("codebuild").create_project(
        name="by-hand", serviceRole=ROLE, source=source, environment=environment, artifacts={"type": "NO_ARTIFACTS"}
    )


def buildspec(tag: str, files: dict[str, str]) -> str:
    """Return a buildspec that writes files, Dockerfile among them, and pushes the image that they make."""
    uri = f"{REGISTRY}/{REPOSITORY}:{tag}"
    written = [f"echo {base64.b64encode(text.encode()).decode()} | base64 -d > {name} && chmod 755 {name}" for name, text in files.items()]
    login = f"aws ecr get-login-password | docker login --username AWS --password-stdin {REGISTRY}"
    commands = [*written, login, f"docker build --output type=image,oci-mediatypes=false -t {uri} .", f"docker push {uri}"]
    return json.dumps({"version": 0.2, "phases": {"build": {"commands": commands}}})


def image(aws: LocalAws, tag: str, files: dict[str, str]) -> str:
    """Build an image of some files, and return its URI."""
    prepare(aws)
    codebuild = aws.client("codebuild")
    made = codebuild.start_build(projectName="by-hand", buildspecOverride=buildspec(tag, files))["build"]["id"]

    def ended() -> Any:
        (build,) = codebuild.batch_get_builds(ids=[made])["builds"]
        return build["buildStatus"] != "IN_PROGRESS" and build

    until(ended)
    assert ended()["buildStatus"] == "SUCCEEDED", ended()["phases"]
    return f"{REGISTRY}/{REPOSITORY}:{tag}"


def program(tag: str, text: str) -> dict[str, str]:
    """Return the files of an image whose program, a script of Python, is run for train and for serve."""
    return {"Dockerfile": f'FROM scratch\nCOPY program /opt/{tag}/program\nENTRYPOINT ["python", "/opt/{tag}/program"]\n', "program": text}


def training(name: str, uri: str, **more: Any) -> dict[str, Any]:
    """Return a CreateTrainingJob request without channels."""
    return {
        "TrainingJobName": name,
        "RoleArn": ROLE,
        "AlgorithmSpecification": {"TrainingImage": uri, "TrainingInputMode": "File"},
        "OutputDataConfig": {"S3OutputPath": f"s3://{BUCKET}/output"},
        "ResourceConfig": INSTANCES,
        "StoppingCondition": {"MaxRuntimeInSeconds": 60},
        **more,
    }


def trained(aws: LocalAws, request: dict[str, Any]) -> dict[str, Any]:
    """Run a training job to its end, and return its description."""
    sagemaker = aws.client("sagemaker")
    sagemaker.create_training_job(**request)

    def look() -> dict[str, Any]:
        found: dict[str, Any] = sagemaker.describe_training_job(TrainingJobName=request["TrainingJobName"])
        return found

    until(lambda: look()["TrainingJobStatus"] in ("Completed", "Failed", "Stopped"))
    return look()


def configured(aws: LocalAws, name: str, uri: str, data: str = "", **environment: str) -> str:
    """Make a model of an image and an endpoint configuration with one instance, both of one name."""
    sagemaker = aws.client("sagemaker")
    container = {"Image": uri, "Environment": environment, **({"ModelDataUrl": data} if data else {})}
    sagemaker.create_model(ModelName=name, ExecutionRoleArn=ROLE, PrimaryContainer=container)
    variant = {"VariantName": "AllTraffic", "ModelName": name, "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    sagemaker.create_endpoint_config(EndpointConfigName=name, ProductionVariants=[variant])
    return name


def status(aws: LocalAws, endpoint: str) -> str:
    """Return the status of an endpoint."""
    return str(aws.client("sagemaker").describe_endpoint(EndpointName=endpoint)["EndpointStatus"])


def local(aws: LocalAws, path: str, body: dict[str, Any] | None = None) -> Any:
    """Ask one of the local AWS's own addresses."""
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{aws.url}/_local/{path}", data), timeout=30) as answer:
        return json.loads(answer.read())


def artifact(aws: LocalAws, job: dict[str, Any], name: str) -> Any:
    """Return what is in a file of JSON in a job's model."""
    bucket, _, key = job["ModelArtifacts"]["S3ModelArtifacts"].removeprefix("s3://").partition("/")
    body = aws.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    with tarfile.open(fileobj=io.BytesIO(body)) as tar:
        file = tar.extractfile(name)
        assert file
        return json.loads(file.read())
