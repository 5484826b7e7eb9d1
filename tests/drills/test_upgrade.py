"""A stack of the first release is updated in place: parameters, history and endpoint stay, nobody's request fails, and its old version still serves."""

from pathlib import Path
from typing import Any

import pytest

from examples.byod.digits import as_csv, split
from local.demo.traffic import Traffic
from local.launcher import LocalAws
from local.stack import Stack
from tests.local.conftest import DOCUMENT, ready
from tests.local.packaged import launch, update, upload
from tests.local.waiting import until
from tests.local.watching import at_rest
from tools.release_archive import BUCKET, RELEASES, read

FIRST = "0.1.0"
MINE = "mine-for-the-upgraded"
ROW = as_csv(split()[1][:1], labels=False)
KEPT = (
    "SageMakerEndpoint",
    "ParameterStore",
    "DataBucket",
    "CodeBucket",
    "RepoUrl",
    "BuildTable",
    "LaunchTopic",
    "TrainStatusTopic",
    "RollbackTopic",
)


def deploy_first(stack: Stack, _: Path) -> None:
    """Create a stack as the first release's link does, with two parameters of one's own."""
    s3 = stack.account.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    for key, body in read(RELEASES / f"{FIRST}.tar.gz").items():
        s3.put_object(Bucket=BUCKET, Key=key, Body=body)
    template = f"{s3.meta.endpoint_url}/{BUCKET}/sagebuild/{FIRST}/template.json"
    launch(stack, template, {"NotebookInstanceType": "NONE", "BucketTriggerKeys": "mine/*"})


@pytest.fixture(scope="module")
def upgraded(aws: LocalAws, built: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A stack that was made and built by the first release, updated under traffic; what it was, and what its clients saw."""
    stack = ready(aws, built, "upgraded", tmp_path_factory.mktemp("upgraded"), deploy=deploy_first)
    first = stack.build({"Reason": "by the first release"})
    assert (first["status"], first.get("cause")) == ("SUCCEEDED", None)
    until(lambda: at_rest(stack))
    before = {"outputs": dict(stack.outputs), "record": stack.record(1)}
    with Traffic(stack, ROW) as traffic:
        update(stack, upload(aws, built), {})
    return {"stack": stack, "traffic": traffic, **before}


def test_parameters_history_and_endpoint_are_kept_and_no_request_fails(upgraded: dict[str, Any]) -> None:
    stack: Stack = upgraded["stack"]
    (described,) = stack.account.client("cloudformation").describe_stacks(StackName=stack.name)["Stacks"]
    given = {told["ParameterKey"]: told["ParameterValue"] for told in described["Parameters"]}
    assert (described["StackStatus"], given["BucketTriggerKeys"], given["NotebookInstanceType"]) == ("UPDATE_COMPLETE", "mine/*", "NONE")
    assert {name: stack.outputs[name] for name in KEPT} == {name: upgraded["outputs"][name] for name in KEPT}
    record = stack.record(1)
    assert {key: record[key] for key in upgraded["record"]} == upgraded["record"]
    assert upgraded["traffic"].failures == []
    assert upgraded["traffic"].answered > 0


def test_the_upgraded_stack_builds_and_goes_back_to_the_version_from_before(upgraded: dict[str, Any]) -> None:
    stack: Stack = upgraded["stack"]
    stack.parameters({**DOCUMENT, "HyperParameters": {"C": 2.0}})
    second = stack.build({"Reason": "by this release"})
    assert (second["status"], second.get("cause")) == ("SUCCEEDED", None)
    until(lambda: at_rest(stack))
    stack.account.client("sns").publish(TopicArn=stack.outputs["RollbackTopic"], Message="{}")
    until(lambda: serving(stack).startswith("upgraded-v1-"), 180)
    assert stack.invoke(ROW).strip() == "2"


def test_a_bucket_of_ones_own_takes_the_place_of_the_stacks_and_what_was_in_that_stays(
    upgraded: dict[str, Any], aws: LocalAws, built: Path
) -> None:
    stack, s3 = upgraded["stack"], aws.client("s3")
    before, history = stack.outputs["DataBucket"], stack.record(1)
    s3.create_bucket(Bucket=MINE)
    s3.put_object(Bucket=MINE, Key="train/digits.csv", Body=as_csv(split()[0]))
    update(stack, upload(aws, built), {"ExternalDataBucket": MINE, "BucketTriggerBuild": "True", "IdleDays": "3"})
    assert stack.outputs["DataBucket"] == MINE
    assert [found["Key"] for found in s3.list_objects_v2(Bucket=before)["Contents"]] == ["train/digits.csv"]
    assert stack.record(1) == history
    third = stack.build({"Reason": "by the new bucket"})
    assert (third["status"], third.get("cause")) == ("SUCCEEDED", None)


def serving(stack: Stack) -> str:
    """Return the configuration that the endpoint runs, as long as it is at rest."""
    described = stack.account.client("sagemaker").describe_endpoint(EndpointName=stack.outputs["SageMakerEndpoint"])
    return str(described["EndpointConfigName"]) if described["EndpointStatus"] == "InService" else ""
