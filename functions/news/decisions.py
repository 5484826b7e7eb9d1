"""What a build decided to do, and why: as JSON, and in one line each."""

from typing import Any

PARTS = {
    "TrainingImage": "Training image",
    "InferenceImage": "Inference image",
    "Training": "Training",
    "Evaluation": "Evaluation",
    "Deployment": "Deployment",
}


def decisions(record: dict[str, Any]) -> dict[str, dict[str, Any]] | None:
    """Return the decisions in a build's record, whose numbers are DynamoDB's; None if it did not come so far as to decide."""
    found = record.get("Decisions")
    if not found:
        return None
    kept = {part: found[part] for part in PARTS if part in found}
    return {part: {**made, "Version": None if made["Version"] is None else int(made["Version"])} for part, made in kept.items()}


def ended(record: dict[str, Any]) -> dict[str, dict[str, Any]] | None:
    """Return the decisions of a build that has ended: what it did not come to, as far as its record tells, was only planned."""
    came_to = {
        "TrainingImage": bool(record.get("ModelArtifacts")),
        "InferenceImage": bool(record.get("Evaluation")),  # of which something stands there when both images do
        "Training": bool(record.get("ModelArtifacts")),
        "Evaluation": bool(record.get("Evaluation")),
        "Deployment": False,
    }
    whole = record["Status"] == "SUCCEEDED" or record.get("Deployed")
    told = decisions(record)
    return told and {part: {**made, "Decision": word(made["Decision"], whole or came_to[part])} for part, made in told.items()}


def word(decision: str, is_done: bool) -> str:
    """Return what a decision is called when it is known whether it was carried out; one of a redriven build may have been planned before."""
    if decision in ("DONE", "PLANNED"):
        return "DONE" if is_done else "PLANNED"
    return decision


def lines(decided: dict[str, dict[str, Any]] | None) -> list[str]:
    """Return decisions as a person reads them."""
    return [f"{PARTS[part]}: {line(made)}" for part, made in (decided or {}).items()]


def line(made: dict[str, Any]) -> str:
    """Return one decision in words."""
    origin = f" from version {made['Version']}" if made["Decision"] == "REUSED" and made["Version"] is not None else ""
    return f"{made['Decision'].lower()}{origin}: {made['Because']}"
