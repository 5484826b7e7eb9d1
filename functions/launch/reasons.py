"""What caused a launch, in a few words. A message may hold anything: what an event lacks is left out, and it launches all the same."""

from typing import Any
from urllib.parse import unquote_plus

from document.text import storable

SHORT = 200
NEW_OBJECT = ("Object Created", "ObjectCreated")  # as EventBridge has it, and classic notifications


def reason(message: dict[str, Any]) -> str:
    """Return in a few words what a message tells."""
    if message.get("Reason"):
        return str(message["Reason"])
    if version := within(message, "Parameters", "Promote", "Version"):
        return f"version {version} of {within(message, 'Parameters', 'Promote', 'Stack')} is promoted"
    records = message.get("Records")
    if isinstance(records, list) and records:
        return "; ".join(dict.fromkeys(record_reason(record) for record in records))
    if message.get("AlarmName"):
        return f"alarm {message['AlarmName']} is in state {message.get('NewStateValue')}"
    if pipeline := within(message, "approval", "pipelineName"):
        return f"pipeline {pipeline} waits for {within(message, 'approval', 'actionName')}"
    # The developer tools' notification rules bring EventBridge's events under another key.
    kind = message.get("detail-type") or message.get("detailType")
    return event_reason(str(kind), message) if kind else "launched by a message"


def event_reason(kind: str, event: dict[str, Any]) -> str:
    """Return in a few words what an event of EventBridge tells."""
    detail = event.get("detail")
    if kind.startswith("Object "):
        return upload(within(detail, "bucket", "name"), within(detail, "object", "key"), kind)
    if kind == "CodeCommit Repository State Change":
        return push(within(detail, "repositoryName"), within(detail, "referenceName"), within(detail, "commitId"))
    if kind == "Scheduled Event":
        return f"scheduled at {event.get('time')}"
    resources = event.get("resources")
    names = [name(resource) for resource in resources] if isinstance(resources, list) else []
    return f"{kind}: {', '.join(names)}" if names else kind


def record_reason(record: Any) -> str:
    """Return in a few words what a record of a classic notification tells."""
    if within(record, "s3"):
        # Classic notifications URL-encode their keys; EventBridge does not.
        key = unquote_plus(str(within(record, "s3", "object", "key") or ""))
        return upload(within(record, "s3", "bucket", "name"), key, within(record, "eventName"))
    if within(record, "codecommit"):
        references = within(record, "codecommit", "references")
        repository = str(within(record, "eventSourceARN") or "").rsplit(":", 1)[-1]
        pushes = references if isinstance(references, list) and references else [{}]
        return "; ".join(
            push(repository, str(within(each, "ref") or "").removeprefix("refs/heads/"), within(each, "commit")) for each in pushes
        )
    return "launched by a notification"


def upload(bucket: Any, key: Any, event: Any) -> str:
    """Return what an upload is called; whatever else became of an object has S3's own name."""
    if not bucket or not key:
        return "an upload"
    is_new = event is None or any(words in str(event) for words in NEW_OBJECT)
    return f"s3://{bucket}/{key} uploaded" if is_new else f"s3://{bucket}/{key}: {event}"


def push(repository: Any, branch: Any, commit: Any) -> str:
    """Return what a push is called."""
    return f"{repository}: {branch} is at {str(commit)[:8]}" if repository and branch and commit else "a push"


def name(arn: Any) -> str:
    """Return a resource as people know it: without partition, service, region and account."""
    return str(arn).split(":", 5)[-1]


def within(value: Any, *path: str) -> Any:
    """Return what stands at a path, None where the path does not lead."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def one_line(text: str) -> str:
    """Return a text as one short line that every store takes."""
    return str(storable(" ".join(text.split())))[:SHORT]
