"""What Evaluation and Validation need, so that no training is paid for that could not pass."""

from typing import Any

from calls.evaluation import MODEL_FILE, PROGRAM, source
from document.reading import InvalidParameters
from document.validation import beats_champion
from plans.named import jobs


def check(build: dict[str, Any], parameters: dict[str, Any]) -> None:
    """Raise InvalidParameters for an evaluation or a validation that could come to nothing."""
    if "Evaluation" in parameters:
        check_evaluation(build, parameters)
    if "Validation" in parameters:
        check_validation(parameters["Validation"])
        if build.get("Promoted") and "Evaluation" not in parameters:
            check_promoted(build["Promoted"], parameters["Validation"]["Metric"])
        elif not build["Train"] and parameters.get("ModelDataUrl") and "Evaluation" not in parameters:
            raise InvalidParameters("Validation: the model of ModelDataUrl comes without metrics; an Evaluation finds out how good it is")


def check_evaluation(build: dict[str, Any], parameters: dict[str, Any]) -> None:
    """Raise InvalidParameters where there is no program that evaluates, or none that finds the model."""
    given = parameters["Evaluation"].get("AppSpecification")
    if parameters["Framework"] != "BYOD" and not source(build) and not (isinstance(given, dict) and given.get("ImageUri")):
        why = "AMAZON's algorithms bring no program that evaluates" if parameters["Framework"] == "AMAZON" else f"no Source holds {PROGRAM}"
        raise InvalidParameters(f"Evaluation.AppSpecification.ImageUri: required, for {why}")
    url = parameters.get("ModelDataUrl")
    if url and not url.endswith(f"/{MODEL_FILE}"):
        raise InvalidParameters(
            f"ModelDataUrl: expected s3://…/{MODEL_FILE} with an Evaluation, whose program looks for that file, got {url}"
        )


def check_validation(validation: dict[str, Any]) -> None:
    """Raise InvalidParameters for what is missing, and for what has no effect."""
    for key, expected in (("Metric", "which number it looks at"), ("Objective", "Maximize or Minimize")):
        if not validation.get(key):
            raise InvalidParameters(f"Validation.{key}: required, {expected}")
    if "Threshold" not in validation and not beats_champion(validation):
        raise InvalidParameters("Validation: expected a Threshold, or BeatChampion: true; nothing else is asked of a new model")
    if "Tolerance" in validation and not beats_champion(validation):
        raise InvalidParameters(
            "Validation.Tolerance: only with BeatChampion: true, it says how much worse than the serving model a new one may be"
        )


def check_promoted(promoted: dict[str, Any], metric: str) -> None:
    """Raise InvalidParameters for a metric that a promoted version comes without: nobody trains it here."""
    if metric not in promoted["Metrics"]:
        known = ", ".join(sorted(promoted["Metrics"])) or "none"
        raise InvalidParameters(
            f"Validation.Metric: version {promoted['Version']} of {promoted['Stack']} comes without a metric {metric} (it has: {known}); "
            "an Evaluation finds out how good it is"
        )


def check_metric(requests: dict[str, Any], parameters: dict[str, Any]) -> None:
    """Raise InvalidParameters for a metric that no training can report; Amazon's own algorithms know what they report."""
    if "Validation" not in parameters or "Evaluation" in parameters or parameters["Framework"] == "AMAZON":
        return
    metric = parameters["Validation"]["Metric"]
    for path, job in jobs(requests):
        specification = job["AlgorithmSpecification"]
        known = [definition["Name"] for definition in specification.get("MetricDefinitions", [])]
        if metric not in known and not specification.get("AlgorithmName"):
            raise InvalidParameters(
                f"Validation.Metric: the training reports no metric {metric} "
                f"({path}.AlgorithmSpecification.MetricDefinitions: {', '.join(known) or 'none'}); a path into evaluation.json needs an Evaluation"
            )
