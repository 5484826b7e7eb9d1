"""Drills: what takes many deployments or minutes. make drill runs them, make test does not."""

import pytest

from tests.drills.whole import kinds
from tests.local.conftest import aws, built, every_build_has_a_second_opinion, stack

__all__ = ["aws", "built", "every_build_has_a_second_opinion", "kinds", "stack"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a drill be longer than it usually is."""
    parser.addoption("--every-resource", action="store_true", help="have the creation of each resource fail, not only of one of each type")
    parser.addoption("--orders", type=int, default=10, help="in how many orders a stack is made and deleted")
