"""The drawings of the state machines are true."""

import json
from typing import Any

import pytest

from tools.machine_drawings import DOCUMENT, ROOT, drawing, name_of, written

CATCH = [{"ErrorEquals": ["States.ALL"], "Next": "Clean Up"}]
MACHINE: dict[str, Any] = {
    "StartAt": "Is It Due?",
    "States": {
        "Is It Due?": {"Type": "Choice", "Choices": [{"Next": "Do Both"}], "Default": "Done"},
        "Do Both": {
            "Type": "Parallel",
            "Branches": [
                {"StartAt": "One", "States": {"One": {"Type": "Task", "End": True}}},
                {"StartAt": "Other", "States": {"Other": {"Type": "Wait", "End": True}}},
            ],
            "Catch": CATCH,
            "Next": "Make",
        },
        "Make": {"Type": "Task", "Catch": [{"ErrorEquals": ["Limit"], "Next": "Is It Due?"}, *CATCH], "Next": "Done"},
        "Clean Up": {"Type": "Task", "Next": "Failed"},
        "Failed": {"Type": "Fail"},
        "Done": {"Type": "Succeed"},
    },
}


def test_a_machine_is_drawn_with_its_branches_and_its_failures() -> None:
    assert drawing(MACHINE) == (
        "flowchart TB\n"
        "  begin(( )) --> IsItDue\n"
        '  IsItDue{{"Is It Due?"}}\n'
        '  subgraph DoBoth["Do Both"]\n'
        '    subgraph DoBoth1[" "]\n'
        "      direction TB\n"
        '      One["One"]\n'
        "    end\n"
        '    subgraph DoBoth2[" "]\n'
        "      direction TB\n"
        '      Other[/"Other"/]\n'
        "    end\n"
        "  end\n"
        '  Make["Make"]\n'
        '  CleanUp["Clean Up"]\n'
        '  Failed(["Failed"])\n'
        '  Done(["Done"])\n'
        "  FailureOfCleanUp[/whatever fails/] -.-> CleanUp\n"
        "  IsItDue --> DoBoth\n"
        "  IsItDue --> Done\n"
        "  DoBoth --> Make\n"
        "  Make --> Done\n"
        "  Make -.-> IsItDue\n"
        "  CleanUp --> Failed\n"
    )


def test_the_document_shows_the_machines_as_they_are() -> None:
    text = DOCUMENT.read_text()
    assert written(text) == text


@pytest.mark.parametrize("name", ["build", "rollback"])
def test_every_state_of_a_machine_is_in_the_document_under_a_name_of_its_own(name: str) -> None:
    machine = json.loads((ROOT / f"statemachine/{name}.asl.json").read_text())
    assert f"<!-- statemachine/{name}.asl.json -->\n```mermaid\n{drawing(machine)}```\n" in DOCUMENT.read_text()
    names = list(machine["States"])
    assert len({name_of(state) for state in names}) == len(names) > 10
