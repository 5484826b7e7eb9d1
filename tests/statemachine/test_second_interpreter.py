"""The second interpreter, which runs thousands of builds of few definitions."""

import pytest
from sfnx.testing import InvalidDefinition

from tests.second_interpreter import run

RIGHT = {
    "QueryLanguage": "JSONata",
    "StartAt": "Add",
    "States": {"Add": {"Type": "Pass", "Output": "{% $states.input + 1 %}", "End": True}},
}
WRONG = {**RIGHT, "States": {"Add": {"Type": "Pass", "Output": "{% $states.input + %}", "End": True}}}


def test_a_definition_is_refused_whenever_it_is_wrong_also_after_a_right_one() -> None:
    assert [run(RIGHT, number).output for number in (1, 2)] == [2, 3]
    for _ in range(2):
        with pytest.raises(InvalidDefinition, match=r"Add\.Output"):
            run(WRONG, 1)


def test_a_definition_that_is_changed_is_looked_at_again() -> None:
    changed = {**RIGHT, "States": {**RIGHT["States"]}}
    run(changed, 1)
    changed["States"]["Add"] = WRONG["States"]["Add"]
    with pytest.raises(InvalidDefinition):
        run(changed, 1)
