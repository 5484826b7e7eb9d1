"""What caused a launch, in a few words. A message may hold anything: what an event lacks is left out, and it launches all the same."""

from typing import Any
from urllib.parse import unquote_plus

from document.text import storable

SHORT = 200


def reason(message: dict[str, Any]) -> str:
    """Return in a few words what a message tells."""
    if message.get("Reason"):
        return str(message["Reason"])
    records = message.get("Records")
    if isinstance(records, list) and records:
        return "; ".join(dict.fromkeys(record_reason(record) for record in records))
    if message.get("AlarmName"):
        return f"alarm {message['AlarmName']} is in state {message.get('NewStateValue')}"
    match message.get("detail-type"):
        case "Object Created":
            return upload(within(message, "detail", "bucket", "name"), within(message, "detail", "object", "key"))
        case "CodeCommit Repository State Change":
            repository, branch = within(message, "detail", "repositoryName"), within(message, "detail", "referenceName")
            return push(repository, branch, within(message, "detail", "commitId"))
        case "Scheduled Event":
            return f"scheduled at {message.get('time')}"
    return "launched by a message"


def record_reason(record: Any) -> str:
    """Return in a few words what a record of a classic notification tells."""
    if within(record, "s3"):
        # Classic notifications URL-encode their keys; EventBridge does not.
        return upload(within(record, "s3", "bucket", "name"), unquote_plus(str(within(record, "s3", "object", "key") or "")))
    if within(record, "codecommit"):
        references = within(record, "codecommit", "references")
        first = references[0] if isinstance(references, list) and references else {}
        repository = str(within(record, "eventSourceARN") or "").rsplit(":", 1)[-1]
        return push(repository, str(within(first, "ref") or "").removeprefix("refs/heads/"), within(first, "commit"))
    return "launched by a notification"


def upload(bucket: Any, key: Any) -> str:
    """Return what an upload is called."""
    return f"s3://{bucket}/{key} uploaded" if bucket and key else "an upload"


def push(repository: Any, branch: Any, commit: Any) -> str:
    """Return what a push is called."""
    return f"{repository}: {branch} is at {str(commit)[:8]}" if repository and branch and commit else "a push"


def within(value: Any, *path: str) -> Any:
    """Return what stands at a path, None where the path does not lead."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def one_line(text: str) -> str:
    """Return a text as one short line that every store takes."""
    return str(storable(" ".join(text.split())))[:SHORT]
