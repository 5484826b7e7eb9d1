import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from sagebuild import SageBuild, SageBuildError, logs
from sagebuild.states import State
from tests.unit.client.conftest import OUTPUTS, StubbedAws, item, reads

AT = datetime(2026, 11, 26, 12, tzinfo=UTC)
BEGAN = 1_795_694_400_000
TRAINED = {"StartedAt": AT.isoformat(), "Names": {"TrainingJob": "churn-v3-1a2b3c4d"}}
TRAINING = {"logGroupName": "/aws/sagemaker/TrainingJobs", "logStreamNamePrefix": "churn-v3-1a2b3c4d/"}


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[list[State]]]:
    """What states() answers, one call after the other; the last answer stays."""
    answers: list[list[State]] = [[]]
    monkeypatch.setattr(SageBuild, "states", lambda stack, version: answers.pop(0) if len(answers) > 1 else answers[0])
    monkeypatch.setattr(logs, "PAUSE_SECONDS", 0)
    yield answers


def entered(name: str, ended: datetime | None = None) -> State:
    return State(name, "Task", AT, ended, "SUCCEEDED" if ended else "RUNNING")


def event(number: int, message: str) -> dict[str, Any]:
    return {"eventId": str(number), "timestamp": BEGAN + number, "message": message}


def logged(aws: StubbedAws, *messages: str, **asked: Any) -> None:
    events = [event(number, message) for number, message in enumerate(messages)]
    aws.answers("logs", "filter_log_events", {"events": events}, **asked)


def test_a_trainings_lines_are_those_of_its_streams_while_it_ran(churn: SageBuild, aws: StubbedAws, state: list[list[State]]) -> None:
    reads(aws, item(3, **TRAINED), version=3)
    state[0] = [entered("Train Model", datetime(2026, 11, 26, 12, 1, tzinfo=UTC))]
    logged(aws, "pass 1\n", "pass 2", **TRAINING, startTime=BEGAN, endTime=BEGAN + 70_000)
    assert list(churn.logs(version=3)) == ["pass 1", "pass 2"]


def test_the_trials_of_a_tuning_log_in_streams_of_their_own(churn: SageBuild, aws: StubbedAws, state: list[list[State]]) -> None:
    reads(aws, item(3, **TRAINED, Train="CreateHyperParameterTuningJob"), version=3)
    prefix = {"logGroupName": "/aws/sagemaker/TrainingJobs", "logStreamNamePrefix": "churn-v3-1a2b3c4d-"}
    logged(aws, "trial", **prefix, startTime=BEGAN)
    assert list(churn.logs("Tune Model", 3)) == ["trial"]


def test_the_evaluations_lines_are_those_of_both_models_jobs(churn: SageBuild, aws: StubbedAws, state: list[list[State]]) -> None:
    reads(
        aws,
        item(3, StartedAt=AT.isoformat(), Names={"Evaluation": "churn-v3-1a2b3c4d-new", "ChampionEvaluation": "churn-v3-1a2b3c4d-old"}),
        version=3,
    )
    both = {"logGroupName": "/aws/sagemaker/ProcessingJobs", "logStreamNamePrefix": "churn-v3-1a2b3c4d-"}
    logged(aws, "accuracy 0.98", "accuracy 0.97", **both, startTime=BEGAN)
    assert list(churn.logs("Evaluate Model", 3)) == ["accuracy 0.98", "accuracy 0.97"]


def test_before_anything_is_logged_there_are_no_lines(churn: SageBuild, aws: StubbedAws, state: list[list[State]]) -> None:
    reads(aws, item(3, **TRAINED), version=3)
    aws.refuses("logs", "filter_log_events", "ResourceNotFoundException", "The specified log group does not exist.")
    assert list(churn.logs(version=3)) == []


def test_a_log_that_may_not_be_read_is_a_sentence(churn: SageBuild, aws: StubbedAws, state: list[list[State]]) -> None:
    reads(aws, item(3, **TRAINED), version=3)
    aws.refuses("logs", "filter_log_events", "AccessDeniedException", "no")
    with pytest.raises(SageBuildError, match=r"^AWS does not allow you FilterLogEvents: no$"):
        list(churn.logs(version=3))


def test_following_tells_each_line_once_until_the_state_is_left(churn: SageBuild, aws: StubbedAws, state: list[list[State]]) -> None:
    reads(aws, item(3, StartedAt=AT.isoformat(), Status="RUNNING"), version=3)
    for _ in range(2):
        reads(aws, item(3, **TRAINED, Status="RUNNING"), version=3)
    state[:] = [[entered("Train Model")], [entered("Train Model")], [entered("Train Model", AT)]]
    logged(aws, logGroupName="/aws/sagemaker/TrainingJobs", logStreamNamePrefix="-/", startTime=BEGAN)
    logged(aws, "pass 1", "pass 2", **TRAINING, startTime=BEGAN)
    logged(aws, "pass 1", "pass 2", "pass 3", **TRAINING, startTime=BEGAN, endTime=BEGAN + 10_000)
    assert list(churn.logs(version=3, follow=True)) == ["pass 1", "pass 2", "pass 3"]


def test_following_ends_with_the_build_that_never_enters_the_state(churn: SageBuild, aws: StubbedAws, state: list[list[State]]) -> None:
    for status in ("RUNNING", "FAILED"):
        reads(aws, item(3, **TRAINED, Status=status), version=3)
    for _ in range(2):
        logged(aws, **TRAINING, startTime=BEGAN)
    assert list(churn.logs(version=3, follow=True)) == []


def test_the_endpoint_logs_in_a_group_of_its_name(churn: SageBuild, aws: StubbedAws) -> None:
    reads(aws, item(3, **TRAINED), version=3)
    logged(aws, "GET /ping", logGroupName="/aws/sagemaker/Endpoints/churn", startTime=BEGAN)
    assert list(churn.logs("Endpoint", 3)) == ["GET /ping"]


def resources(churn: SageBuild, **names: str) -> None:
    churn.__dict__["resources"] = names


def made(image: str, started: datetime, stream: str) -> dict[str, Any]:
    return {
        "startTime": started,
        "environment": {
            "type": "LINUX_CONTAINER",
            "image": "standard:5.0",
            "computeType": "BUILD_GENERAL1_SMALL",
            "environmentVariables": [{"name": "IMAGE_URI", "value": image}],
        },
        "logs": {"groupName": "images", "streamName": stream},
    }


def images(aws: StubbedAws, *builds: dict[str, Any]) -> None:
    ids = [f"images:{number}" for number in range(len(builds))]
    aws.answers("codebuild", "list_builds_for_project", {"ids": ids} if ids else {}, projectName="images", sortOrder="DESCENDING")
    if builds:
        aws.answers("codebuild", "batch_get_builds", {"builds": list(builds)}, ids=ids)


def test_an_image_logs_where_codebuild_made_it_last(churn: SageBuild, aws: StubbedAws, state: list[list[State]]) -> None:
    reads(aws, item(3, **TRAINED), version=3)
    resources(churn, ImageProject="images")
    later = datetime(2026, 11, 26, 13, tzinfo=UTC)
    images(
        aws,
        made("ecr/churn:v3-training", AT, "a"),
        made("ecr/churn:v3-training-0a1b2c3d4e5f6a7b", later, "b"),
        made("ecr/churn:v3-inference-0a1b2c3d4e5f6a7b", later, "c"),
        made("ecr/churn:v31-training-0a1b2c3d4e5f6a7b", later, "d"),
    )
    logged(aws, "docker build", logGroupName="images", logStreamNames=["b"], startTime=BEGAN)
    assert list(churn.logs("Build Training Image", 3)) == ["docker build"]


@pytest.mark.parametrize(
    ("state_name", "part", "name"),
    [
        ("Build Training Image", "TrainingImage", "training image"),
        ("Build Inference Image", "InferenceImage", "inference image"),
        ("Train Model", "Training", "training"),
        ("Tune Model", "Training", "training"),
        ("Evaluate Model", "Evaluation", "evaluation"),
    ],
)
def test_what_was_reused_has_no_log_of_its_own_and_the_sentence_names_the_version_that_has(
    churn: SageBuild, aws: StubbedAws, state: list[list[State]], state_name: str, part: str, name: str
) -> None:
    decided = {part: {"Decision": "REUSED", "Version": 2, "Because": "nothing has changed since version 2"}}
    reads(aws, item(3, **TRAINED, Decisions=decided), version=3)
    why = f"its {name} was reused from version 2, because nothing has changed since version 2"
    with pytest.raises(SageBuildError, match=rf"^{state_name} was left out in version 3 of churn: {why}$"):
        list(churn.logs(state_name, 3))


def test_an_image_that_was_not_built_has_logged_nothing(churn: SageBuild, aws: StubbedAws, state: list[list[State]]) -> None:
    reads(aws, item(3, **TRAINED), version=3)
    resources(churn, ImageProject="images")
    images(aws)
    with pytest.raises(SageBuildError, match=r"^The state Build Inference Image of version 3 of churn has logged nothing$"):
        list(churn.logs("Build Inference Image", 3))


def machine(aws: StubbedAws) -> None:
    function = "arn:aws:lambda:eu-west-1:123456789012:function:"
    inner = {"States": {"Configure Training": {"Type": "Task", "Arguments": {"FunctionName": f"{function}mine:$LATEST"}}}}
    states = {
        "Plan Build": {"Type": "Task", "Arguments": {"FunctionName": f"{function}churn-PlanBuildFunction-1"}},
        "Build And Train": {"Type": "Parallel", "Branches": [inner]},
        "Create Model": {"Type": "Task", "Arguments": "{% $request %}"},
    }
    answer = {
        "stateMachineArn": OUTPUTS["StateMachine"],
        "name": "churn",
        "roleArn": "arn:aws:iam::123456789012:role/r",
        "type": "STANDARD",
        "creationDate": AT,
        "definition": json.dumps({"StartAt": "Plan Build", "States": states}),
    }
    aws.answers("stepfunctions", "describe_state_machine", answer, stateMachineArn=OUTPUTS["StateMachine"])


def test_a_function_logs_in_its_own_group(churn: SageBuild, aws: StubbedAws, state: list[list[State]]) -> None:
    reads(aws, item(3, **TRAINED), version=3)
    machine(aws)
    resources(churn, PlanBuildFunction="churn-PlanBuildFunction-1", PlanBuildLogGroup="churn-PlanBuildLogGroup-1")
    logged(aws, "{}", logGroupName="churn-PlanBuildLogGroup-1", startTime=BEGAN)
    assert list(churn.logs("Plan Build", 3)) == ["{}"]


def test_a_function_of_the_users_own_logs_where_lambda_lets_it(churn: SageBuild, aws: StubbedAws, state: list[list[State]]) -> None:
    reads(aws, item(3, **TRAINED), version=3)
    machine(aws)
    resources(churn)
    logged(aws, "mine", logGroupName="/aws/lambda/mine", startTime=BEGAN)
    assert list(churn.logs("Configure Training", 3)) == ["mine"]


def test_a_state_that_logs_nothing_is_told_from_those_that_do(churn: SageBuild, aws: StubbedAws, state: list[list[State]]) -> None:
    reads(aws, item(3, **TRAINED), version=3)
    machine(aws)
    known = "Train Model, Tune Model, Build Training Image, Build Inference Image, Evaluate Model, Endpoint, Plan Build, Configure Training"
    with pytest.raises(SageBuildError, match=rf"^The state Create Model logs nothing; these do: {known}$"):
        list(churn.logs("Create Model", 3))
