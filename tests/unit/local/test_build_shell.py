"""A build's commands share one shell, and it ends with what they have exported."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local.codebuild.phases import PhaseFailed
from local.codebuild.shell import Shell


class Lines(list[str]):
    """A log that is kept."""

    say = list.append


@pytest.fixture
def said() -> Lines:
    return Lines()


@pytest.fixture
def shell(tmp_path: Path, said: Any) -> Iterator[Shell]:
    (tmp_path / "src/sub").mkdir(parents=True)
    with Shell({"id": "build", "buildStatus": "IN_PROGRESS"}, tmp_path / "src", {"PATH": "/usr/bin:/bin"}, said) as made:
        yield made


def test_what_one_command_sets_the_next_finds(shell: Shell, said: Lines) -> None:
    for command in ("cd sub", "own=1; export OWN=2\nsay() { echo said; }", 'echo "$(basename "$PWD") $own $OWN"; say'):
        shell.run(command)
    assert said[-2:] == ["sub 1 2", "said"]


def test_only_what_is_exported_is_told(shell: Shell) -> None:
    shell.run("export A='two words'\nB=2; export C='x=1\n2'")
    assert shell.exported(["A", "B", "C", "D"]) == [{"name": "A", "value": "two words"}, {"name": "C", "value": "x=1\n2"}]
    assert shell.exported([]) == []


@pytest.mark.parametrize("command", ["false", "exit 1", "(exit 1)", "if true; then\n  exit 1\nfi"])
def test_a_command_that_fails_is_told_with_its_status(shell: Shell, said: Lines, command: str) -> None:
    with pytest.raises(PhaseFailed) as failed:
        shell.run(command)
    assert str(failed.value) == f"Error while executing command: {command}. Reason: exit status 1"
    assert said[-2:] == [
        f"[Container] Command did not exit successfully {command} exit status 1",
        f"[Container] Phase context status code: COMMAND_EXECUTION_ERROR Message: {failed.value}",
    ]


def test_the_log_has_every_line_and_no_more(shell: Shell, said: Lines) -> None:
    shell.run("printf 'a\\n\\nb'")
    shell.run("true")
    shell.run("echo; echo c >&2; cat")
    assert [line for line in said if not line.startswith("[Container]")] == ["a", "", "b", "", "c"]
