"""Writes functions/api/shapes.json, what AWS's APIs take for the requests that builds make, from the pinned botocore.

Run it with: PYTHONPATH=.:functions python tools/api_shapes.py
"""

import json
from pathlib import Path
from typing import Any

from local.gateway.models import model, parts

ROOT = Path(__file__).parents[1]
FILE = ROOT / "functions/api/shapes.json"
OPERATIONS = (
    "CreateTrainingJob",
    "CreateHyperParameterTuningJob",
    "CreateProcessingJob",
    "CreateModel",
    "CreateEndpointConfig",
    "CreateEndpoint",
    "UpdateEndpoint",
)
# The policy of a scalable target is no request of its own, and not SageMaker's.
TARGET_TRACKING, SCALING = "TargetTracking", "Scaling"


def text() -> str:
    """Return the file's content: a shape on each line."""
    found = model("sagemaker", OPERATIONS)
    found["Operations"][TARGET_TRACKING] = f"{SCALING}TargetTrackingScalingPolicyConfiguration"
    found["Shapes"] |= scaling(found["Operations"][TARGET_TRACKING])
    return f'{{"Operations": {{\n{lines(found["Operations"])}\n}},\n"Shapes": {{\n{lines(found["Shapes"])}\n}}}}\n'


def scaling(first: str) -> dict[str, Any]:
    """Return a shape of Application Auto Scaling's API and all that it consists of, under names that no shape of SageMaker's has."""
    known = model("application-autoscaling", ["PutScalingPolicy"])["Shapes"]
    found: dict[str, Any] = {}
    waiting = [first]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = renamed(known[name.removeprefix(SCALING)])
            waiting += parts(found[name])
    return dict(sorted(found.items()))


def renamed(shape: dict[str, Any]) -> dict[str, Any]:
    """Return a bare shape whose parts have the names that they have here."""
    inner: dict[str, Any] = {key: SCALING + shape[key] for key in ("member", "key", "value") if key in shape}
    members = {"members": {key: SCALING + name for key, name in shape["members"].items()}} if "members" in shape else {}
    return {**shape, **inner, **members}


def lines(entries: dict[str, Any]) -> str:
    """Return the entries of an object, each on a line of its own."""
    return ",\n".join(f"{json.dumps(name)}: {json.dumps(entry, separators=(',', ':'))}" for name, entry in entries.items())


if __name__ == "__main__":
    FILE.write_text(text())
    print(f"{FILE.relative_to(ROOT)}: {len(text())} characters")
