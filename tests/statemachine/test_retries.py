"""Each Retry, with the error names that AWS uses; what is on no list is not asked for twice."""

import functools

import pytest
from sfnx.testing import Failure

from tests.statemachine.builds import calls, go_through
from tests.statemachine.test_failures import RESTORING, told

# https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html
LAMBDA = (
    "Lambda.ClientExecutionTimeoutException", "Lambda.ServiceException", "Lambda.AWSLambdaException", "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
)  # fmt: skip
FUNCTIONS = (
    "Plan Build", "Configure Training", "Check Training Request", "Summarize Tuning", "Plan Evaluation", "Validate Model",
    "Repack Model", "Configure Model", "Check Model Request",
    "Configure Endpoint", "Check Endpoint Request", "Plan Deployment", "Verify Rehearsal Endpoint", "Verify Endpoint", "Scale Endpoint",
)  # fmt: skip
WAITING = ("Await Calm Endpoint", "Await Rehearsal Endpoint", "Await Endpoint", "Await Restored Endpoint")
MAKING = (
    "Build Training Image", "Build Inference Image", "Train Model", "Tune Model", "Evaluate Model", "Create Model", "Create Endpoint Config",
    "Create Endpoint",
    "Update Endpoint", "Delete Endpoint", "Create Rehearsal Endpoint", "Delete Rehearsal Endpoint", "Restore Endpoint", "Delete Unverified Endpoint",
)  # fmt: skip
MACHINES = ("Run Preprocessing", "Run Postprocessing")
CODEBUILD = ("CodeBuild.AccountLimitExceededException", "CodeBuild.CodeBuildException", "CodeBuild.AWSCodeBuildException")
JOB = ("SageMaker.ResourceLimitExceededException", "SageMaker.AmazonSageMakerException")
CALL = ("SageMaker.ResourceLimitExceededException", "SageMaker.SageMakerException")


def attempts(state: str, error: str, failures: int = 1) -> int:
    """Return how often a Task is called that fails some times and then succeeds, 0 if the build, or its restoration, fails with it."""
    execution = go_through(state, *[Failure(error, "for a moment")] * failures)
    waited = {"Weigh Limit", "Weigh Training Limit", "Weigh Inference Image Limit", "Weigh Evaluation Limit"} & set(execution.states)
    usual = attempts_without_errors(state)
    failed = "Restoring" in told(execution) if state in RESTORING else execution.error
    return 0 if failed else len(calls(execution, state)) - usual + 1 if not waited else -1


@functools.cache
def attempts_without_errors(state: str) -> int:
    """Return how often a Task is called when nothing fails."""
    return len(calls(go_through(state), state))


@pytest.mark.parametrize("state", (*FUNCTIONS, *WAITING))
def test_a_function_is_invoked_again_after_errors_of_lambda(state: str) -> None:
    assert {error: attempts(state, error) for error in LAMBDA} == dict.fromkeys(LAMBDA, 2)
    assert (attempts(state, LAMBDA[0], 6), attempts(state, LAMBDA[0], 7)) == (7, 0)


def test_what_looks_at_the_data_again_is_invoked_again_after_errors_of_lambda() -> None:
    for error in LAMBDA:
        execution = go_through("Confirm Training", Failure(error, "for a moment"))
        assert len(calls(execution, "Confirm Training")) == 2
        assert "Leave Training Unconfirmed" not in execution.states


@pytest.mark.parametrize("state", FUNCTIONS)
@pytest.mark.parametrize("error", ["InvalidParameters", "Lambda.Unknown", "States.Timeout"])
def test_a_functions_own_error_is_final(state: str, error: str) -> None:
    assert attempts(state, error) == 0


@pytest.mark.parametrize("state", WAITING)
def test_silence_makes_a_wait_look_again_and_a_wait_that_is_over_ends_it(state: str) -> None:
    assert [attempts(state, "States.HeartbeatTimeout", times) for times in (1, 100, 101)] == [2, 101, 0]
    assert attempts(state, "EndpointFailed") == attempts(state, "States.Timeout") == 0


@pytest.mark.parametrize("state", MAKING)
def test_what_makes_something_is_asked_for_again_after_throttling(state: str) -> None:
    assert [attempts(state, "ThrottlingException", times) for times in (1, 3, 4)] == [2, 4, 0]


@pytest.mark.parametrize(
    ("state", "errors"),
    [
        ("Build Training Image", CODEBUILD),
        ("Build Inference Image", CODEBUILD),
        ("Train Model", JOB),
        ("Tune Model", JOB),
        ("Evaluate Model", JOB),
        ("Create Model", CALL),
        ("Create Endpoint Config", CALL),
        ("Create Endpoint", CALL),
        ("Update Endpoint", CALL),
        ("Create Rehearsal Endpoint", CALL),
        ("Delete Endpoint", ("SageMaker.SageMakerException",)),
        ("Delete Rehearsal Endpoint", ("SageMaker.SageMakerException",)),
    ],
)
def test_what_a_limit_may_have_refused_is_weighed(state: str, errors: tuple[str, ...]) -> None:
    assert {error: attempts(state, error) for error in errors} == dict.fromkeys(errors, -1)


@pytest.mark.parametrize("state", MAKING)
@pytest.mark.parametrize(
    "error", ["SageMaker.ResourceInUseException", "SageMaker.SdkClientException", "States.TaskFailed", "States.Timeout"]
)
def test_what_may_have_begun_is_not_asked_for_again(state: str, error: str) -> None:
    assert attempts(state, error) == 0


@pytest.mark.parametrize("state", MACHINES)
def test_a_machine_of_the_users_own_is_started_again_only_if_it_surely_was_not_started(state: str) -> None:
    full = "StepFunctions.ExecutionLimitExceededException"
    assert [attempts(state, full, times) for times in (1, 10, 11)] == [2, 11, 0]
    assert attempts(state, "StepFunctions.AWSStepFunctionsException") == 0
    assert attempts(state, "States.TaskFailed") == 0
