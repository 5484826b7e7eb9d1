"""Confirm Training: notes what a training came to, and whether its data is still what it was planned with."""

import json
from typing import Any

from botocore.exceptions import ClientError

from builds import records
from confirm_training.meanwhile import sentence
from data import kept
from data.listing import Summaries, known_channels, listed


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return {"DataChanged": a sentence, null if the data is the same}.

    Only a training that is confirmed here is ever taken over by another build: the record has its Fingerprint from now on.
    """
    build, training = event["Build"], event["Training"]
    version = build["Version"]
    changed = changed_meanwhile(version, event["Resources"]["CodeBucket"], json.loads(records.read(version).get("Data", "{}")))
    came_to = {"ModelArtifacts": training["ModelArtifacts"], "Metrics": training["Metrics"]}
    fingerprint = None if changed else build.get("Fingerprint")
    records.note(version, {**came_to, "DataChanged": changed, "Fingerprint": fingerprint})
    print(json.dumps({"version": version, "confirmed": fingerprint is not None, "changed": changed is not None}))
    return {"DataChanged": changed}


def changed_meanwhile(version: int, bucket: str, planned: Summaries) -> str | None:
    """Return how the training's data has changed since it was planned, None if it has not or could not be listed then."""
    try:
        with listed(version, known_channels(planned)) as data:
            return sentence(version, planned, data.found, lambda: kept.since(bucket, version, data))
    except ClientError as error:
        return f"Whether the data changed while version {version} was trained is not known: {error}"
