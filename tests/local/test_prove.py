"""The proof of docs/beliefs.md, run as a person runs it: the local AWS is as strict as AWS, so that here, too, the beliefs hold."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from local.commands import ROOT
from local.launcher import LocalAws
from local.stack import Stack
from prove.belief import BELIEFS
from prove.checks import SECTIONS
from tests.local.packaged import deploy

TRIGGERS = {"BucketTriggerBuild": "True", "BranchBuildTrigger": "main"}
# What the local AWS has no part of.
NOT_PROVED = {
    "redrive": "this AWS cannot redrive executions",
    "quota-words": "Service Quotas does not say which quota is 0",
    "webhook-url": "a stack that builds from CodeCommit has no webhook",
}


def prove(aws: LocalAws, *words: str, answer: str = "") -> subprocess.CompletedProcess[str]:
    """Run the program in the local AWS's environment."""
    command = [sys.executable, "-m", "prove", "--look", "0.2", *words]
    return subprocess.run(command, cwd=ROOT, env=aws.environment(), input=answer, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def proof(aws: LocalAws, built: Path) -> Stack:
    """A stack that was deployed for the proof."""
    stack = Stack(aws, "proof")
    deploy(stack, built, TRIGGERS)
    return stack


def test_it_tells_what_it_does_and_costs_and_does_nothing_without_a_yes(aws: LocalAws, proof: Stack) -> None:
    done = prove(aws, "--stack", "proof", answer="n\n")
    assert (done.returncode, done.stderr) == (2, "prove: nothing was started.\n")
    assert re.search(r"in about \d+ minutes:", done.stdout)
    assert re.search(r"\$0\.\d\d  in all", done.stdout)
    assert "AND THE STACK proof" in done.stdout
    assert proof.executions() == []


def test_every_belief_holds_or_says_why_it_is_not_proved_here_and_nothing_is_left(aws: LocalAws, proof: Stack) -> None:
    done = prove(aws, "--stack", "proof", "--yes")
    found = dict(re.findall(r"^(?:held|not proved here|did not hold) +([a-z-]+) +(.*)$", done.stdout, re.MULTILINE))
    assert SECTIONS and set(found) == set(BELIEFS), done.stdout + done.stderr
    not_held = dict(re.findall(r"^(?:not proved here|did not hold) +([a-z-]+) +(.*)$", done.stdout, re.MULTILINE))
    assert set(not_held) == set(NOT_PROVED), done.stdout
    assert all(sentence.startswith(NOT_PROVED[name]) for name, sentence in not_held.items()), done.stdout
    assert "did not hold  " not in done.stdout
    assert done.returncode == 1
    assert aws.client("sqs").list_queues(QueueNamePrefix="proof-proof").get("QueueUrls", []) == []
    assert aws.client("events").list_rules(NamePrefix="proof-proof")["Rules"] == []
    assert "proof" not in [stack["StackName"] for stack in aws.client("cloudformation").describe_stacks()["Stacks"]]
