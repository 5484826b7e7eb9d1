"""A new version that answers wrongly never stays on the endpoint, and one that is rehearsed never comes to it; the container's own words say why."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from local.launcher import LocalAws
from local.stack import Stack
from tests.local import by_hand
from tests.local.life import archive
from tests.local.packaged import deploy
from tests.local.waiting import until

# Does what its environment says: how long it takes to be healthy, what it answers and how fast, or that it cannot be loaded.
PROGRAM = """
import os, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
if sys.argv[1] == "train":
    print("epoch 1 of 3")
    sys.exit("ValueError: could not convert string to float: 'label'")
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer(200, "")
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(float(os.environ.get("SECONDS", 0)))
        if "BROKEN" in os.environ:
            print("Traceback: no column age, connected as " + os.environ["BROKEN"], flush=True)
            self.answer(500, "no column age")
        else:
            self.answer(200, os.environ.get("ANSWER", "setosa"))
    def answer(self, status, text):
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())
    def log_message(self, *_):
        pass
if "NO_MODEL" in os.environ:
    print("loading the model with " + os.environ["NO_MODEL"])
    sys.exit("ModuleNotFoundError: No module named 'lightgbm'")
time.sleep(float(os.environ.get("HEALTHY_AFTER", 0)))
ThreadingHTTPServer(("", 8080), Handler).serve_forever()
"""
ROW = {"Body": "5.1,3.5,1.4,0.2", "ExpectContains": "setosa", "MaxLatencyMs": 2000}
Documents = Callable[..., dict[str, Any]]
SECRET = "postgres://me:hunter2@db"
VARIANT = {"InstanceType": "ml.m5.large", "InitialInstanceCount": 1}


@pytest.fixture(scope="module")
def documents(aws: LocalAws, verified: Stack) -> Documents:
    """Return a function that makes a document of a container's environment and of what a build has to verify."""
    image = by_hand.image(aws, "moody", by_hand.program("moody", PROGRAM))

    def document(verification: dict[str, Any], **environment: str) -> dict[str, Any]:
        return {
            "Train": False,
            "ModelDataUrl": f"s3://{verified.outputs['DataBucket']}/model.tar.gz",
            "Images": {"Inference": {"Image": image}, "Training": {"Image": image}},
            "Model": {"PrimaryContainer": {"Environment": {"ANSWER": "setosa", **environment}}},
            "Verification": verification,
        }

    return document


@pytest.fixture(scope="module")
def verified(aws: LocalAws, built: Path) -> Stack:
    """A stack that has built nothing yet."""
    stack = Stack(aws, "verified")
    deploy(stack, built)
    stack.upload("model.tar.gz", archive({"weights": "1"}))
    return stack


def build(stack: Stack, document: dict[str, Any]) -> dict[str, Any]:
    stack.parameters(document)
    return stack.build()


def endpoints(stack: Stack) -> dict[str, str]:
    """Return the configurations of the stack's endpoints that are there."""
    sagemaker = stack.account.client("sagemaker")
    names = [found["EndpointName"] for found in sagemaker.list_endpoints(NameContains=stack.name)["Endpoints"]]
    return {name: sagemaker.describe_endpoint(EndpointName=name)["EndpointConfigName"] for name in names}


def configurations(stack: Stack) -> set[str]:
    found = stack.account.client("sagemaker").list_endpoint_configs(NameContains=f"{stack.name}-v")["EndpointConfigs"]
    return {entry["EndpointConfigName"] for entry in found}


def refused(stack: Stack, document: dict[str, Any]) -> str:
    """Build a version that is not what it should be; see that nothing of it is left and return the cause."""
    before, known = endpoints(stack), configurations(stack)
    done = build(stack, document)
    assert done["status"] == "FAILED"
    until(lambda: endpoints(stack) == before)
    assert configurations(stack) == known
    return f"{done['error']}: {done['cause']}"


def test_a_first_version_that_answers_wrongly_is_removed(verified: Stack, documents: Documents) -> None:
    cause = refused(verified, documents(ROW, ANSWER="virginica"))
    assert cause.startswith("VerificationFailed: Verify Endpoint: Verification: endpoint verified answered with status 200 after ")
    assert 'ms: "virginica"; expected an answer that contains "setosa". The endpoint is deleted, for nothing served before' in cause
    assert endpoints(verified) == {}


def test_then_a_right_one_is_deployed_that_answers_all_lines_in_s3(verified: Stack, documents: Documents) -> None:
    lines = [ROW, {"Body": {"instances": [[5.1]]}, "ExpectContains": "set"}, {"Body": "1", "Accept": "text/csv"}]
    verified.upload("verification.jsonl", "\n".join(map(json.dumps, lines)).encode())
    done = build(verified, documents({"S3Uri": f"s3://{verified.outputs['DataBucket']}/verification.jsonl"}))
    assert (done["status"], done.get("cause")) == ("SUCCEEDED", None)
    assert list(endpoints(verified)) == ["verified"]


@pytest.mark.parametrize(
    ("environment", "evidence"),
    [
        ({"ANSWER": "virginica"}, 'status 200 after {} ms: "virginica"; expected an answer that contains "setosa"'),
        ({"BROKEN": SECRET}, 'status 500 after {} ms: "no column age"; expected status 200'),
        ({"SECONDS": "2.5"}, 'status 200 after {} ms: "setosa"; expected an answer within 2,000 ms'),
    ],
)
def test_a_version_that_answers_wrongly_or_too_late_is_turned_back(
    verified: Stack, documents: Documents, environment: dict[str, str], evidence: str
) -> None:
    (before,) = endpoints(verified).values()
    cause = refused(verified, documents({"Requests": [ROW]}, **environment))
    assert cause.startswith("VerificationFailed: Verify Endpoint: Verification.Requests[0]: endpoint verified answered with")
    for part in evidence.split("{}"):
        assert part in cause
    assert f". Endpoint configuration {before} serves again" in cause
    assert verified.invoke(b"1") == "setosa"
    if "BROKEN" in environment:
        assert "Its log's last lines:\nTraceback: no column age, connected as [blotted out]\n(log: https://" in cause
    assert SECRET not in cause


def test_a_model_that_cannot_be_loaded_fails_its_rehearsal_with_its_own_words_and_the_endpoint_sees_nothing(
    verified: Stack, documents: Documents
) -> None:
    sagemaker = verified.account.client("sagemaker")
    before = sagemaker.describe_endpoint(EndpointName="verified")["LastModifiedTime"]
    cause = refused(verified, documents({**ROW, "When": "BEFORE"}, NO_MODEL=SECRET))
    assert cause.startswith(
        "EndpointFailed: Await Rehearsal Endpoint: endpoint verified-rehearsal is Failed: The primary container for production"
    )
    assert (
        "did not pass the ping health check. Please check CloudWatch logs for this endpoint.\nIts log's last lines:\n"
        "loading the model with [blotted out]\nModuleNotFoundError: No module named 'lightgbm'\n(log: https://us-east-1.console.aws.amazon.com/"
    ) in cause
    assert SECRET not in cause
    assert sagemaker.describe_endpoint(EndpointName="verified")["LastModifiedTime"] == before


def test_a_version_that_answers_wrongly_in_its_rehearsal_never_comes_to_the_endpoint(verified: Stack, documents: Documents) -> None:
    before = verified.account.client("sagemaker").describe_endpoint(EndpointName="verified")["LastModifiedTime"]
    cause = refused(verified, documents({**ROW, "When": "BEFORE"}, ANSWER="virginica"))
    assert cause.startswith(
        "VerificationFailed: Verify Rehearsal Endpoint: Verification: endpoint verified-rehearsal answered with status 200"
    )
    assert verified.account.client("sagemaker").describe_endpoint(EndpointName="verified")["LastModifiedTime"] == before


def test_a_rehearsal_that_goes_well_is_followed_by_the_deployment_and_every_variant_has_been_asked(
    verified: Stack, documents: Documents
) -> None:
    document = documents({**ROW, "When": "BEFORE"})
    variants = [{"VariantName": "AllTraffic", **VARIANT}, {"VariantName": "Second", "InitialVariantWeight": 0, **VARIANT}]
    (before,) = endpoints(verified).values()
    done = build(verified, {**document, "EndpointConfig": {"ProductionVariants": variants}})
    assert (done["status"], done.get("cause")) == ("SUCCEEDED", None)
    until(lambda: list(endpoints(verified)) == ["verified"])
    assert endpoints(verified)["verified"] != before


def test_a_build_that_is_stopped_in_its_rehearsal_leaves_nothing_of_it(verified: Stack, documents: Documents) -> None:
    before, known = endpoints(verified), configurations(verified)
    seen = {execution["executionArn"] for execution in verified.executions()}
    document = documents({**ROW, "When": "BEFORE"}, HEALTHY_AFTER="6")
    verified.parameters(document)
    verified.launch()
    execution = verified.next_execution(seen)
    until(lambda: "verified-rehearsal" in endpoints(verified))
    verified.account.client("stepfunctions").stop_execution(executionArn=execution)
    until(lambda: verified.account.client("stepfunctions").describe_execution(executionArn=execution)["status"] == "ABORTED")
    assert "verified-rehearsal" in endpoints(verified)
    until(lambda: (endpoints(verified), configurations(verified)) == (before, known))


def test_what_cannot_be_restored_is_told_and_the_version_that_answers_wrongly_serves_on_until_a_right_one_comes(
    verified: Stack, documents: Documents
) -> None:
    (before,) = endpoints(verified).values()
    s3, bucket = verified.account.client("s3"), verified.outputs["DataBucket"]
    verified.upload("next.tar.gz", archive({"weights": "2"}))
    s3.delete_object(Bucket=bucket, Key="model.tar.gz")
    following = {"ModelDataUrl": f"s3://{bucket}/next.tar.gz"}
    done = build(verified, {**documents(ROW, ANSWER="virginica"), **following})
    (serving,) = endpoints(verified).values()
    assert (done["status"], done["error"]) == ("FAILED", "VerificationFailed")
    assert done["cause"].startswith("Verify Endpoint: Verification: endpoint verified answered with status 200 after ")
    assert (
        f'"virginica"; expected an answer that contains "setosa". This version still serves, for endpoint configuration {before}'
        f" could not be restored: EndpointRolledBack: endpoint verified serves {serving} again instead of {before}: "
    ) in done["cause"]
    assert f"s3://{bucket}/model.tar.gz" in done["cause"]
    assert (serving != before, verified.invoke(b"1")) == (True, "virginica")
    assert {before, serving} <= configurations(verified)
    again = build(verified, {**documents(ROW), **following})
    assert (again["status"], again.get("cause"), verified.invoke(b"1")) == ("SUCCEEDED", None, "setosa")


def test_a_training_that_dies_without_a_word_is_told_with_its_logs(verified: Stack, documents: Documents) -> None:
    verified.upload("train/rows.csv", b"label\n1\n")
    document = documents(ROW)
    cause = refused(verified, {key: value for key, value in document.items() if key not in ("Train", "ModelDataUrl")})
    assert "AlgorithmError: , exit code: 1 (log: log group /aws/sagemaker/TrainingJobs, streams verified-v" in cause
    assert "\nIts log's last lines:\nepoch 1 of 3\nValueError: could not convert string to float: 'label'\n(log: https://" in cause
