"""Which rules hold where, and the check of a request by them."""

from collections.abc import Iterator
from typing import Any

from api.rules import deployment, hosting, model, processing, ranges, registries, training, tuning
from api.rules.rule import Rule
from api.rules.together import TOGETHER
from api.shapes import InvalidRequest, below

Rules = tuple[Rule, ...]
Placed = tuple[tuple[str, Rules], ...]
TAG = (
    Rule("Key", "keys that begin with aws: are AWS's own, got {}", "tagging best practices: AWS tag rules",
         lambda tag: tag["Key"].lower().startswith("aws:") and tag["Key"]),
)  # fmt: skip
TAGS = (("Tags[]", TAG),)
TRAINING_JOB: Placed = (
    ("", training.JOB),
    ("ResourceConfig", training.RESOURCES),
    ("InputDataConfig[]", training.CHANNEL),
    ("AlgorithmSpecification.MetricDefinitions[]", training.METRIC),
)
RANGES: Placed = (
    ("IntegerParameterRanges[]", ranges.INTEGER),
    ("ContinuousParameterRanges[]", ranges.CONTINUOUS),
    ("IntegerParameterRanges[]", ranges.RANGE),
    ("ContinuousParameterRanges[]", ranges.RANGE),
)
DEFINITION: Placed = (("", tuning.DEFINITION), *TRAINING_JOB, *((f"HyperParameterRanges.{at}", rules) for at, rules in RANGES))
# Operation, then place and rules: a place is a dotted path of members, [] stands for every entry of a list.
TABLE: dict[str, Placed] = {
    "CreateTrainingJob": (*TRAINING_JOB, *TAGS),
    "CreateHyperParameterTuningJob": (
        ("", tuning.JOB),
        *((f"HyperParameterTuningJobConfig.ParameterRanges.{at}", rules) for at, rules in RANGES),
        *((f"TrainingJobDefinition.{at}".rstrip("."), rules) for at, rules in DEFINITION),
        *((f"TrainingJobDefinitions[].{at}".rstrip("."), rules) for at, rules in DEFINITION),
        *TAGS,
    ),
    "CreateProcessingJob": (
        ("ProcessingResources.ClusterConfig", processing.CLUSTER),
        ("ProcessingInputs[]", processing.INPUT),
        ("ProcessingOutputConfig.Outputs[]", processing.OUTPUT),
        *TAGS,
    ),
    "CreateModel": (("", model.MODEL), ("PrimaryContainer", model.CONTAINER), ("Containers[]", model.CONTAINER), *TAGS),
    "CreateEndpointConfig": (
        ("", hosting.CONFIG),
        ("ProductionVariants[]", hosting.VARIANT),
        ("ShadowProductionVariants[]", hosting.VARIANT),
        *TAGS,
    ),
    "CreateEndpoint": (("DeploymentConfig", deployment.DEPLOYMENT), *TAGS),
    "UpdateEndpoint": (("DeploymentConfig", deployment.DEPLOYMENT),),
    "together": (("", TOGETHER),),
}
TRAINING_IMAGE = ("AlgorithmSpecification", "TrainingImage", "TrainingImageConfig.TrainingRepositoryAccessMode")
IMAGES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "CreateTrainingJob": (TRAINING_IMAGE,),
    "CreateHyperParameterTuningJob": tuple(
        (f"{place}.{TRAINING_IMAGE[0]}", *TRAINING_IMAGE[1:]) for place in ("TrainingJobDefinition", "TrainingJobDefinitions[]")
    ),
    "CreateProcessingJob": (("AppSpecification", "ImageUri", ""),),
    "CreateModel": tuple((place, "Image", "ImageConfig.RepositoryAccessMode") for place in ("PrimaryContainer", "Containers[]")),
}


def check(operation: str, request: dict[str, Any], path: str = "", region: str | None = None) -> None:
    """Raise InvalidRequest with the first rule that a request breaks; its members have been checked by themselves before.

    path is what messages call the request; without a region, nothing is said of where images are.
    """
    images = IMAGES.get(operation, ()) if region else ()
    placed = (*TABLE[operation], *((place, registries.rules(str(region), member, mode)) for place, member, mode in images))
    for place, rules in placed:
        for at, value in found(request, place, path):
            for rule in rules:
                what = rule.wrong(value)
                if what:
                    raise InvalidRequest(f"{below(at, rule.member)}: {rule.says.format(what)}")


def found(value: Any, place: str, path: str) -> Iterator[tuple[str, Any]]:
    """Yield path and value of everything that is at a place."""
    if not place:
        yield path, value
        return
    member, _, rest = place.partition(".")
    name = member.removesuffix("[]")
    if name not in value:
        return
    if name == member:
        yield from found(value[name], rest, below(path, name))
        return
    for index, entry in enumerate(value[name]):
        yield from found(entry, rest, f"{below(path, name)}[{index}]")
