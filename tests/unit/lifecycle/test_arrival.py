import pytest

from lifecycle.arrival import Arrival, Digests, beside, decide

STAYS = "a.ipynb has your edits and stays; the new one is a.new.ipynb"
BOTH = "a.ipynb and a.new.ipynb have your edits and stay; rename the second, and the newest arrives at the next start"


@pytest.mark.parametrize(
    ("what", "came", "new", "there", "expected"),
    [
        ("the first start", {}, {"a.ipynb": "1"}, {}, Arrival({"a.ipynb": "a.ipynb"})),
        ("nothing is new", {"a.ipynb": "1"}, {"a.ipynb": "1"}, {"a.ipynb": "1"}, Arrival()),
        ("new, not edited", {"a.ipynb": "1"}, {"a.ipynb": "2"}, {"a.ipynb": "1"}, Arrival({"a.ipynb": "a.ipynb"})),
        ("edited, nothing is new", {"a.ipynb": "1"}, {"a.ipynb": "1"}, {"a.ipynb": "mine"}, Arrival()),
        ("edited, and new", {"a.ipynb": "1"}, {"a.ipynb": "2"}, {"a.ipynb": "mine"}, Arrival({"a.new.ipynb": "a.ipynb"}, told=[STAYS])),
        ("edited into what is new", {"a.ipynb": "1"}, {"a.ipynb": "2"}, {"a.ipynb": "2"}, Arrival()),
        ("deleted by the person", {"a.ipynb": "1"}, {"a.ipynb": "1"}, {}, Arrival({"a.ipynb": "a.ipynb"})),
        ("there before the first start", {}, {"a.ipynb": "1"}, {"a.ipynb": "mine"}, Arrival({"a.new.ipynb": "a.ipynb"}, told=[STAYS])),
        ("the new one lies there", {"a.ipynb": "1"}, {"a.ipynb": "2"}, {"a.ipynb": "mine", "a.new.ipynb": "2"}, Arrival()),
        (
            "newer than the new one that lies there",
            {"a.ipynb": "2"},
            {"a.ipynb": "3"},
            {"a.ipynb": "mine", "a.new.ipynb": "2"},
            Arrival({"a.new.ipynb": "a.ipynb"}, told=[STAYS]),
        ),
        (
            "the new one edited too",
            {"a.ipynb": "2"},
            {"a.ipynb": "3"},
            {"a.ipynb": "mine", "a.new.ipynb": "mine too"},
            Arrival(told=[BOTH]),
        ),
        ("no longer ours", {"a.ipynb": "1"}, {}, {"a.ipynb": "1"}, Arrival(remove=["a.ipynb"])),
        ("no longer ours, edited", {"a.ipynb": "1"}, {}, {"a.ipynb": "mine"}, Arrival()),
        ("no longer ours, deleted", {"a.ipynb": "1"}, {}, {}, Arrival()),
    ],
)
def test_nothing_that_a_person_has_edited_is_overwritten(what: str, came: Digests, new: Digests, there: Digests, expected: Arrival) -> None:
    assert decide(came, new, there) == expected, what


@pytest.mark.parametrize(
    ("name", "second"), [("a.ipynb", "a.new.ipynb"), ("examples/byod/program/train", "examples/byod/program/train.new")]
)
def test_a_second_name_keeps_folder_and_kind(name: str, second: str) -> None:
    assert beside(name) == second
