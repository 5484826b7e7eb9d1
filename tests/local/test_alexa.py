"""The skill's deployed function, asked as Alexa asks it: it describes, starts, queues and stops real builds, with no permission but its own."""

import json
import re
from typing import Any

import pytest

from local.commands import ROOT
from local.stack import Stack
from local.talk.device import Device
from tests.events import event
from tests.local.conftest import DOCUMENT
from tests.local.waiting import until

ENDLESS = {**DOCUMENT, "HyperParameters": {"passes": 100_000}}
YES, NO = "yes_to_stop", "no_to_stop"


class Alexa:
    """Hears what is said and keeps what the skill wants kept; every first word opens a session."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.kept: dict[str, Any] = {}

    def hears(self, name: str, locale: str = "en-US") -> str:
        """Return what is said to a request."""
        request = event(f"alexa_{name}")
        request["session"] |= {"new": not self.kept, "attributes": self.kept}
        request["request"]["locale"] = locale
        answer = self.stack.account.client("lambda").invoke(
            FunctionName=self.stack.outputs["AlexaLambdaArn"], Payload=json.dumps(request).encode()
        )
        said = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, said
        self.response = said["response"]
        self.kept = {} if self.response.get("shouldEndSession") else said.get("sessionAttributes", {})
        return str(self.response["outputSpeech"]["ssml"]).removeprefix("<speak>").removesuffix("</speak>")


@pytest.fixture(scope="module")
def alexa(stack: Stack) -> Alexa:
    """Alexa, by whom a build was started that serves."""
    alexa = Alexa(stack)
    # A loaded machine may take longer than Alexa has patience until the function has made its clients.
    until(lambda: not alexa.hears("status").startswith("Sorry"))
    seen = {execution["executionArn"] for execution in stack.executions()}
    alexa.hears("start")
    assert stack.wait(stack.next_execution(seen))["status"] == "SUCCEEDED"
    until(lambda: "is serving" in alexa.hears("status"))
    return alexa


@pytest.fixture(autouse=True)
def nothing_was_said_before(alexa: Alexa) -> None:
    alexa.kept = {}


def test_the_version_that_serves_is_told_in_every_language(alexa: Alexa) -> None:
    assert "accuracy" in alexa.hears("details")
    assert "/executions/details/" in alexa.response["card"]["content"]
    assert "fertig" in alexa.hears("status", "de-DE")
    assert "terminó" in alexa.hears("status", "es-ES")
    assert "arn:" not in alexa.hears("why")


def test_builds_are_started_described_queued_and_stopped_by_voice(stack: Stack, alexa: Alexa) -> None:
    seen = {execution["executionArn"] for execution in stack.executions()}
    stack.parameters(ENDLESS)
    alexa.hears("start")
    first = stack.next_execution(seen)
    stack.training(first)
    version = int(next(word for word in alexa.hears("status").split() if word.isdigit()))
    assert f"Version {version} has been training" in alexa.hears("status")
    assert f"Version {version}" in alexa.hears("details")

    assert alexa.hears("start").endswith("?")
    alexa.hears(YES)
    stack.parameters(DOCUMENT)
    until(lambda: "Pending" in json.loads(stack_item(stack)["State"]["S"]))
    assert not alexa.hears("start").endswith("?")

    assert alexa.hears("stop_build").endswith("?")
    alexa.hears(NO)
    assert alexa.hears("stop_build").endswith("?")
    assert alexa.hears("stop") == "Goodbye."
    assert stack.account.client("stepfunctions").describe_execution(executionArn=first)["status"] == "RUNNING"

    alexa.hears("stop_build")
    assert str(version) in alexa.hears(YES)
    stopped = stack.wait(first)
    assert (stopped["status"], stopped["cause"]) == ("ABORTED", "Alexa was asked to")
    queued = stack.wait(stack.next_execution({*seen, first}))
    assert queued["status"] == "SUCCEEDED"
    until(lambda: "is serving" in alexa.hears("status"))
    assert f"ersion {version + 1}" in alexa.hears("status")
    assert stack.record(version + 1)["Reason"]["S"] == "Alexa was asked to"
    assert f"ersion {version}" in alexa.hears("history")


def test_a_build_that_has_ended_since_it_was_asked_about_is_not_stopped(stack: Stack, alexa: Alexa) -> None:
    before = {execution["executionArn"]: execution["status"] for execution in stack.executions()}
    assert "12" not in alexa.hears(YES)
    assert {execution["executionArn"]: execution["status"] for execution in stack.executions()} == before


def test_the_endpoint_goes_back_by_voice_after_a_yes_and_not_after_a_no(stack: Stack, alexa: Alexa) -> None:
    machine = {"stateMachineArn": stack.outputs["RollbackStateMachine"]}
    states = stack.account.client("stepfunctions")
    before = len(states.list_executions(**machine)["executions"])
    assert alexa.hears("rollback", "de-DE").endswith("zurückkehren?")
    assert alexa.hears("no_to_rollback") == "All right, I have changed nothing."
    assert len(states.list_executions(**machine)["executions"]) == before

    question = alexa.hears("rollback")
    version = question.removesuffix("?").split()[-1]
    assert question.endswith(f"Shall the endpoint go back to version {version}?")
    assert alexa.hears("yes_to_rollback") == f"The endpoint will go back to version {version}. Ask me in a minute how it is doing."
    sagemaker = stack.account.client("sagemaker")
    until(lambda: f"-v{version}-" in sagemaker.describe_endpoint(EndpointName=stack.name)["EndpointConfigName"])
    until(lambda: "but is not serving" in alexa.hears("status"))


def test_whoever_opens_the_skill_is_listened_to_until_he_leaves(alexa: Alexa) -> None:
    alexa.hears("launch")
    assert alexa.response["shouldEndSession"] is False
    alexa.hears("history")
    assert alexa.response["shouldEndSession"] is False
    assert alexa.hears("cancel") == "Goodbye."
    assert alexa.response["shouldEndSession"] is True


# What is typed, and what the answer holds; docs/alexa.md prints it.
CONVERSATION = [
    ("start a build", r"I have launched a build\. Ask me in a minute how it is doing\."),
    ("is my build done", r"Version \d+ has been training for .+"),
    ("give me the details", r"Version \d+ has been training for .+ Alexa was asked to\..*"),
    ("stop the build", r"Version \d+ has been running for .+\. Shall I stop it\?"),
    ("yes", r"I have stopped version \d+\..*"),
    ("is my build done", r"Version \d+ was stopped .+ ago\..*"),
    ("start a build", r"I have launched a build\. Ask me in a minute how it is doing\."),
    ("is my build done", r"Yes\. Version \d+ finished .+ ago with validation accuracy 0\.\d+ and is serving\."),
    ("give me the details", r"Version \d+ finished .+ (A new build would train\. The reason: .+|I could not find out in time .+)"),
    ("how did the last three builds go", r"Here are the last three builds\. Version \d+ succeeded with .+ Version \d+ was stopped\. .+"),
    ("why did it fail", r"None of the last builds has failed\. Version \d+ finished .+ and is serving\."),
    ("what did my build cost", r"Version \d+ cost less than a cent\. The endpoint costs eighty-three dollars and .+ a month\."),
    ("go back to the previous version", r"Version \d+ is serving\. Shall the endpoint go back to version \d+\?"),
    ("yes", r"The endpoint will go back to version \d+\. Ask me in a minute how it is doing\."),
    ("is my build done", r"Yes\. Version \d+ finished .+, but is not serving\.( Version \d+ is serving\.)?"),
    ("roll back to version 999", r"The endpoint cannot go back to version 999\."),
]


def test_a_conversation_from_a_keyboard(stack: Stack, alexa: Alexa) -> None:
    device, said = Device(stack), list[str]()
    seen = {execution["executionArn"] for execution in stack.executions()}
    stack.parameters(ENDLESS)
    said.append(device.hears(CONVERSATION[0][0]).text)
    first = stack.next_execution(seen)
    stack.training(first)
    said += [device.hears(sentence).text for sentence, _ in CONVERSATION[1:5]]
    stack.wait(first)
    stack.parameters(DOCUMENT)
    until(lambda: "was stopped" in device.hears(CONVERSATION[5][0]).text)
    said += [device.hears(sentence).text for sentence, _ in CONVERSATION[5:7]]
    assert stack.wait(stack.next_execution({*seen, first}))["status"] == "SUCCEEDED"
    until(lambda: "is serving" in device.hears(CONVERSATION[7][0]).text)
    said += [device.hears(sentence).text for sentence, _ in CONVERSATION[7:14]]
    until(lambda: re.fullmatch(CONVERSATION[14][1], device.hears(CONVERSATION[14][0]).text))
    said += [device.hears(sentence).text for sentence, _ in CONVERSATION[14:]]
    print("\n".join(f"you   {sentence}\nAlexa {text}" for (sentence, _), text in zip(CONVERSATION, said, strict=True)))
    assert [text for (_, expected), text in zip(CONVERSATION, said, strict=True) if not re.fullmatch(expected, text)] == []


def test_the_documents_print_this_conversation() -> None:
    printed = re.findall(r"^you {3}(.+)\nAlexa (.+)$", (ROOT / "docs/alexa.md").read_text(), re.MULTILINE)
    assert [sentence for sentence, _ in printed] == [sentence for sentence, _ in CONVERSATION]
    assert [text for (_, expected), (_, text) in zip(CONVERSATION, printed, strict=True) if not re.fullmatch(expected, text)] == []


def stack_item(stack: Stack) -> dict[str, Any]:
    """Return the launch item."""
    key = {"Kind": {"S": "launch"}, "Version": {"N": "0"}}
    item: dict[str, Any] = stack.account.client("dynamodb").get_item(TableName=stack.outputs["BuildTable"], Key=key, ConsistentRead=True)[
        "Item"
    ]
    return item
