"""What policies ask of the item that a request is about."""

from typing import Any

import pytest
from ministack.core import iam_actions, iam_evaluator
from ministack.core.iam_evaluator import EvalContext
from ministack.services import dynamodb, lambda_svc

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


def test_a_policy_may_ask_which_functions_code_makes_a_call_and_lambdas_own_calls_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(iam_actions, "request_tag_context", iam_actions.request_tag_context)
    monkeypatch.setattr(iam_evaluator, "_resolve_condition_key", iam_evaluator._resolve_condition_key)
    condition_keys.register()
    function, role = "arn:aws:lambda:us-east-1:000000000000:function:churn-Settle", "arn:aws:iam::000000000000:role/churn-SettleRole"
    monkeypatch.setattr(lambda_svc, "_functions", {"churn-Settle": {"config": {"FunctionArn": function, "Role": role}}})
    of_code = {"ArnLike": {"lambda:SourceFunctionArn": "arn:aws:lambda:us-east-1:000000000000:function:churn-*"}}
    statements = [
        {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"},
        {"Effect": "Deny", "Action": "ec2:DescribeNetworkInterfaces", "Resource": "*", "Condition": of_code},
    ]

    def decision(principal: str) -> str:
        about = EvalContext(principal, "AssumedRole", "000000000000", "ec2:DescribeNetworkInterfaces", "*", "us-east-1")
        return str(iam_evaluator.evaluate(about, [iam_evaluator.parse_policy_document({"Statement": statements})]).decision)

    assert decision("arn:aws:sts::000000000000:assumed-role/churn-SettleRole/churn-Settle") == "Deny"
    assert decision("arn:aws:sts::000000000000:assumed-role/churn-SettleRole/somebody") == "Allow"
    assert decision("arn:aws:sts::000000000000:assumed-role/other/churn-Settle") == "Allow"
    assert decision(role) == "Allow"
