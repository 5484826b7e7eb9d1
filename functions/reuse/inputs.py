"""What each part of a build depends on, in a form that is the same exactly where the part would come out the same.

The requests are those of a version 0 without names, tags and addresses, which differ in every build; what is at the addresses stands beside them.
"""

import hashlib
import json
from typing import Any

from calls.checked import REQUESTS
from calls.endpoint_config import endpoint_config_request
from calls.evaluation import NEW, evaluation_request, is_brought, source
from calls.model import model_request
from calls.training import training_request

Inputs = dict[str, dict[str, Any] | None]
Identities = dict[str, str | None]  # by the URI: what is the same exactly when that which is there is; null where nobody can tell
KEYS = ("Endpoint", "Autoscaling", "Validation", "Tags")  # which count as they stand in the document
LONGEST = 200_000  # characters; a record holds 400 KB


def inputs(made: dict[str, Any], data: dict[str, dict[str, Any]], others: dict[str, Identities]) -> Inputs:
    """Return what the parts of a planned build depend on, null for one that it does not have.

    data is what its channels hold, and others what else its parts name.
    """
    build, parameters, asked = made["Build"], made["Parameters"], requests(made)
    trained = next((key for key in ("TrainingJob", "TuningJob") if key in asked), None)
    exam = {name.partition(".")[2]: found for name, found in data.items() if name.startswith("Evaluation.")}
    channels = {name: found for name, found in data.items() if not name.startswith("Evaluation.")}
    own = source(build)
    found: Inputs = {
        "Training": trained
        and {
            "Image": identity(build, "Training"),
            "Sources": etags(build, "Training"),
            "Request": {trained: asked[trained]},
            "Data": digests(channels),
        },
        "Model": {"Image": identity(build, "Inference"), "Sources": etags(build, "Inference"), "Request": {"Model": asked["Model"]}},
        "EndpointConfig": {"Request": {"EndpointConfig": asked["EndpointConfig"]}},
        "Evaluation": {
            "Image": identity(build, evaluated_by(build)),
            "Sources": {"Training": own.get("ETag")} if own else {},
            "Request": {"Evaluation": asked["Evaluation"]},
            "Data": {**unlisted(made), **digests(exam)},
        }
        if "Evaluation" in asked
        else None,
        **{key: {"Request": {key: parameters[key]}} if key in parameters else None for key in (*KEYS, "Verification")},
    }
    return {part: value and {**value, "Others": others.get(part, {})} for part, value in found.items()}


def requests(made: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the requests of a build by their names in the document, without what is another's in every build."""
    build = made["Build"]
    neutral = {
        **build,
        "Version": 0,
        "Names": dict.fromkeys(build["Names"], ""),
        "Images": {kind: {**image, "Uri": ""} for kind, image in build["Images"].items()},
        "Sources": {kind: {**found, "S3Uri": f"{kind}/source.tar.gz"} for kind, found in build["Sources"].items()},
    }
    event = {**made, "Build": neutral, "Training": {"JobName": "", "ModelArtifacts": "", "Metrics": {}}}
    asked = {REQUESTS[build["Train"]][0]: training_request(event)} if build["Train"] else {}
    asked |= {"Model": model_request(event), "EndpointConfig": endpoint_config_request(event)}
    if build["Evaluation"]:
        asked["Evaluation"] = evaluation_request(event, NEW, "")
    jobs = {key: {member: value for member, value in request.items() if member != "Tags"} for key, request in asked.items()}
    return {**jobs, **{key: asked[key] for key in ("Model", "EndpointConfig")}}  # whose tags tell something of what serves


def unlisted(made: dict[str, Any]) -> dict[str, None]:
    """Return the evaluation's inputs that the build does not bring itself: unless they have been listed, nobody knows what they hold."""
    asked = evaluation_request(made, NEW, "")["ProcessingInputs"]
    return dict.fromkeys(item["InputName"] for item in asked if not is_brought(item, made["Build"]))


def evaluated_by(build: dict[str, Any]) -> str:
    """Return which of a build's images the evaluation runs in."""
    return "Training" if build["Images"]["Training"]["Uri"] else "Inference"


def identity(build: dict[str, Any], kind: str) -> str | None:
    """Return what is the same exactly when a build's image is."""
    image = build["Images"][kind]
    found: str | None = image.get("Identity") or image["Uri"]
    return found


def etags(build: dict[str, Any], kind: str) -> dict[str, str | None]:
    """Return the ETag of a source, if the build has that."""
    return {kind: build["Sources"][kind].get("ETag")} if kind in build["Sources"] else {}


def digests(data: dict[str, dict[str, Any]]) -> dict[str, str | None]:
    """Return the digests of some channels' data."""
    return {name: found["Digest"] for name, found in data.items()}


def text(found: Inputs) -> str | None:
    """Return inputs as they stand in a record; None where there are more than it has room for."""
    written = canonical(found)
    return written if len(written) <= LONGEST else None


def fingerprint(training: dict[str, Any]) -> str:
    """Return what is the same exactly for trainings that depend on the very same."""
    return hashlib.sha256(canonical(training).encode()).hexdigest()


def canonical(value: Any) -> str:
    """Return the one JSON text of a value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))
