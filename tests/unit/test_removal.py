from typing import Any

import pytest

from endpoints.removal import uses


def found(status: str, config: str) -> dict[str, Any]:
    return {"EndpointStatus": status, "EndpointConfigName": config}


@pytest.mark.parametrize("status", ["InService", "OutOfService"])
def test_what_an_endpoint_at_rest_serves_is_in_use_and_nothing_else(status: str) -> None:
    assert uses(found(status, "v2"), "v2")
    assert not uses(found(status, "v1"), "v2")


@pytest.mark.parametrize("status", ["Creating", "Updating", "SystemUpdating", "RollingBack", "UpdateRollbackFailed"])
def test_nothing_is_removed_while_an_endpoint_may_still_need_it(status: str) -> None:
    assert uses(found(status, "v1"), "v2")


@pytest.mark.parametrize("status", ["Failed", "Deleting"])
def test_an_endpoint_that_serves_nobody_uses_nothing(status: str) -> None:
    assert not uses(found(status, "v2"), "v2")
