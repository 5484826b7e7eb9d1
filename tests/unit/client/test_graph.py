import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from local.commands import ROOT
from sagebuild.errors import SageBuildError
from sagebuild.graph import graph
from sagebuild.graph.flow import flow
from sagebuild.graph.layout import layout
from sagebuild.states import HOLDERS, State

BUILD, ROLLBACK = (json.loads((ROOT / f"statemachine/{name}.asl.json").read_text()) for name in ("build", "rollback"))
BOTH = pytest.mark.parametrize("definition", [BUILD, ROLLBACK], ids=["build", "rollback"])
SVG = "{http://www.w3.org/2000/svg}"
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def machine(**states: dict[str, Any]) -> dict[str, Any]:
    return {"StartAt": next(iter(states)), "States": states}


FORK = machine(
    Ask={"Type": "Choice", "Choices": [{"Next": "Do"}], "Default": "End"},
    Do={"Type": "Task", "Next": "End", "Catch": [{"Next": "Mend"}]},
    End={"Type": "Succeed"},
    Mend={"Type": "Task", "Next": "Lost"},
    Lost={"Type": "Fail"},
)


def state(name: str, status: str = "SUCCEEDED", kind: str = "Task", second: int = 0) -> State:
    return State(
        name, kind, NOON + timedelta(seconds=second), None if status == "RUNNING" else NOON + timedelta(seconds=second + 1), status
    )


def drawn(definition: dict[str, Any], *states: State, title: str = "") -> ElementTree.Element:
    return ElementTree.fromstring(graph(definition, states, title).svg)


def edges(picture: ElementTree.Element, *kinds: str) -> set[tuple[str, str]]:
    return {(path.attrib["data-from"], path.attrib["data-to"]) for path in picture.iter(f"{SVG}path") if path.get("class") in kinds}


def marks(picture: ElementTree.Element) -> dict[str, str]:
    """The mark that follows a state's name, where there is one."""
    texts = list(picture.iter(f"{SVG}text"))
    following = pairwise(texts)
    return {
        text.attrib["data-state"]: after.text or ""
        for text, after in following
        if text.get("class") == "name" and after.text in ("✓", "●", "✗", "■") and after.get("fill") == "#ffffff"
    }


def ways(definition: dict[str, Any]) -> set[tuple[str, str]]:
    """Every Next, Default and Catch of a definition and of what it holds."""
    found: set[tuple[str, str]] = set()
    for name, body in definition["States"].items():
        named = [body.get("Next"), body.get("Default")] + [way["Next"] for way in body.get("Choices", []) + body.get("Catch", [])]
        found |= {(name, target) for target in named if target}
        for inner in held(body):
            found |= ways(inner)
    return found


def names(definition: dict[str, Any]) -> set[str]:
    return set(definition["States"]).union(*(names(inner) for body in definition["States"].values() for inner in held(body)))


def held(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [*body.get("Branches", []), *([body["ItemProcessor"]] if "ItemProcessor" in body else [])]


@BOTH
def test_every_state_of_a_machine_stands_in_the_graph_once(definition: dict[str, Any]) -> None:
    shown = [text.attrib["data-state"] for text in drawn(definition).iter(f"{SVG}text") if text.get("class") == "name"]
    assert sorted(shown) == sorted(names(definition))


@BOTH
def test_every_next_default_and_catch_of_a_machine_is_an_edge(definition: dict[str, Any]) -> None:
    assert edges(drawn(definition), "way", "error") == ways(definition)


def test_the_machines_that_are_drawn_hold_what_others_hold() -> None:
    assert {"Plan Build", "Train Model", "Weigh Inference Image Limit", "Evaluate Model", "Build Failed"} <= names(BUILD)
    assert {("Train Model", "Training Failed"), ("Update Endpoint", "Await Endpoint")} <= ways(BUILD)
    assert {"Plan Rollback", "Update Endpoint", "Rollback Failed"} <= names(ROLLBACK)


@BOTH
def test_no_two_states_of_a_machine_stand_on_each_other(definition: dict[str, Any]) -> None:
    boxes = [box for box in layout(flow(definition)).boxes if box.kind not in HOLDERS]
    overlapping = [
        (one.name, other.name)
        for number, one in enumerate(boxes)
        for other in boxes[number + 1 :]
        if one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom
    ]
    assert overlapping == []


def test_what_runs_inside_of_a_state_is_drawn_inside_of_it() -> None:
    boxes = {box.name: box for box in layout(flow(BUILD)).boxes}
    holder = boxes["Build And Train"]
    for branch in BUILD["States"]["Build And Train"]["Branches"]:
        for name in names(branch):
            assert holder.x < boxes[name].x and boxes[name].right < holder.right, name
            assert holder.y < boxes[name].y and boxes[name].bottom < holder.bottom, name


def test_a_state_stands_below_those_that_lead_to_it_and_errors_lead_to_the_right() -> None:
    boxes = {box.name: box for box in layout(flow(FORK)).boxes}
    assert boxes["Ask"].bottom < boxes["Do"].y and boxes["Do"].bottom < boxes["End"].y
    assert boxes["Do"].right < boxes["Mend"].x and boxes["Mend"].bottom < boxes["Lost"].y


def test_the_longest_way_to_a_state_says_where_it_stands() -> None:
    long_and_short = machine(
        Ask={"Type": "Choice", "Choices": [{"Next": "Short"}], "Default": "One"},
        Short={"Type": "Pass", "Next": "End"},
        One={"Type": "Pass", "Next": "Two"},
        Two={"Type": "Pass", "Next": "End"},
        End={"Type": "Succeed"},
    )
    assert flow(long_and_short).rows == {"Ask": 0, "Short": 1, "One": 1, "Two": 2, "End": 3}
    other_way_round = {"StartAt": "Ask", "States": dict(reversed(long_and_short["States"].items()))}
    other_way_round["States"]["Ask"] = {"Type": "Choice", "Choices": [{"Next": "One"}], "Default": "Short"}
    assert flow(other_way_round).rows == {"Ask": 0, "Short": 1, "One": 1, "Two": 2, "End": 3}


def test_a_build_s_two_ends_stand_side_by_side() -> None:
    boxes = {box.name: box for box in layout(flow(BUILD)).boxes}
    assert boxes["Build Failed"].bottom == boxes["Build Succeeded"].bottom
    assert boxes["Weigh Limit"].y == boxes["Create Model"].y


def test_where_an_error_leads_to_what_comes_next_anyway_one_line_is_drawn() -> None:
    paths = [path for path in drawn(BUILD).iter(f"{SVG}path") if path.get("data-from") == "Clean Up"]
    assert [(path.attrib["data-to"], path.attrib["class"]) for path in paths] == [("Build Failed", "way")]


def test_states_are_marked_with_what_became_of_them() -> None:
    picture = drawn(FORK, state("Ask", kind="Choice"), state("Do", "FAILED", second=1), state("Mend", "RUNNING", second=2))
    assert marks(picture) == {"Do": "✗", "Mend": "●"}


def test_a_state_that_was_entered_again_has_its_last_mark() -> None:
    assert marks(drawn(FORK, state("Do", "FAILED"), state("Do", "RUNNING", second=2)))["Do"] == "●"


def test_the_way_that_a_build_took_is_marked_and_no_other() -> None:
    picture = drawn(FORK, state("Ask", kind="Choice"), state("Do", second=1), state("End", kind="Succeed", second=2))
    assert edges(picture, "taken") == {("Ask", "Do"), ("Do", "End")}
    assert edges(picture, "way") == {("Ask", "End"), ("Mend", "Lost")}
    assert edges(picture, "error") == {("Do", "Mend")}


def test_a_way_back_is_marked_only_if_it_was_taken() -> None:
    again = machine(
        Do={"Type": "Task", "Next": "Ask"}, Ask={"Type": "Choice", "Choices": [{"Next": "Do"}], "Default": "End"}, End={"Type": "Succeed"}
    )
    once = [state("Do"), state("Ask", kind="Choice", second=1), state("End", kind="Succeed", second=2)]
    assert edges(drawn(again, *once), "taken") == {("Do", "Ask"), ("Ask", "End")}
    assert edges(drawn(again, *once[:2], *once), "taken") == {("Do", "Ask"), ("Ask", "Do"), ("Ask", "End")}


def test_after_a_failure_the_error_s_way_is_marked() -> None:
    picture = drawn(FORK, state("Do", "FAILED"), state("Mend", second=1), state("Lost", "STOPPED", "Fail", 2))
    assert edges(picture, "failed") == {("Do", "Mend")}
    assert marks(picture) == {"Do": "✗", "Mend": "✓", "Lost": "✗"}


def test_a_state_has_failed_when_what_it_held_came_to_a_failure() -> None:
    inner = machine(Try={"Type": "Task", "Catch": [{"Next": "Broken"}], "End": True}, Broken={"Type": "Fail"})
    outer = machine(Both={"Type": "Parallel", "Branches": [inner], "Next": "End", "Catch": [{"Next": "Mend"}]}, End={"Type": "Succeed"},
                    Mend={"Type": "Pass", "End": True})  # fmt: skip
    states = [
        state("Both", kind="Parallel"),
        state("Try", "FAILED"),
        state("Broken", "STOPPED", "Fail", 1),
        state("Mend", kind="Pass", second=2),
    ]
    picture = drawn(outer, *states)
    assert marks(picture)["Both"] == "✗"
    assert edges(picture, "failed") == {("Both", "Mend"), ("Try", "Broken")}


def test_names_and_title_are_text_whatever_stands_in_them() -> None:
    hostile = "<script>alert(1)</script>&\"'"
    picture = drawn({"StartAt": hostile, "States": {hostile: {"Type": "Pass", "Next": hostile}}}, title="a <b> & c")
    assert edges(picture, "way") == {(hostile, hostile)}
    assert picture.findtext(f"{SVG}title") == "a <b> & c"
    assert [text.attrib["data-state"] for text in picture.iter(f"{SVG}text") if text.get("class") == "name"] == [hostile]
    assert not list(picture.iter(f"{SVG}script"))


def test_a_machine_that_only_goes_round_is_drawn_too() -> None:
    round_and_round = machine(One={"Type": "Wait", "Next": "Two"}, Two={"Type": "Pass", "Next": "One"})
    assert edges(drawn(round_and_round), "way") == {("One", "Two"), ("Two", "One")}


def test_a_map_is_drawn_with_what_it_does() -> None:
    each = machine(Item={"Type": "Pass", "End": True})
    boxes = {box.name: box for box in layout(flow(machine(Every={"Type": "Map", "ItemProcessor": each, "End": True}))).boxes}
    assert boxes["Every"].x < boxes["Item"].x and boxes["Item"].bottom < boxes["Every"].bottom


def test_a_graph_is_saved_as_svg(tmp_path: Path) -> None:
    drawing = graph(FORK, [])
    drawing.save(tmp_path / "fork.svg")
    assert (tmp_path / "fork.svg").read_text() == drawing._repr_svg_()
    with pytest.raises(SageBuildError, match=r"end with \.svg$"):
        drawing.save(tmp_path / "fork.png")
