import json
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.stub import Stubber

from teardown_sagemaker import app, teardown
from tests.unit.custom_resources.cloudformation import CONTEXT, answers, call, request

MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:build"
EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:build:one"
CHURN = {"StackName": "churn", "StateMachineArns": [MACHINE], "ImageProject": "images", "IsLast": "true"}
KEYS = {"region_name": "us-east-1", "aws_access_key_id": "k", "aws_secret_access_key": "s"}
DATES = {"CreationTime": "2026-11-23T10:00:00Z", "LastModifiedTime": "2026-11-23T10:00:00Z"}


class Stubs:
    """Stubbed clients of Step Functions, SageMaker and CloudWatch, with the answers of a stack at rest as a start."""

    def __init__(self) -> None:
        self.clients = {name: boto3.Session(**KEYS).client(name) for name in ("stepfunctions", "sagemaker", "cloudwatch", "codebuild")}
        self.states, self.sagemaker = Stubber(self.clients["stepfunctions"]), Stubber(self.clients["sagemaker"])
        self.cloudwatch, self.codebuild = Stubber(self.clients["cloudwatch"]), Stubber(self.clients["codebuild"])

    def executions(self, *arns: str) -> None:
        found = [
            {"executionArn": arn, "stateMachineArn": MACHINE, "name": "n", "status": "RUNNING", "startDate": DATES["CreationTime"]}
            for arn in arns
        ]
        self.states.add_response("list_executions", {"executions": found}, {"stateMachineArn": MACHINE, "statusFilter": "RUNNING"})
        for arn in arns:
            given = {"executionArn": arn, "error": "StackDeleted", "cause": "the stack is being deleted"}
            self.states.add_response("stop_execution", {"stopDate": DATES["CreationTime"]}, given)
        self.image_builds()

    def image_builds(self, **statuses: str) -> None:
        listed = {"ids": list(statuses)} if statuses else {}
        self.codebuild.add_response("list_builds_for_project", listed, {"projectName": "images", "sortOrder": "DESCENDING"})
        if statuses:
            builds = [{"id": name, "buildStatus": status} for name, status in statuses.items()]
            self.codebuild.add_response("batch_get_builds", {"builds": builds}, {"ids": list(statuses)})

    def listed(self, operation: str, key: str, kind: str, arn_type: str, names: list[str], **filters: str) -> None:
        entries = [
            {
                f"{kind}Name": name,
                f"{kind}Arn": self.arn(arn_type, name),
                **DATES,
                **({f"{kind}Status": filters["StatusEquals"]} if filters else {}),
            }
            for name in names
        ]
        if kind != "TrainingJob":
            entries = [{key: value for key, value in entry.items() if key != "LastModifiedTime"} for entry in entries]
        self.sagemaker.add_response(operation, {key: entries}, {"NameContains": "churn-v", **filters})

    def arn(self, arn_type: str, name: str) -> str:
        return f"arn:aws:sagemaker:us-east-1:123456789012:{arn_type}/{name}"

    def tags(self, arn_type: str, name: str, stack: str) -> None:
        self.sagemaker.add_response(
            "list_tags", {"Tags": [{"Key": "sagebuild:stack", "Value": stack}]}, {"ResourceArn": self.arn(arn_type, name)}
        )

    def tuning(self, *names: str) -> None:
        for status, found in (("Stopping", ()), ("InProgress", names)):
            summaries = [
                {
                    "HyperParameterTuningJobName": name,
                    "HyperParameterTuningJobArn": self.arn("hyper-parameter-tuning-job", name),
                    "HyperParameterTuningJobStatus": status,
                    "Strategy": "Bayesian",
                    "CreationTime": DATES["CreationTime"],
                    "TrainingJobStatusCounters": {},
                    "ObjectiveStatusCounters": {},
                }
                for name in found
            ]
            given = {"NameContains": "churn-v", "StatusEquals": status}
            self.sagemaker.add_response("list_hyper_parameter_tuning_jobs", {"HyperParameterTuningJobSummaries": summaries}, given)

    def processing(self, *names: str) -> None:
        for status, found in (("Stopping", ()), ("InProgress", names)):
            self.listed(
                "list_processing_jobs", "ProcessingJobSummaries", "ProcessingJob", "processing-job", list(found), StatusEquals=status
            )

    def jobs(self, status: str, *names: str) -> None:
        self.listed("list_training_jobs", "TrainingJobSummaries", "TrainingJob", "training-job", list(names), StatusEquals=status)

    def endpoint(self, status: str, name: str = "churn") -> None:
        found = {
            "EndpointName": name,
            "EndpointArn": self.arn("endpoint", name),
            "EndpointConfigName": "c",
            "EndpointStatus": status,
            **DATES,
        }
        self.sagemaker.add_response("describe_endpoint", found, {"EndpointName": name})
        self.tags("endpoint", name, "churn")

    def no_endpoint(self, *names: str) -> None:
        for name in names or ("churn", "churn-rehearsal"):
            said = {"expected_params": {"EndpointName": name}}
            self.sagemaker.add_client_error("describe_endpoint", "ValidationException", f'Could not find endpoint "{name}".', **said)

    def trainings(self, *names: str) -> None:
        self.jobs("Stopping")
        self.jobs("InProgress", *names)

    def at_rest(self) -> None:
        """Answer that no execution and no job runs any more."""
        self.executions()
        self.tuning()
        self.processing()
        self.trainings()

    def quiet(self) -> None:
        """Answer a round in which nothing runs any more."""
        self.at_rest()
        self.no_endpoint()

    def nothing_left(self) -> None:
        """Answer a last round in which nothing runs any more, and that there is nothing to delete."""
        self.quiet()
        self.nothing_kept()

    def nothing_kept(self) -> None:
        """Answer that there is neither a configuration nor a model."""
        self.configs()
        self.models()

    def configs(self, *names: str) -> None:
        self.listed("list_endpoint_configs", "EndpointConfigs", "EndpointConfig", "endpoint-config", list(names))

    def models(self, *names: str) -> None:
        self.listed("list_models", "Models", "Model", "model", list(names))
        self.alarms()

    def alarms(self, *names: str) -> None:
        given = {"AlarmNamePrefix": "churn/", "AlarmTypes": ["MetricAlarm"]}
        self.cloudwatch.add_response("describe_alarms", {"MetricAlarms": [{"AlarmName": name} for name in names]}, given)


@pytest.fixture
def stubs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubs]:
    made = Stubs()
    monkeypatch.setattr(teardown, "client", lambda service: made.clients[service])
    monkeypatch.setattr(teardown, "LOOK_SECONDS", 0)
    with made.states, made.sagemaker, made.cloudwatch, made.codebuild:
        yield made
        made.states.assert_no_pending_responses()
        made.sagemaker.assert_no_pending_responses()
        made.cloudwatch.assert_no_pending_responses()
        made.codebuild.assert_no_pending_responses()


def test_nothing_happens_until_the_stack_goes(stubs: Stubs) -> None:
    assert call(app.handler, "Create", CHURN)["PhysicalResourceId"] == "teardown-churn"
    assert call(app.handler, "Update", CHURN, "teardown-churn")["PhysicalResourceId"] == "teardown-churn"


def test_executions_and_jobs_are_stopped_and_waited_for_before_anything_is_deleted(stubs: Stubs) -> None:
    stubs.executions(EXECUTION)
    stubs.tuning()
    stubs.processing()
    stubs.trainings("churn-v3-0a1b2c3d")
    stubs.tags("training-job", "churn-v3-0a1b2c3d", "churn")
    stubs.sagemaker.add_response("stop_training_job", {}, {"TrainingJobName": "churn-v3-0a1b2c3d"})
    stubs.endpoint("InService")
    stubs.sagemaker.add_response("delete_endpoint", {}, {"EndpointName": "churn"})
    stubs.no_endpoint("churn-rehearsal")
    stubs.quiet()
    stubs.configs("churn-v3-0a1b2c3d")
    stubs.tags("endpoint-config", "churn-v3-0a1b2c3d", "churn")
    stubs.sagemaker.add_response("delete_endpoint_config", {}, {"EndpointConfigName": "churn-v3-0a1b2c3d"})
    stubs.models("churn-v3-0a1b2c3d")
    stubs.tags("model", "churn-v3-0a1b2c3d", "churn")
    stubs.sagemaker.add_response("delete_model", {}, {"ModelName": "churn-v3-0a1b2c3d"})
    assert call(app.handler, "Delete", CHURN, "teardown-churn")["Status"] == "SUCCESS"


def test_what_belongs_to_another_stack_by_name_or_by_tag_is_left_alone(stubs: Stubs) -> None:
    stubs.quiet()
    stubs.configs("churn-v1-dev-v3-0a1b2c3d", "my-churn-v3-0a1b2c3d", "churn-v3-0a1b2c3d")
    stubs.tags("endpoint-config", "churn-v3-0a1b2c3d", "somebody-else")
    stubs.models("churn-vanilla")
    assert call(app.handler, "Delete", CHURN, "teardown-churn")["Status"] == "SUCCESS"


@pytest.mark.parametrize("status", ["Creating", "Updating", "RollingBack", "SystemUpdating", "InService"])
def test_an_endpoint_that_is_being_changed_or_begins_to_be_just_before_it_is_deleted_is_waited_for(stubs: Stubs, status: str) -> None:
    stubs.at_rest()
    stubs.endpoint(status)
    if status == "InService":
        stubs.sagemaker.add_client_error("delete_endpoint", "ValidationException", "Cannot update in-progress endpoint")
    stubs.no_endpoint("churn-rehearsal")
    stubs.nothing_left()
    assert call(app.handler, "Delete", CHURN, "teardown-churn")["Status"] == "SUCCESS"


def test_an_endpoint_that_the_role_may_not_delete_is_a_failure_at_once(stubs: Stubs) -> None:
    stubs.at_rest()
    stubs.endpoint("InService")
    stubs.sagemaker.add_client_error("delete_endpoint", "AccessDeniedException", "not authorized")
    assert call(app.handler, "Delete", CHURN, "teardown-churn")["Status"] == "FAILED"


def test_the_endpoint_of_a_rehearsal_that_a_build_has_left_goes_too(stubs: Stubs) -> None:
    stubs.at_rest()
    stubs.no_endpoint("churn")
    stubs.endpoint("InService", "churn-rehearsal")
    stubs.sagemaker.add_response("delete_endpoint", {}, {"EndpointName": "churn-rehearsal"})
    stubs.nothing_left()
    assert call(app.handler, "Delete", CHURN, "teardown-churn")["Status"] == "SUCCESS"


def test_a_job_that_ends_by_itself_meanwhile_is_stopped(stubs: Stubs) -> None:
    stubs.executions()
    stubs.tuning()
    stubs.processing()
    stubs.trainings("churn-v3-0a1b2c3d")
    stubs.tags("training-job", "churn-v3-0a1b2c3d", "churn")
    message = "The request was rejected because the training job is in status Completed."
    stubs.sagemaker.add_client_error("stop_training_job", "ValidationException", message)
    stubs.no_endpoint()
    stubs.nothing_left()
    assert call(app.handler, "Delete", CHURN, "teardown-churn")["Status"] == "SUCCESS"


def test_both_jobs_of_an_evaluation_are_stopped(stubs: Stubs) -> None:
    stubs.executions()
    stubs.tuning()
    names = ("churn-v3-0a1b2c3d-new", "churn-v3-0a1b2c3d-old")
    stubs.processing(*names)
    for name in names:
        stubs.tags("processing-job", name, "churn")
    for name in names:
        stubs.sagemaker.add_response("stop_processing_job", {}, {"ProcessingJobName": name})
    stubs.trainings()
    stubs.no_endpoint()
    stubs.nothing_left()
    assert call(app.handler, "Delete", CHURN, "teardown-churn")["Status"] == "SUCCESS"


def test_a_delete_that_is_repeated_or_follows_a_failed_create_finds_nothing_and_succeeds(stubs: Stubs) -> None:
    for physical_id in ("teardown-churn", "teardown-churn", "random"):
        stubs.nothing_left()
        assert call(app.handler, "Delete", CHURN, physical_id)["Status"] == "SUCCESS"


def test_an_image_that_is_being_built_is_stopped_and_waited_for(stubs: Stubs) -> None:
    given = {"stateMachineArn": MACHINE, "statusFilter": "RUNNING"}
    stubs.states.add_response("list_executions", {"executions": []}, given)
    stubs.image_builds(two="IN_PROGRESS", one="SUCCEEDED")
    stubs.codebuild.add_response("stop_build", {}, {"id": "two"})
    stubs.tuning()
    stubs.processing()
    stubs.trainings()
    stubs.no_endpoint()
    stubs.states.add_response("list_executions", {"executions": []}, given)
    stubs.image_builds(two="STOPPED", one="SUCCEEDED")
    stubs.tuning()
    stubs.processing()
    stubs.trainings()
    stubs.no_endpoint()
    stubs.nothing_kept()
    assert call(app.handler, "Delete", CHURN, "teardown-churn")["Status"] == "SUCCESS"


def test_a_codebuild_that_cannot_be_reached_keeps_no_stack(stubs: Stubs, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = boto3.Session(**KEYS).client("codebuild", endpoint_url="http://127.0.0.1:9", config=Config(retries={"total_max_attempts": 1}))
    monkeypatch.setitem(stubs.clients, "codebuild", nowhere)
    assert teardown.Teardown("churn", [MACHINE], "images").stop_image_builds() == []


def test_a_state_machine_and_a_project_that_are_gone_have_nothing_to_stop(stubs: Stubs) -> None:
    stubs.states.add_client_error("list_executions", "StateMachineDoesNotExist")
    stubs.codebuild.add_client_error("list_builds_for_project", "ResourceNotFoundException")
    stubs.tuning()
    stubs.processing()
    stubs.trainings()
    stubs.no_endpoint()
    stubs.nothing_kept()
    assert call(app.handler, "Delete", CHURN, "teardown-churn")["Status"] == "SUCCESS"


HURRIED: Any = SimpleNamespace(**{**vars(CONTEXT), "get_remaining_time_in_millis": lambda: 20_000})


def still_creating(stubs: Stubs) -> None:
    stubs.at_rest()
    stubs.endpoint("Creating")
    stubs.no_endpoint("churn-rehearsal")


def test_a_deletion_that_outlasts_an_invocation_goes_on_in_the_next_and_is_answered_there(
    stubs: Stubs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: 1000.0)
    sent: dict[str, Any] = {}
    monkeypatch.setattr(app, "client", lambda service: SimpleNamespace(invoke=lambda **request: sent.update(request)))
    event = request("Delete", CHURN, "teardown-churn")
    still_creating(stubs)
    with answers() as given:
        app.handler(event, HURRIED)
    assert given == []
    assert (sent["FunctionName"], sent["InvocationType"]) == ("arn", "Event")
    assert json.loads(sent["Payload"]) == {**event, "Until": 4540.0}

    stubs.nothing_left()
    with answers() as given:
        app.handler(json.loads(sent["Payload"]), HURRIED)
    assert [(answer["Status"], answer["PhysicalResourceId"]) for answer in given] == [("SUCCESS", "teardown-churn")]


def test_what_is_left_after_the_last_hour_is_named(stubs: Stubs) -> None:
    still_creating(stubs)
    with answers() as given:
        app.handler({**request("Delete", CHURN, "teardown-churn"), "Until": time.time() + 20}, CONTEXT)
    (failed,) = given
    assert failed["Status"] == "FAILED"
    assert "still there: endpoint churn (Creating). Delete the stack once more" in failed["Reason"]


def test_what_is_left_after_an_hour_is_left_to_the_next_resource(stubs: Stubs) -> None:
    still_creating(stubs)
    with answers() as given:
        app.handler({**request("Delete", {**CHURN, "IsLast": "false"}, "teardown-churn"), "Until": time.time() + 20}, CONTEXT)
    assert [answer["Status"] for answer in given] == ["SUCCESS"]


def test_an_error_is_answered_at_once_and_not_handed_on(stubs: Stubs) -> None:
    stubs.states.add_client_error("list_executions", "AccessDeniedException", "not authorized")
    failed = call(app.handler, "Delete", CHURN, "teardown-churn")
    assert (failed["Status"], "not authorized" in failed["Reason"]) == ("FAILED", True)


def test_a_name_that_no_endpoint_can_have_is_gone(stubs: Stubs) -> None:
    stubs.at_rest()
    message = "1 validation error detected: Value 'churn' at 'endpointName' failed to satisfy constraint: Member must satisfy regular expression pattern"
    for _ in ("churn", "churn-rehearsal"):
        stubs.sagemaker.add_client_error("describe_endpoint", "ValidationException", message)
    stubs.nothing_kept()
    assert call(app.handler, "Delete", CHURN, "teardown-churn")["Status"] == "SUCCESS"


def test_a_tuning_job_is_stopped_with_its_trials(stubs: Stubs) -> None:
    stubs.executions()
    stubs.tuning("churn-v4-0a1b2c3d")
    stubs.tags("hyper-parameter-tuning-job", "churn-v4-0a1b2c3d", "churn")
    stubs.sagemaker.add_response("stop_hyper_parameter_tuning_job", {}, {"HyperParameterTuningJobName": "churn-v4-0a1b2c3d"})
    stubs.processing()
    stubs.trainings()
    stubs.no_endpoint()
    stubs.nothing_left()
    assert call(app.handler, "Delete", CHURN, "teardown-churn")["Status"] == "SUCCESS"


def test_the_alarms_of_the_variants_go_last(stubs: Stubs) -> None:
    stubs.quiet()
    stubs.configs()
    stubs.listed("list_models", "Models", "Model", "model", [])
    stubs.alarms("churn/AllTraffic/latency", "churn/AllTraffic/5xx-errors")
    stubs.cloudwatch.add_response("delete_alarms", {}, {"AlarmNames": ["churn/AllTraffic/latency", "churn/AllTraffic/5xx-errors"]})
    assert teardown.Teardown("churn", [MACHINE], "images").run(lambda: 900) == []
