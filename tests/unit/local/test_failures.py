from collections.abc import Iterator
from typing import Any

import pytest
from ministack.services import cloudformation
from ministack.services.cloudformation import provisioners, stacks

from local.cloudformation import failures

Asked = list[tuple[Any, ...]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    """What resources were asked for, with functions that say FAILED to a Create."""
    found: Asked = []

    def provision(kind: str, logical_id: str, properties: dict[str, Any], stack: str) -> str:
        found.append(("create", logical_id))
        if kind.startswith("Custom::"):
            raise RuntimeError("the function said FAILED")
        return "made"

    monkeypatch.setattr(stacks, "_provision_resource", provision)
    monkeypatch.setattr(stacks, "_update_resource", lambda *given: found.append(("update", *given[1:6])))
    monkeypatch.setitem(cloudformation._stacks, "churn", {"StackStatus": "UPDATE_IN_PROGRESS"})
    monkeypatch.setattr(provisioners, "_delete_resource", lambda *given: found.append(("delete", *given)))
    failures.register()
    yield found
    failures.change(b'{"churn": null}')


def test_the_resource_that_is_to_fail_fails_and_no_other(asked: Asked) -> None:
    failures.change(b'{"churn": "BuildTable"}')
    with pytest.raises(failures.ToFail, match="BuildTable is to fail, as asked for at /_local/failures"):
        stacks._provision_resource("AWS::DynamoDB::Table", "BuildTable", {}, "churn")
    assert stacks._provision_resource("AWS::SNS::Topic", "LaunchTopic", {}, "churn") == "made"
    assert stacks._provision_resource("AWS::DynamoDB::Table", "BuildTable", {}, "churn-dev") == "made"
    assert asked == [("create", "LaunchTopic"), ("create", "BuildTable")]


def test_a_custom_resource_whose_creation_failed_is_asked_to_delete_what_it_may_have_made(asked: Asked) -> None:
    with pytest.raises(RuntimeError, match="the function said FAILED"):
        stacks._provision_resource("Custom::KeepLogGroup", "EndpointLogs", {"StackName": "churn"}, "churn")
    assert asked[1] == ("delete", "Custom::KeepLogGroup", "churn-EndpointLogs-failed", {"StackName": "churn"}, "churn", "EndpointLogs")


def test_an_update_fails_that_changes_the_resource_and_its_rollback_does_not(asked: Asked) -> None:
    failures.change(b'{"churn": "BuildTable"}')
    with pytest.raises(failures.ToFail, match="BuildTable is to fail"):
        stacks._update_resource("AWS::DynamoDB::Table", "table", {"Old": 1}, {"New": 1}, "churn", "BuildTable")
    stacks._update_resource("AWS::DynamoDB::Table", "table", {"Old": 1}, {"Old": 1}, "churn", "BuildTable")
    cloudformation._stacks["churn"]["StackStatus"] = "UPDATE_ROLLBACK_IN_PROGRESS"
    stacks._update_resource("AWS::DynamoDB::Table", "table", {"New": 1}, {"Old": 1}, "churn", "BuildTable")
    assert asked == [
        ("update", "table", {"Old": 1}, {"Old": 1}, "churn", "BuildTable"),
        ("update", "table", {"New": 1}, {"Old": 1}, "churn", "BuildTable"),
    ]
