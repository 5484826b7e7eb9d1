"""Going back to a version that has served: asking for it, looking what becomes of it, and waiting for it."""

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sagebuild import json_values, messages, table
from sagebuild.errors import Failed
from sagebuild.rollbacks import DONE, Rollback

if TYPE_CHECKING:
    from sagebuild.looking import Looking

KIND = "rollback"
LOOKS = 30  # whoever waits longer is told by the stack itself


def send(stack: "Looking", version: int | None, reason: str | None) -> Rollback:
    """Publish to RollbackTopic."""
    text = json_values.text({**({} if version is None else {"Version": version}), **({"Reason": reason} if reason else {})})
    return Rollback(stack, stack.client("sns").publish(TopicArn=stack.outputs["RollbackTopic"], Message=text)["MessageId"])


def listed(stack: "Looking", limit: int) -> list[Rollback]:
    """Return the last rollbacks, the newest first."""
    return [Rollback(stack, next(iter(record.get("Launches", [])), ""), record) for record in table.records(stack, KIND, limit)]


def again(rollback: Rollback) -> Rollback:
    """Return a rollback that has begun as it is now."""
    item = table.read(rollback.stack, KIND, int(rollback.record["Version"]))
    return replace(rollback, record={"Stack": rollback.stack.name, **table.plainly(item)})


def wait(rollback: Rollback, show: bool, check: bool) -> Rollback:
    """Watch a rollback until it has ended."""
    from sagebuild import watching

    ended = watching.watch_rollback(rollback.stack, begun(rollback), show)
    if not ended.running:
        let_go(ended)
    if check and ended.status != DONE:
        raise Failed(str(ended))
    return ended


def let_go(rollback: Rollback) -> None:
    """Wait until the stack holds an ended rollback no more: another one that is asked for before is refused."""
    for _ in range(LOOKS):
        if rollback.message_id not in table.launching(rollback.stack).get("Running", {}).get("Launches", []):
            return
        time.sleep(messages.LOOK_SECONDS)


def begun(rollback: Rollback) -> Rollback:
    """Return a rollback that has begun, as soon as it has."""
    known: dict[str, Any] = rollback.record or messages.taken_up(rollback.stack, rollback.message_id, KIND, KIND)
    return replace(rollback, record=known)
