"""Events in the shapes in which AWS sends them."""

import json
from pathlib import Path
from typing import Any


def event(name: str) -> dict[str, Any]:
    """Return the event in a file."""
    content: dict[str, Any] = json.loads((Path(__file__).parent / f"{name}.json").read_text())
    return content
