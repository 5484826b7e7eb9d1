"""Workflows run what a person runs, with the least permissions, and actions that are pinned by their commit."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from local.commands import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
PINNED = re.compile(r"^ +- uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


def read(file: Path) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load(file.read_text())
    return found


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: str(file.stem))
def test_every_action_is_pinned_by_its_commit_and_tells_its_version(file: Path) -> None:
    used = [line for line in file.read_text().splitlines() if "uses:" in line]
    assert used
    assert [line for line in used if not PINNED.match(line)] == []


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: str(file.stem))
def test_a_workflow_may_read_the_repository_and_every_job_ends(file: Path) -> None:
    workflow = read(file)
    assert workflow["permissions"] == {"contents": "read"}
    assert all(job["timeout-minutes"] <= 45 for job in workflow["jobs"].values())


def test_a_tag_publishes_without_a_key_and_by_nothing_else() -> None:
    workflow = read(ROOT / ".github/workflows/release.yml")
    assert workflow[True] == {"push": {"tags": ["v*"]}}
    assert workflow["jobs"]["publish"]["permissions"] == {"contents": "read", "id-token": "write"}
    assert "secrets." not in (ROOT / ".github/workflows/release.yml").read_text()


def test_every_change_runs_the_same_commands_as_a_person() -> None:
    workflow = read(ROOT / ".github/workflows/ci.yml")
    assert workflow[True] == {"push": {"branches": ["main"]}, "pull_request": None}  # YAML 1.1 reads "on" so
    runs = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    assert [run for run in runs if run.startswith("make")] == [
        "make test",
        "make drill DRILL=tests/drills/test_upgrade.py",
        "make check-security",
    ]


def test_the_container_has_no_more_than_what_the_documents_say() -> None:
    text = (ROOT / ".devcontainer/devcontainer.json").read_text()
    told = json.loads(re.sub(r"^ *//.*$", "", text, flags=re.MULTILINE))
    said = (
        " ".join(f"--cap-add {name}" for name in told["capAdd"]) + " " + " ".join(f"--security-opt {name}" for name in told["securityOpt"])
    )
    assert said == "--cap-add SYS_ADMIN --cap-add NET_ADMIN --security-opt apparmor=unconfined"
    assert f"docker run --rm -it {said} " in (ROOT / "docs/local.md").read_text()
    assert re.search(r"^FROM [\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}$", (ROOT / ".devcontainer/Dockerfile").read_text(), re.MULTILINE)
