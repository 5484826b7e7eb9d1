"""Going back: what a rollback has to be refused for is looked at before it waits, for it stops the build that runs."""

import json
import os
import uuid
from typing import Any

from builds import hours, kept, launches, records, rollbacks, served, table
from endpoints import endpoint
from launch.request import first_id
from launch.rollback import RollbackRefused, rollback_request, target


def roll_back(record: dict[str, Any]) -> None:
    """Let a rollback wait, if it can be done: nothing runs before it; raise RollbackRefused otherwise."""
    message_id, launched = first_id(record), table.launch()
    if message_id in launches.known_ids(launched) | launches.rejected_ids(launched):
        return
    request = rollback_request(record["body"])
    refuse_second(launched, request["Version"])
    served.begin()
    found, state = endpoint.describe(os.environ["STACK_NAME"]), served.state()
    if found is None and request["Version"] is None:
        refuse_asleep(launched)
    present = served.heading_for(found) if found else served.current_of(state)
    to = target(request["Version"], state["Stack"], present)
    check(to, served.version_of(found) if found and not endpoint.is_moving(found) else None)
    asked = {"Id": message_id, **{key: request[key] for key in ("Launch", "Reason")}, "From": present, "To": to}
    changed = table.change_launch(lambda state: hours.woken(rollbacks.ask(state, asked, f"rollback-{uuid.uuid4().hex}")))
    if message_id not in launches.known_ids(changed):
        refuse_second(changed, request["Version"])
    print(json.dumps({"rollback": message_id, "from": present, "to": to}))


def refuse_second(launched: launches.State, asked: int | None) -> None:
    """Raise RollbackRefused while another rollback waits or runs."""
    if (other := rollbacks.version(launched)) is not None:
        raise RollbackRefused(f"a rollback to version {other} is under way already", asked)


def refuse_asleep(launched: launches.State) -> None:
    """Raise RollbackRefused outside the endpoint's hours: nothing serves that could be gone back from, as an alarm may ask that has lost its numbers."""
    if hours.is_asleep(launched):
        raise RollbackRefused(f"the endpoint is outside its hours, {launched['Hours']['Hours']}: name the Version that is to serve")


def check(version: int, serving: int | None) -> None:
    """Raise RollbackRefused for a version that cannot be gone back to; serving is the one that the endpoint is to stay on."""
    if not records.read(version):
        raise RollbackRefused(f"there is no version {version}", version)
    if not served.has_served(version):
        raise RollbackRefused(f"version {version} has never served", version)
    if version == serving:
        raise RollbackRefused(f"version {version} serves already", version)
    try:
        kept.config(version)
    except kept.NotKept as error:
        raise RollbackRefused(str(error), version) from None
