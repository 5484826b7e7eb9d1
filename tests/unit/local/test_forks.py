"""A forked process is like one of its own: files, folder, environment, end and isolation; only that it begins with what is imported already."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from local.forks import asked
from local.forks.forked import Forked, Nursery, once

TELLS = """
import os, sys
print("wave" in sys.modules, os.getcwd(), os.environ.get("COLOUR"), sys.argv[1:], flush=True)
for line in sys.stdin:
    print("heard", line.strip(), flush=True)
    print("aside", file=sys.stderr)
sys.exit(3)
"""


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    made = Nursery(sys.executable, tmp_path_factory.mktemp("n") / "s", Path("/nowhere"), ["wave"])
    yield made
    made.stop()


@pytest.fixture
def program(tmp_path: Path) -> Path:
    file = tmp_path / "program" / "tells.py"
    file.parent.mkdir()
    file.write_text(TELLS)
    return file


def started(nursery: Nursery, program: Path, **more: str) -> Forked:
    return nursery.start([str(program), "a", "b"], str(program.parent), {**os.environ, **more})


def test_a_process_has_its_own_files_folder_words_and_environment_and_its_end_is_told(nursery: Nursery, program: Path) -> None:
    process = started(nursery, program, COLOUR="red")
    assert process.stdout.readline() == f"True {program.parent} red ['a', 'b']\n"
    process.stdin.write("me\n")
    assert (process.stdout.readline(), process.stderr.readline()) == ("heard me\n", "aside\n")
    assert process.poll() is None
    process.stdin.close()
    assert (process.wait(10), process.poll()) == (3, 3)


def test_what_one_process_changes_the_next_one_does_not_see(nursery: Nursery, program: Path) -> None:
    (program.parent / "changes.py").write_text("import os, sys, wave\nwave.x = os.environ['COLOUR'] = 'blue'\n")
    assert nursery.start([str(program.parent / "changes.py")], "/", dict(os.environ)).wait(10) == 0
    assert started(nursery, program).stdout.readline() == f"True {program.parent} None ['a', 'b']\n"


def test_who_brings_a_module_that_is_imported_already_gets_a_python_of_its_own(nursery: Nursery, program: Path) -> None:
    (program.parent / "wave.py").touch()
    assert started(nursery, program).stdout.readline().startswith("False")


def test_who_brings_it_in_a_layer_too(nursery: Nursery, program: Path, tmp_path: Path) -> None:
    (tmp_path / "layer/python/wave").mkdir(parents=True)
    assert started(nursery, program, _LAMBDA_LAYERS_DIRS=str(tmp_path / "layer")).stdout.readline().startswith("False")


def test_who_sets_what_python_reads_as_it_starts_too(nursery: Nursery, program: Path) -> None:
    assert started(nursery, program, PYTHONHASHSEED="7").stdout.readline().startswith("False")


def test_an_exception_is_told_as_python_tells_it(nursery: Nursery, tmp_path: Path) -> None:
    (tmp_path / "fails.py").write_text("raise ValueError('no table today')\n")
    process = nursery.start([str(tmp_path / "fails.py")], "/", dict(os.environ))
    assert (process.wait(10), process.stderr.read().splitlines()[-1]) == (1, "ValueError: no table today")


def test_a_process_can_be_ended_and_goes_with_whoever_asked_for_it(nursery: Nursery, program: Path) -> None:
    asked_to, killed, left = (started(nursery, program) for _ in range(3))
    asked_to.terminate()
    killed.kill()
    assert (asked_to.wait(10), killed.wait(10)) == (-15, -9)
    with pytest.raises(subprocess.TimeoutExpired):
        left.wait(0.1)
    out = left.stdout
    out.readline()
    del left
    assert out.read() == ""


def test_a_command_is_run_with_the_callers_files_and_ends_with_its_status(nursery: Nursery, program: Path) -> None:
    command = [sys.executable, "-IS", asked.__file__, str(nursery.address), str(program), "x"]
    done = subprocess.run(command, input="you\n", capture_output=True, text=True, cwd=program.parent, check=False)
    assert (done.returncode, done.stderr) == (3, "aside\n")
    assert done.stdout == f"True {program.parent} None ['x']\nheard you\n"


def test_two_threads_that_begin_at_the_same_moment_have_one_nursery() -> None:
    both, began = threading.Barrier(2), []

    @once
    def nursery() -> Any:
        began.append(threading.current_thread())
        time.sleep(0.2)  # as long as a Python takes to begin
        return object()

    def first() -> Any:
        both.wait()
        return nursery()

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.submit(first), pool.submit(first)
    assert one.result() is other.result()
    assert len(began) == 1
