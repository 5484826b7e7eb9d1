"""One promotion: the version as its own stack knows it, and what becomes of it here."""

import os
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from builds import records
from document.merge import keep_nulls
from document.reading import InvalidParameters
from promotion import asked, origin
from promotion.origin import Origin


@dataclass(frozen=True)
class Promotion:
    """A version that may be promoted: of which stack, its record there, and the launch's overrides without the wish itself."""

    origin: Origin
    name: str
    record: dict[str, Any]
    overrides: dict[str, Any]
    metrics: dict[str, float]

    @property
    def ended(self) -> datetime:
        """Return when its build ended: what has been written since is not what was proven."""
        return datetime.fromisoformat(self.record["EndedAt"])

    @property
    def artifact(self) -> str:
        """Return where the model lies."""
        return str(records.artifact_of(self.record))

    @property
    def image(self) -> dict[str, Any]:
        """Return the image that serves, as the record has it."""
        found: dict[str, Any] = self.record["Images"]["Inference"]
        return found

    @property
    def source(self) -> dict[str, str] | None:
        """Return the source that serves in script mode, None for none."""
        found: dict[str, str] | None = self.record.get("Sources", {}).get("Inference")
        return found

    def told(self) -> dict[str, Any]:
        """Return what the build's record says of where its version is from."""
        return {
            "Stack": self.origin.stack,
            "Version": int(self.record["Version"]),
            "ModelArtifacts": self.artifact,
            "Image": self.image["Uri"],
            "Metrics": self.metrics,
        }


def look(document: dict[str, Any], overrides: dict[str, Any]) -> Promotion:
    """Return what a launch asks to promote; raise InvalidParameters for what nobody has proven, or nobody may read."""
    asked.check_asked(overrides, origin.allowed())
    given = overrides["Promote"]
    found = origin.opened(given["Stack"])
    record = found.record(given["Version"])
    name = asked.named(given)
    asked.check_record(name, record, document.get("Framework") or os.environ["CONFIG_FRAMEWORK"])
    asked.check_model(name, record, keep_nulls(document, overrides))
    artifact = records.artifact_of(record)
    if not artifact:
        raise InvalidParameters(f"Promote.Version: {name} has no model")
    if not artifact.endswith(".tar.gz"):  # SageMaker has left it as it was, under a prefix
        raise InvalidParameters(f"Promote: expected one model.tar.gz, and the model of {name} is {artifact}")
    others = {key: value for key, value in overrides.items() if key != "Promote"}
    return Promotion(found, name, record, others, metrics_of(found, record))


def metrics_of(found: Origin, record: dict[str, Any]) -> dict[str, float]:
    """Return a version's metrics, over those of the version whose model it took."""
    number = record.get("ModelVersion")
    before = metrics_of(found, found.record(int(number))) if number and number != record["Version"] else {}
    return {**before, **records.numbers(record.get("Metrics"))}


def as_it_is(found: Promotion, document: dict[str, Any]) -> dict[str, Any]:
    """Return the document of a promotion as long as nothing has been copied: everything lies where its own stack has it."""
    source = found.source and {key: found.source[key] for key in ("S3Uri", "EntryPoint")}
    return asked.document(document, found.record, found.artifact, found.image["Uri"], source)
