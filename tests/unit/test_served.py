"""What has served: the way back, and what a rollback may name."""

from typing import Any

import pytest

from builds import served
from builds.served import noted, serving


def after(*versions: int | None) -> dict[str, Any]:
    """Return the state after executions at whose ends versions were served."""
    state: dict[str, Any] = {}
    for number, version in enumerate(versions):
        state = noted(state, version, f"execution-{number}")
    return state


@pytest.mark.parametrize(
    ("versions", "way", "before"),
    [
        ((), [], None),
        ((1,), [1], None),
        ((1, 2, 3), [1, 2, 3], 2),
        ((1, 2, 2), [1, 2], 1),  # a build that failed, and left the endpoint as it was
        ((1, 2, None), [1, 2], 1),  # nothing served at its end
        ((1, 2, 3, 2), [1, 2], 1),
        ((1, 2, 3, 2, 1), [1], None),  # twice in a row goes back twice
        ((1, 2, 3, 2, 4), [1, 2, 4], 2),  # a build after a rollback
        ((1, 2, 3, 1, 3), [1, 3], 1),  # forward again, to one that is named
    ],
)
def test_a_build_lengthens_the_way_back_and_a_rollback_shortens_it(
    versions: tuple[int | None, ...], way: list[int], before: int | None
) -> None:
    state = after(*versions)
    assert (state.get("Stack", []), served.previous_of(state)) == (way, before)
    assert served.current_of(state) == (way[-1] if way else None)


def test_what_has_served_lately_is_known_in_its_order_also_when_it_was_rolled_back() -> None:
    assert after(1, 2, 3, 2, 4)["Recent"] == [1, 3, 2, 4]


def test_an_execution_that_is_told_of_again_changes_nothing() -> None:
    state = after(1, 2)
    assert noted(state, 1, "execution-1") == state


def test_a_thousand_versions_and_fifty_executions_are_remembered() -> None:
    state = after(*range(1, 1200))
    assert (state["Stack"][0], state["Recent"][0], len(state["Done"])) == (200, 200, 50)


def test_only_a_version_changes_what_serves() -> None:
    assert serving({"Stack": [1], "Recent": [1]}, None) == {"Stack": [1], "Recent": [1]}
