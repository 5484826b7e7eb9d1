"""Drills: what takes many deployments or minutes. make drill runs them, make test does not."""

from tests.local.conftest import aws, built, every_build_has_a_second_opinion, stack

__all__ = ["aws", "built", "every_build_has_a_second_opinion", "stack"]
