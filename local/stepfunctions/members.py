"""Step Functions writes all members in PascalCase, whatever an API does; times become what JSON can hold."""

from datetime import datetime
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape


def to_api(shape: Shape | None, value: Any) -> Any:
    """Return arguments in PascalCase with the API's own member names; members that the API does not know keep theirs."""
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        known = {pascal(name): name for name in shape.members}
        return {known.get(key, key): to_api(shape.members.get(known.get(key, key)), item) for key, item in value.items()}
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [to_api(shape.member, item) for item in value]
    if isinstance(shape, MapShape) and isinstance(value, dict):
        return {key: to_api(shape.value, item) for key, item in value.items()}
    return value


def unknown(shape: Shape | None, value: Any) -> str | None:
    """Return the first member in PascalCase that an API does not know, None if it knows all of them."""
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        known = {pascal(name): member for name, member in shape.members.items()}
        found = (key if key not in known else unknown(known[key], item) for key, item in value.items())
    elif isinstance(shape, ListShape) and isinstance(value, list):
        found = (unknown(shape.member, item) for item in value)
    elif isinstance(shape, MapShape) and isinstance(value, dict):
        found = (unknown(shape.value, item) for item in value.values())
    else:
        return None
    return next((name for name in found if name is not None), None)


def from_api(shape: Shape | None, value: Any) -> Any:
    """Return an API's answer with members in PascalCase and times in milliseconds."""
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        return {pascal(key): from_api(shape.members.get(key), item) for key, item in value.items() if key != "ResponseMetadata"}
    if isinstance(shape, ListShape):
        return [from_api(shape.member, item) for item in value]
    if isinstance(shape, MapShape):
        return {key: from_api(shape.value, item) for key, item in value.items()}
    return int(value.timestamp() * 1000) if isinstance(value, datetime) else value


def pascal(name: str) -> str:
    """Return a member's name as Step Functions writes it."""
    return name[0].upper() + name[1:]
