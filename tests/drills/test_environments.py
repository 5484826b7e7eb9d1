"""Two environments on one repository and one data bucket: a push builds one of them, prod promotes what dev has proven, and outlives it."""

import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from examples.byod.digits import as_csv, split
from local.commands import ROOT
from local.launcher import LocalAws
from local.stack import Stack
from tests.local.conftest import DOCUMENT
from tests.local.packaged import deploy

REPOSITORY, BUCKET = "models", "models-data"
SHARED = {"ExternalCodeCommitRepo": REPOSITORY, "ExternalDataBucket": BUCKET}
DEV = {**SHARED, "BranchBuildTrigger": "dev"}
PROD = {**SHARED, "BranchBuildTrigger": "main", "PromoteFrom": "shop-dev"}
GATE = {"Validation": {"Metric": "validation:accuracy", "Objective": "Maximize", "Threshold": 0.9}}
ROW = as_csv(split()[1][:1], labels=False)
PROMOTION: dict[str, Any] = {"Parameters": {"Promote": {"Stack": "shop-dev", "Version": 1}}}


class Shop:
    """Prod and dev, and what both of them build from."""

    def __init__(self, aws: LocalAws, built: Path, scratch: Path) -> None:
        self.aws, self.built, self.scratch = aws, built, scratch
        aws.client("codecommit").create_repository(repositoryName=REPOSITORY)
        aws.client("s3").create_bucket(Bucket=BUCKET)
        aws.client("s3").put_object(Bucket=BUCKET, Key="train/digits.csv", Body=as_csv(split()[0]))
        self.prod, self.dev = Stack(aws, "shop-prod"), Stack(aws, "shop-dev")
        for stack, parameters in ((self.prod, PROD), (self.dev, DEV)):
            deploy(stack, built, parameters)
            stack.parameters({**DOCUMENT, **(GATE if stack is self.prod else {})})

    def push(self, branch: str, line: str) -> None:
        """Push another commit to a branch, from one clone."""
        source = self.scratch / f"source-{time.monotonic_ns()}"
        shutil.copytree(ROOT / "examples/byod", source)
        (source / "NOTES").write_text(line)
        self.prod.push(source, self.scratch, branch)


def counts(shop: Shop) -> tuple[int, int]:
    return len(shop.prod.executions()), len(shop.dev.executions())


@pytest.fixture(scope="module")
def shop(aws: LocalAws, built: Path, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Both environments, each deployed once; the tests tell one story in their order."""
    return Shop(aws, built, tmp_path_factory.mktemp("shop"))


def test_a_push_to_one_branch_builds_only_its_stack(shop: Shop) -> None:
    shop.push("dev", "of dev")
    ended = shop.dev.wait(shop.dev.next_execution(set(), 120), 600)
    assert (ended["status"], ended.get("cause")) == ("SUCCEEDED", None)
    assert (counts(shop), "dev is at" in shop.dev.record(1)["Reason"]["S"]) == ((0, 1), True)
    assert shop.dev.invoke(ROW).strip() == "2"


def test_prod_deploys_what_dev_has_proven_without_training_it(shop: Shop) -> None:
    ended = shop.prod.build(PROMOTION, 600)
    assert (ended["status"], ended.get("cause")) == ("SUCCEEDED", None)
    record, of_dev = shop.prod.record(1), shop.dev.record(1)
    assert (record["Promoted"]["M"]["Stack"], record["Promoted"]["M"]["Version"]) == ({"S": "shop-dev"}, {"N": "1"})
    one, other = (found["Images"]["M"]["Inference"]["M"]["Uri"]["S"] for found in (record, of_dev))
    assert one.partition("@")[2] == other.partition("@")[2] != ""
    assert one.partition("@")[0] != other.partition("@")[0]
    jobs = shop.aws.client("sagemaker").list_training_jobs(NameContains="shop-prod")["TrainingJobSummaries"]
    assert (jobs, record["Metrics"]["M"], shop.prod.invoke(ROW).strip()) == ([], of_dev["Metrics"]["M"], "2")


def test_what_dev_has_not_proven_never_reaches_prod(shop: Shop) -> None:
    ended = shop.prod.build({"Parameters": {"Promote": {"Stack": "shop-dev", "Version": 99}}}, 300)
    assert (ended["status"], ended["error"]) == ("FAILED", "InvalidParameters")
    assert ended["cause"] == "Plan Build: Promote.Version: there is no version 99 of shop-dev"


def test_prods_own_gate_judges_it(shop: Shop) -> None:
    strict = {"Validation": {**GATE["Validation"], "Threshold": 1.1}}
    ended = shop.prod.build({"Parameters": {**PROMOTION["Parameters"], **strict}}, 300)
    assert (ended["status"], ended["error"]) == ("FAILED", "ModelRefused")
    assert shop.prod.invoke(ROW).strip() == "2"


def test_a_role_that_prod_names_reads_the_other_stack(shop: Shop) -> None:
    cloudformation = shop.aws.client("cloudformation")
    given = {"StackName": "shop-dev", "PromotingAccount": "000000000000", "PromotingStack": "shop-prod"}
    cloudformation.create_stack(
        StackName="promotion-role",
        TemplateBody=(ROOT / "examples/promotion/role.yaml").read_text(),
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()],
        Capabilities=["CAPABILITY_IAM"],
    )
    cloudformation.get_waiter("stack_create_complete").wait(StackName="promotion-role", WaiterConfig={"Delay": 1})
    (described,) = cloudformation.describe_stacks(StackName="promotion-role")["Stacks"]
    deploy(shop.prod, shop.built, {"PromoteRoleArn": described["Outputs"][0]["OutputValue"]})
    ended = shop.prod.build(PROMOTION, 600)
    assert (ended["status"], ended.get("cause")) == ("SUCCEEDED", None)
    assert shop.prod.record(4)["Promoted"]["M"]["Version"] == {"N": "1"}


def test_a_model_that_somebody_has_written_over_since_never_reaches_prod(shop: Shop) -> None:
    artifact = shop.dev.record(1)["ModelArtifacts"]["S"]
    bucket, _, key = artifact.removeprefix("s3://").partition("/")
    shop.aws.client("s3").put_object(Bucket=bucket, Key=key, Body=b"of somebody else")
    ended = shop.prod.build(PROMOTION, 300)
    sentence = f"Promote: version 1 of shop-dev cannot be promoted: {artifact} has been written again since its build ended"
    assert (ended["error"], ended["cause"]) == ("InvalidParameters", f"Plan Build: {sentence}")


def test_deleting_dev_leaves_repository_bucket_and_prod_whole(shop: Shop) -> None:
    shop.dev.remove()
    shop.aws.client("codecommit").get_repository(repositoryName=REPOSITORY)
    assert shop.aws.client("s3").list_objects_v2(Bucket=BUCKET)["KeyCount"] == 1
    seen = {found["executionArn"] for found in shop.prod.executions()}
    shop.push("main", "of prod")
    ended = shop.prod.wait(shop.prod.next_execution(seen, 120), 600)
    assert (ended["status"], ended.get("cause")) == ("SUCCEEDED", None)
    assert shop.prod.record(6)["Decisions"]["M"]["Training"]["M"]["Decision"] == {"S": "DONE"}


def test_a_promoted_version_can_be_gone_back_to_when_its_own_stack_is_no_more(shop: Shop) -> None:
    sns, table = shop.aws.client("sns"), shop.aws.client("dynamodb")
    sns.publish(TopicArn=shop.prod.outputs["RollbackTopic"], Message='{"Version": 4}')
    deadline = time.monotonic() + 180
    found: list[Any] = []
    while time.monotonic() < deadline and not (found and "EndedAt" in found[0]):
        time.sleep(1)
        found = table.query(
            TableName=shop.prod.outputs["BuildTable"],
            KeyConditionExpression="Kind = :kind",
            ExpressionAttributeValues={":kind": {"S": "rollback"}},
        )["Items"]
    assert (found[0]["Status"], shop.prod.invoke(ROW).strip()) == ({"S": "ROLLED_BACK"}, "2")


def test_a_stack_that_is_no_more_is_named(shop: Shop) -> None:
    ended = shop.prod.build(PROMOTION, 300)
    assert ended["error"] == "InvalidParameters"
    assert ended["cause"].startswith(
        "Plan Build: Promote: stack shop-dev cannot be read (ValidationError: Stack with id shop-dev does not exist"
    )
