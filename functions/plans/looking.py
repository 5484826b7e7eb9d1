"""A plan and a look at all that it needs: what is missing is named before money is spent. Nothing is written here."""

import os
from typing import Any

from calls.evaluation import NEW, evaluation_request
from calls.training import training_request
from data.listing import EXAM
from document.reading import InvalidParameters, combine
from plans import earlier, known_images, lookups, source, sources, standing, verification
from plans.named import TO_COME
from plans.pinned import pinned
from plans.plan import decided, plan, requests, s3_channels, s3_inputs


def planned(
    build: dict[str, Any], tail: str, document: dict[str, Any], overrides: dict[str, Any], resources: dict[str, Any]
) -> dict[str, Any]:
    """Return {"Build", "Parameters", "Resources"}; raise InvalidParameters, InvalidRequest, MissingSource, MissingData or CannotUpdate.

    build says at least {"Stack", "Version"}; tail ends the names of all that it makes.
    """
    parameters = combine(document, overrides, os.environ["CONFIG_FRAMEWORK"])
    if "Promote" in parameters:  # of a launch that may have it, a build has what it brings instead
        raise InvalidParameters("Promote: stands in a launch message alone, neither in the parameter document nor beside Reproduce")
    made = plan({**build, **decided(build["Stack"], build["Version"], tail, parameters, resources)}, parameters, resources)
    look(made)
    return made


def look(made: dict[str, Any]) -> None:
    """Look at all that the build will read, and note in it which artifact, which commit and which images that is."""
    build, parameters = made["Build"], made["Parameters"]
    for channel, bucket, prefix in reads(made):
        source.check_prefix(f"channel {channel}", bucket, prefix)
    for name, bucket, prefix in exam(made):
        source.check_prefix(f"Evaluation, input {name}", bucket, prefix, "held-out data")
    if not build["Train"]:
        build["ModelVersion"], artifacts = earlier.model(parameters)
        metrics = (build.get("Promoted") or {}).get("Metrics", {})
        build["Model"] = {"JobName": None, "ModelArtifacts": artifacts, "Metrics": metrics}
    asked = requests(made)
    lookups.check(asked, build, made["Resources"])
    standing.look(build, parameters, asked["EndpointConfig"])
    build["Sources"] = sources.checked(build["Sources"], asked.get("Evaluation"))
    if not made["Resources"]["PreprocessStateMachine"]:  # which may be what brings them
        verification.look(parameters)
    known_images.look(build, parameters, made["Resources"])
    made["Parameters"] = pinned(parameters, made["Resources"])


def read(made: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return name, bucket and prefix of all data that a build reads, its training and its evaluation."""
    return [*reads(made), *((f"{EXAM}{name}", bucket, prefix) for name, bucket, prefix in exam(made))]


def reads(made: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return name, bucket and prefix of every channel whose data has to be there when a build begins."""
    build = made["Build"]
    if not build["Train"] or made["Resources"]["PreprocessStateMachine"]:  # which may be what brings the data
        return []
    scripts = build["Sources"].get("Training", {}).get("S3Uri")
    return [found for found in s3_channels(training_request(made)) if f"s3://{found[1]}/{found[2]}" != scripts]


def exam(made: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return name, bucket and prefix of every input whose data the evaluation needs, and that has to be there when a build begins."""
    if not made["Build"]["Evaluation"] or made["Resources"]["PreprocessStateMachine"]:
        return []
    return s3_inputs(evaluation_request(made, NEW, TO_COME), made["Build"])
