"""One rule, and what rules are written with."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# Families whose instances have disks of their own: those with a d in the name, and these (SageMaker Python SDK, volume_size_supported).
OWN_DISK = ("g5", "g6", "p5", "trn1")
# Families that have none for certain; of others nobody here knows (EC2 user guide, instance store volumes).
NO_DISK = re.compile(r"t[23]|[cm][45]|c5n|r5|p[23]|[cmr][678]i(-flex)?")


@dataclass(frozen=True)
class Rule:
    """A member, what is expected of it, the page of AWS's that says so, and the test that finds what is wrong.

    says may hold {}, which stands for what the test has found.
    """

    member: str
    says: str
    source: str
    wrong: Callable[[Any], Any]


def get(value: Any, path: str) -> Any:
    """Return what stands at a dotted path of members, None where there is nothing."""
    for member in path.split("."):
        if not isinstance(value, dict) or member not in value:
            return None
        value = value[member]
    return value


def given(value: Any, *members: str) -> list[str]:
    """Return which of some members (or dotted paths) are there."""
    return [member for member in members if get(value, member) is not None]


def either(value: dict[str, Any] | None, *members: str) -> str | None:
    """Return which of some members are given where it is not exactly one; a value that is not there needs none."""
    found = given(value, *members)
    return None if value is None or len(found) == 1 else ", ".join(found) or "none"


def twice(values: list[Any]) -> Any:
    """Return the first value that occurs more than once, None if there is none."""
    return next((value for index, value in enumerate(values) if value in values[:index]), None)


def family(instance_type: str | None) -> str:
    """Return the family of an instance type, such as m5."""
    return (instance_type or "..").split(".")[1]


def has_own_disk(instance_type: str | None) -> bool:
    """Return whether an instance type certainly has a disk of its own."""
    return "d" in family(instance_type) or family(instance_type).startswith(OWN_DISK)


def has_no_disk(instance_type: str | None) -> bool:
    """Return whether an instance type certainly has no disk of its own."""
    return NO_DISK.fullmatch(family(instance_type)) is not None
