"""What every run of the tests says."""

import pytest

from local.lambdas import python


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which Python the functions of the local AWS run on."""
    terminalreporter.write_line(python.told())
