from typing import Any

import pytest

from calls.patience import for_change


@pytest.mark.parametrize(
    ("policy", "minutes"),
    [
        ({}, 60),
        ({"BlueGreenUpdatePolicy": {"MaximumExecutionTimeoutInSeconds": 7200}}, 180),
        ({"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": {"Type": "CANARY", "WaitIntervalInSeconds": 600}}}, 80),
        ({"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": {"Type": "LINEAR", "WaitIntervalInSeconds": 600}}}, 160),
        ({"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": {"Type": "ALL_AT_ONCE"}, "TerminationWaitInSeconds": 1200}}, 80),
        ({"RollingUpdatePolicy": {"WaitIntervalInSeconds": 300}}, 160),
    ],
)
def test_a_change_may_take_an_hour_and_what_its_policy_allows_or_else_all_of_its_waits(policy: dict[str, Any], minutes: int) -> None:
    times = for_change({"DeploymentConfig": policy}, {})
    assert times == {"HeartbeatSeconds": 60 * minutes - 2400, "PatienceSeconds": 60 * minutes}


def test_the_slowest_variant_may_take_all_the_time_that_the_document_gives_it_to_start() -> None:
    slow = {"ModelDataDownloadTimeoutInSeconds": 1800, "ContainerStartupHealthCheckTimeoutInSeconds": 600}
    config = {"ProductionVariants": [{"VariantName": "quick"}, {"VariantName": "slow", **slow}]}
    assert for_change({}, config) == {"HeartbeatSeconds": 3600, "PatienceSeconds": 6000}
