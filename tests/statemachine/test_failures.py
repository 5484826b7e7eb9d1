"""Whichever Task fails: the build ends in Build Failed with that failure's own name and words."""

import json
from typing import Any

import pytest
from sfnx.testing import Execution, Failure

from tests.statemachine.builds import FULL, NO_BUILDS, NO_INSTANCES, PLAN, after_images, calls, go, go_through

BOOM = Failure("Boom", "broken")
TRAINING = ("Build Training Image", "Configure Training", "Check Training Request", "Train Model", "Tune Model", "Summarize Tuning")
IMAGE = ("Build Inference Image",)
EXAM = ("Evaluate Model",)
OUTER = (
    "Plan Build", "Run Preprocessing", "Plan Evaluation", "Validate Model", "Repack Model", "Configure Model", "Check Model Request",
    "Create Model", "Configure Endpoint",
    "Check Endpoint Request", "Create Endpoint Config", "Plan Deployment", "Create Endpoint", "Update Endpoint", "Delete Endpoint",
    "Await Calm Endpoint", "Create Rehearsal Endpoint", "Await Rehearsal Endpoint", "Verify Rehearsal Endpoint", "Delete Rehearsal Endpoint",
    "Await Endpoint", "Scale Endpoint", "Run Postprocessing",
)  # fmt: skip
RESTORING = ("Restore Endpoint", "Await Restored Endpoint", "Delete Unverified Endpoint")
ONES_OWN_WAY = (*TRAINING, *IMAGE, *EXAM, *OUTER, *RESTORING)


def failing(state: str, failure: Failure = BOOM) -> Execution:
    """Run a build in which a Task fails."""
    return go_through(state, failure)


@pytest.mark.parametrize("state", OUTER)
def test_a_failure_leads_to_clean_up_which_explains_it(state: str) -> None:
    execution = failing(state)
    assert execution.states[-3:] == (state, "Clean Up", "Build Failed")
    assert told(execution) == {"State": state, "Error": "Boom", "Cause": "broken"}
    assert (execution.error, execution.cause) == ("Explained", "in words")


@pytest.mark.parametrize("state", RESTORING)
def test_a_restoration_that_fails_is_told_beside_the_failure_that_it_followed(state: str) -> None:
    execution = failing(state)
    assert execution.states[-3:] == (state, "Clean Up", "Build Failed")
    assert told(execution) == {
        "State": "Verify Endpoint",
        "EnteredTime": "2026-01-01T00:00:00.000Z",
        "Error": "VerificationFailed",
        "Cause": "expected 200, got 500",
        "Restoring": {"Error": "Boom", "Cause": "broken"},
    }


@pytest.mark.parametrize(
    ("states", "end", "outer"),
    [
        (TRAINING, "Training Failed", "Build And Train"),
        (IMAGE, "Inference Image Failed", "Build And Train"),
        (EXAM, "Evaluation Failed", "Evaluate Models"),
    ],
)
def test_a_branchs_failure_keeps_the_name_of_its_state_on_the_way_out(states: tuple[str, ...], end: str, outer: str) -> None:
    for state in states:
        execution = failing(state)
        assert execution.states[-4:] == (state, end, "Clean Up", "Build Failed")
        carried = told(execution)
        assert (carried["State"], carried["Error"]) == (outer, "Boom")
        assert json.loads(carried["Cause"]) == {"State": state, "Error": "Boom", "Cause": "broken"}


def test_a_clean_up_that_fails_leaves_the_failure_as_it_was() -> None:
    execution = go(PLAN, {"Create Model": BOOM, "Clean Up": Failure("States.Timeout", "too slow")})
    assert (execution.error, execution.cause) == ("Boom", "broken")


def test_a_training_that_cannot_be_confirmed_is_used_all_the_same_and_that_is_said() -> None:
    execution = failing("Confirm Training")
    output: Any = execution.output
    assert output["Training"] == {
        "JobName": "churn-v7-0a",
        "ModelArtifacts": "s3://code/model.tar.gz",
        "Metrics": {"accuracy": 0.97, "loss": 0.1},
        "DataChanged": "Whether the data changed during the training is not known",
    }


def test_what_was_planned_is_cleaned_up_and_nothing_where_the_plan_failed() -> None:
    assert calls(failing("Create Model"), "Clean Up")[0]["Payload"]["Build"] == after_images(FULL)
    assert calls(failing("Plan Build"), "Clean Up")[0]["Payload"]["Build"] is None


@pytest.mark.parametrize(
    ("state", "weighing", "failure"),
    [
        ("Train Model", "Weigh Training Limit", NO_INSTANCES),
        ("Build Inference Image", "Weigh Inference Image Limit", NO_BUILDS),
        ("Evaluate Model", "Weigh Evaluation Limit", NO_INSTANCES),
        ("Create Endpoint", "Weigh Limit", NO_INSTANCES),
    ],
)
@pytest.mark.parametrize(
    "ending", [Failure("QuotaIsZero", "m"), Failure("PatienceIsOver", "m"), Failure("NotALimit", "m"), Failure("Lambda.Unknown", "m")]
)
def test_whatever_the_weighing_comes_to_the_first_failure_is_the_builds(
    state: str, weighing: str, failure: Failure, ending: Failure
) -> None:
    execution = go_through(state, failure, **{weighing: ending})
    carried = told(execution)
    if carried["State"] in ("Build And Train", "Evaluate Models"):
        carried = json.loads(carried["Cause"])
    assert carried == {"State": state, "Error": failure.error, "Cause": failure.cause}


def told(execution: Execution) -> dict[str, Any]:
    """Return the failure that Clean Up was told."""
    (asked,) = calls(execution, "Clean Up")
    found: dict[str, Any] = asked["Payload"]["Failure"]
    return found
