"""Real requests are sent to every production variant; what is wrong with an answer is told with the evidence."""

import io
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError
from botocore.response import StreamingBody
from botocore.stub import Stubber

from calls.invocations import Invocation
from endpoints import endpoint
from verify_endpoint import app
from verify_endpoint.evidence import Answer, VerificationFailed, complaint

TIME: Any = SimpleNamespace(get_remaining_time_in_millis=lambda: 900_000)
ASKED = {"EndpointName": "churn", "Body": b"1,2", "ContentType": "text/csv"}


@pytest.fixture
def sagemaker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    endpoint.sagemaker.cache_clear()
    with Stubber(endpoint.sagemaker()) as stub:
        yield stub
    endpoint.sagemaker.cache_clear()


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    monkeypatch.setattr(app, "PAUSE_SECONDS", 0)
    app.runtime.cache_clear()
    with Stubber(app.runtime()) as stub:
        yield stub
        stub.assert_no_pending_responses()
    app.runtime.cache_clear()


def serves(stub: Stubber, *variants: str) -> None:
    answer = {
        "EndpointName": "churn",
        "EndpointArn": "arn:aws:sagemaker:us-east-1:123456789012:endpoint/churn",
        "EndpointStatus": "InService",
        "CreationTime": 0,
        "LastModifiedTime": 0,
        "ProductionVariants": [{"VariantName": name} for name in variants],
    }
    stub.add_response("describe_endpoint", answer, {"EndpointName": "churn"})


def answers(stub: Stubber, text: bytes, status: int = 200, **request: Any) -> None:
    response = {"Body": StreamingBody(io.BytesIO(text), len(text)), "ResponseMetadata": {"HTTPStatusCode": status}}
    stub.add_response("invoke_endpoint", response, {**ASKED, **request})


def refuses(stub: Stubber, status: int, said: str) -> None:
    fields = {"OriginalStatusCode": status, "OriginalMessage": said}
    stub.add_client_error("invoke_endpoint", "ModelError", "Received error", 424, modeled_fields=fields)


def verify(context: Any = TIME, **given: Any) -> dict[str, Any]:
    verification = {"Body": "1,2", **given} if "Requests" not in given else given
    return app.handler({"Endpoint": "churn", "Parameters": {"Verification": verification}}, context)


def failure(context: Any = TIME, **given: Any) -> str:
    with pytest.raises(VerificationFailed) as failed:
        verify(context, **given)
    return str(failed.value)


def test_an_endpoint_that_answers_as_expected_passes(sagemaker: Stubber, runtime: Stubber) -> None:
    serves(sagemaker, "AllTraffic")
    answers(runtime, b"setosa\n", Accept="text/csv")
    assert verify(ExpectContains="setosa", Accept="text/csv")["Requests"] == 1


def test_each_of_several_variants_gets_each_request_whatever_its_weight(sagemaker: Stubber, runtime: Stubber) -> None:
    serves(sagemaker, "new", "trusted")
    for variant, body in (("new", b"a"), ("new", b"b"), ("trusted", b"a"), ("trusted", b"b")):
        answers(runtime, b"1", TargetVariant=variant, Body=body)
    assert verify(Requests=[{"Body": "a"}, {"Body": "b"}])["Requests"] == 4


def test_a_models_own_error_is_the_answer_and_may_be_the_right_one(sagemaker: Stubber, runtime: Stubber) -> None:
    serves(sagemaker, "AllTraffic")
    refuses(runtime, 400, "expected an object")
    assert verify(ExpectStatus=400, ExpectContains="an object")["Requests"] == 1
    serves(sagemaker, "AllTraffic")
    refuses(runtime, 500, "Traceback: no such column")
    said = failure()
    assert said.startswith("Verification: endpoint churn answered with status 500 after ")
    assert said.endswith(' ms: "Traceback: no such column"; expected status 200')


def test_what_did_not_reach_the_model_is_sent_once_more(sagemaker: Stubber, runtime: Stubber) -> None:
    serves(sagemaker, "AllTraffic")
    runtime.add_client_error("invoke_endpoint", "ThrottlingException", "Rate exceeded", 400)
    answers(runtime, b"1")
    assert verify()["Requests"] == 1


def test_and_not_a_third_time(sagemaker: Stubber, runtime: Stubber) -> None:
    serves(sagemaker, "AllTraffic")
    for _ in range(2):
        runtime.add_client_error("invoke_endpoint", "ServiceUnavailable", "no", 503)
    assert failure() == 'Verification: endpoint churn did not answer: "ServiceUnavailable: no"'


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (ReadTimeoutError(endpoint_url="https://runtime"), 'Read timeout on endpoint URL: "https://runtime"'),
        (EndpointConnectionError(endpoint_url="https://runtime"), 'Could not connect to the endpoint URL: "https://runtime"'),
        (ConnectTimeoutError(endpoint_url="https://runtime"), 'Connect timeout on endpoint URL: "https://runtime"'),
    ],
)
def test_a_connection_that_breaks_is_no_answer(sagemaker: Stubber, monkeypatch: pytest.MonkeyPatch, broken: Exception, words: str) -> None:
    def breaks(**_: Any) -> None:
        raise broken

    monkeypatch.setattr(app, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(app, "runtime", lambda: SimpleNamespace(invoke_endpoint=breaks))
    serves(sagemaker, "AllTraffic")
    assert failure() == f'Verification: endpoint churn did not answer: "{words}"'


def test_a_request_that_sagemaker_refuses_is_told_and_a_missing_permission_is_no_fault_of_the_model(
    sagemaker: Stubber, runtime: Stubber
) -> None:
    serves(sagemaker, "AllTraffic")
    runtime.add_client_error("invoke_endpoint", "ValidationError", "too large", 400)
    assert failure().endswith('"ValidationError: too large"; expected status 200')
    serves(sagemaker, "AllTraffic")
    runtime.add_client_error("invoke_endpoint", "AccessDeniedException", "no", 403)
    with pytest.raises(ClientError, match="AccessDenied"):
        verify()


def test_what_cannot_be_sent_in_time_is_said_before_the_function_is_killed(sagemaker: Stubber, runtime: Stubber) -> None:
    left = iter([900_000, 149_000])
    context = SimpleNamespace(get_remaining_time_in_millis=lambda: next(left))
    serves(sagemaker, "AllTraffic")
    answers(runtime, b"1", Body=b"a")
    assert failure(context, Requests=[{"Body": "a"}, {"Body": "b"}]) == (
        "Verification: endpoint churn answered 1 of 2 requests in 12 minutes; send fewer, or expect faster answers"
    )


EXPECTED = Invocation("Verification.Requests[1]", b"1", "text/csv", None, 200, "7", 250)


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        (Answer(200, b"17\n", 250), ""),
        (Answer(200, b"8\n", 12.4), 'answered with status 200 after 12 ms: "8"; expected an answer that contains "7"'),
        (Answer(200, b"7", 1250.6), 'answered with status 200 after 1,251 ms: "7"; expected an answer within 250 ms'),
        (Answer(503, b"", 1), 'answered with status 503 after 1 ms: ""; expected status 200'),
        (
            Answer(0, "é\xff\x00\n7".encode("latin-1"), 60_000),
            'answered with status 0 after 60,000 ms: "\ufffd\ufffd  7"; expected status 200',
        ),
        (Answer(500, b"x" * 201, 1), f'answered with status 500 after 1 ms: "{"x" * 200} ..."; expected status 200'),
    ],
)
def test_the_evidence_is_which_request_what_was_answered_how_fast_and_what_was_expected(answer: Answer, wrong: str) -> None:
    assert complaint("churn", None, EXPECTED, answer) == (f"Verification.Requests[1]: endpoint churn {wrong}" if wrong else "")
    assert complaint("churn", "b", EXPECTED, answer) == (f"Verification.Requests[1]: endpoint churn, variant b, {wrong}" if wrong else "")
