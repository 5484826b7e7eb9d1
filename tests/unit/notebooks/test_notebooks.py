"""The notebooks as they are in the repository: nothing of whoever ran them last, and nothing that only one machine has."""

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
NAMES = [
    "01_start_here",
    "02_amazon_algorithm",
    "03_tensorflow",
    "04_mxnet",
    "05_pytorch",
    "06_scikit_learn",
    "07_tuning",
    "08_operations",
]
TAGS = {"needs-linear-learner", "needs-tensorflow-serving", "needs-mxnet", "needs-torch"}


@pytest.fixture(params=NOTEBOOKS, ids=lambda file: file.stem)
def notebook(request: pytest.FixtureRequest) -> Any:
    return nbformat.read(request.param, as_version=nbformat.NO_CONVERT)


def code(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_is_one_for_each_configuration_and_they_are_read_in_order() -> None:
    assert [file.stem for file in NOTEBOOKS] == NAMES


def test_a_notebook_is_valid_and_runs_on_any_python_3(notebook: Any) -> None:
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert (notebook.metadata.kernelspec.name, notebook.metadata.language_info.name) == ("python3", "python")


def test_a_notebook_holds_no_outputs(notebook: Any) -> None:
    assert [cell.id for cell in code(notebook) if cell.outputs or cell.execution_count is not None] == []


def test_a_cell_is_called_after_what_it_does(notebook: Any) -> None:
    """Ids of words stay when a notebook is edited; Jupyter's own are eight hexadecimal digits."""
    assert [
        cell.id for cell in notebook.cells if not re.fullmatch(r"[a-z]+(-[a-z]+)*", cell.id) or re.fullmatch(r"[0-9a-f]{8}", cell.id)
    ] == []


def test_a_cell_carries_nothing_but_a_tag_that_says_what_it_needs(notebook: Any) -> None:
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"tags"}, cell.id
        assert set(cell.metadata.get("tags", [])) <= TAGS, cell.id


def test_a_notebook_names_no_place_that_only_one_machine_or_account_has(notebook: Any) -> None:
    text = json.dumps([cell.source for cell in notebook.cells])
    assert re.findall(r"(?<![\w.])/(?:home|root|work|tmp|Users)/[^ \"]*|\b\d{12}\b|127\.0\.0\.1|localhost", text) == []


def test_a_notebook_puts_the_parameters_back_and_removes_what_it_uploaded(notebook: Any) -> None:
    cells = code(notebook)
    assert any("before = s.parameters()" in cell.source for cell in cells)
    assert cells[-1].source == 's.remove("digits/")\ns.replace(before, check=False)'


def test_a_notebook_says_what_costs_money(notebook: Any) -> None:
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    assert "$0.12 an hour" in texts[0]
    assert "$0.12 an hour" in "".join(texts[1:])


def test_what_a_notebook_links_to_is_there(notebook: Any) -> None:
    links = re.findall(r"\]\((?!https://)([^)]*)\)", "".join(cell.source for cell in notebook.cells))
    assert [link for link in links if not (FOLDER / link).is_file()] == []
