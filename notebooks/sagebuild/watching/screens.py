"""Where a build is shown: in a notebook, in a terminal, or line by line in whatever else there is."""

import importlib.util
import sys
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any

from sagebuild.watching.view import View


class Screen(AbstractContextManager["Screen"]):
    """Shows views; this one shows nothing."""

    def __enter__(self) -> "Screen":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        """End the showing; what was shown last stays."""

    def show(self, view: View) -> None:
        """Show a view in the place of the one before."""

    def say(self, sentence: str) -> None:
        """Say something below what is shown."""
        print(sentence)


def chosen(show: bool) -> Screen:
    """Return the screen that fits to where the program runs."""
    if not show:
        return Screen()
    if in_notebook():
        from sagebuild.watching.notebook import Notebook

        return Notebook()
    if sys.stdout.isatty() and importlib.util.find_spec("rich"):
        from sagebuild.watching.terminal import Terminal

        return Terminal()
    from sagebuild.watching.lines import Lines

    return Lines()


def in_notebook() -> bool:
    """Return whether this is a kernel, whose outputs a browser shows."""
    shell: Any = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return shell is not None and getattr(shell, "kernel", None) is not None
