"""Check ... Request: the last word on a request that a user's own config function may have made."""

from typing import Any

import pytest

from api.shapes import InvalidRequest
from check_request.app import handler
from tests.unit.planning import planned

CONTAINER = {"Image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:v1-training"}
ROLE = "arn:aws:iam::123456789012:role/hosting"


def event(request: Any) -> dict[str, Any]:
    made = planned({"Tags": {"team": "ml"}})
    return {"Operation": "CreateModel", "Request": request, "Build": made["Build"], "Parameters": made["Parameters"]}


def test_a_request_gets_the_builds_name_and_tags_whoever_made_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    own = {"ModelName": "mine", "ExecutionRoleArn": ROLE, "PrimaryContainer": CONTAINER, "Tags": [{"Key": "team", "Value": "other"}]}
    assert handler(event(own), None) == {
        "ModelName": "churn-v1-0a1b2c3d",
        "ExecutionRoleArn": ROLE,
        "PrimaryContainer": CONTAINER,
        "Tags": [
            {"Key": "team", "Value": "ml"},
            {"Key": "sagebuild:stack", "Value": "churn"},
            {"Key": "sagebuild:version", "Value": "1"},
        ],
    }


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (None, "Model: expected the complete CreateModel request as an object, got NoneType"),
        ({"ExecutionRoleArn": ROLE, "PrimaryContainr": CONTAINER}, "Model.PrimaryContainr: unknown; did you mean PrimaryContainer?"),
    ],
)
def test_what_the_api_would_refuse_is_refused_with_the_members_path(monkeypatch: pytest.MonkeyPatch, request_: Any, words: str) -> None:
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    with pytest.raises(InvalidRequest) as refused:
        handler(event(request_), None)
    assert str(refused.value) == words
