"""The rollback's machine moves the endpoint as the build's does."""

import pytest

from tools.rollback_machine import FOLDER, moved, written

BUILD, ROLLBACK = ((FOLDER / f"{name}.asl.json").read_text() for name in ("build", "rollback"))


def test_the_file_is_what_the_tool_writes_now() -> None:
    assert written(BUILD, ROLLBACK) == ROLLBACK


def test_a_change_of_a_builds_state_reaches_the_rollback_which_leads_where_it_led() -> None:
    changed = BUILD.replace('"TimeoutSeconds": 172800', '"TimeoutSeconds": 86400')
    assert changed != BUILD
    found = written(changed, ROLLBACK)
    assert found == ROLLBACK.replace('"TimeoutSeconds": 172800', '"TimeoutSeconds": 86400')
    assert '"Next": "Plan Rollback"' in found


def test_a_state_that_leads_more_ways_than_the_rollbacks_is_not_taken_over_in_silence() -> None:
    with pytest.raises(ValueError, match="expected a state that leads 1 ways"):
        moved('"Next": "a", "Next": "b"', '"Next": "c"')
