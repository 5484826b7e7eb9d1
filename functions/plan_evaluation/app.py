"""Plan Evaluation: which models take the exam, and which has taken the very same one before."""

import functools
import json
import os
from collections.abc import Iterator
from typing import Any

import boto3
from botocore.exceptions import ClientError

from builds import champion, records
from calls.evaluation import NEW, OLD, checked_evaluation
from plan_evaluation.exam import opponent, same_exam, unknown_before
from plans.identities import identity_of_image


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return {"Jobs": CreateProcessingJob requests, "Metrics", "Champion": {"Version", "Metrics"} or null, "Fingerprint", "Sentence"}.

    Metrics are what a model scored in the very same exam before, null for one that takes it now.
    """
    parameters, region = event["Parameters"], os.environ["AWS_REGION"]
    new = checked_evaluation(event, NEW, event["Training"]["ModelArtifacts"], region)
    fingerprint = fingerprint_of(new, event["Resources"])
    scored = scored_before(event["Build"], parameters.get("Validation", {}), fingerprint)
    jobs = [new] if scored is None else []
    record, why = champion.serving(event["Build"]["Names"]["Endpoint"])
    artifact, why = opponent(parameters.get("Validation", {}), record, records.artifact_of(record), why)
    if artifact is None:
        return {"Jobs": jobs, "Metrics": scored, "Champion": None, "Fingerprint": fingerprint, "Sentence": why}
    version = int(record["Version"])
    metrics = records.scores(record, fingerprint) if fingerprint else None
    if metrics is None or unknown_before(parameters.get("Validation", {}), metrics):
        metrics = None
        jobs.append(checked_evaluation(event, OLD, artifact, region))
    print(json.dumps({"version": event["Build"]["Version"], "champion": version, "scored before": metrics is not None}))
    return {
        "Jobs": jobs,
        "Metrics": scored,
        "Champion": {"Version": version, "Metrics": metrics},
        "Fingerprint": fingerprint,
        "Sentence": "",
    }


def scored_before(build: dict[str, Any], validation: dict[str, Any], fingerprint: str | None) -> dict[str, float] | None:
    """Return what a model that was taken over scored in the very same exam, None if it takes it now."""
    if not build.get("Reused") or fingerprint is None:
        return None
    metrics = records.scores(records.read(build["ModelVersion"]), fingerprint) or records.scores_of_model(
        build["ModelVersion"], fingerprint
    )
    return None if metrics is None or unknown_before(validation, metrics) else metrics


def fingerprint_of(request: dict[str, Any], resources: dict[str, Any]) -> str | None:
    """Return what is the same for the very same exam, None if nobody can tell."""
    image = identity_of_image(request["AppSpecification"]["ImageUri"], resources)
    try:
        return same_exam(request, image, objects) if image else None
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("AccessDenied", "AccessDeniedException"):
            raise
        return None  # what may not be looked at is scored each time


def objects(uri: str) -> Iterator[tuple[str, str, int]]:
    """Yield what is under a prefix of S3, page by page: the key behind the prefix's last slash, ETag and size."""
    bucket, _, prefix = uri.removeprefix("s3://").partition("/")
    behind = prefix.rfind("/") + 1
    for page in s3().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for found in page.get("Contents", []):
            yield found["Key"][behind:], found["ETag"], found["Size"]


@functools.cache
def s3() -> Any:
    """Return the S3 client of this process."""
    return boto3.client("s3")
