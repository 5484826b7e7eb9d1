"""What a document's Verification becomes: requests and what is expected of their answers, or the sentence that refuses it."""

from typing import Any

import boto3
import pytest

from calls.invocations import Invocation, invocations
from document.reading import InvalidParameters
from plans import verification
from plans.looking import planned as looked_at
from plans.verification import moment
from tests.unit.planned_stack import planned_stack
from tests.unit.planning import RESOURCES, planned, refusal

VARIANT = {"VariantName": "a", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
INSTEAD = "leave Verification out, or verify in a state machine of your own (PostprocessStateMachine)"


def verified(**given: Any) -> dict[str, Any]:
    return {"Verification": given}


def test_a_string_is_sent_as_it_is_and_everything_else_as_json() -> None:
    assert invocations({"Body": "1,2", "ExpectContains": "7"}) == [Invocation("Verification", b"1,2", "text/csv", None, 200, "7", None)]
    (sent,) = invocations({"Body": {"x": [1, 2.5, True]}, "Accept": "application/json", "ExpectStatus": 400, "MaxLatencyMs": 80})
    assert sent == Invocation("Verification", b'{"x": [1, 2.5, true]}', "application/json", "application/json", 400, None, 80)


def test_what_stands_beside_several_requests_holds_for_each_that_does_not_say_otherwise() -> None:
    first, second = invocations(
        {"ContentType": "text/plain", "MaxLatencyMs": 50, "Requests": [{"Body": "a"}, {"Body": 7, "MaxLatencyMs": 9, "ContentType": "n/n"}]}
    )
    assert (first.where, first.body, first.content_type, first.milliseconds) == ("Verification.Requests[0]", b"a", "text/plain", 50)
    assert (second.where, second.body, second.content_type, second.milliseconds) == ("Verification.Requests[1]", b"7", "n/n", 9)


def test_each_line_of_an_object_is_a_request_and_blank_lines_are_none() -> None:
    lines = '{"Body": "1", "ExpectContains": "2"}\r\n\n{"Body": ["x"], "ExpectStatus": 415}\n'
    first, second = invocations({"S3Uri": "s3://b/k", "Accept": "text/csv"}, lines)
    assert (first.where, first.body, first.contains, first.accept) == ("Verification.S3Uri, line 1", b"1", "2", "text/csv")
    assert (second.where, second.body, second.status) == ("Verification.S3Uri, line 3", b'["x"]', 415)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Verification: expected exactly one of Body, S3Uri, Requests, got none of them"),
        ({"Body": "1", "Requests": [{"Body": "2"}]}, "Verification: expected exactly one of Body, S3Uri, Requests, got Body and Requests"),
        ({"Requests": []}, "Verification.Requests: expected 1 to 100 requests, got 0"),
        ({"Requests": [{"Body": "1"}] * 101}, "Verification.Requests: expected 1 to 100 requests, got 101"),
        ({"Requests": [{"Accept": "text/csv"}]}, "Verification.Requests[0].Body: required, for it is what is sent"),
        ({"Requests": ["1"]}, 'Verification.Requests[0]: expected an object, got "1"'),
        ({"Requests": [{"Bdoy": "1"}]}, "Verification.Requests[0].Bdoy: unknown key; did you mean Body?"),
        ({"Body": "1", "When": "after"}, 'Verification.When: expected one of AFTER, BEFORE, got "after"'),
        ({"Body": "1", "ExpectStatus": 99}, "Verification.ExpectStatus: expected at least 200, got 99"),
        ({"Body": "1", "ExpectStatus": 600}, "Verification.ExpectStatus: expected at most 599, got 600"),
        ({"Body": "1", "ExpectStatus": "200"}, 'Verification.ExpectStatus: expected an integer, got "200"'),
        ({"Body": "1", "MaxLatencyMs": 0}, "Verification.MaxLatencyMs: expected more than 0, got 0"),
        ({"Body": "1", "MaxLatencyMs": True}, "Verification.MaxLatencyMs: expected a number, got true"),
        ({"Body": "1", "ContentType": "text/é"}, r'Verification.ContentType: expected printable ASCII characters, got "text/\u00e9"'),
        ({"Body": "1" * 6_291_457}, "Verification.Body: expected at most 6,291,456 bytes, got 6,291,457"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_place(given: dict[str, Any], sentence: str) -> None:
    assert refusal(verified(**given)) == sentence


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("", "Verification.S3Uri: expected 1 to 100 requests, got 0"),
        (
            '{"Body": "1"}\n{',
            "Verification.S3Uri, line 2: is not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        ),
        ("[]", "Verification.S3Uri, line 1: expected an object, got []"),
        ('{"Body": "1", "ExpectStatus": 1e999}', "Verification.S3Uri, line 1: is not JSON: the number 1e999 is too large"),
        ('{"Body": "1", "Expect": 1}', "Verification.S3Uri, line 1.Expect: unknown key; expected one of "),
    ],
)
def test_a_line_that_is_no_request_is_refused_with_its_number(lines: str, sentence: str) -> None:
    with pytest.raises(InvalidParameters) as refused:
        invocations({"S3Uri": "s3://b/k"}, lines)
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (
            {"EndpointConfig": {"AsyncInferenceConfig": {"OutputConfig": {"S3OutputPath": "s3://b/o"}}}},
            "an asynchronous endpoint (EndpointConfig.AsyncInferenceConfig) takes its requests from S3 and answers there",
        ),
        (
            {"EndpointConfig": {"ProductionVariants": [{**VARIANT, "ModelName": None}]}},
            "an endpoint for inference components has no model yet when the build ends",
        ),
        (
            {"Model": {"PrimaryContainer": {"Mode": "MultiModel", "ModelDataUrl": "s3://b/m/"}}},
            "an endpoint of many models (Mode MultiModel) has to be told which one is asked",
        ),
        (
            {
                "Model": {
                    "Containers": [{"ContainerHostname": "a"}, {"ContainerHostname": "b"}],
                    "InferenceExecutionConfig": {"Mode": "Direct"},
                }
            },
            "containers that are asked one by one (InferenceExecutionConfig.Mode Direct) have to be told which one is asked",
        ),
    ],
)
def test_an_endpoint_that_gives_no_plain_answer_is_refused_before_anything_is_spent(document: dict[str, Any], why: str) -> None:
    assert refusal({**verified(Body="1"), **document}) == f"Verification: {why}; {INSTEAD}"
    assert refusal({**verified(Body="1"), **document, "Deploy": False}) is None
    assert refusal(document) is None


def test_a_build_says_when_it_is_verified() -> None:
    moments = [planned(document)["Build"]["Verification"] for document in ({}, verified(Body="1"), verified(Body="1", When="BEFORE"))]
    assert moments == [None, "AFTER", "BEFORE"]
    assert moment({**verified(Body="1"), "Deploy": False}) is None


def plan_of(uri: str, **resources: Any) -> None:
    build = {"Stack": "churn", "Version": 1}
    given = {**RESOURCES, "PreprocessStateMachine": None, "PostprocessStateMachine": None, **resources}
    document = {"Framework": "AMAZON", "Algorithm": "xgboost", **verified(S3Uri=uri)}
    looked_at(build, "0a1b2c3d", document, {}, given)


@pytest.mark.parametrize(
    ("uri", "sentence"),
    [
        ("s3://data/verify.jsonl", None),
        ("data/verify.jsonl", "Verification.S3Uri: expected s3://bucket/key, got data/verify.jsonl"),
        ("s3://data", "Verification.S3Uri: expected s3://bucket/key, got s3://data"),
        (
            "s3://data/nothing",
            "Verification.S3Uri: s3://data/nothing cannot be read (NoSuchKey); "
            'upload lines like {"Body": "5.1,3.5", "ExpectContains": "setosa"} there',
        ),
        ("s3://data/latin", "Verification.S3Uri: s3://data/latin is not UTF-8"),
        ("s3://data/wrong", 'Verification.S3Uri, line 1.MaxLatencyMs: expected a number, got "5"'),
    ],
)
def test_requests_in_s3_are_looked_at_before_anything_is_spent(uri: str, sentence: str | None) -> None:
    with planned_stack():
        for key, body in (("verify.jsonl", b'{"Body": "1"}\n'), ("latin", b"\xe9"), ("wrong", b'{"Body": "1", "MaxLatencyMs": "5"}')):
            boto3.client("s3").put_object(Bucket="data", Key=key, Body=body)
        if sentence is None:
            plan_of(uri)
            return
        with pytest.raises(InvalidParameters) as refused:
            plan_of(uri)
        assert str(refused.value) == sentence


def test_what_preprocessing_may_bring_is_not_looked_for() -> None:
    with planned_stack():
        plan_of("s3://data/nothing", PreprocessStateMachine="arn:etl")


def test_an_object_that_is_too_large_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "LARGEST", 5)
    with planned_stack():
        boto3.client("s3").put_object(Bucket="data", Key="large", Body=b'{"Body": "1"}\n')
        with pytest.raises(InvalidParameters, match="expected at most 5 bytes in s3://data/large"):
            plan_of("s3://data/large")
