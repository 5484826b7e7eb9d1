"""Stacks that have all that a stack can have."""

import pytest

from local.launcher import LocalAws
from tests.local import hours
from tests.local.company import company

PUSHES = {"BranchBuildTrigger": "main"}
# Everything that a stack can have of its own, and everything that it can be brought: together they have every resource of the template.
OWN = {
    **PUSHES,
    "NotebookInstanceType": "ml.t3.medium",
    "BuildSchedule": "rate(1 day)",
    "NotificationEmail": "somebody@example.com",
    "BucketTriggerBuild": "True",
    "AlexaSkillId": "amzn1.ask.skill.11111111-2222-3333-4444-555555555555",
    "PromoteFrom": "another",
    "EndpointHours": hours.far_away(),
}
BROUGHT = {
    **PUSHES,
    "NotebookInstanceType": "NONE",
    "BucketTriggerBuild": "True",
    "ExternalDataBucket": "brought",
    "ExternalGithubRepo": "https://github.com/somebody/models",
}


@pytest.fixture(scope="session")
def kinds(aws: LocalAws) -> dict[str, dict[str, str]]:
    """The parameters of a stack that has everything of its own, and of one that is brought it."""
    asked = company(aws)
    aws.client("s3").create_bucket(Bucket="brought")
    secret = aws.client("secretsmanager").create_secret(Name="webhook", SecretString="shared")["ARN"]
    topic = aws.client("sns").create_topic(Name="brought")["TopicArn"]
    of_github = {"GithubWebhookSecretArn": secret, "GithubTokenSecretArn": secret, "ExternalLaunchTopic": topic}
    return {"own": {**OWN, **asked}, "brought": {**BROUGHT, **of_github, **asked}}
