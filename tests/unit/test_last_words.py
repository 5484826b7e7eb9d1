"""A container's own words stand behind the cause of a failed build."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import moto
import pytest
from botocore.stub import Stubber

from document.secrets import blotted, secrets
from news import logs
from news.last_words import Log, chosen, log_of, quoted, silence, telling

NAMES = {"Endpoint": "churn", "Rehearsal": "churn-rehearsal"}
BEGAN = "2026-11-26T12:00:00+00:00"
AT = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
PING = "endpoint churn is Failed: The primary container for production variant AllTraffic did not pass the ping health check."
SERVING = "/aws/sagemaker/Endpoints/churn"
LOG = Log("/aws/sagemaker/TrainingJobs", "churn-v1-0a/")


def failed(state: str, cause: Any, **more: str) -> dict[str, Any]:
    return {"State": state, "Error": "x", "Cause": cause if isinstance(cause, str) else json.dumps(cause), **more}


def image_build(phase: str) -> dict[str, Any]:
    """Return what Step Functions says of an image build that failed in a phase."""
    phases = [
        {"PhaseType": "SUBMITTED", "PhaseStatus": "SUCCEEDED"},
        {"PhaseType": phase, "PhaseStatus": "FAILED"},
        {"PhaseType": "COMPLETED"},
    ]
    return {
        "Build": {"Id": "image:0a1b", "Phases": phases, "Logs": {"GroupName": "images", "StreamName": "0a1b", "DeepLink": "https://logs"}}
    }


@pytest.mark.parametrize(
    ("failure", "log"),
    [
        (failed("Await Endpoint", PING), Log(SERVING, "AllTraffic/", "", AT)),
        (failed("Await Endpoint", {"errorMessage": PING}), Log(SERVING, "AllTraffic/", "", AT)),
        (
            failed("Await Rehearsal Endpoint", "The container-2 for production variant new-one did not pass the ping health check."),
            Log(f"{SERVING}-rehearsal", "new-one/", "/container-2", AT),
        ),
        (
            failed("Verify Endpoint", {"errorMessage": "endpoint churn, variant b, answered"}, EnteredTime="2026-11-26T12:05:00.5Z"),
            Log(SERVING, "b/", "", AT, datetime(2026, 11, 26, 12, 5, 0, 500_000, tzinfo=UTC)),
        ),
        (failed("Verify Rehearsal Endpoint", {"errorMessage": "endpoint churn answered"}), Log(f"{SERVING}-rehearsal", "", "", AT)),
        (failed("Train Model", {"TrainingJobName": "churn-v1-0a", "FailureReason": "AlgorithmError: , exit code: 1"}), LOG),
        (failed("Train Model", {"TrainingJobName": "churn-v1-0a", "FailureReason": "AlgorithmError: Exit Code: 139"}), LOG),
        (
            failed(
                "Build And Train",
                failed("Train Model", {"TrainingJobName": "churn-v1-0a", "FailureReason": "AlgorithmError: , exit code: -9"}),
            ),
            LOG,
        ),
        (
            failed("Evaluate Model", {"ProcessingJobName": "p", "FailureReason": "AlgorithmError: See job logs for more information"}),
            Log("/aws/sagemaker/ProcessingJobs", "p/"),
        ),
        (failed("Tune Model", {"HyperParameterTuningJobName": "t", "FailureReason": "No training job succeeded"}), Log(LOG.group, "t-")),
        (failed("Train Model", {"TrainingJobName": "j", "FailureReason": "AlgorithmError: no rows, exit code: 1"}), None),
        (
            failed("Evaluate Model", {"ProcessingJobName": "p", "FailureReason": "AlgorithmError: , exit code: 1", "ExitMessage": "why"}),
            None,
        ),
        (failed("Train Model", {"TrainingJobName": "j", "FailureReason": "ClientError: no data"}), None),
        (failed("Build And Train", failed("Build Training Image", image_build("BUILD"))), Log("images", "0a1b", is_linked=True)),
        (failed("Build Inference Image", image_build("PRE_BUILD")), Log("images", "0a1b", is_linked=True)),
        (failed("Build Training Image", image_build("DOWNLOAD_SOURCE")), None),
        (failed("Build Training Image", {"Build": {"Phases": [{"PhaseType": "BUILD", "PhaseStatus": "FAILED"}]}}), None),
        (failed("Plan Deployment", PING), None),
        (failed("Create Model", "no"), None),
    ],
)
def test_where_the_log_is_of_the_container_that_failed(failure: dict[str, Any], log: Log | None) -> None:
    assert log_of(failure, NAMES, BEGAN) == log


def stream(name: str, seconds: float) -> dict[str, Any]:
    return {"logStreamName": name, "creationTime": int(1000 * (AT.timestamp() + seconds))}


def test_of_the_streams_only_those_of_the_new_fleet_count_the_newest_first() -> None:
    streams = [stream("v/old", -1), stream("v/a", 0), stream("v/b", 9), stream("v/b/data-log", 9), stream("v/restored", 61)]
    assert chosen(Log("g", "v/", "", AT, datetime(2026, 11, 26, 12, 1, tzinfo=UTC)), streams) == ["v/b", "v/a"]
    assert chosen(Log("g", "v/"), streams) == ["v/restored", "v/b", "v/a", "v/old"]


def test_of_a_pipeline_the_container_that_failed_is_quoted() -> None:
    assert chosen(Log("g", "v/", "/container-2"), [stream("v/i/container-1", 2), stream("v/i/container-2", 1)]) == ["v/i/container-2"]


def test_ten_lines_and_two_thousand_characters_are_quoted_printable_and_with_a_link() -> None:
    said = quoted([f"line {number}\x1b[0m\t" for number in range(12)] + ["", "  "], set(), LOG, "churn-v1-0a/algo-1", "us-east-1")
    lines = said.splitlines()
    assert lines[1] == "Its log's last lines:"
    assert lines[2:12] == [f"line {number} [0m" for number in range(2, 12)]
    assert lines[12] == (
        "(log: https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#logsV2:log-groups/log-group/"
        "$252Faws$252Fsagemaker$252FTrainingJobs/log-events/churn-v1-0a$252Falgo-1)"
    )
    assert quoted(["line"], set(), Log("images", "0a1b", is_linked=True), "0a1b", "us-east-1") == "\nIts log's last lines:\nline"
    long = quoted(["a" * 1500, "b" * 1500], set(), LOG, "s", "us-east-1").splitlines()
    assert (long[2][:6], long[3]) == ("... aa", "b" * 1500)
    assert len(long[2]) + 1 + len(long[3]) == 2000


def test_secrets_of_the_document_are_blotted_out_before_the_lines_are_cut() -> None:
    document = {
        "Model": {"PrimaryContainer": {"Environment": {"DATABASE": "postgres://me:hunter2@db", "LEVEL": "1"}}},
        "TrainingJob": {"Environment": {"KEYS": "first line\n  second line"}},
        "HyperParameters": {
            "hf_token": "hf_abcdef",
            "apiKey": {"a": ["k-12345", 6789012]},
            "passes": 3000,
            "max_tokens": 512,
            "password": None,
        },
        "Evaluation": {"Environment": None},
    }
    assert secrets(document) == {"postgres://me:hunter2@db", "first line", "second line", "hf_abcdef", "k-12345", "6789012"}
    line = "connect postgres://me:hunter2@db hf_abcdef 1 3000 second line"
    assert blotted(line, secrets(document)) == "connect [blotted out] [blotted out] 1 3000 [blotted out]"
    assert blotted("abcdef", {"abcd", "abcdef"}) == "[blotted out]"
    assert "hf_a" not in quoted(["x" * 1990 + "hf_abcdef"], secrets(document), LOG, "s", "us-east-1")


def test_a_document_without_secrets_hides_nothing_and_a_plan_that_failed_has_none() -> None:
    assert secrets({"HyperParameters": {"C": 1}}) == set()
    assert secrets(None) == set()


@pytest.fixture
def written() -> Iterator[Any]:
    """Return a function that writes a stream of a log."""
    with moto.mock_aws():
        logs.client.cache_clear()
        client = boto3.client("logs")
        client.create_log_group(logGroupName=LOG.group)

        def write(name: str, *lines: str) -> None:
            client.create_log_stream(logGroupName=LOG.group, logStreamName=name)
            events = [{"timestamp": int(datetime.now(UTC).timestamp() * 1000), "message": line} for line in lines]
            if events:
                client.put_log_events(logGroupName=LOG.group, logStreamName=name, logEvents=events)

        yield write
    logs.client.cache_clear()


def test_the_last_lines_of_the_newest_stream_that_holds_any_are_read(written: Any) -> None:
    written("churn-v2-0a/algo-1", "another job's")
    written("churn-v1-0a/algo-1", *(f"line {number}" for number in range(70)), "Traceback:\n  why")
    written("churn-v1-0a/algo-2")
    said = logs.last_words(LOG, set(), "us-east-1").splitlines()
    assert said[1:3] == ["Its log's last lines:", "line 62"]
    assert said[10:12] == ["Traceback:", "  why"]


def test_what_a_container_died_of_is_read_before_minutes_of_health_checks(written: Any) -> None:
    refused = 'connect() to unix:/tmp/gunicorn.sock failed (2: No such file or directory), request: "GET /ping HTTP/1.1"'
    checks = [refused, '10.32.0.2 - - "GET /ping HTTP/1.1" 502 173 "-" "AHC/2.0"'] * 600
    written(
        "churn-v1-0a/algo-1", "starting", checks[1], "Traceback:\n  import churn\nModuleNotFoundError: No module named 'churn'", *checks
    )
    said = logs.last_words(LOG, set(), "us-east-1").splitlines()
    assert said[2:-1] == ["starting", "Traceback:", "  import churn", "ModuleNotFoundError: No module named 'churn'", checks[1]]


def test_a_health_check_that_is_answered_wrongly_is_all_that_some_logs_tell() -> None:
    check = '"GET /ping HTTP/1.1" 404 -'
    assert telling([check, check]) == [check]
    assert telling(["Invoked", check, "Handling signal: term"]) == ["Invoked", check, "Handling signal: term"]


def test_a_container_that_wrote_nothing_is_said_to_have_written_nothing(written: Any) -> None:
    link = "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#logsV2:log-groups/log-group/$252Faws$252Fsagemaker$252FTrainingJobs"
    assert logs.last_words(LOG, set(), "us-east-1") == f"\nIts log holds nothing (log: {link})" == silence(LOG, "us-east-1")


def test_where_no_container_is_named_nothing_is_said_of_an_empty_log(written: Any) -> None:
    assert logs.last_words(Log(LOG.group, ""), set(), "us-east-1") == ""


def test_a_log_that_cannot_be_read_hides_no_failure() -> None:
    logs.client.cache_clear()
    with Stubber(logs.client()) as stub:
        stub.add_client_error("describe_log_streams", "AccessDeniedException")
        assert logs.last_words(LOG, set(), "us-east-1") == ""
    logs.client.cache_clear()


def test_of_an_image_build_the_lines_before_the_command_failed_are_telling() -> None:
    lines = [
        "[Container] 2026/11/27 03:00:00.000000 Running command docker build .",
        "ERROR: No matching distribution found for scikit-lern",
        "[Container] 2026/11/27 03:00:09.000000 Command did not exit successfully docker build . exit status 1",
        "[Container] 2026/11/27 03:00:09.000001 Phase complete: BUILD State: FAILED",
    ]
    assert telling(lines) == lines[:2]
