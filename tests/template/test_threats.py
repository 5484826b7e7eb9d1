"""The threat model names tests, and these are there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
ROWS = [line for line in (ROOT / "docs/threats.md").read_text().splitlines() if line.startswith("| ") and "---" not in line][1:]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_every_entry_names_a_test_and_all_that_it_names_are_there(row: str) -> None:
    named = NAMED.findall(row.rsplit("|", 2)[1])
    assert named, row
    for path, name in NAMED.findall(row):
        tree = ast.parse((ROOT / path).read_text())
        known = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert not name or name in known, f"{path}::{name}"


def test_every_kind_of_entry_has_its_row() -> None:
    assert len(ROWS) > 10
    entries = " ".join(row.split("|")[1] for row in ROWS)
    for word in ("Topic", "bucket", "repository", "webhook", "parameter", "notebook", "skill", "token", "functions", "code"):
        assert word in entries, word
