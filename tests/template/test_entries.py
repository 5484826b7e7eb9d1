"""What stands at the stack's doors: who may come in, and over which line."""

import fnmatch
import json
from typing import Any

import pytest

Template = dict[str, Any]
SERVICES = {
    "LaunchTopicPolicy": ["cloudwatch.amazonaws.com", "events.amazonaws.com", "s3.amazonaws.com"],
    "RollbackTopicPolicy": ["cloudwatch.amazonaws.com"],
    "TrainStatusTopicPolicy": ["cloudwatch.amazonaws.com"],
    "LaunchQueuePolicy": ["sns.amazonaws.com"],
    "SettleQueuePolicy": ["events.amazonaws.com"],
    "LaunchDeadLetterQueuePolicy": [],
    "SettleDeadLetterQueuePolicy": [],
}


def statements(template: Template, name: str) -> list[dict[str, Any]]:
    """Return the statements of a resource's policy, those under a condition too."""
    given = template["Resources"][name]["Properties"]["PolicyDocument"]["Statement"]
    return [branch for item in given for branch in item.get("Fn::If", [item]) if "Effect" in branch]


def test_every_topic_queue_and_bucket_has_a_policy(template: Template) -> None:
    kinds = {"AWS::SNS::Topic": "Topics", "AWS::SQS::Queue": "Queues", "AWS::S3::Bucket": "Bucket"}
    resources = template["Resources"]
    doors = {name: kinds[resource["Type"]] for name, resource in resources.items() if resource["Type"] in kinds}
    assert len(doors) == 9
    for name, member in doors.items():
        assert resources[f"{name}Policy"]["Properties"][member] in ([{"Ref": name}], {"Ref": name}), name


@pytest.mark.parametrize("name", [*SERVICES, "CodeBucketPolicy", "DataBucketPolicy"])
def test_nothing_comes_in_without_tls(template: Template, name: str) -> None:
    (denied,) = [found for found in statements(template, name) if found["Effect"] == "Deny"]
    assert (denied["Principal"], denied["Condition"]) == ("*", {"Bool": {"aws:SecureTransport": "false"}})
    assert denied["Action"] == {"Topic": "sns:Publish", "Queue": "sqs:*", "Bucket": "s3:*"}[kind(name)]


def kind(policy: str) -> str:
    """Return what a policy is of."""
    return next(word for word in ("Topic", "Queue", "Bucket") if word in policy)


@pytest.mark.parametrize("name", SERVICES)
def test_topics_and_queues_take_from_the_named_services_alone(template: Template, name: str) -> None:
    allowed = [found for found in statements(template, name) if found["Effect"] == "Allow"]
    services = [found["Principal"]["Service"] for found in allowed if isinstance(found["Principal"], dict)]
    assert sorted(one for given in services for one in ([given] if isinstance(given, str) else given)) == SERVICES[name]
    assert {found["Action"] for found in allowed} <= {"sns:Publish", "sqs:SendMessage"}


def test_all_but_eventbridge_to_the_launch_topic_are_held_to_this_account_or_to_an_arn(template: Template) -> None:
    open_to = [
        (name, found["Principal"])
        for name in SERVICES
        for found in statements(template, name)
        if found["Effect"] == "Allow"
        and not {"aws:SourceAccount", "aws:SourceArn"} & set(json.dumps(found.get("Condition", {})).split('"'))
    ]
    assert open_to == [("LaunchTopicPolicy", {"Service": "events.amazonaws.com"})]


def test_what_is_unfinished_or_replaced_expires_and_what_a_rollback_needs_never_does(template: Template) -> None:
    unfinished = {"Id": "unfinished-uploads", "Status": "Enabled", "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}}
    replaced = {
        "Id": "replaced-and-removed",
        "Status": "Enabled",
        "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
        "ExpiredObjectDeleteMarker": True,
    }
    rules = {name: template["Resources"][name]["Properties"]["LifecycleConfiguration"]["Rules"] for name in ("CodeBucket", "DataBucket")}
    assert rules == {"CodeBucket": [unfinished, replaced], "DataBucket": [unfinished]}
    expiring = json.loads(template["Resources"]["CacheRepository"]["Properties"]["LifecyclePolicy"]["LifecyclePolicyText"])["rules"]
    assert [rule["selection"]["countNumber"] for rule in expiring] == [1, 30]
    assert "LifecyclePolicy" not in template["Resources"]["ImageRepository"]["Properties"]


def test_buckets_are_their_owners_and_nobody_elses(template: Template) -> None:
    for name in ("CodeBucket", "DataBucket"):
        properties = template["Resources"][name]["Properties"]
        assert properties["PublicAccessBlockConfiguration"] == {
            "BlockPublicAcls": True,
            "BlockPublicPolicy": True,
            "IgnorePublicAcls": True,
            "RestrictPublicBuckets": True,
        }
        assert properties["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}


def test_what_the_webhook_notes_is_all_that_it_may_touch_of_the_table(template: Template) -> None:
    given = template["Resources"]["GithubWebhookFunction"]["Properties"]["Policies"][1]["Statement"]
    (noting,) = [found for found in given if "dynamodb:UpdateItem" in found["Action"]]
    assert noting["Condition"] == {
        "ForAllValues:StringLike": {"dynamodb:LeadingKeys": "delivery *"},
        "Null": {"dynamodb:LeadingKeys": "false"},
    }


def test_the_webhook_has_a_share_of_the_concurrency_unless_the_account_has_none(template: Template) -> None:
    reserved = template["Resources"]["GithubWebhookFunction"]["Properties"]["ReservedConcurrentExecutions"]
    assert reserved == {"Fn::If": ["HasGithubWebhookLimit", {"Ref": "GithubWebhookConcurrency"}, {"Ref": "AWS::NoValue"}]}
    assert template["Parameters"]["GithubWebhookConcurrency"]["Default"] == "5"


@pytest.mark.parametrize(
    ("key", "may"),
    [
        ("artifacts/churn-v12-0a1b2c3d/output/model.tar.gz", True),
        ("checkpoints/churn/1", True),
        ("versions/v12/evaluation/new/evaluation.json", True),
        ("versions/v12/evaluation/new/data/plot.png", True),
        ("versions/v1/data.json", False),
        ("versions/v12/data/train/a.csv", False),
        ("versions/v1234/data/train/a.csv", False),
        ("versions/v12/training/source.tar.gz", False),
        ("versions/v12/inference/source.tar.gz", False),
        ("versions/v12/model/model.tar.gz", False),
        ("notebooks/folder.tar.gz", False),
    ],
)
def test_a_training_writes_artifacts_and_scores_and_nothing_that_the_pipeline_keeps(template: Template, key: str, may: bool) -> None:
    (policy,) = template["Resources"]["TrainingRole"]["Properties"]["Policies"]
    (denied,) = [found["Resource"] for found in policy["PolicyDocument"]["Statement"] if found["Effect"] == "Deny"]
    patterns = [pattern["Fn::Sub"].removeprefix("${CodeBucket.Arn}/") for pattern in denied]
    assert any(fnmatch.fnmatchcase(key, pattern) for pattern in patterns) is not may
