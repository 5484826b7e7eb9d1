"""What the endpoint's hours ask for, seen from the endpoint as it is."""

from typing import Any

SERVES_NO_MORE = ("Deleting", "Failed")


def is_to_change(serve: bool, version: int | None, found: dict[str, Any] | None) -> bool:
    """Return whether an endpoint has to be brought back or taken down; one that nobody has deployed yet is not brought back.

    One that is there within its hours stays as it is, whatever it serves: somebody has put it there.
    """
    if not serve:
        return found is not None
    return version is not None and (found is None or found["EndpointStatus"] in SERVES_NO_MORE)


def taking_down(build: dict[str, Any], version: int | None) -> dict[str, Any]:
    """Return the plan of an endpoint that is taken down; version is the one that has served last, and that is kept."""
    names = {"Endpoint": build["Stack"]}
    return {"Build": {**build, "Version": version, "Names": names, "Verification": None}, "Parameters": {}, "EndpointConfig": None}
