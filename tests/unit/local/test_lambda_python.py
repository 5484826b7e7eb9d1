"""Which Python the functions of the local AWS run on."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.lambdas import python


@pytest.fixture(autouse=True)
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without any Python but this one, and functions for one that is newer."""
    python.found.cache_clear()
    monkeypatch.setattr(python, "RUNTIME", "3.99")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    yield
    python.found.cache_clear()


def install(place: Path, status: int) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"#!/bin/sh\nexit {status}\n")
    place.chmod(0o755)
    return place


def test_a_function_runs_on_the_version_in_the_path(tmp_path: Path) -> None:
    here = install(tmp_path / "python3.99", 0)
    assert python.found("3.99") == here
    assert python.told() == f"Functions run on Python 3.99, as on AWS: {here}"


def test_a_name_that_only_complains_is_no_python_and_pyenvs_own_folder_is_looked_into(tmp_path: Path) -> None:
    install(tmp_path / "python3.99", 127)
    kept = install(tmp_path / ".pyenv/versions/3.99.0/bin/python3.99", 0)
    assert python.found("3.99") == kept


def test_without_it_functions_run_on_this_python_and_that_is_said() -> None:
    assert python.found("3.99") == Path(sys._base_executable)
    assert python.told() == f"Functions run on Python {python.THIS}: there is no python3.99 on this machine"
