"""What earlier builds have trained that a build may take over."""

import json
from typing import Any

from boto3.dynamodb.conditions import Attr

from builds import records
from plans import lookups
from reuse.inputs import Inputs

FAILED, ALWAYS, NEVER = "FAILED", "ALWAYS", "NEVER"
UNSUCCESSFUL = ("FAILED", "STOPPED", "TIMED_OUT")


def same(fingerprint: str, before: int) -> dict[str, Any] | None:
    """Return the record of the newest build before a version that has ended and whose training depends on the very same; None if there is none."""
    return records.newest(Attr("Fingerprint").eq(fingerprint) & Attr("EndedAt").exists(), before)


def trained_by(record: dict[str, Any]) -> dict[str, Any]:
    """Return the record of the build that has trained a build's model."""
    return records.read(int(record["ModelVersion"])) if record.get("Reused") else record


def obstacle(record: dict[str, Any], rule: str) -> str | None:
    """Return why the training of a build is not taken over, None if it is."""
    version, artifact = record["Version"], records.artifact_of(record)
    if rule == FAILED and (record["Status"] not in UNSUCCESSFUL or record.get("Deployed")):
        how = "was deployed" if record.get("Deployed") else "succeeded"
        return f"nothing has changed since version {version}, which {how}, and Reuse.Training is {FAILED}, not {ALWAYS}"
    if artifact is None or lookups.is_missing("object", artifact):
        return f"nothing has changed since version {version}, but its model is gone"
    return None


def depended_on(record: dict[str, Any]) -> Inputs | None:
    """Return what the parts of an earlier build depend on, None if its record does not say that."""
    found: Inputs | None = json.loads(record["Inputs"]) if record.get("Inputs") else None
    return found


def model(record: dict[str, Any]) -> dict[str, Any]:
    """Return what is taken over from the build that trained: as the state that trains puts it out."""
    tuned = record["Train"] == "CreateHyperParameterTuningJob"  # whose best trial has a name of its own
    return {
        "JobName": None if tuned else record["Names"]["TrainingJob"],
        "ModelArtifacts": records.artifact_of(record),
        "Metrics": records.numbers(record.get("Metrics")),
    }
