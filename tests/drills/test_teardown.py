"""Deleting a stack at any moment: nothing of it is left, whatever it was doing."""

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from local import inventory
from local.launcher import LocalAws
from local.stack import Stack
from tests.local import hours
from tests.local.conftest import METRICS, ready
from tests.local.life import BROKEN_SERVING, TUNING, archive
from tests.local.packaged import deploy
from tests.local.waiting import until
from tools.leaks import of_stack
from tools.release_archive import BUCKET

LONG = {"HyperParameters": {"passes": 300}}
SLOWLY = {"TrafficRoutingConfiguration": {"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 600}}
WITHOUT_GUARDRAILS = {"Endpoint": {"DeploymentConfig": {"BlueGreenUpdatePolicy": SLOWLY}}}
VERSIONS = 10_000
SCRIPT = "import time; time.sleep(300)"


def idle(stack: Stack) -> None:
    """Nothing has been built yet."""


def served(stack: Stack) -> None:
    """A version serves."""
    assert stack.build()["status"] == "SUCCEEDED"


def building_an_image(stack: Stack) -> None:
    """CodeBuild builds an image."""
    codebuild, project = stack.account.client("codebuild"), stack.resource("ImageProject")
    stack.launch()
    until(lambda: codebuild.list_builds_for_project(projectName=project)["ids"])


def training(stack: Stack) -> None:
    """A training job trains."""
    stack.launch({"Parameters": LONG})
    stack.training(stack.next_execution(set()))


def tuning(stack: Stack) -> None:
    """A tuning job's trial trains."""
    stack.upload("source/torch.tar.gz", archive({"train.py": SCRIPT}))
    source = {"Training": {"S3Uri": f"s3://{stack.outputs['DataBucket']}/source/torch.tar.gz", "EntryPoint": "train.py"}}
    stack.launch({"Parameters": {"Framework": "PYTORCH", "Source": source, "TrainingJob": METRICS, "TuningJob": TUNING}})
    running(stack, "list_hyper_parameter_tuning_jobs", "HyperParameterTuningJobSummaries")


def evaluating(stack: Stack) -> None:
    """A processing job gives the new model its exam."""
    stack.upload("test/digits.csv", b"1,2,3")
    exam = {"AppSpecification": {"ContainerEntrypoint": ["sleep", "300"]}}
    stack.launch({"Parameters": {"Deploy": False, "Evaluation": exam}})
    running(stack, "list_processing_jobs", "ProcessingJobSummaries")


def running(stack: Stack, operation: str, key: str) -> None:
    """Wait until a job of the stack runs."""
    call = getattr(stack.account.client("sagemaker"), operation)
    until(lambda: call(NameContains=f"{stack.name}-v", StatusEquals="InProgress")[key], 120)


def rehearsing(stack: Stack) -> None:
    """The rehearsal's endpoint is there."""
    served(stack)
    stack.launch({"Parameters": {"Train": False, "Verification": {"When": "BEFORE", "Body": "no row", "MaxLatencyMs": 60000}}})
    until(lambda: stack.account.client("sagemaker").list_endpoints(NameContains=f"{stack.name}-rehearsal")["Endpoints"])


def creating_an_endpoint_that_never_answers(stack: Stack) -> None:
    """The endpoint is Creating, and SageMaker lets nobody delete it."""
    stack.launch({"Parameters": BROKEN_SERVING})
    becomes(stack, "Creating")


def becomes(stack: Stack, status: str) -> None:
    """Wait until the stack's endpoint has a status."""
    sagemaker = stack.account.client("sagemaker")
    until(lambda: sagemaker.list_endpoints(NameContains=stack.name, StatusEquals=status)["Endpoints"], 120)


def updating_the_endpoint(stack: Stack) -> None:
    """The endpoint goes over to another version."""
    served(stack)
    stack.launch({"Parameters": {**WITHOUT_GUARDRAILS, "Train": False}})
    becomes(stack, "Updating")


def rolling_back(stack: Stack) -> None:
    """A rollback is under way."""
    served(stack)
    served(stack)
    stack.account.client("sns").publish(TopicArn=stack.outputs["RollbackTopic"], Message="{}")
    states, machine = stack.account.client("stepfunctions"), stack.outputs["RollbackStateMachine"]
    until(lambda: states.list_executions(stateMachineArn=machine)["executions"])


def after_a_failed_first_deployment(stack: Stack) -> None:
    """The endpoint has Failed."""
    assert stack.build({"Parameters": BROKEN_SERVING})["status"] == "FAILED"


def with_many_object_versions(stack: Stack) -> None:
    """Of a hundred objects there are a hundred versions each, every tenth a delete marker."""
    s3, bucket = stack.account.client("s3"), stack.outputs["DataBucket"]

    def put(number: int) -> None:
        if number % 10:
            s3.put_object(Bucket=bucket, Key=f"many/{number % 100}", Body=b"")
        else:
            s3.delete_object(Bucket=bucket, Key=f"many/{number % 100}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(put, range(VERSIONS)))


def with_the_endpoint_deleted_by_hand(stack: Stack) -> None:
    """Somebody has deleted the endpoint."""
    served(stack)
    stack.account.client("sagemaker").delete_endpoint(EndpointName=stack.name)


def with_much_of_it_deleted_by_hand(stack: Stack) -> None:
    """Somebody has begun to delete by hand: buckets, table, a topic, the endpoint's log group, the parameter."""
    account, groups = stack.account, f"/aws/sagemaker/Endpoints/{stack.name}"
    account.client("s3").delete_object(Bucket=stack.outputs["DataBucket"], Key="train/digits.csv")
    versions = account.client("s3").list_object_versions(Bucket=stack.outputs["DataBucket"])
    for found in [*versions.get("Versions", []), *versions.get("DeleteMarkers", [])]:
        account.client("s3").delete_object(Bucket=stack.outputs["DataBucket"], Key=found["Key"], VersionId=found["VersionId"])
    account.client("s3").delete_bucket(Bucket=stack.outputs["DataBucket"])
    account.client("dynamodb").delete_table(TableName=stack.outputs["BuildTable"])
    account.client("sns").delete_topic(TopicArn=stack.outputs["TrainStatusTopic"])
    account.client("logs").delete_log_group(logGroupName=groups)
    account.client("ssm").delete_parameter(Name=stack.outputs["ParameterStore"])


def with_a_queue_full_of_launches(stack: Stack) -> None:
    """While one build trains, hundreds of launches wait."""
    training(stack)
    sns, topic = stack.account.client("sns"), stack.outputs["LaunchTopic"]
    entries = [{"Id": str(number), "Message": json.dumps({"Parameters": LONG})} for number in range(10)]
    for _ in range(30):
        sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)


def waiting_for_quiet(stack: Stack) -> None:
    """A build waits for the end of a burst of uploads."""
    stack.upload("train/more.csv", b"")
    key = {"Kind": {"S": "launch"}, "Version": {"N": "0"}}
    table = stack.account.client("dynamodb")
    until(lambda: "QuietUntil" in json.dumps(table.get_item(TableName=stack.outputs["BuildTable"], Key=key).get("Item", {})))


def with_an_endpoint_that_scales(stack: Stack) -> None:
    """The endpoint is handed to Application Auto Scaling."""
    built = stack.build({"Parameters": {"Autoscaling": {"MaxCapacity": 2, "InvocationsPerInstance": 1000}}})
    assert built["status"] == "SUCCEEDED"
    scaled = stack.account.client("application-autoscaling").describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"]
    assert f"endpoint/{stack.name}/variant/AllTraffic" in [target["ResourceId"] for target in scaled]


def taken_down_by_its_hours(stack: Stack) -> None:
    """The endpoint's hours are over, and it is gone until they begin again."""
    served(stack)
    assert hours.keep(stack, serve=False)["status"] == "SUCCEEDED"
    assert hours.served(stack) is None


def brought_back_by_its_hours(stack: Stack) -> None:
    """The endpoint's hours begin, and it is made anew."""
    taken_down_by_its_hours(stack)
    hours.fire(stack, "EndpointBackSchedule")
    becomes(stack, "Creating")


MOMENTS = [
    idle,
    served,
    building_an_image,
    training,
    tuning,
    evaluating,
    rehearsing,
    creating_an_endpoint_that_never_answers,
    updating_the_endpoint,
    rolling_back,
    after_a_failed_first_deployment,
    with_many_object_versions,
    with_the_endpoint_deleted_by_hand,
    with_much_of_it_deleted_by_hand,
    with_a_queue_full_of_launches,
    waiting_for_quiet,
    with_an_endpoint_that_scales,
    taken_down_by_its_hours,
    brought_back_by_its_hours,
]
# Where sam delete does it, the others as the console does: sam looks every thirty seconds whether it is done.
BY_SAM = (building_an_image, training, updating_the_endpoint, rolling_back)
PARAMETERS = {waiting_for_quiet: {"BucketTriggerBuild": "True", "QuietSeconds": "900"}, idle: {"NotebookInstanceType": "ml.t3.medium"}}
PARAMETERS |= {moment: {"EndpointHours": hours.far_away()} for moment in (taken_down_by_its_hours, brought_back_by_its_hours)}


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.__name__)
def test_nothing_is_left_of_a_stack_that_is_deleted(aws: LocalAws, built: Path, tmp_path: Path, moment: Callable[[Stack], None]) -> None:
    name = f"gone-{MOMENTS.index(moment)}"
    stack = ready(aws, built, name, tmp_path, lambda made, template: deploy(made, template, PARAMETERS.get(moment)))
    moment(stack)
    assert len(left(aws, name)) > 90
    release = published(aws)
    status, seconds = gone(stack, Stack.delete if moment in BY_SAM else begin)
    print(f"{moment.__name__}: {status} after {seconds:.0f} seconds", flush=True)
    assert (status, left(aws, name)) == ("DELETE_COMPLETE", [])
    assert published(aws) == release != set()  # other stacks are made from it
    stack.remove()  # a stack that is gone can be deleted


def test_a_deletion_that_failed_is_completed_by_the_next(aws: LocalAws, built: Path, tmp_path: Path) -> None:
    stack = ready(aws, built, "gone-twice", tmp_path)
    iam, role = aws.client("iam"), stack.resource("ClearBucketFunctionRole")
    denied = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}
    iam.put_role_policy(RoleName=role, PolicyName="by-hand", PolicyDocument=json.dumps(denied))
    assert gone(stack)[0] == "DELETE_FAILED"
    iam.delete_role_policy(RoleName=role, PolicyName="by-hand")
    assert gone(stack)[0] == "DELETE_COMPLETE"
    assert left(aws, stack.name) == []


def test_an_object_under_a_legal_hold_is_named_and_keeps_its_bucket_until_it_is_released(
    aws: LocalAws, built: Path, tmp_path: Path
) -> None:
    stack, s3 = ready(aws, built, "gone-held", tmp_path), aws.client("s3")
    bucket, held = stack.outputs["DataBucket"], {"Bucket": stack.outputs["DataBucket"], "Key": "train/digits.csv"}
    s3.put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled"})
    held["VersionId"] = s3.head_object(**held)["VersionId"]
    s3.put_object_legal_hold(**held, LegalHold={"Status": "ON"})
    assert gone(stack)[0] == "DELETE_FAILED"
    assert f"1 objects of {bucket} could not be deleted, such as train/digits.csv: AccessDenied" in "\n".join(failures(stack))
    s3.put_object_legal_hold(**held, LegalHold={"Status": "OFF"})
    assert gone(stack)[0] == "DELETE_COMPLETE"
    assert left(aws, stack.name) == []


def test_uploads_that_go_on_do_not_keep_the_stack(aws: LocalAws, built: Path, tmp_path: Path) -> None:
    stack = ready(aws, built, "gone-busy", tmp_path)
    ended = threading.Event()
    seen: list[str] = []
    uploading = threading.Thread(target=upload, args=(somebody(aws), stack.outputs["DataBucket"], ended, seen))
    uploading.start()
    until(lambda: "OK" in seen)
    status = gone(stack)[0]
    ended.set()
    uploading.join()
    assert (status, left(aws, stack.name)) == ("DELETE_COMPLETE", [])
    assert "AccessDenied" in seen


def upload(s3: Any, bucket: str, ended: threading.Event, seen: list[str]) -> None:
    """Upload again and again, as somebody who has not heard of the stack's end, and note the answers."""
    while not ended.is_set():
        try:
            s3.put_object(Bucket=bucket, Key=f"train/{len(seen)}", Body=b"")
            seen.append("OK")
        except ClientError as error:
            seen.append(error.response["Error"]["Code"])


def somebody(aws: LocalAws) -> Any:
    """Return an S3 client of somebody who may do everything in S3."""
    iam, role = aws.client("iam"), "somebody"
    trusted = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:root"}, "Action": "sts:AssumeRole"}
    arn = iam.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trusted]}))["Role"][
        "Arn"
    ]
    allowed = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    iam.put_role_policy(RoleName=role, PolicyName="all", PolicyDocument=json.dumps(allowed))
    keys = aws.client("sts").assume_role(RoleArn=arn, RoleSessionName="uploads")["Credentials"]
    return boto3.client(
        "s3",
        endpoint_url=aws.url,
        region_name="us-east-1",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


def test_what_the_user_brought_stays(aws: LocalAws, built: Path, tmp_path: Path) -> None:
    s3, codecommit, sns = (aws.client(service) for service in ("s3", "codecommit", "sns"))
    s3.create_bucket(Bucket="brought")
    s3.put_object(Bucket="brought", Key="train/digits.csv", Body=b"1,2")
    codecommit.create_repository(repositoryName="brought")
    topic = sns.create_topic(Name="brought")["TopicArn"]
    given = {
        "ExternalDataBucket": "brought",
        "BucketTriggerBuild": "True",
        "ExternalCodeCommitRepo": "brought",
        "ExternalLaunchTopic": topic,
    }
    stack = Stack(aws, "gone-guest")
    deploy(stack, built, given)
    assert gone(stack)[0] == "DELETE_COMPLETE"
    assert left(aws, stack.name) == []
    assert [found["Key"] for found in s3.list_objects_v2(Bucket="brought")["Contents"]] == ["train/digits.csv"]
    assert "EventBridgeConfiguration" in s3.get_bucket_notification_configuration(Bucket="brought")
    assert codecommit.get_repository(repositoryName="brought")["repositoryMetadata"]["repositoryName"] == "brought"
    assert sns.get_topic_attributes(TopicArn=topic)["Attributes"]["TopicArn"] == topic
    assert sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"] == []


def left(aws: LocalAws, name: str) -> list[str]:
    """Return what is there of a stack."""
    return of_stack(name, inventory.take(aws.client))


def published(aws: LocalAws) -> set[str]:
    """Return what there is of the release that stacks are made from."""
    pages = aws.client("s3").get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
    return {found["Key"] for page in pages for found in page["Contents"]}


def begin(stack: Stack) -> None:
    """Begin a deletion as the console does."""
    stack.account.client("cloudformation").delete_stack(StackName=stack.name)


def gone(stack: Stack, delete: Callable[[Stack], None] = begin) -> tuple[str, float]:
    """Delete a stack; return how that ended, and after how many seconds."""
    client, began = stack.account.client("cloudformation"), time.monotonic()
    (described,) = client.describe_stacks(StackName=stack.name)["Stacks"]
    delete(stack)

    def status() -> Any:
        return client.describe_stacks(StackName=described["StackId"])["Stacks"][0]["StackStatus"]

    until(lambda: status() != "DELETE_IN_PROGRESS", 600)
    print("".join(f"{failure}\n" for failure in failures(stack, described["StackId"])), end="")
    return status(), time.monotonic() - began


def failures(stack: Stack, stack_id: str = "") -> list[str]:
    """Return which resources could not be deleted, and why."""
    pages = stack.account.client("cloudformation").get_paginator("describe_stack_events").paginate(StackName=stack_id or stack.name)
    failed = [event for page in pages for event in page["StackEvents"] if event["ResourceStatus"] == "DELETE_FAILED"]
    return [f"{event['LogicalResourceId']}: {event['ResourceStatusReason']}" for event in failed]
