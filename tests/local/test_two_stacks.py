"""Stacks side by side: each has its own model, and deleting one leaves the other serving."""

from pathlib import Path

from examples.byod.digits import as_csv, split
from local import inventory
from local.launcher import LocalAws
from local.stack import Stack
from tests.local.conftest import ready


def test_deleting_a_stack_in_the_middle_of_a_build_leaves_nothing_and_its_neighbour_serving(
    aws: LocalAws, built: Path, stack: Stack, tmp_path: Path
) -> None:
    before = inventory.take(aws.client)
    neighbour = ready(aws, built, "churn-dev", tmp_path)
    assert neighbour.build()["status"] == "SUCCEEDED"
    row = as_csv(split()[1][:1], labels=False)
    assert neighbour.invoke(row) == stack.invoke(row)
    seen = {execution["executionArn"] for execution in neighbour.executions()}
    neighbour.launch({"Parameters": {"HyperParameters": {"passes": 300}}})
    neighbour.next_execution(seen)
    neighbour.delete()
    assert inventory.take(aws.client) - before == set()
    assert stack.invoke(row)
