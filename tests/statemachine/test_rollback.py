"""Every path of a rollback, run by the second interpreter; its states are a build's own, and so are their retries."""

import json
from itertools import pairwise
from pathlib import Path as File
from typing import Any

import pytest
from sfnx.testing import Execution, Failure

from tests.second_interpreter import run
from tests.statemachine.builds import ANSWERS, IS_ZERO, NO_INSTANCES, WRONG, Answer, answering, calls, deployment
from tests.statemachine.test_paths import machines, targets

DEFINITION: dict[str, Any] = json.loads((File(__file__).parents[2] / "statemachine/rollback.asl.json").read_text())
BOOM = Failure("Boom", "broken")
SCALING = {"AllTraffic": {"MaxCapacity": 4}}


def planned(verification: str | None = None, serves: bool = False) -> dict[str, Any]:
    build = {"Version": 2, "Names": {"Endpoint": "churn"}, "Verification": verification, "Rollback": {"Number": 1, "From": 3, "To": 2}}
    return {"Payload": {"Build": build, "Parameters": {}, "EndpointConfig": {"EndpointConfigName": "churn-v2"}, "Serves": serves}}


def go(**answers: Answer) -> Execution:
    """Run a rollback that updates the endpoint; answers, with _ for spaces in the states' names, are in the place of the usual ones."""
    others = {name.replace("_", " "): answer for name, answer in answers.items()}
    given: dict[str, Answer] = {**ANSWERS, "Plan Rollback": planned(), "Plan Deployment": deployment("UPDATE"), **others}
    return run(DEFINITION, {"From": 3, "To": 2, "Reason": "a test"}, answering(given))


PLAN = "Plan Rollback > Does It Serve Already? > Plan Deployment > Which Deployment?"
AWAIT = "Await Endpoint > What Follows The Deployment?"
END = "Rollback Succeeded"
FAILED = "Clean Up > Rollback Failed"
LATER = "Weigh Limit > Wait For Limit > Plan Deployment > Which Deployment?"
PATHS: dict[str, tuple[dict[str, Answer], str]] = {
    "a rollback": ({}, f"{PLAN} > Update Endpoint > {AWAIT} > {END}"),
    "of an endpoint that was deleted": ({"Plan_Deployment": deployment("CREATE")}, f"{PLAN} > Create Endpoint > {AWAIT} > {END}"),
    "during an update": (
        {"Plan_Deployment": [deployment("WAIT"), deployment("UPDATE")]},
        f"{PLAN} > Await Calm Endpoint > {PLAN} > Update Endpoint > {AWAIT} > {END}",
    ),
    "during an update that is turned back itself": (
        {"Plan_Rollback": [planned(), planned(serves=True)], "Plan_Deployment": deployment("WAIT")},
        f"{PLAN} > Await Calm Endpoint > Plan Rollback > Does It Serve Already? > {END}",
    ),
    "of an endpoint that failed": (
        {"Plan_Deployment": [deployment("DELETE"), deployment("CREATE")]},
        f"{PLAN} > Delete Endpoint > Await Calm Endpoint > {PLAN} > Create Endpoint > {AWAIT} > {END}",
    ),
    "verified and scaled": (
        {"Plan_Rollback": planned("AFTER"), "Plan_Deployment": deployment("UPDATE", scaling=SCALING)},
        f"{PLAN} > Update Endpoint > {AWAIT} > Verify Endpoint > Is It Scaled? > Scale Endpoint > {END}",
    ),
    "verified": ({"Plan_Rollback": planned("AFTER")}, f"{PLAN} > Update Endpoint > {AWAIT} > Verify Endpoint > Is It Scaled? > {END}"),
    "scaled": (
        {"Plan_Deployment": deployment("UPDATE", scaling=SCALING)},
        f"{PLAN} > Update Endpoint > {AWAIT} > Scale Endpoint > {END}",
    ),
    "with wrong answers": (
        {"Plan_Rollback": planned("AFTER"), "Verify_Endpoint": WRONG},
        f"{PLAN} > Update Endpoint > {AWAIT} > Verify Endpoint > {FAILED}",
    ),
    "that waits for instances": (
        {"Update_Endpoint": [NO_INSTANCES, {}]},
        f"{PLAN} > Update Endpoint > {LATER} > Update Endpoint > {AWAIT} > {END}",
    ),
    "of a deleted endpoint that waits for instances": (
        {"Plan_Deployment": deployment("CREATE"), "Create_Endpoint": [NO_INSTANCES, {}]},
        f"{PLAN} > Create Endpoint > {LATER} > Create Endpoint > {AWAIT} > {END}",
    ),
    "of a failed endpoint that is removed later": (
        {
            "Plan_Deployment": [deployment("DELETE"), deployment("DELETE"), deployment("CREATE")],
            "Delete_Endpoint": [Failure("SageMaker.SageMakerException", "Rate exceeded"), {}],
        },
        f"{PLAN} > Delete Endpoint > {LATER} > Delete Endpoint > Await Calm Endpoint > {PLAN} > Create Endpoint > {AWAIT} > {END}",
    ),
    "without a quota": ({"Update_Endpoint": NO_INSTANCES, "Weigh_Limit": IS_ZERO}, f"{PLAN} > Update Endpoint > Weigh Limit > {FAILED}"),
    "that cannot be explained": ({"Plan_Rollback": BOOM, "Clean_Up": BOOM}, f"Plan Rollback > {FAILED}"),
}
FAILING: dict[str, dict[str, Answer]] = {
    "Plan Rollback": {},
    "Plan Deployment": {},
    "Update Endpoint": {},
    "Await Endpoint": {},
    "Create Endpoint": {"Plan_Deployment": deployment("CREATE")},
    "Delete Endpoint": {"Plan_Deployment": deployment("DELETE")},
    "Await Calm Endpoint": {"Plan_Deployment": deployment("WAIT")},
    "Verify Endpoint": {"Plan_Rollback": planned("AFTER")},
    "Scale Endpoint": {"Plan_Deployment": deployment("UPDATE", scaling=SCALING)},
}


@pytest.mark.parametrize("name", PATHS)
def test_a_rollback_goes_its_way(name: str) -> None:
    answers, states = PATHS[name]
    assert " > ".join(go(**answers).states) == states


@pytest.mark.parametrize("state", FAILING)
def test_a_failure_is_explained_and_ends_the_rollback(state: str) -> None:
    execution = failing(state)
    assert execution.states[-3:] == (state, "Clean Up", "Rollback Failed")
    assert calls(execution, "Clean Up")[0]["Payload"]["Failure"].items() >= {"State": state, "Error": "Boom", "Cause": "broken"}.items()
    assert (execution.error, execution.cause) == ("Explained", "in words")


def failing(state: str) -> Execution:
    """Run a rollback in which a Task fails."""
    return go(**{**FAILING[state], state.replace(" ", "_"): BOOM})


def test_every_state_is_entered_and_every_transition_taken_by_some_path() -> None:
    executions = [*(go(**answers) for answers, _ in PATHS.values()), *map(failing, FAILING)]
    (machine,) = machines(DEFINITION)
    possible = {(name, target) for name, state in machine["States"].items() for target in targets(state)}
    assert (len(machine["States"]), len(possible)) == (18, 36)
    assert set(machine["States"]) - {name for execution in executions for name in execution.states} == set()
    assert possible - {step for execution in executions for step in pairwise(execution.states)} == set()


def test_the_kept_configuration_and_the_version_reach_the_planning_of_the_deployment() -> None:
    (asked,) = calls(go(), "Plan Deployment")
    assert asked["Payload"] == {
        "Build": planned()["Payload"]["Build"],
        "Parameters": {},
        "EndpointConfig": {"EndpointConfigName": "churn-v2"},
        "Rehearsed": True,
    }


def test_a_quota_is_weighed_by_what_it_said_the_last_time() -> None:
    first = {"State": "Update Endpoint", "Times": 1, "WaitSeconds": 300}
    execution = go(Update_Endpoint=[NO_INSTANCES, NO_INSTANCES, {}], Weigh_Limit={"Payload": first})
    assert [call["Payload"]["Before"] for call in calls(execution, "Weigh Limit")] == [None, first]


def test_the_outcome_tells_of_the_version_and_the_deployment() -> None:
    assert go().output == {"Build": planned()["Payload"]["Build"], "Deployment": deployment("UPDATE")["Payload"]}
