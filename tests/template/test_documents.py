"""Documents lead where they say: their links, the headings that these name, and the make targets that they tell people to run."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from local.commands import ROOT

LINK = re.compile(r"(?:\]\(|src=\")(?!https?://|mailto:)([^)\s\"]+)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
COMMAND = re.compile(r"^\s*(?:eval \"\$\()?make ((?:-\S+ )*)([a-z][a-z-]*)", re.MULTILINE)
TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)


def documents() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z", "*.md"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.split("\0") if name]


def anchors(file: Path) -> set[str]:
    """Return what GitHub calls the headings of a document."""
    plain = (re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "") for heading in HEADING.findall(file.read_text()))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("file", documents(), ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_leads_somewhere(file: Path) -> None:
    for link in LINK.findall(file.read_text()):
        path, _, anchor = link.partition("#")
        place = (file.parent / path).resolve() if path else file
        assert place.exists(), link
        assert not anchor or anchor in anchors(place), link


@pytest.mark.parametrize("file", documents(), ids=lambda file: str(file.relative_to(ROOT)))
def test_every_make_target_is_one(file: Path) -> None:
    known = set(TARGET.findall((ROOT / "Makefile").read_text()))
    assert {target for _, target in COMMAND.findall(file.read_text())} <= known


def test_links_and_commands_are_found() -> None:
    readme = (ROOT / "README.md").read_text()
    assert "docs/pictures/demo.svg" in LINK.findall(readme)
    assert {"demo", "test", "deploy", "outputs"} <= {target for _, target in COMMAND.findall(readme)}


def test_make_understands_its_file() -> None:
    done = subprocess.run(["make", "--dry-run", "help"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("file", sorted((ROOT / "docs").glob("*.md")), ids=lambda file: file.name)
def test_every_document_begins_with_a_paragraph_that_says_what_it_is_for(file: Path) -> None:
    title, nothing, paragraph = file.read_text().split("\n")[:3]
    assert title.startswith("# ") and not nothing
    assert paragraph[:1].isalnum() or re.match(r"`[^`]", paragraph)


def test_the_map_leads_to_every_document() -> None:
    linked = set(LINK.findall((ROOT / "docs/README.md").read_text()))
    assert {file.name for file in (ROOT / "docs").glob("*.md")} - {"README.md"} <= linked


def test_every_example_is_told_of() -> None:
    linked = {link.partition("/")[0] for link in LINK.findall((ROOT / "examples/README.md").read_text())}
    listed = subprocess.run(["git", "ls-files", "examples"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    assert {name.split("/")[1] for name in listed} - {"README.md", "__init__.py"} <= linked


@pytest.mark.parametrize(
    ("environment", "region"),
    [
        ({"AWS_DEFAULT_REGION": "eu-west-1", "AWS_REGION": "eu-west-3"}, "eu-west-3"),
        ({"AWS_DEFAULT_REGION": "eu-west-1"}, "eu-west-1"),
    ],
)
def test_make_means_the_region_that_the_aws_cli_means(environment: dict[str, str], region: str) -> None:
    asked = ["make", "--silent", "--eval", "region: ; @echo $$AWS_DEFAULT_REGION", "region"]
    done = subprocess.run(asked, cwd=ROOT, env={"PATH": os.environ["PATH"]} | environment, capture_output=True, text=True, check=True)
    assert done.stdout == f"{region}\n"


def test_what_readmes_installation_of_the_client_leaves_is_not_checked() -> None:
    assert ".venv/bin/pip install --quiet ./notebooks" in (ROOT / "README.md").read_text()
    excluded = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]["exclude"]
    assert any(re.search(pattern, "notebooks/build/lib/sagebuild/__init__.py") for pattern in excluded)
