"""A rehearsal endpoint never outlives its build, however that ends and whichever event is lost."""

from collections.abc import Iterator

import boto3
import pytest
from moto.sagemaker.models import sagemaker_backends

from builds import records
from tests.unit.launching.test_leftovers import NAME, NAMES, ROLE, VARIANT, left
from tests.unit.launching.world import World

CHANGED = {"detail-type": "SageMaker Endpoint State Change", "detail": {"EndpointName": "churn-rehearsal"}}
LOOK = {"detail-type": "SageBuild Look"}


@pytest.fixture
def world() -> Iterator[World]:
    """A build that rehearses."""
    with World() as made:
        made.message({"Reason": "first"})
        made.deliver_launches()
        made.deliver_events()
        client = boto3.client("sagemaker")
        client.create_model(ModelName=NAME, ExecutionRoleArn=ROLE, PrimaryContainer={"Image": "i"})
        client.create_endpoint_config(EndpointConfigName=NAME, ProductionVariants=[VARIANT])
        client.create_endpoint(EndpointName="churn-rehearsal", EndpointConfigName=NAME)
        records.write_running(1, {"Names": {**NAMES, "Rehearsal": "churn-rehearsal"}})
        yield made


def rehearsing() -> bool:
    return bool(boto3.client("sagemaker").list_endpoints()["Endpoints"])


def is_being(status: str) -> None:
    """Move the rehearsal endpoint to a status."""
    sagemaker_backends["123456789012"]["us-east-1"].endpoints["churn-rehearsal"].endpoint_status = status


def hear(world: World, event: dict[str, object]) -> None:
    world.events.append(world.record(dict(event)))
    world.deliver_events()


@pytest.mark.parametrize("how", ["FAILED", "TIMED_OUT", "ABORTED"])
def test_it_ends_with_its_build(world: World, how: str) -> None:
    is_being("InService")
    world.end(world.running()[0], how)
    world.deliver_events()
    assert not rehearsing()
    assert left() == {"models": [], "configs": []}


@pytest.mark.parametrize("heard", [CHANGED, LOOK])
def test_one_that_is_being_created_when_its_build_ends_is_deleted_when_that_is_heard_or_looked_for(
    world: World, heard: dict[str, object]
) -> None:
    is_being("Creating")
    world.end(world.running()[0], "ABORTED")
    world.deliver_events()
    assert rehearsing()
    assert left() == {"models": [NAME], "configs": [NAME]}
    hear(world, heard)
    assert rehearsing()
    is_being("InService")
    for _ in range(2):
        hear(world, heard)
        assert not rehearsing()
        assert left() == {"models": [], "configs": []}


def test_while_its_build_runs_no_event_touches_it(world: World) -> None:
    is_being("InService")
    for heard in (CHANGED, LOOK, CHANGED):
        hear(world, heard)
    assert rehearsing()
    assert left() == {"models": [NAME], "configs": [NAME]}


def test_one_of_another_configuration_is_nobodys_business(world: World) -> None:
    client = boto3.client("sagemaker")
    client.create_endpoint_config(EndpointConfigName="churn-v1-99999999", ProductionVariants=[VARIANT])
    sagemaker_backends["123456789012"]["us-east-1"].endpoints["churn-rehearsal"].endpoint_config_name = "churn-v1-99999999"
    is_being("InService")
    world.end(world.running()[0], "ABORTED")
    world.deliver_events()
    hear(world, CHANGED)
    assert rehearsing()
    assert left() == {"models": [], "configs": ["churn-v1-99999999"]}


def test_one_that_a_deployed_build_has_left_goes_alone(world: World) -> None:
    is_being("InService")
    records.write_end(1, {"EndedAt": "now", "Status": "SUCCEEDED", "Deployed": True})
    hear(world, LOOK)
    assert not rehearsing()
    assert left() == {"models": [NAME], "configs": [NAME]}
