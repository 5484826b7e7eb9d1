"""CloudFormation makes and deletes what does not need each other in any order: whatever it is, the stack builds, and nothing is left of it."""

import json
import time
import urllib.request
from pathlib import Path

import pytest

from local import inventory
from local.launcher import LocalAws
from tests.drills.test_teardown import gone
from tests.local.conftest import ready
from tests.local.packaged import deploy
from tools.leaks import of_stack


def draw(aws: LocalAws, stack: str, order: int | None) -> None:
    """Have a stack made and deleted in one of all orders, or in the usual one."""
    request = urllib.request.Request(f"{aws.url}/_local/orders", json.dumps({stack: order}).encode(), method="POST")
    urllib.request.urlopen(request, timeout=10).close()


def test_a_stack_can_be_made_and_deleted_in_any_order(
    aws: LocalAws, built: Path, kinds: dict[str, dict[str, str]], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    ends = {}
    for order in range(request.config.getoption("--orders")):
        name, began = f"ordered-{order}", time.monotonic()
        draw(aws, name, order)
        stack = ready(aws, built, name, tmp_path, lambda made, template: deploy(made, template, kinds["own"]))
        built_well = stack.build({"Parameters": {"Autoscaling": {"MaxCapacity": 2, "InvocationsPerInstance": 1000}}})["status"]
        ends[order] = (built_well, gone(stack)[0], of_stack(name, inventory.take(aws.client)))
        print(f"order {order}: {ends[order]} after {time.monotonic() - began:.0f} seconds", flush=True)
        draw(aws, name, None)
    assert ends == dict.fromkeys(ends, ("SUCCEEDED", "DELETE_COMPLETE", []))
