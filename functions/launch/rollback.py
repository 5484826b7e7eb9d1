"""What a message that reaches RollbackTopic asks for, and which version that is."""

from typing import Any

from document.reading import InvalidParameters, parse, shown
from launch.reasons import one_line, reason
from launch.request import is_version, launch_id, published

KEYS = ("Version", "Reason")
ALARM = "ALARM"


class RollbackRefused(Exception):
    """A rollback that is not begun; the message is one sentence, and version the one that was asked for, None for the one before."""

    def __init__(self, sentence: str, version: int | None = None) -> None:
        super().__init__(sentence)
        self.version = version


def rollback_request(body: str) -> dict[str, Any]:
    """Return {"Launch", "Reason", "Version"} of a queue message's body, Version None for the one before; raise RollbackRefused.

    Unlike a launch, nothing but the message that is meant begins a rollback. An alarm's own message asks for the one before.
    """
    try:
        message = parse(published(body), "the rollback message")
    except InvalidParameters as error:
        raise RollbackRefused(str(error)) from None
    if message.get("AlarmName"):
        if message.get("NewStateValue") != ALARM:
            raise RollbackRefused(f"{one_line(reason(message))}: only one that goes off rolls back")
        return {"Launch": launch_id(body), "Reason": one_line(reason(message)), "Version": None}
    for key in message:
        if key not in KEYS:
            raise RollbackRefused(f"the rollback message: {one_line(shown(key))}: unknown key; expected {' or '.join(KEYS)}")
    version = message.get("Version")
    if version is not None and not is_version(version):
        raise RollbackRefused(f"the rollback message: Version: expected the number of a version, such as 7, got {shown(version)}")
    return {"Launch": launch_id(body), "Reason": one_line(str(message.get("Reason") or "asked for by a message")), "Version": version}


def target(asked: int | None, way: list[int], present: int | None) -> int:
    """Return the version to go back to; way is what has served, the last one last, and present what the endpoint has or is on its way to.

    Whatever else is present than what stands on the way, the last one of that was there before it.
    """
    if asked is not None:
        return asked
    before = way[: way.index(present)] if present in way else way
    if not before:
        raise RollbackRefused("there is nothing to go back to: no other version has served before")
    return before[-1]
