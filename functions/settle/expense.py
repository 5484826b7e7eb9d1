"""What a build cost, in its record and its news."""

import json
import os
from typing import Any

from builds import records
from costs import looking, prices
from costs.cost import cost
from settle.execution import kind, number
from settle.outcome import attempt


def reckon(detail: dict[str, Any]) -> None:
    """Write into a build's record what it was paid for; one that was refused before anything was spent has no cost."""
    if kind(detail) != records.BUILD:
        return
    record = records.read(number(detail))
    found, unknown = looking.paid_for(record, os.environ["IMAGE_PROJECT"])
    serving, per_request = looking.serving(record)
    if found or unknown or serving or per_request:
        made = cost(found, unknown, serving, per_request, prices.price, os.environ["ENDPOINT_HOURS"])
        records.write_end(number(detail), {"Cost": json.dumps(made, ensure_ascii=False)}, attempt(detail))


def of(record: dict[str, Any]) -> dict[str, Any] | None:
    """Return the cost in a record, None where there is none; it is text there, for DynamoDB's own maps would change its numbers."""
    found: dict[str, Any] | None = json.loads(record.get("Cost", "null"))
    return found
