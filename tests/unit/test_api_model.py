from collections.abc import Iterator
from typing import Any

import pytest
from botocore.model import ListShape, MapShape, Shape, StructureShape

from api.shapes import InvalidRequest, check, model
from api.values import compiled

JOB = {
    "TrainingJobName": "churn-v1-0a1b2c3d",
    "AlgorithmSpecification": {"TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/i:v1", "TrainingInputMode": "File"},
    "RoleArn": "arn:aws:iam::123456789012:role/training",
    "OutputDataConfig": {"S3OutputPath": "s3://code/artifacts/"},
    "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 30},
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
}
OPERATIONS = (
    "CreateTrainingJob",
    "CreateHyperParameterTuningJob",
    "CreateModel",
    "CreateEndpointConfig",
    "CreateEndpoint",
    "UpdateEndpoint",
)


def changed(path: str, value: Any) -> dict[str, Any]:
    """Return a good request with one member changed."""
    request: dict[str, Any] = {key: dict(item) if isinstance(item, dict) else item for key, item in JOB.items()}
    *parents, last = path.split(".")
    place = request
    for parent in parents:
        place = place[parent]
    place[last] = value
    return request


def test_a_good_request_is_returned_as_it_is() -> None:
    assert check("CreateTrainingJob", JOB) == JOB


def test_numbers_in_strings_become_numbers() -> None:
    checked = check("CreateTrainingJob", changed("ResourceConfig.InstanceCount", "2"))
    assert checked["ResourceConfig"]["InstanceCount"] == 2


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("ResourceConfig.InstanceCount", "two", 'TrainingJob.ResourceConfig.InstanceCount: expected an integer, got "two"'),
        ("ResourceConfig.InstanceCount", True, "TrainingJob.ResourceConfig.InstanceCount: expected an integer, got true"),
        ("ResourceConfig.InstanceCount", 1.5, "TrainingJob.ResourceConfig.InstanceCount: expected an integer, got 1.5"),
        ("ResourceConfig.InstanceCount", [1], "TrainingJob.ResourceConfig.InstanceCount: expected an integer, got a list"),
        ("ResourceConfig.VolumeSizeInGB", -1, "TrainingJob.ResourceConfig.VolumeSizeInGB: expected at least 0, got -1"),
        ("ResourceConfig.InstanceTyp", "ml.m5.large", "TrainingJob.ResourceConfig.InstanceTyp: unknown; did you mean InstanceType?"),
        ("AlgorithmSpecification.TrainingInputMode", 1, "TrainingJob.AlgorithmSpecification.TrainingInputMode: expected a string, got 1"),
        ("TrainingJobName", "a" * 64, "TrainingJob.TrainingJobName: expected at most 63 characters, got 64"),
        ("HyperParameters", {"a": 1}, "TrainingJob.HyperParameters.a: expected a string, got 1"),
        ("StoppingCondition", [], "TrainingJob.StoppingCondition: expected an object, got a list"),
        ("EnableManagedSpotTraining", "yes", 'TrainingJob.EnableManagedSpotTraining: expected true or false, got "yes"'),
    ],
)  # fmt: skip
def test_what_the_api_would_refuse_is_named_with_its_path(path: str, value: Any, words: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        check("CreateTrainingJob", changed(path, value), "TrainingJob")
    assert str(refused.value) == words


def test_a_name_of_the_wrong_form_is_refused_with_the_apis_own_pattern() -> None:
    with pytest.raises(InvalidRequest, match="TrainingJobName: expected to match"):
        check("CreateTrainingJob", changed("TrainingJobName", "churn_v1"), "TrainingJob")


def test_a_missing_member_is_named_and_further_problems_are_counted() -> None:
    with pytest.raises(InvalidRequest) as refused:
        check("CreateTrainingJob", {"RoleArn": JOB["RoleArn"]}, "TrainingJob")
    assert str(refused.value) == "TrainingJob.TrainingJobName: required, but not given (and 1 more problem)"


def shapes(shape: Shape, seen: set[str]) -> Iterator[Shape]:
    if shape.name in seen:
        return
    seen.add(shape.name)
    yield shape
    children: list[Shape] = []
    match shape:
        case StructureShape():
            children = list(shape.members.values())
        case MapShape():
            children = [shape.key, shape.value]
        case ListShape():
            children = [shape.member]
    for child in children:
        yield from shapes(child, seen)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_pattern_of_the_api_is_understood(operation: str) -> None:
    found = [shape for shape in shapes(model("sagemaker").operation_model(operation).input_shape, set()) if shape.metadata.get("pattern")]
    assert len(found) >= 3
    assert [shape.name for shape in found if compiled(shape.metadata["pattern"]) is None] == []


def test_a_value_that_is_not_among_the_apis_choices_is_refused_with_them() -> None:
    with pytest.raises(InvalidRequest) as refused:
        check("CreateTrainingJob", changed("AlgorithmSpecification.TrainingInputMode", "Disk"), "TrainingJob")
    assert str(refused.value).endswith('TrainingInputMode: expected one of Pipe, File, FastFile, got "Disk"')
