"""Retiring versions, when one has been built: a few at a time, and repeatable at any point."""

import json
import os

from builds import records, rollbacks, served, table
from endpoints import endpoint
from retention import item, using
from retention.item import KEY
from retention.removal import remove, remove_images


def retire(version: int) -> None:
    """Remove what versions have made that are no longer kept, now that a version has been built.

    Kept are as many as the document says of those that served last, and of those that were built last; what the endpoint or a rollback is on, or on its
    way to; and whatever one of these uses. A version whose images are used keeps nothing else; what had nothing left but its images loses them a build later,
    unless a version uses them again.
    """
    state = table.state_of(table.read(KEY))
    looked_at = {number: using.by_version(records.read(number)) for number in item.turn(state, version)}
    uses = {**item.known(state), **looked_at}
    count = item.versions(json.loads(records.read(version).get("Parameters", "{}")))
    newest = item.newest(state, version)
    try:
        serving = using.by_endpoint(endpoint.describe(os.environ["STACK_NAME"]))
    except using.ForeignConfiguration as error:
        print(json.dumps({"retired": None, "because": f"the endpoint has a configuration of nobody's: {error}"}))
        return
    launch = table.launch()
    building = {number for number, used in uses.items() if used is None}
    wanted = {*served.recent(count), *range(newest - count + 1, newest + 1), *serving, *building}
    target = rollbacks.version(launch)
    wanted |= set() if target is None else {target}
    # Those whose turn has not come yet use others, too.
    ahead = {number: using.by_version(records.read(number)) for number in wanted - uses.keys() if number > 0}
    whole = item.needed(wanted, {**uses, **ahead})
    with_images = {builder for number in whole for builder in using.images_of(records.read(number))}
    retired = sorted(uses.keys() - whole)
    for number in retired:
        if number in item.ready(state, version) - with_images:
            remove_images(number)
        elif number not in item.leaving(state):
            remove(number, records.read(number).get("Names", {}))
    last = max(newest, launch.get("LastVersion", 0))
    table.change(KEY, lambda found: item.after(found, looked_at, set(retired) - with_images, version, last))
