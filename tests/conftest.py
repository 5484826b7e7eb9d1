"""What every run of the tests says."""

import pytest

from local.lambdas import python

LEFT_OUT = "left out"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which Python the functions of the local AWS run on, and what tests could not do on this machine.

    Such a test says so with record_property("left out", "a sentence"); it has tested all that it could.
    """
    terminalreporter.write_line(python.told())
    reports = [report for found in terminalreporter.stats.values() for report in found]
    properties = [each for report in reports for each in getattr(report, "user_properties", [])]
    for sentence in dict.fromkeys(value for name, value in properties if name == LEFT_OUT):
        terminalreporter.write_line(f"Left out: {sentence}")
