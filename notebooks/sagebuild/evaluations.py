"""What an evaluation has measured: the new model, and the one that served, by the same program on the same data."""

from dataclasses import dataclass
from typing import Any

Metrics = dict[str, Any]


@dataclass(frozen=True)
class Evaluation:
    """The exam that a build's model has sat.

    Attributes:
        metrics: the new model's numbers by their dotted paths in evaluation.json, such as classification_metrics.accuracy.value.
        champion: those of the model that served then; {} if none did, or none was to be compared with.
        champion_version: whose they are; None without a champion.
        sentence: what was decided, and by which numbers; "" as long as nothing is.
    """

    metrics: Metrics
    champion: Metrics
    champion_version: int | None
    sentence: str


def evaluation(record: dict[str, Any]) -> Evaluation | None:
    """Return the evaluation in a build's record, None if there is none."""
    found = record.get("Evaluation")
    if not found:
        return None
    version = found.get("ChampionVersion")
    return Evaluation(
        numbers(found.get("Metrics")),
        numbers(found.get("Champion")),
        None if version is None else int(version),
        found.get("Sentence") or "",
    )


def numbers(found: Metrics | None) -> Metrics:
    """Return a record's metrics; the history keeps as text what DynamoDB has no number for."""
    return {name: value if isinstance(value, str) else float(value) for name, value in (found or {}).items()}
