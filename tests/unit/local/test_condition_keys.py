"""What policies ask of the line and of the item that a request is about."""

import json
from typing import Any

import pytest
from ministack.core import iam_evaluator
from ministack.services import dynamodb

from local.iam import condition_keys

DENIED = {
    "Statement": [
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sns:Publish",
            "Resource": "*",
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ]
}


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """MiniStack with the keys, until the test ends."""
    monkeypatch.setattr(condition_keys.iam_evaluator, "_resolve_condition_key", iam_evaluator._resolve_condition_key)
    monkeypatch.setattr(condition_keys.iam_actions, "request_tag_context", condition_keys.iam_actions.request_tag_context)
    condition_keys.register()


def test_the_local_address_stands_for_tls(registered: None) -> None:
    about = iam_evaluator.EvalContext("arn:aws:iam::0:role/r", "AssumedRole", "0", "sns:Publish", "arn:aws:sns:us-east-1:0:t", "us-east-1")
    assert iam_evaluator.evaluate_resource_policy(DENIED, about).decision != "Deny"


@pytest.mark.parametrize("member", ["Key", "Item"])
def test_a_policy_may_ask_for_the_hash_key_of_the_item(monkeypatch: pytest.MonkeyPatch, member: str) -> None:
    monkeypatch.setattr(dynamodb, "_tables", {"builds": {"pk_name": "Kind"}})
    request: dict[str, Any] = {"TableName": "builds", member: {"Kind": {"S": "delivery 1"}, "Version": {"N": "0"}}}
    assert condition_keys.leading_key(json.loads(json.dumps(request))) == "delivery 1"
    assert condition_keys.leading_key({"TableName": "builds"}) is None
    assert condition_keys.leading_key({"TableName": "others", "Key": {"Kind": {"S": "x"}}}) is None
