"""A stranger's first day: what README and the examples tell people to type does what they say, as it stands there, in a clone of its own."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.commands import ROOT
from local.launcher import LocalAws

BLOCK = re.compile(r"^```\n(.*?)^```", re.MULTILINE | re.DOTALL)
# The tests' tools are not changed by a test; whoever follows README installs the client into tools of his own.
INSTALL = ".venv/bin/pip install --quiet ./notebooks\n"
CLIENT = '#!/bin/sh\nPYTHONPATH="{clone}/notebooks" exec "{clone}/.venv/bin/python" -m sagebuild "$@"\n'


class Day:
    """A clone, and a shell in which commands are typed one after another."""

    def __init__(self, aws: LocalAws, scratch: Path) -> None:
        self.clone = scratch / "sagebuild"
        subprocess.run(["git", "clone", "--quiet", ROOT, self.clone], check=True)
        (self.clone / ".venv").symlink_to(ROOT / ".venv")
        os.utime(self.clone / "requirements-dev.txt", (0, 0))  # the tools are there already
        client = scratch / "bin" / "sagebuild"
        client.parent.mkdir()
        client.write_text(CLIENT.format(clone=self.clone))
        client.chmod(0o755)
        person = {f"GIT_{who}_{what}": "ann@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        self.environment = aws.environment() | person | {"HOME": str(scratch), "PATH": f"{client.parent}:{os.environ['PATH']}"}

    def types(self, commands: str) -> str:
        """Type commands; what one of them refuses ends the day."""
        done = subprocess.run(["bash", "-ec", commands], cwd=self.clone, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
        return done.stdout


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """A day on a local AWS of its own: README's stack has a name that other drills' stacks have, too."""
    assert shutil.which("aws"), "the documents' commands need the AWS CLI: install it, or put it on PATH"
    with LocalAws() as aws:
        yield Day(aws, tmp_path_factory.mktemp("day"))


def commands(document: str, heading: str) -> str:
    """Return all that a section tells people to type."""
    (section,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", (ROOT / document).read_text(), re.MULTILINE | re.DOTALL)
    return "".join(BLOCK.findall(section))


def test_readmes_commands_end_with_an_endpoint_that_reads_digits(day: Day) -> None:
    typed = commands("README.md", "Put it into your account")
    assert INSTALL in typed
    said = day.types(typed.replace(INSTALL, ""))
    assert re.search(r"Version 1 of churn succeeded .* and was deployed\. Reason: my first build", said)
    answers = re.findall(r"^\d$", said, re.MULTILINE)
    expected = (day.clone / "build/digits/held-out-labels.csv").read_text().split()
    assert len(answers) == len(expected) == 360
    assert sum(answer == label for answer, label in zip(answers, expected, strict=True)) > 340
    assert '"InstanceType": "ml.m5.xlarge"' in day.types("sagebuild parameters --stack churn")


def test_the_examples_commands_end_with_a_random_forest(day: Day) -> None:
    typed = commands("examples/README.md", "A script instead of a container")
    launch, ask = typed.split("aws sagemaker-runtime", 1)
    day.types(
        launch + "until sagebuild status --stack churn | grep -q 'Reason: a random forest'; do sleep 1; done; sagebuild wait --stack churn"
    )
    said = day.types(f'eval "$(make -s outputs STACK=churn)"\naws sagemaker-runtime{ask}cat build/answers')
    assert len(re.findall(r"\d", said.rpartition("[")[2])) == 360


def test_readmes_last_commands_leave_nothing(day: Day) -> None:
    typed = commands("README.md", "Remove it")
    assert typed == "make delete STACK=churn\n"
    day.types(f"yes | {typed}")
    assert day.types("make -s leaks STACK=churn") == "Nothing is left of churn.\n"
