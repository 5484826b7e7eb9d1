"""A container's program that goes on in a Python that has imported much cannot tell it from a Python of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from local.commands import ROOT
from local.containers.program import as_python, goes_on_here

GO_ON = "import os, sys; from local.containers.program import go_on; os._exit(go_on(sys.executable, sys.argv[1:], dict(os.environ)))"
TELLS = """#!/usr/bin/env python
import sys
print(__name__, sys.argv[1:], sys.path[0] == sys.argv[0].rpartition("/")[0], "local" in sys.modules, flush=True)
"""
RAISES = "def f():\n    raise ValueError('no table today')\nf()\n"
THREAD = """import atexit, threading, time
atexit.register(print, "at the end")
threading.Thread(target=lambda: (time.sleep(0.2), print("in a thread"))).start()
print("in the script")
"""
START = {name: os.environ[name] for name in os.environ if name.startswith(("PYTHON", "LANG", "LC_", "LD_")) and name != "PYTHONPATH"}


@pytest.fixture
def script(tmp_path: Path) -> Path:
    file = tmp_path / "program/train"
    file.parent.mkdir()
    file.write_text(TELLS)
    return file


def environment(**more: str) -> dict[str, str]:
    """Return a container's environment, with the Python of the tests first in its path."""
    return {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", **START, **more}


def goes_on(program: str, *words: str, **more: str) -> bool:
    """Return whether a program would go on here."""
    return goes_on_here(*as_python(program, [*words], environment(**more)), environment(**more))


def ended(script: Path, *command: str) -> tuple[int, str, str]:
    """Return exit status, words and errors of a script that a command runs."""
    done = subprocess.run(
        [sys.executable, *command, str(script), "a", "b"],
        cwd=script.parent,
        env=environment(PYTHONPATH=str(ROOT)),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("text", "status", "words", "error"),
    [
        ("", 0, "", ""),
        ("sys.exit(7)", 7, "", ""),
        ("sys.exit()", 0, "", ""),
        ("sys.exit('no data')", 1, "", "no data"),
        (RAISES, 1, "", "ValueError: no table today"),
        (THREAD, 0, "in the script\nin a thread\nat the end\n", ""),
    ],
)
def test_a_script_says_and_ends_the_same(script: Path, text: str, status: int, words: str, error: str) -> None:
    script.write_text(TELLS + text)
    found = ended(script, "-c", GO_ON)
    assert found == ended(script)
    assert (found[0], found[1], found[2].strip().rpartition("\n")[2]) == (status, f"__main__ ['a', 'b'] True False\n{words}", error)


def test_a_script_that_is_none_is_told_as_python_tells_it(script: Path) -> None:
    script.write_text("f(\n")
    found = ended(script, "-c", GO_ON)
    assert found == ended(script)
    assert (found[0], found[2].splitlines()[-1]) == (1, "SyntaxError: '(' was never closed")


def test_a_script_for_this_python_goes_on(script: Path) -> None:
    assert goes_on(str(script))
    assert goes_on(sys.executable, str(script), "a")
    assert goes_on(str(Path(sys.executable).with_name("python3")), "-m", "any.module")


@pytest.mark.parametrize("first", ["#!/bin/sh", "#!/usr/bin/env bash", "#!/usr/bin/python3", "#!/usr/bin/env python -O", "\x7fELF"])
def test_what_asks_for_another_program_gets_it(script: Path, first: str) -> None:
    script.write_text(f"{first}\n")
    assert not goes_on(str(script))


def test_another_python_in_the_images_path_is_taken(script: Path, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python").symlink_to(sys.executable)
    assert not goes_on(str(script), PATH=f"{tmp_path}/bin:/usr/bin")
    assert not goes_on(f"{tmp_path}/bin/python", str(script))


@pytest.mark.parametrize("words", [[], ["-c", "print()"], ["-O", "script.py"]])
def test_what_else_python_is_asked_for_python_itself_does(words: list[str]) -> None:
    assert not goes_on(sys.executable, *words)


@pytest.mark.parametrize("name", ["PYTHONHASHSEED", "PYTHONHOME", "LC_ALL", "LD_PRELOAD"])
def test_who_sets_what_python_reads_as_it_starts_gets_a_python_of_its_own(script: Path, name: str) -> None:
    assert not goes_on(str(script), **{name: "7"})


def test_who_lacks_what_is_set_here_too(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    assert not goes_on(str(script))


def test_who_brings_a_module_that_is_imported_already_too(script: Path) -> None:
    (script.parent / "json.py").touch()
    assert not goes_on(str(script))


def test_who_names_a_folder_of_such_modules_too(script: Path, tmp_path: Path) -> None:
    (tmp_path / "folder/json").mkdir(parents=True)
    assert goes_on(str(script), PYTHONPATH=f"{tmp_path}/other")
    assert not goes_on(str(script), PYTHONPATH=f"{tmp_path}/other:{tmp_path}/folder")
