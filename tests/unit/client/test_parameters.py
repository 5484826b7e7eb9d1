import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.response import StreamingBody

from sagebuild import Refused, SageBuild, SageBuildError
from tests.unit.client.conftest import StubbedAws

NAME = "/sagebuild/churn"


def payload(value: Any) -> StreamingBody:
    text = json.dumps(value).encode()
    return StreamingBody(io.BytesIO(text), len(text))


def holds(aws: StubbedAws, text: str) -> None:
    aws.answers("ssm", "get_parameter", {"Parameter": {"Value": text}}, Name=NAME)


def is_checked(aws: StubbedAws, document: Any, answer: Any, **more: Any) -> None:
    asked = json.dumps({"Parameters": document, "Launch": {}, **more}).encode()
    aws.answers(
        "lambda", "invoke", {"StatusCode": 200, "Payload": payload(answer)}, FunctionName="churn-CheckParametersFunction-1", Payload=asked
    )


def is_written(aws: StubbedAws, text: str) -> None:
    aws.answers("ssm", "put_parameter", {"Version": 2}, Name=NAME, Value=text, Overwrite=True, Tier="Intelligent-Tiering")


def test_the_document_is_read(churn: SageBuild, aws: StubbedAws) -> None:
    holds(aws, '{"HyperParameters": {"C": 1}}')
    assert churn.parameters() == {"HyperParameters": {"C": 1}}


@pytest.mark.parametrize("text", ["{", "[]"])
def test_a_document_that_is_none_is_said_to_be_none(churn: SageBuild, aws: StubbedAws, text: str) -> None:
    holds(aws, text)
    with pytest.raises(
        SageBuildError,
        match=r"is no JSON object: put another one in its place with replace\(\), or with aws ssm put-parameter --name /sagebuild/churn --overwrite",
    ):
        churn.parameters()


def test_a_difference_writes_nothing(churn: SageBuild, aws: StubbedAws) -> None:
    holds(aws, '{"HyperParameters": {"C": 1}}')
    assert churn.diff({"HyperParameters": {"C": 10}}).lines == ["HyperParameters.C: 1 → 10"]


def test_a_change_is_checked_and_then_written(churn: SageBuild, aws: StubbedAws) -> None:
    holds(aws, '{"HyperParameters": {"C": 1, "gamma": 2}}')
    is_checked(aws, {"HyperParameters": {"C": 10, "gamma": 2}}, {"Parameters": {}})
    is_written(aws, '{\n  "HyperParameters": {\n    "C": 10,\n    "gamma": 2\n  }\n}')
    assert churn.change({"HyperParameters": {"C": 10}}).lines == ["HyperParameters.C: 1 → 10"]


def test_a_change_that_is_refused_is_not_written(churn: SageBuild, aws: StubbedAws) -> None:
    holds(aws, "{}")
    is_checked(aws, {"Hyperparameters": {}}, {"Refused": {"Error": "InvalidParameters", "Cause": "Hyperparameters: unknown key"}})
    with pytest.raises(Refused, match=r"^Hyperparameters: unknown key$"):
        churn.change({"Hyperparameters": {}})


def test_a_change_that_changes_nothing_is_neither_checked_nor_written(churn: SageBuild, aws: StubbedAws) -> None:
    holds(aws, '{"Deploy": false}')
    assert not churn.change({"Deploy": False})


def test_a_whole_document_takes_the_place_of_another(churn: SageBuild, aws: StubbedAws) -> None:
    holds(aws, '{"Deploy": false}')
    is_checked(aws, {"Train": False}, {"Parameters": {}})
    is_written(aws, '{\n  "Train": false\n}')
    assert churn.replace({"Train": False}).lines == ["Deploy: false → not set", "Train: not set → false"]


def test_a_broken_document_can_be_replaced(churn: SageBuild, aws: StubbedAws) -> None:
    holds(aws, "{broken")
    is_checked(aws, {"Train": False}, {"Parameters": {}})
    is_written(aws, '{\n  "Train": false\n}')
    assert churn.replace({"Train": False}).lines == ["Train: not set → false"]


def test_a_document_can_be_written_without_being_checked(churn: SageBuild, aws: StubbedAws) -> None:
    holds(aws, '{"Deploy": false}')
    is_written(aws, "{}")
    holds(aws, '{"Deploy": false}')
    is_written(aws, '{\n  "Deploy": false,\n  "Train": false\n}')
    assert churn.replace({}, check=False).lines == ["Deploy: false → not set"]
    assert churn.change({"Train": False}, check=False).lines == ["Train: not set → false"]


def test_the_document_in_the_store_is_checked_as_it_is(churn: SageBuild, aws: StubbedAws) -> None:
    is_checked(aws, None, {"Refused": {"Error": "MissingData", "Cause": "Channels.train: nothing is there"}})
    with pytest.raises(Refused, match=r"^Channels\.train: nothing is there$"):
        churn.check()


def test_changes_are_checked_without_being_written(churn: SageBuild, aws: StubbedAws) -> None:
    holds(aws, '{"Deploy": false}')
    is_checked(aws, {"Deploy": False, "Train": False}, {"Parameters": {}})
    churn.check({"Train": False})


def test_a_check_that_fails_itself_says_so(churn: SageBuild, aws: StubbedAws) -> None:
    failed = {"errorType": "Sandbox.Timedout", "errorMessage": "Task timed out after 30.00 seconds"}
    aws.answers("lambda", "invoke", {"StatusCode": 200, "FunctionError": "Unhandled", "Payload": payload(failed)})
    with pytest.raises(SageBuildError, match=r"CheckParametersFunction-1 failed: Sandbox.Timedout: Task timed out after 30.00 seconds"):
        churn.check()


def test_what_is_no_object_is_refused_in_a_sentence(churn: SageBuild, aws: StubbedAws) -> None:
    holds(aws, "{}")
    assignment: Any = "C=10"  # as in a terminal; the types of change() forbid it
    with pytest.raises(Refused, match=r"^Parameters are a dict, such as .*, and not 'C=10'$"):
        churn.change(assignment)


def test_earlier_documents_are_listed_the_newest_first(churn: SageBuild, aws: StubbedAws) -> None:
    at = datetime(2026, 11, 26, 12, tzinfo=UTC)
    first = {"Parameters": [{"Version": 1, "Value": "{}", "LastModifiedDate": at}], "NextToken": "more"}
    second = {"Parameters": [{"Version": 2, "Value": '{"Train": false}', "LastModifiedDate": at}]}
    aws.answers("ssm", "get_parameter_history", first, Name=NAME)
    aws.answers("ssm", "get_parameter_history", second, Name=NAME, NextToken="more")
    assert churn.versions_of_parameters() == [
        {"Version": 2, "Document": {"Train": False}, "ModifiedAt": at},
        {"Version": 1, "Document": {}, "ModifiedAt": at},
    ]
