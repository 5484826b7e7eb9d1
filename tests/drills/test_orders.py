"""CloudFormation makes and deletes what does not need each other in any order: whatever it is, the stack builds, and nothing is left of it.

It has the same name each time, as somebody gives it who deletes a stack and begins anew.
"""

import json
import time
import urllib.request
from pathlib import Path

import pytest

from local import inventory
from local.launcher import LocalAws
from local.stack import Stack
from tests.drills.test_teardown import gone
from tests.local.company import beginning_with
from tests.local.conftest import base_image, ready
from tests.local.packaged import deploy
from tools.leaks import of_stack


def draw(aws: LocalAws, stack: str, order: int | None) -> None:
    """Have a stack made and deleted in one of all orders, or in the usual one."""
    request = urllib.request.Request(f"{aws.url}/_local/orders", json.dumps({stack: order}).encode(), method="POST")
    urllib.request.urlopen(request, timeout=10).close()


def test_a_stack_can_be_made_and_deleted_in_any_order(
    aws: LocalAws, built: Path, kinds: dict[str, dict[str, str]], stack: Stack, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    ends = {}
    for order in range(request.config.getoption("--orders")):
        name, began, scratch = "ordered", time.monotonic(), tmp_path / str(order)
        scratch.mkdir()
        draw(aws, name, order)
        source = beginning_with(base_image(stack), scratch)
        drawn = ready(aws, built, name, scratch, lambda made, template: deploy(made, template, kinds["own"]), source)
        built_well = drawn.build({"Parameters": {"Autoscaling": {"MaxCapacity": 2, "InvocationsPerInstance": 1000}}})["status"]
        ends[order] = (built_well, gone(drawn)[0], of_stack(name, inventory.take(aws.client)))
        print(f"order {order}: {ends[order]} after {time.monotonic() - began:.0f} seconds", flush=True)
        draw(aws, name, None)
    assert ends == dict.fromkeys(ends, ("SUCCEEDED", "DELETE_COMPLETE", []))
