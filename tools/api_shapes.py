"""Writes functions/api/shapes.json, what SageMaker's API takes for the requests that builds make, from the pinned botocore.

Run it with: PYTHONPATH=.:functions python tools/api_shapes.py
"""

import json
from pathlib import Path
from typing import Any

from local.gateway.models import model

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


def text() -> str:
    """Return the file's content: a shape on each line."""
    found = model("sagemaker", OPERATIONS)
    return f'{{"Operations": {{\n{lines(found["Operations"])}\n}},\n"Shapes": {{\n{lines(found["Shapes"])}\n}}}}\n'


def lines(entries: dict[str, Any]) -> str:
    """Return the entries of an object, each on a line of its own."""
    return ",\n".join(f"{json.dumps(name)}: {json.dumps(entry, separators=(',', ':'))}" for name, entry in entries.items())


if __name__ == "__main__":
    FILE.write_text(text())
    print(f"{FILE.relative_to(ROOT)}: {len(text())} characters")
