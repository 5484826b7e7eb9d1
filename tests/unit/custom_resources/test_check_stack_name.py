import pytest

from check_stack_name import app
from check_stack_name.rule import refusal
from tests.unit.custom_resources.cloudformation import call


@pytest.mark.parametrize("name", ["churn", "c", "churn-dev", "sagebuild-2", "c" * 40])
def test_a_name_that_sagemaker_and_ecr_take_as_it_is_is_taken(name: str) -> None:
    assert refusal(name) is None
    answer = call(app.handler, "Create", {"StackName": name})
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("SUCCESS", f"name-{name}")


@pytest.mark.parametrize("name", ["Churn", "churn-", "churn--dev", "c" * 41, "churn-Dev"])
def test_any_other_is_refused_when_the_stack_is_made_and_updated(name: str) -> None:
    for kind in ("Create", "Update"):
        failed = call(app.handler, kind, {"StackName": name})
        assert failed["Status"] == "FAILED"
        assert "expected at most 40 lower case letters, digits and single hyphens, a letter first and no hyphen last" in failed["Reason"]


def test_the_whole_sentence_fits_into_the_answer() -> None:
    failed = call(app.handler, "Create", {"StackName": "Churn"})
    assert failed["Reason"] == (
        "The stack cannot be called Churn: expected at most 40 lower case letters, digits and single hyphens,"
        " a letter first and no hyphen last. Delete it and choose another name"
    )
    assert len(call(app.handler, "Create", {"StackName": "C" * 128})["Reason"]) <= 256


def test_a_stack_is_not_called_as_the_endpoint_on_which_another_rehearses() -> None:
    assert refusal("churn-rehearsals") is None
    assert call(app.handler, "Create", {"StackName": "churn-rehearsal"})["Reason"] == (
        "The stack cannot be called churn-rehearsal: that is the name of the endpoint on which a stack churn rehearses. Delete it and choose another name"
    )
    assert len(call(app.handler, "Create", {"StackName": "c" * 30 + "-rehearsal"})["Reason"]) <= 256


@pytest.mark.parametrize("physical_id", ["random", "name-Churn"])
def test_whatever_its_name_a_stack_can_be_deleted_twice(physical_id: str) -> None:
    for _ in range(2):
        assert call(app.handler, "Delete", {"StackName": "Churn"}, physical_id)["Status"] == "SUCCESS"
