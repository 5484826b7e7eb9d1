"""botocore's models of AWS's APIs, in the form in which functions/api/shapes.json carries SageMaker's."""

import functools
from collections.abc import Iterable
from typing import Any

import botocore.session

KEPT = ("type", "required", "union", "enum", "pattern", "min", "max")


@functools.cache
def api_of(service: str) -> dict[str, Any]:
    """Return a service's model as botocore's file has it."""
    loader = botocore.session.get_session().get_component("data_loader")
    loaded: dict[str, Any] = loader.load_service_model(service, "service-2")
    return loaded


def operations_of(service: str) -> set[str]:
    """Return the names of all operations of a service."""
    return set(api_of(service)["operations"])


@functools.cache
def model_of(service: str, operation: str) -> dict[str, Any]:
    """Return the model of one operation of a service."""
    return model(service, [operation])


def model(service: str, operations: Iterable[str]) -> dict[str, Any]:
    """Return the shapes of some operations' requests, without their documentation: {"Operations": {name: shape}, "Shapes": {name: shape}}."""
    api = api_of(service)
    inputs = {name: api["operations"][name].get("input", {}).get("shape") for name in operations}
    shapes: dict[str, Any] = {}
    waiting = [name for name in inputs.values() if name]
    while waiting:
        name = waiting.pop()
        if name not in shapes:
            shapes[name] = bare(api["shapes"][name])
            waiting += parts(shapes[name])
    return {"Operations": inputs, "Shapes": dict(sorted(shapes.items()))}


def bare(shape: dict[str, Any]) -> dict[str, Any]:
    """Return a shape without its documentation, which names the shapes of its parts."""
    kept = {key: shape[key] for key in KEPT if key in shape}
    if "members" in shape:
        kept["members"] = {key: member["shape"] for key, member in shape["members"].items()}
    return kept | {key: shape[key]["shape"] for key in ("member", "key", "value") if key in shape}


def parts(shape: dict[str, Any]) -> list[str]:
    """Return the names of the shapes that a bare shape consists of."""
    return [*shape.get("members", {}).values(), *(shape[key] for key in ("member", "key", "value") if key in shape)]
