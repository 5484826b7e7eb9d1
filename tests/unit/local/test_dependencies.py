from typing import Any

import pytest
from ministack.services import cloudformation
from ministack.services.cloudformation import stacks

from local.cloudformation import dependencies

RESOURCES = {
    "Role": {"Type": "AWS::IAM::Role"},
    "Function": {"Type": "AWS::Lambda::Function", "Properties": {"Role": {"Fn::GetAtt": ["Role", "Arn"]}}},
    "Clearing": {"Type": "Custom::ClearBucket", "Properties": {"ServiceToken": {"Fn::GetAtt": ["Function", "Arn"]}}},
    "Topic": {"Type": "AWS::SNS::Topic"},
}


def test_what_a_failed_deletion_needs_stays_until_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    refused, gone = {"Clearing"}, []

    def delete(kind: str, physical_id: str, properties: dict[str, Any], stack: str, logical_id: str) -> None:
        if logical_id in refused:
            raise RuntimeError("the function said FAILED")
        gone.append(logical_id)

    def delete_all() -> list[str]:
        said = []
        for logical_id in ("Clearing", "Function", "Role", "Topic"):
            try:
                stacks._delete_resource("", "", {}, "churn", logical_id)
            except Exception as error:
                said.append(str(error))
        return said

    monkeypatch.setattr(stacks, "_delete_resource", delete)
    monkeypatch.setitem(cloudformation._stacks, "churn", {"_template": {"Resources": RESOURCES}, "_resources": RESOURCES})
    dependencies.register()
    assert delete_all() == [
        "the function said FAILED",
        "Function is needed by what could not be deleted: Clearing",
        "Role is needed by what could not be deleted: Clearing",
    ]
    assert gone == ["Topic"]
    refused.clear()
    assert delete_all() == []
    assert gone == ["Topic", "Clearing", "Function", "Role", "Topic"]
