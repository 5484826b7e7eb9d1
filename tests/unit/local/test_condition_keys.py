"""What policies ask of the item that a request is about."""

from typing import Any

import pytest
from ministack.services import dynamodb

from local.iam import condition_keys


@pytest.mark.parametrize("member", ["Key", "Item"])
def test_a_policy_may_ask_for_the_hash_key_of_the_item(monkeypatch: pytest.MonkeyPatch, member: str) -> None:
    monkeypatch.setattr(dynamodb, "_tables", {"builds": {"pk_name": "Kind"}})
    request: dict[str, Any] = {"TableName": "builds", member: {"Kind": {"S": "delivery 1"}, "Version": {"N": "0"}}}
    assert condition_keys.leading_key(request) == "delivery 1"
    assert condition_keys.leading_key({"TableName": "builds"}) is None
    assert condition_keys.leading_key({"TableName": "others", "Key": {"Kind": {"S": "x"}}}) is None


def test_a_sessions_principal_is_its_role() -> None:
    session = "arn:aws:sts::000000000000:assumed-role/churn-prod-PlanBuildFunctionRole-1/churn-prod-PlanBuildFunction-2"
    assert condition_keys.role_of(session) == "arn:aws:iam::000000000000:role/churn-prod-PlanBuildFunctionRole-1"
    assert condition_keys.role_of("arn:aws:iam::000000000000:user/ann") == "arn:aws:iam::000000000000:user/ann"
