from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from sagebuild import SageBuild, SageBuildError
from tests.unit.client.conftest import StubbedAws, execution, item, lists, reads

AT = datetime(2026, 11, 26, 12, tzinfo=UTC)


def test_builds_are_listed_the_newest_first(churn: SageBuild, aws: StubbedAws) -> None:
    lists(aws, item(3), item(2, Metrics={"accuracy": Decimal("0.9722"), "epochs": Decimal("3")}), limit=2)
    newest, older = churn.builds(2)
    assert (newest.version, older.version, newest.stack) == (3, 2, "churn")
    assert older.record["Metrics"] == {"accuracy": 0.9722, "epochs": 3}
    assert type(older.record["Metrics"]["epochs"]) is int


def test_sets_of_the_table_are_lists(churn: SageBuild, aws: StubbedAws) -> None:
    reads(aws, item(3, Told={"b", "a"}), version=3)
    assert churn.build(3).record["Told"] == ["a", "b"]


def test_a_build_leads_to_its_execution_in_the_console(churn: SageBuild, aws: StubbedAws) -> None:
    reads(aws, item(3), version=3)
    root = "https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1"
    assert churn.build(3).console_url == f"{root}#/v2/executions/details/{execution(3)}"


def test_a_version_that_is_not_there_is_a_sentence(churn: SageBuild, aws: StubbedAws) -> None:
    reads(aws, {}, version=9)
    with pytest.raises(SageBuildError, match=r"^churn has no build of version 9$"):
        churn.build(9)


@pytest.mark.parametrize(
    ("statuses", "version"), [(["SUCCEEDED", "FAILED"], 2), (["RUNNING", "SUCCEEDED"], 2), (["SUCCEEDED", "RUNNING"], 1), ([], None)]
)
def test_the_status_is_that_of_the_build_that_runs_else_of_the_last(
    churn: SageBuild, aws: StubbedAws, statuses: list[str], version: int | None
) -> None:
    lists(aws, *(item(len(statuses) - index, Status=status) for index, status in enumerate(statuses)))
    build = churn.status()
    assert (build.version if build else None) == version


def test_the_states_are_those_of_all_pages_of_the_history(churn: SageBuild, aws: StubbedAws) -> None:
    reads(aws, item(3), version=3)
    entered: dict[str, Any] = {"id": 1, "timestamp": AT, "type": "TaskStateEntered", "stateEnteredEventDetails": {"name": "Plan Build"}}
    left: dict[str, Any] = {
        "id": 2,
        "previousEventId": 1,
        "timestamp": AT,
        "type": "TaskStateExited",
        "stateExitedEventDetails": {"name": "Plan Build"},
    }
    asked = {"executionArn": execution(3), "includeExecutionData": False, "maxResults": 1000}
    aws.answers("stepfunctions", "get_execution_history", {"events": [entered], "nextToken": "more"}, **asked)
    aws.answers("stepfunctions", "get_execution_history", {"events": [left]}, **asked, nextToken="more")
    assert [(state.name, state.status) for state in churn.states(3)] == [("Plan Build", "SUCCEEDED")]


def test_without_any_build_there_are_no_states_and_a_sentence_says_so(churn: SageBuild, aws: StubbedAws) -> None:
    lists(aws)
    with pytest.raises(SageBuildError, match=r"^churn has had no build yet: launch\(\) begins one$"):
        churn.states()
