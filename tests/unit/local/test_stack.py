"""Commands that a stack runs."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from local.commands import CommandFailed, run


class Nobody:
    """An account that no command needs."""

    def environment(self) -> dict[str, str]:
        return dict(os.environ)

    def client(self, service: str) -> Any:
        raise AssertionError(service)


def test_temporary_files_of_a_command_go_with_it() -> None:
    left = run([sys.executable, "-c", "import tempfile; print(tempfile.mkdtemp())"], Nobody()).strip()
    assert left.startswith("/") and not Path(left).exists()


def test_a_command_that_fails_says_its_last_words() -> None:
    with pytest.raises(CommandFailed, match=r"(?s)failed with status 3:.*no such stack"):
        run([sys.executable, "-c", "import sys; print('no such stack'); sys.exit(3)"], Nobody())
