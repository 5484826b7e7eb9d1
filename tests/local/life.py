"""The whole life of a stack, in which every permission that it has is needed."""

import json
import time

from local.stack import Stack
from tests.local.conftest import DOCUMENT
from tests.local.job_of import training_request

BROKEN_SERVING = {**DOCUMENT, "Model": {"PrimaryContainer": {"Environment": {"PYTHONHOME": "/nowhere"}}}}
ROLLING_BACK = {"AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "too-many-errors"}]}}
NO_SUCH_MODEL = [{"VariantName": "b", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1, "ModelName": "no-such-model"}]


def live(stack: Stack) -> list[str]:
    """Build in every way, and leave the stack in the middle of a training; return how the builds ended."""
    stack.parameters(BROKEN_SERVING)
    ends = [stack.build()["status"]]  # leaves an endpoint that has failed
    stack.parameters(DOCUMENT)
    ends.append(stack.build()["status"])  # puts one in its place
    stack.parameters({**DOCUMENT, "Endpoint": {"DeploymentConfig": ROLLING_BACK}})
    seen = {execution["executionArn"] for execution in stack.executions()}
    stack.launch()
    updating = stack.next_execution(seen)
    stack.launch(
        {"Parameters": {"EndpointConfig": {"ProductionVariants": NO_SUCH_MODEL}}}
    )  # waits, and is started when the other has ended
    ends.append(stack.wait(updating)["status"])
    ends.append(stack.wait(stack.next_execution(seen | {updating}))["status"])
    stack.launch({"Parameters": {"HyperParamters": {}}})
    stop_while_an_image_is_built(stack)
    leave_something(stack)
    seen = {execution["executionArn"] for execution in stack.executions()}
    stack.launch({"Parameters": {"HyperParameters": {"passes": 300}}})
    stack.training(stack.next_execution(seen))
    look(stack)
    return ends


def stop_while_an_image_is_built(stack: Stack, timeout: float = 60) -> None:
    """Stop a build in its first minute."""
    seen = {execution["executionArn"] for execution in stack.executions()}
    stack.launch()
    execution, codebuild = stack.next_execution(seen), stack.account.client("codebuild")
    known = set(codebuild.list_builds_for_project(projectName=stack.resource("ImageProject"))["ids"])
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        ids = [
            build for build in codebuild.list_builds_for_project(projectName=stack.resource("ImageProject"))["ids"] if build not in known
        ]
        if ids and codebuild.batch_get_builds(ids=ids)["builds"][0]["buildStatus"] == "IN_PROGRESS":
            stack.account.client("stepfunctions").stop_execution(executionArn=execution)
            return
    raise TimeoutError(f"no image was built within {timeout:g} seconds")


def leave_something(stack: Stack) -> None:
    """Leave an unfinished upload, and a training job whose build is gone."""
    stack.account.client("s3").create_multipart_upload(Bucket=stack.outputs["DataBucket"], Key="train/unfinished.csv")
    request = training_request(stack, f"{stack.name}-v99-0a1b2c3d", HyperParameters={"passes": "300"})
    stack.account.client("sagemaker").create_training_job(**request, Tags=[{"Key": "sagebuild:stack", "Value": stack.name}])


def look(stack: Stack, timeout: float = 60) -> None:
    """Let settle look for builds that have ended unnoticed, as it does once an hour."""
    sqs, url = stack.account.client("sqs"), stack.resource("SettleQueue")
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps({"detail-type": "SageBuild Look"}))
    counts = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(counts))["Attributes"]
        if not any(int(found[name]) for name in counts):
            return
        time.sleep(0.2)
    raise TimeoutError(f"settle did not look within {timeout:g} seconds")
