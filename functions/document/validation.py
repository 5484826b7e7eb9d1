"""What a Validation says, with its defaults."""

from typing import Any


def beats_champion(validation: dict[str, Any]) -> bool:
    """Return whether a new model has to be as good as the one that serves: where nothing else is asked of it, or the document says so."""
    return bool(validation.get("BeatChampion", "Threshold" not in validation))
