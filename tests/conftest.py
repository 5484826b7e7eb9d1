"""What every run of the tests says."""

from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

from local.forks import once  # noqa: F401 - most tests make clients of their own
from local.lambdas import python

LEFT_OUT = "left out"
# Files of tests/local that use the stack which each process builds for itself: two of the processes run them all.
TOGETHER = (
    ("test_two_stacks", "test_build", "test_data", "test_images", "test_quotas", "test_refusals", "test_waiting", "test_retention"),
    ("test_client", "test_alexa", "test_dashboard", "test_guardrails", "test_reuse", "test_rollback", "test_autoscaling"),
)
# The longest come first, so that no process works alone in the end; two begin with what needs no stack, while another runs sam build.
FIRST = ("test_two_stacks", "test_client", "test_crashes", "test_hours", "test_notebooks", "test_frameworks")


class ByStack(LoadFileScheduling):
    """The tests of a file run in one process, and those of files that share a stack in the same one."""

    def _split_scope(self, nodeid: str) -> str:
        return scope(nodeid)


def scope(nodeid: str) -> str:
    """Return what a test is kept together with: its file, or the first of those that share a stack."""
    file = Path(nodeid.partition("::")[0])
    return next((files[0] for files in TOGETHER if file.stem in files and file.parent == Path("tests/local")), str(file))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    """Let --dist loadfile keep files together."""
    return ByStack(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest first: pytest takes the files of a folder in its own order, in whatever order it is told them."""
    order = {name: number for number, name in enumerate(FIRST)}
    items.sort(key=lambda item: order.get(Path(scope(item.nodeid)).stem, len(FIRST)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which Python the functions of the local AWS run on, and what tests could not do on this machine.

    Such a test says so with record_property("left out", "a sentence"); it has tested all that it could.
    """
    terminalreporter.write_line(python.told())
    reports = [report for found in terminalreporter.stats.values() for report in found]
    properties = [each for report in reports for each in getattr(report, "user_properties", [])]
    for sentence in dict.fromkeys(value for name, value in properties if name == LEFT_OUT):
        terminalreporter.write_line(f"Left out: {sentence}")
