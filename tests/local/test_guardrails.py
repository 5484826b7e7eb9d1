"""A new version that sets an alarm off is turned back, and the build says so."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from examples.byod.digits import as_csv, split
from local.commands import ROOT
from local.demo.traffic import Traffic
from local.stack import Stack
from tests.local.conftest import DOCUMENT
from tests.local.waiting import until

ALARM = {
    "AlarmName": "churn-errors",
    "Namespace": "AWS/SageMaker",
    "MetricName": "Invocation5XXErrors",
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1.0,
    "ComparisonOperator": "GreaterThanThreshold",
}
TWO = [{"VariantName": "AllTraffic", "InstanceType": "ml.m5.large", "InitialInstanceCount": 2}]
CANARY = {"Type": "CANARY", "CanarySize": {"Type": "CAPACITY_PERCENT", "Value": 50}, "WaitIntervalInSeconds": 600}
GUARDED = {
    **DOCUMENT,
    "EndpointConfig": {"ProductionVariants": TWO},
    "Endpoint": {
        "DeploymentConfig": {
            "BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": CANARY},
            "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "churn-errors"}]},
        }
    },
}

# The model's server behind a socket in the file system, and a front on port 8080, as gunicorn behind nginx.
FRONT = """#!/usr/bin/env python
import runpy, socket, socketserver, threading
SOCKET = "/tmp/server.sock"
class Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
class Front(socketserver.BaseRequestHandler):
    def handle(self):
        with socket.socket(socket.AF_UNIX) as server:
            server.connect(SOCKET)
            threading.Thread(target=carry, args=(self.request, server), daemon=True).start()
            carry(server, self.request)
def carry(near, far):
    while data := near.recv(65536):
        far.sendall(data)
def serve_model():
    DIES
    Server(SOCKET, runpy.run_path("/opt/program/model_server")["Handler"]).serve_forever()
threading.Thread(target=serve_model, daemon=True).start()
socketserver.ThreadingTCPServer(("", 8080), Front).serve_forever()
"""


def push_with_a_front(stack: Stack, scratch: Path, first_line: str) -> None:
    """Push the example with its server behind a front; first_line is the first thing that the server does."""
    source = shutil.copytree(ROOT / "examples/byod", scratch / "source")
    (source / "program/serve").rename(source / "program/model_server")
    (source / "program/serve").write_text(FRONT.replace("DIES", first_line))
    (source / "program/serve").chmod(0o755)
    stack.push(source, scratch)


def config_of(stack: Stack) -> str:
    return str(stack.account.client("sagemaker").describe_endpoint(EndpointName=stack.name)["EndpointConfigName"])


def in_state(stack: Stack, state: str) -> None:
    stack.account.client("cloudwatch").set_alarm_state(AlarmName="churn-errors", StateValue=state, StateReason="a test")


def test_an_alarm_during_the_canary_leaves_the_old_version_serving(stack: Stack) -> None:
    stack.account.client("cloudwatch").put_metric_alarm(**ALARM)
    in_state(stack, "OK")
    stack.parameters(GUARDED)
    before, seen = config_of(stack), {execution["executionArn"] for execution in stack.executions()}
    stack.launch({"Reason": "a canary"})
    execution = stack.next_execution(seen)
    sagemaker = stack.account.client("sagemaker")

    def look() -> dict[str, Any]:
        found: dict[str, Any] = sagemaker.describe_endpoint(EndpointName=stack.name)
        return found

    until(lambda: look()["EndpointStatus"] == "Updating", 120)
    row = as_csv(split()[1][:1], labels=False)
    assert {stack.invoke(row).strip() for _ in range(20)} == {"2"}
    in_state(stack, "ALARM")
    done = stack.wait(execution)
    assert done["error"] == "EndpointRolledBack", done["cause"]
    assert f"endpoint churn serves {before} again instead of churn-v" in done["cause"]
    assert "One or more configured alarms are in state ALARM: churn-errors." in done["cause"]
    assert (look()["EndpointStatus"], config_of(stack)) == ("InService", before)
    assert stack.invoke(row).strip() == "2"


def test_an_alarm_that_rings_already_stops_the_build_before_the_update(stack: Stack) -> None:
    in_state(stack, "ALARM")
    done = stack.build({"Parameters": {"Train": False}})
    assert done["cause"].startswith(
        "Plan Deployment: Endpoint.DeploymentConfig.AutoRollbackConfiguration: alarm churn-errors is in state ALARM already"
    )


def test_without_an_alarm_the_canary_becomes_the_version(stack: Stack) -> None:
    in_state(stack, "OK")
    before = config_of(stack)
    assert stack.build()["status"] == "SUCCEEDED"
    assert config_of(stack) != before


def test_variants_of_other_names_cannot_be_guarded(stack: Stack) -> None:
    before = config_of(stack)
    other = [{**TWO[0], "VariantName": "Other"}]
    done = stack.build({"Parameters": {"EndpointConfig": {"ProductionVariants": other}}})
    assert done["cause"].startswith("Plan Build: Endpoint.DeploymentConfig: expected production variants of the same names")
    assert config_of(stack) == before
    stack.parameters({**DOCUMENT, "EndpointConfig": {"ProductionVariants": other}})
    assert stack.build()["status"] == "SUCCEEDED"
    assert config_of(stack) != before


# The example's server, which misbehaves only when it is asked, and only where its model's environment says so.
MISBEHAVING = '''    def do_POST(self) -> None:
        """Misbehave."""
        import os, time
        time.sleep(float(os.environ.get("SECONDS", "0")))
        if os.environ.get("STATUS"):
            self.send_error(int(os.environ["STATUS"]))
            return
        self.answer_rightly()

    def answer_rightly(self) -> None:
'''
SLOW = {
    "AlarmName": "churn-slow",
    "Namespace": "AWS/SageMaker",
    "MetricName": "ModelLatency",
    "Dimensions": [{"Name": "EndpointName", "Value": "churn"}, {"Name": "VariantName", "Value": "AllTraffic"}],
    "Statistic": "Average",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 250_000.0,
    "ComparisonOperator": "GreaterThanThreshold",
    "TreatMissingData": "notBreaching",
}


@pytest.fixture
def restored(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Put the example's code back for the tests that follow."""
    yield
    stack.push(ROOT / "examples/byod", tmp_path_factory.mktemp("restored"))


@pytest.mark.usefixtures("restored")
def test_a_new_version_whose_server_dies_never_serves_through_the_old_ones_socket(stack: Stack, tmp_path: Path) -> None:
    stack.parameters(DOCUMENT)
    push_with_a_front(stack, tmp_path / "first", "pass")
    assert stack.build()["status"] == "SUCCEEDED"
    before = config_of(stack)
    push_with_a_front(stack, tmp_path / "second", "raise SystemExit")
    with Traffic(stack, as_csv(split()[1][:1], labels=False)) as traffic:
        done = stack.build()
    assert done.get("error") == "EndpointRolledBack", done.get("cause")
    assert "did not pass the ping health check" in done["cause"]
    assert config_of(stack) == before
    assert traffic.failures == []
    assert traffic.answered > 100


@pytest.fixture
def misbehaving(stack: Stack, tmp_path: Path, restored: None) -> Stack:
    """The stack with a server that misbehaves where the environment says so, and serves rightly."""
    source = shutil.copytree(ROOT / "examples/byod", tmp_path / "source")
    server = (source / "program/serve").read_text()
    assert server.count("    def do_POST(self) -> None:\n") == 1
    (source / "program/serve").write_text(server.replace("    def do_POST(self) -> None:\n", MISBEHAVING))
    stack.push(source, tmp_path)
    stack.parameters({**DOCUMENT, "Train": False})
    assert stack.build()["status"] == "SUCCEEDED"
    return stack


def with_environment(**environment: str) -> dict[str, Any]:
    return {"Parameters": {"Model": {"PrimaryContainer": {"Environment": environment}}}}


def test_a_model_that_fails_only_under_traffic_is_rolled_back_by_the_stacks_own_alarms(misbehaving: Stack) -> None:
    before = config_of(misbehaving)
    with Traffic(misbehaving, as_csv(split()[1][:1], labels=False)) as traffic:
        done = misbehaving.build(with_environment(STATUS="500"))
    assert done.get("error") == "EndpointRolledBack", done.get("cause")
    assert "churn/AllTraffic/5xx-errors" in done["cause"]
    assert config_of(misbehaving) == before
    assert 0 < len(traffic.failures) < traffic.answered
    with Traffic(misbehaving, as_csv(split()[1][:1], labels=False)) as traffic:
        assert misbehaving.build()["status"] == "SUCCEEDED"  # what failed does not hold up what mends it
    assert traffic.failures == []


def test_a_slow_model_is_rolled_back_by_an_alarm_that_the_document_names(misbehaving: Stack) -> None:
    misbehaving.account.client("cloudwatch").put_metric_alarm(**SLOW)
    named = {"Endpoint": {"DeploymentConfig": {"AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "churn-slow"}]}}}}
    misbehaving.parameters({**DOCUMENT, "Train": False, **named})
    before = config_of(misbehaving)
    with Traffic(misbehaving, as_csv(split()[1][:1], labels=False)) as traffic:
        done = misbehaving.build(with_environment(SECONDS="0.4"))
    assert done.get("error") == "EndpointRolledBack", done.get("cause")
    assert "churn-slow" in done["cause"]
    assert config_of(misbehaving) == before
    assert traffic.failures == []
    misbehaving.parameters(DOCUMENT)
