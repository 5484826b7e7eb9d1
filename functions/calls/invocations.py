"""The InvokeEndpoint requests by which a new version is verified, each with what is expected of its answer."""

import json
from dataclasses import dataclass
from typing import Any

from document import json_text
from document.keys import REQUEST
from document.reading import InvalidParameters, check_value
from document.values import Value

MOST = 100
LARGEST = 6_291_456  # bytes of one body, as InvokeEndpoint takes them
SOURCES = ("Body", "S3Uri", "Requests")
OK, HIGHEST = 200, 599  # statuses


@dataclass(frozen=True)
class Invocation:
    """One request and what is expected of its answer; where is where it stands, milliseconds how long the answer may take."""

    where: str
    body: bytes
    content_type: str
    accept: str | None
    status: int
    contains: str | None
    milliseconds: float | None


def invocations(given: dict[str, Any], lines: str | None = None) -> list[Invocation]:
    """Return the requests of the document's Verification; lines is what stands in its S3Uri. Raise InvalidParameters for what cannot be asked."""
    sources = [key for key in SOURCES if given.get(key) is not None]
    if len(sources) != 1:
        got = " and ".join(sources) or "none of them"
        raise InvalidParameters(f"Verification: expected exactly one of {', '.join(SOURCES)}, got {got}")
    beside = present({key: given[key] for key in REQUEST if key in given})
    found = [invocation(where, {**beside, **present(entry)}) for where, entry in entries(given, lines)]
    if not 1 <= len(found) <= MOST:
        raise InvalidParameters(f"Verification.{sources[0]}: expected 1 to {MOST} requests, got {len(found)}")
    return found


def entries(given: dict[str, Any], lines: str | None) -> list[tuple[str, Any]]:
    """Return where each request stands, and its own members."""
    if given.get("Requests") is not None:
        return [(f"Verification.Requests[{index}]", entry) for index, entry in enumerate(given["Requests"])]
    if given.get("S3Uri") is None:
        return [("Verification", {})]
    numbered = enumerate((lines or "").split("\n"), 1)
    return [(f"Verification.S3Uri, line {number}", line_entry(number, line)) for number, line in numbered if line.strip()]


def line_entry(number: int, line: str) -> Any:
    """Return the request in a line of JSON."""
    where = f"Verification.S3Uri, line {number}"
    try:
        entry = json_text.loads(line)
    except ValueError as error:
        raise InvalidParameters(f"{where}: is not JSON: {error}") from None
    check_value(entry, Value((dict,), keys=REQUEST), where)
    return entry


def invocation(where: str, asked: dict[str, Any]) -> Invocation:
    """Return one request; raise InvalidParameters for values that no request can have."""
    if "Body" not in asked:
        raise InvalidParameters(f"{where}.Body: required, for it is what is sent")
    text = isinstance(asked["Body"], str)
    # No UTF-8 has a lone surrogate; in JSON it is escaped.
    body = (asked["Body"] if text else json.dumps(asked["Body"])).encode(errors="replace")
    if len(body) > LARGEST:
        raise InvalidParameters(f"{where}.Body: expected at most {LARGEST:,} bytes, got {len(body):,}")
    status, milliseconds = asked.get("ExpectStatus", OK), asked.get("MaxLatencyMs")
    if status > HIGHEST:
        raise InvalidParameters(f"{where}.ExpectStatus: expected at most {HIGHEST}, got {status}")
    if milliseconds is not None and milliseconds <= 0:
        raise InvalidParameters(f"{where}.MaxLatencyMs: expected more than 0, got {milliseconds}")
    for key in ("ContentType", "Accept"):
        if not (asked.get(key, "").isascii() and asked.get(key, "").isprintable()):
            raise InvalidParameters(f"{where}.{key}: expected printable ASCII characters, got {json.dumps(asked[key])}")
    return Invocation(
        where=where,
        body=body,
        content_type=asked.get("ContentType") or ("text/csv" if text else "application/json"),
        accept=asked.get("Accept") or None,
        status=status,
        contains=asked.get("ExpectContains"),
        milliseconds=milliseconds,
    )


def present(members: dict[str, Any]) -> dict[str, Any]:
    """Return members without those that are null."""
    return {key: value for key, value in members.items() if value is not None}
