import asyncio
from contextvars import copy_context
from typing import Any

import pytest
from ministack.services.cloudformation import engine

from local.cloudformation import orders

TOPIC = {"Type": "AWS::SNS::Topic"}
RESOURCES: dict[str, Any] = {
    "Alarm": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmActions": [{"Ref": "Topic"}]}},
    "Other": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Fn::If": ["HasKey", {"Ref": "Topic"}, "other"]}}},
    "Topic": TOPIC,
}


def drawn(conditions: dict[str, bool]) -> set[tuple[str, ...]]:
    """Return all orders that are drawn of some fifty."""
    found = set()
    for number in range(50):
        orders.seed.set(number)
        found.add(tuple(orders.in_order(RESOURCES, conditions, engine._topological_sort)))
    return found


@pytest.mark.parametrize(
    ("has_key", "expected"),
    [
        (True, {("Topic", "Alarm", "Other"), ("Topic", "Other", "Alarm")}),
        (False, {("Topic", "Alarm", "Other"), ("Topic", "Other", "Alarm"), ("Other", "Topic", "Alarm")}),
    ],
)
def test_every_order_is_drawn_in_which_each_stands_behind_what_it_needs_under_the_conditions(
    has_key: bool, expected: set[tuple[str, ...]]
) -> None:
    assert copy_context().run(drawn, {"HasKey": has_key}) == expected


def test_an_order_is_one_stacks_and_is_drawn_again_the_same() -> None:
    seen = []

    async def work(name: str) -> None:
        seen.append((name, orders.seed.get()))

    async def both() -> None:
        await asyncio.gather(asyncio.create_task(orders.ordered(work)("churn")), asyncio.create_task(orders.ordered(work)("churn-dev")))

    orders.change(b'{"churn": 7}')
    asyncio.run(both())
    orders.change(b'{"churn": null}')
    assert (seen, orders.seeds) == ([("churn", 7), ("churn-dev", None)], {})
