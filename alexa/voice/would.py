"""What is said of the build that a launch would make now, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from voice import causes
from voice.language import Language
from voice.saying import Record, Said, say

BECAUSE = 100  # characters
IMAGES = ("TrainingImage", "InferenceImage")
TRAINING = {"DONE": "would_train", "REUSED": "would_take_over", "SKIPPED": "would_not_train"}


@dataclass(frozen=True)
class Part:
    """What is decided of one part of a build: DONE, REUSED from a version, or SKIPPED."""

    decision: str
    version: int | None
    because: str


@dataclass(frozen=True)
class Would:
    """What a launch would do; without any part, that could not be found out in time."""

    refused: str | None  # why no build could be made
    parts: Mapping[str, Part]  # by TrainingImage, InferenceImage, Training, Evaluation and Deployment, as far as it is known

    @property
    def changes_nothing(self) -> bool:
        """Return whether all that there is would stay as it is."""
        return all(part.decision != "DONE" for part in self.parts.values())


def would(language: Language, known: Would | None) -> list[Said | None]:
    """Return what a launch would do, nothing where that was not asked."""
    if known is None:
        return []
    if known.refused is not None:
        return [say(language, "would_be_refused"), because(language, known.refused)]
    if not known.parts:
        return [say(language, "would_unknown")]
    if known.changes_nothing:
        deployment = known.parts.get("Deployment")
        return [say(language, "would_change_nothing"), because(language, deployment.because if deployment else None)]
    return [*of_training(language, known.parts.get("Training")), *of_images(language, known.parts)]


def of_training(language: Language, training: Part | None) -> list[Said | None]:
    """Return whether a launch would train, and why."""
    if training is None or training.decision not in TRAINING:
        return []
    return [say(language, TRAINING[training.decision], version=str(training.version)), because(language, training.because)]


def of_images(language: Language, parts: Mapping[str, Part]) -> list[Said | None]:
    """Return that a launch would build an image, and why the first one, if it would."""
    built = [parts[image] for image in IMAGES if image in parts and parts[image].decision == "DONE"]
    return [say(language, "would_build_image"), because(language, built[0].because)] if built else []


def because(language: Language, clause: str | None) -> Said | None:
    """Return a reason, as far as it can be spoken."""
    words = causes.spoken(clause, BECAUSE)
    return say(language, "because", because=Record(words)) if words else None
