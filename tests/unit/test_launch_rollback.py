"""Which version a rollback goes back to, and what an endpoint on its way is on its way to."""

from typing import Any

import pytest

from builds.kept import models
from endpoints.endpoint import is_moving
from launch.rollback import RollbackRefused, target


@pytest.mark.parametrize(
    ("asked", "way", "present", "to"),
    [
        (None, [1, 2, 3], 3, 2),
        (None, [1, 2, 3], 4, 3),  # on its way to a version that has not served yet
        (None, [1, 2, 3], None, 3),  # moved by hand to something that is no version's
        (None, [1, 2, 3], 2, 1),  # moved back by hand
        (7, [1, 2, 3], 3, 7),
        (7, [], None, 7),  # whether there is such a version is looked at afterwards
    ],
)
def test_what_is_not_named_is_what_was_there_before_the_present(asked: int | None, way: list[int], present: int | None, to: int) -> None:
    assert target(asked, way, present) == to


@pytest.mark.parametrize(("way", "present"), [([], None), ([1], 1), ([], 1)])
def test_where_nothing_was_before_there_is_nothing_to_go_back_to(way: list[int], present: int | None) -> None:
    with pytest.raises(RollbackRefused, match="there is nothing to go back to: no other version has served before"):
        target(None, way, present)


@pytest.mark.parametrize(
    ("pending", "moves"),
    [
        ({}, False),
        ({"PendingDeploymentSummary": {"EndpointConfigName": "new"}}, True),
        ({"PendingDeploymentSummary": {"EndpointConfigName": "old"}}, False),  # as while it is created
    ],
)
def test_an_endpoint_that_only_scales_is_not_on_its_way(pending: dict[str, Any], moves: bool) -> None:
    assert is_moving({"EndpointStatus": "Updating", "EndpointConfigName": "old", **pending}) is moves


def test_what_a_configuration_needs_are_the_models_of_all_its_variants_each_once() -> None:
    config = {
        "ProductionVariants": [{"ModelName": "a"}, {"ModelName": "b"}, {"VariantName": "for components"}],
        "ShadowProductionVariants": [{"ModelName": "c"}, {"ModelName": "a"}],
    }
    assert models(config) == ["a", "b", "c"]
