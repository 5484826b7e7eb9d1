"""Rules that every room of the house keeps: verbs are functions, nouns are what they import, and arrows point downward."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FUNCTIONS = ROOT / "functions"
VERBS = sorted(path.parent.name for path in FUNCTIONS.glob("*/app.py"))
# From top to bottom: a noun imports only what stands below it.
NOUNS = (
    "promotion",
    "plans",
    "reuse",
    "calls",
    "images",
    "retention",
    "costs",
    "builds",
    "news",
    "endpoints",
    "data",
    "document",
    "api",
    "github_web",
)
LOCAL = ROOT / "local"
SERVICES = sorted(path.parent.name for path in LOCAL.glob("*/__init__.py") if "PARTS" in path.read_text())
LONGEST = 150
WITHOUT_AWS = ("check_request", "configure_training", "configure_model", "configure_endpoint")


def imported(file: Path) -> set[str]:
    """Return the modules that a file imports, by their full names."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def rooms(file: Path) -> set[str]:
    """Return the rooms of functions/ that a file enters, its own left out."""
    return {name.split(".")[0] for name in imported(file)} & {*VERBS, *NOUNS} - {file.relative_to(FUNCTIONS).parts[0]}


def test_every_folder_of_functions_is_a_verb_or_a_noun_and_nothing_lies_loose() -> None:
    folders = sorted(path.name for path in FUNCTIONS.iterdir() if path.is_dir() and path.name != "__pycache__")
    assert folders == sorted([*VERBS, *NOUNS])
    assert [path.name for path in FUNCTIONS.glob("*.*")] == []


@pytest.mark.parametrize("verb", VERBS)
def test_no_function_imports_another(verb: str) -> None:
    for file in (FUNCTIONS / verb).glob("*.py"):
        assert rooms(file) <= set(NOUNS), file


@pytest.mark.parametrize("noun", NOUNS)
def test_a_noun_says_in_two_lines_what_it_knows_and_imports_only_what_lies_below_it(noun: str) -> None:
    said = ast.get_docstring(ast.parse((FUNCTIONS / noun / "__init__.py").read_text())) or ""
    assert len([line for line in said.splitlines() if line]) == 2
    for file in (FUNCTIONS / noun).glob("*.py"):
        assert rooms(file) <= set(NOUNS[NOUNS.index(noun) + 1 :]), file


@pytest.mark.parametrize("service", SERVICES)
def test_a_local_service_says_what_it_stands_for_and_names_its_parts(service: str) -> None:
    text = (LOCAL / service / "__init__.py").read_text()
    assert len(ast.get_docstring(ast.parse(text)) or "") > 40
    for part in re.findall(r'"(\w+)"', text.split("PARTS")[1]):
        assert "def register() -> None:" in (LOCAL / service / f"{part}.py").read_text(), part


def test_the_local_aws_is_folders_with_only_what_starts_and_drives_it_on_top() -> None:
    assert sorted(path.name for path in LOCAL.glob("*.py")) == [
        "__init__.py",
        "__main__.py",
        "commands.py",
        "inventory.py",
        "launcher.py",
        "server.py",
        "stack.py",
    ]


def test_every_module_is_at_most_150_lines_long() -> None:
    roots = ("functions", "custom_resources", "alexa", "local", "examples", "notebooks")
    lengths = {file: len(file.read_text().splitlines()) for root in roots for file in (ROOT / root).rglob("*.py")}
    assert len(lengths) > 100
    assert {str(file.relative_to(ROOT)): length for file, length in lengths.items() if length > LONGEST} == {}


def test_no_room_is_called_after_nothing() -> None:
    files = [file for root in ("functions", "custom_resources", "alexa", "local", "prove") for file in (ROOT / root).rglob("*.py")]
    names = {file.stem for file in files if "toolkits" not in file.parts}  # whose names are those of AWS's own images
    assert names & {"utils", "util", "helpers", "helper", "common", "misc", "manager"} == set()


@pytest.mark.parametrize("verb", WITHOUT_AWS)
def test_a_function_that_calls_no_aws_imports_no_boto3(verb: str) -> None:
    seen: set[str] = set()
    todo = [FUNCTIONS / verb / "app.py"]
    while todo:
        for name in imported(todo.pop()):
            assert name.split(".")[0] not in ("boto3", "botocore"), (verb, name)
            file = FUNCTIONS / f"{name.replace('.', '/')}.py"
            if file.is_file() and name not in seen:
                seen.add(name)
                todo.append(file)
    assert len(seen) > 1


@pytest.mark.parametrize(
    ("root", "folder"),
    [(root, path.parent.name) for root in ("functions", "custom_resources", "alexa") for path in sorted((ROOT / root).glob("*/app.py"))],
)
def test_every_function_has_a_test_of_its_name(root: str, folder: str) -> None:
    assert list((ROOT / "tests/unit").rglob(f"test_{folder}.py")), f"{root}/{folder}"
