"""What an execution's status change means for its build."""

from datetime import UTC, datetime
from typing import Any

from builds.launches import launches_of
from document import json_text
from news import decisions, status, uncaught

STATUS = {"RUNNING": "STARTED", "SUCCEEDED": "SUCCEEDED", "FAILED": "FAILED", "TIMED_OUT": "TIMED_OUT", "ABORTED": "STOPPED"}
LONGEST_REASON = 5000  # of an execution that was started by hand; those of launches are shorter
ENDED = set(STATUS) - {"RUNNING"}
METRICS = 5  # of a reproduction that are compared in words


def described(found: dict[str, Any]) -> dict[str, Any]:
    """Return what an event's detail would have told, from DescribeExecution's answer."""
    told = {
        key: found.get(key)
        for key in ("executionArn", "stateMachineArn", "name", "status", "input", "output", "error", "cause", "redriveCount")
    }
    return {**told, "startDate": int(found["startDate"].timestamp() * 1000), "stopDate": int(found["stopDate"].timestamp() * 1000)}


def outcome(detail: dict[str, Any], stack: str) -> dict[str, Any]:
    """Return the attributes that the build's record gets when its execution has ended."""
    found = {
        "Stack": stack,
        "Status": STATUS[detail["status"]],
        "Reason": reason(detail),
        "ExecutionArn": detail["executionArn"],
        "StartedAt": moment(detail["startDate"]),
        "EndedAt": moment(detail["stopDate"]),
        "Deployed": bool(output(detail).get("Deployment")),
    }
    if launches := launches_of(parsed(detail.get("input"))):  # those of a build that ended before it came to write them
        found["Launches"] = launches
    found |= {key: detail[key.lower()] for key in ("Error", "Cause") if detail.get(key.lower())}
    if found.get("Error") == uncaught.RUNTIME:
        found["Cause"] = uncaught.explain(str(found.get("Cause", "")))
    training = output(detail).get("Training") or {}
    found |= {key: training[key] for key in ("Metrics", "ModelArtifacts", "Tuning") if key in training}
    if images := (output(detail).get("Build") or {}).get("Images"):  # which are named by their digests, now that they have been built
        found["Images"] = images
    if evaluated := evaluation(detail).get("Metrics"):
        found["Metrics"] = {**found.get("Metrics", {}), **evaluated}
    return found


def carried_out(record: dict[str, Any]) -> dict[str, Any]:
    """Return the attribute of a record that says which of its build's decisions were carried out, none where it decided nothing."""
    told = decisions.ended(record)
    return {"Decisions": told} if told else {}


def evaluation(detail: dict[str, Any]) -> dict[str, Any]:
    """Return what became of a successful build's evaluation and validation, empty if it had neither."""
    return output(detail).get("Evaluation") or {}


def news(detail: dict[str, Any], stack: str, version: int) -> dict[str, Any]:
    """Return the status message about an execution."""
    known = outcome(detail, stack) if detail["status"] in ENDED else {}
    deployment = output(detail).get("Deployment") or {}
    return status.message(
        STATUS[detail["status"]],
        stack,
        Version=version,
        Reason=reason(detail),
        Error=known.get("Error"),
        Cause=known.get("Cause"),
        Notice=notice(detail),
        Metrics=known.get("Metrics"),
        Endpoint=deployment.get("Request", {}).get("EndpointName"),
        ExecutionArn=detail["executionArn"],
        StartedAt=moment(detail["startDate"]),
        EndedAt=known.get("EndedAt"),
    )


def notice(detail: dict[str, Any]) -> str | None:
    """Return what people should know about a successful build: of what it was made, and how it was judged."""
    build, training = output(detail).get("Build") or {}, output(detail).get("Training") or {}
    said = [
        promoted(build),
        build.get("Notice"),
        build.get("DataChange"),
        training.get("DataChanged"),
        reproduced(build, training),
        evaluation(detail).get("Sentence"),
    ]
    return ". ".join(sentence.removesuffix(".") for sentence in said if sentence) or None


def promoted(build: dict[str, Any]) -> str | None:
    """Return of which stack and version a build has its model, None for one that promotes none."""
    found = build.get("Promoted")
    return f"Version {found['Version']} of {found['Stack']} was promoted: its model and its image, as they are" if found else None


def reproduced(build: dict[str, Any], training: dict[str, Any]) -> str | None:
    """Return the metrics of a reproduction beside those of the version that it repeats, None if it repeats none."""
    if not build.get("Reproduces"):
        return None
    version, before = build["Reproduces"]["Version"], build["Reproduces"]["Metrics"]
    shared = [name for name in training.get("Metrics") or {} if name in before][:METRICS]
    told = [f"{name} was {before[name]:g} in version {version}, is {training['Metrics'][name]:g}" for name in shared]
    return "; ".join(told) or f"a reproduction of version {version}, which has no metric in common with it"


def attempt(detail: dict[str, Any]) -> int:
    """Return how many times an execution has been redriven."""
    return int(detail.get("redriveCount") or 0)


def reason(detail: dict[str, Any]) -> str:
    """Return what launched an execution; one that was started by hand has any input, or none."""
    return launched(parsed(detail.get("input")))


def launched(execution_input: Any) -> str:
    """Return the reason in an execution's input."""
    given = execution_input.get("Reason") if isinstance(execution_input, dict) else None
    return str(given or "started by hand")[:LONGEST_REASON]


def output(detail: dict[str, Any]) -> dict[str, Any]:
    """Return an execution's output, empty where it has none."""
    found = parsed(detail.get("output"))
    return found if isinstance(found, dict) else {}


def parsed(text: str | None) -> Any:
    """Return the JSON in a member of the event, None where EventBridge has cut it."""
    try:
        return json_text.loads(text or "null")
    except ValueError:
        return None


def moment(milliseconds: int | None) -> str | None:
    """Return an event's time in ISO 8601."""
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat()
