"""Retiring versions, when one has been built: a few at a time, and repeatable at any point."""

import json
import os

from builds import records, rollbacks, served, table
from endpoints import endpoint
from retention import item, using
from retention.removal import remove

KEY = {"Kind": "retention", "Version": 0}


def retire(version: int) -> None:
    """Remove what versions have made that are no longer kept, now that a version has been built.

    Kept are as many as the document says of those that served last, and of those that were built last; what the endpoint or a rollback is on, or on its
    way to; and whatever one of these uses.
    """
    state = table.state_of(table.read(KEY))
    looked_at = {number: using.by_version(records.read(number)) for number in item.turn(state, version)}
    uses = {**item.kept(state), **looked_at}
    count = item.versions(json.loads(records.read(version).get("Parameters", "{}")))
    newest = item.newest(state, version)
    try:
        serving = using.by_endpoint(endpoint.describe(os.environ["STACK_NAME"]))
    except using.ForeignConfiguration as error:
        print(json.dumps({"retired": None, "because": f"the endpoint has a configuration of nobody's: {error}"}))
        return
    building = {number for number, used in uses.items() if used is None}
    wanted = {*served.recent(count), *range(newest - count + 1, newest + 1), *serving, *building}
    target = rollbacks.version(table.launch())
    retired = sorted(uses.keys() - item.needed(wanted if target is None else wanted | {target}, uses))
    for number in retired:
        remove(number, records.read(number).get("Names", {}))
    table.change(KEY, lambda found: item.after(found, looked_at, retired))
