"""Validate Model: what the models scored goes into the history, and a new model that is not good enough ends the build."""

import functools
import json
from typing import Any

import boto3

from builds import champion, records
from calls.evaluation import NEW, OLD, folder
from validate_model.scores import InvalidEvaluation, Scores, kept, read
from validate_model.verdict import Champion, verdict

FILE = "evaluation.json"
LARGEST = 2**20
CHOSEN = "it is deployed all the same, for Train: false asks for this very model"


class ModelRefused(Exception):
    """The new model is not good enough; the message holds its number and the one that it is measured by."""


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return {"Metrics", "Champion": {"Version", "Metrics"} or null, "Metric", "Sentence"}; raise ModelRefused or InvalidEvaluation."""
    build, parameters, planned = event["Build"], event["Parameters"], event["Evaluation"]
    validation = parameters.get("Validation")
    new, old = evaluated(event) if planned else trained(event)
    found = verdict(validation, new, old)
    chosen = not found.passes and is_chosen(build, parameters)
    metric, sentence = (validation or {}).get("Metric"), found.sentence + (f"; {CHOSEN}" if chosen else "")
    told: dict[str, Any] = {"Metrics": kept(new.numbers, metric), "Champion": None, "Metric": metric, "Sentence": sentence}
    if old.version is not None:
        told["Champion"] = {"Version": old.version, "Metrics": kept(old.scores.numbers, metric)}
    # A build that ends here has been trained all the same: Train: false may deploy that.
    trained_here = {"ModelArtifacts": event["Training"]["ModelArtifacts"], "Metrics": {**event["Training"]["Metrics"], **told["Metrics"]}}
    records.note(build["Version"], {"Evaluation": record_of(told, planned), **trained_here, **decisions(build, planned)})
    print(json.dumps({"version": build["Version"], "passes": found.passes, "champion": old.version}))
    if found.passes or chosen:
        return told
    raise ModelRefused(sentence)


def decisions(build: dict[str, Any], planned: dict[str, Any] | None) -> dict[str, Any]:
    """Return the decisions of a build that took its model over, as far as they were otherwise: who takes the exam is known only behind the training."""
    if not planned or not build.get("Reused"):
        return {}
    if planned["Metrics"] is None:
        made = {"Decision": "DONE", "Version": None, "Because": "the model has not taken this very exam before"}
    else:
        made = {"Decision": "REUSED", "Version": build["ModelVersion"], "Because": "the model took the very same exam before"}
    before = build["Decisions"]["Evaluation"]
    return {} if before["Decision"] == made["Decision"] else {"Decisions": {**build["Decisions"], "Evaluation": made}}


def is_chosen(build: dict[str, Any], parameters: dict[str, Any]) -> bool:
    """Return whether somebody has chosen a model that a build of this stack has trained, and knows what became of that build."""
    return not build["Train"] and not build.get("Reused") and "ModelDataUrl" not in parameters


def evaluated(event: dict[str, Any]) -> tuple[Scores, Champion]:
    """Return what the new model and the champion scored in the exam."""
    build, bucket, planned = event["Build"], event["Resources"]["CodeBucket"], event["Evaluation"]
    known = planned.get("Metrics")
    new = read(text(bucket, folder(build["Version"], NEW)), "the new model") if known is None else Scores(known, {})
    if planned["Champion"] is None:
        return new, Champion(None, Scores({}, {}), planned["Sentence"])
    version, known = planned["Champion"]["Version"], planned["Champion"]["Metrics"]
    scored = read(text(bucket, folder(build["Version"], OLD)), f"version {version}") if known is None else Scores(known, {})
    return new, Champion(version, scored, "")


def trained(event: dict[str, Any]) -> tuple[Scores, Champion]:
    """Return the final metrics of the new model's training and of the champion's."""
    build = event["Build"]
    new = Scores({**metrics_of(build), **event["Training"]["Metrics"]}, {})
    record, why = champion.serving(build["Names"]["Endpoint"])
    if not record:
        return new, Champion(None, Scores({}, {}), why)
    return new, Champion(int(record["Version"]), Scores(metrics_of(record), {}), "")


def metrics_of(record: dict[str, Any]) -> dict[str, float]:
    """Return a version's metrics, and those of the version whose model it took."""
    origin = record.get("ModelVersion")
    return {**(metrics_of(records.read(int(origin))) if origin else {}), **records.numbers(record.get("Metrics"))}


def record_of(told: dict[str, Any], planned: dict[str, Any] | None) -> dict[str, Any]:
    """Return what the build's record keeps of an evaluation."""
    against = told["Champion"] or {"Version": None, "Metrics": None}
    return {
        "Metrics": told["Metrics"],
        "Champion": against["Metrics"],
        "ChampionVersion": against["Version"],
        "Fingerprint": planned and planned["Fingerprint"],
        "Sentence": told["Sentence"],
    }


def text(bucket: str, place: str) -> str:
    """Return what a program has written; raise InvalidEvaluation if that is nothing, or too much."""
    key = f"{place}{FILE}"
    found = s3().list_objects_v2(Bucket=bucket, Prefix=key, MaxKeys=1).get("Contents", [])
    if not found:
        where = f"s3://{bucket}/{key} is not there"
        raise InvalidEvaluation(f"Evaluation: the program has left no {FILE} in /opt/ml/processing/evaluation ({where})")
    if found[0]["Size"] > LARGEST:
        raise InvalidEvaluation(f"Evaluation: expected at most {LARGEST} bytes in {FILE}, got {found[0]['Size']} (s3://{bucket}/{key})")
    return str(s3().get_object(Bucket=bucket, Key=key)["Body"].read().decode(errors="replace"))


@functools.cache
def s3() -> Any:
    """Return the S3 client of this process."""
    return boto3.client("s3")
