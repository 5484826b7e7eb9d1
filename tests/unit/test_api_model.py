from typing import Any

import pytest

from api.shapes import InvalidRequest, carried, check, notices
from api.values import compiled
from tools import api_shapes

JOB = {
    "TrainingJobName": "churn-v1-0a1b2c3d",
    "AlgorithmSpecification": {"TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/i:v1", "TrainingInputMode": "File"},
    "RoleArn": "arn:aws:iam::123456789012:role/training",
    "OutputDataConfig": {"S3OutputPath": "s3://code/artifacts/"},
    "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 30},
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
}


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


def test_every_pattern_of_the_api_is_understood() -> None:
    found = {name: shape["pattern"] for name, shape in carried()["Shapes"].items() if shape.get("pattern")}
    assert len(found) >= 90
    assert [name for name, pattern in found.items() if compiled(pattern) is None] == []


def test_the_model_is_what_the_pinned_botocore_says() -> None:
    assert api_shapes.FILE.read_text() == api_shapes.text(), "run PYTHONPATH=.:functions python tools/api_shapes.py"


def test_a_value_that_is_not_among_the_apis_choices_is_refused_with_them() -> None:
    with pytest.raises(InvalidRequest) as refused:
        check("CreateTrainingJob", changed("AlgorithmSpecification.TrainingInputMode", "Disk"), "TrainingJob")
    assert str(refused.value).endswith('TrainingInputMode: expected one of Pipe, File, FastFile, got "Disk"')


def instance(name: str) -> dict[str, Any]:
    return changed("ResourceConfig.InstanceType", name)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("ml.m5.xlrage", "ml.m5.xlarge"),
        ("ml.m5.xxlarge", "ml.m5.xlarge"),
        ("ML.M5.XLARGE", "ml.m5.xlarge"),
        ("m5.xlarge", "ml.m5.xlarge"),
        ("ml.m5x.xlarge", "ml.m5.xlarge"),
        ("ml.p5.24xlarge", "ml.p5.4xlarge"),
        ("ml.tnr1.32xlarge", "ml.trn1.32xlarge"),
    ],
)
def test_a_slip_of_the_pen_is_refused_with_the_nearest_choice(given: str, meant: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        check("CreateTrainingJob", instance(given), "TrainingJob")
    assert str(refused.value) == (
        "TrainingJob.ResourceConfig.InstanceType: expected one of 225 values such as ml.m4.xlarge, ml.m4.2xlarge, ml.m4.4xlarge, "
        f'got "{given}"; did you mean {meant}?'
    )


def test_what_is_near_no_choice_gets_three_of_them() -> None:
    with pytest.raises(InvalidRequest) as refused:
        check("CreateTrainingJob", instance("big"), "TrainingJob")
    assert str(refused.value).endswith(
        'InstanceType: expected one of 225 values such as ml.m4.xlarge, ml.m4.2xlarge, ml.m4.4xlarge, got "big"'
    )


@pytest.mark.parametrize("name", ["ml.m9.xlarge", "ml.p7.48xlarge", "ml.m8idn.24xlarge", "ml.x8.large", "ml.p6-b400.48xlarge"])
def test_an_instance_type_that_may_be_newer_than_the_model_passes_and_people_are_told(name: str) -> None:
    assert check("CreateTrainingJob", instance(name))["ResourceConfig"]["InstanceType"] == name
    assert notices("CreateTrainingJob", instance(name), "TrainingJob") == [
        f"TrainingJob.ResourceConfig.InstanceType: {name} is newer than this SageBuild, and SageMaker is asked without a check"
    ]
    assert notices("CreateTrainingJob", JOB, "TrainingJob") == []


def test_a_newer_image_of_the_hosting_instances_passes() -> None:
    variant = {"VariantName": "a", "InferenceAmiVersion": "al2023-ami-sagemaker-inference-gpu-5-1"}
    request = {"EndpointConfigName": "a", "ProductionVariants": [variant]}
    assert check("CreateEndpointConfig", request) == request


def test_line_breaks_are_called_by_their_name() -> None:
    with pytest.raises(InvalidRequest) as refused:
        check("CreateTrainingJob", changed("HyperParameters", {"a": "one\ntwo"}), "TrainingJob")
    assert str(refused.value) == 'TrainingJob.HyperParameters.a: line breaks are not allowed, got "one\\ntwo"'
