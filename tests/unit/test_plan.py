from typing import Any

import pytest

from builds.names import names
from document.reading import InvalidParameters
from plans.image_origins import images
from plans.plan import s3_channels

BYOD = {"Framework": "BYOD"}
REPOSITORY = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn"


def test_one_dockerfile_makes_one_image_for_training_and_inference() -> None:
    image = {"Uri": f"{REPOSITORY}:v3-training", "Dockerfile": "Dockerfile"}
    assert images(BYOD, 3, "us-east-1", REPOSITORY) == {"Training": {**image, "Build": True}, "Inference": {**image, "Build": False}}


def test_two_dockerfiles_make_two_images() -> None:
    planned = images(
        {**BYOD, "Images": {"Training": {"Dockerfile": "a/Dockerfile"}, "Inference": {"Dockerfile": "b/Dockerfile"}}},
        3,
        "us-east-1",
        REPOSITORY,
    )
    assert planned["Inference"] == {"Uri": f"{REPOSITORY}:v3-inference", "Build": True, "Dockerfile": "b/Dockerfile"}


def test_an_image_that_is_given_is_not_built() -> None:
    planned = images({**BYOD, "Images": {"Training": {"Image": "x/y:1"}, "Inference": {"Image": "x/z:1"}}}, 3, "us-east-1", REPOSITORY)
    assert [planned[kind] for kind in ("Training", "Inference")] == [
        {"Uri": "x/y:1", "Build": False, "Dockerfile": None},
        {"Uri": "x/z:1", "Build": False, "Dockerfile": None},
    ]


def test_an_image_that_is_neither_built_nor_given_is_missing() -> None:
    with pytest.raises(InvalidParameters, match=r"Images.Training.Image: required where Images.Training.Build is false"):
        images({**BYOD, "Images": {"Training": {"Build": False}}}, 3, "us-east-1", REPOSITORY)


def test_the_endpoint_is_named_after_the_stack_and_the_rest_after_the_version() -> None:
    assert names("churn", 3, "0a1b2c3d") == {
        "TrainingJob": "churn-v3-0a1b2c3d",
        "TuningJob": "churn-v3-0a1b2c3d",
        "Evaluation": "churn-v3-0a1b2c3d-new",
        "ChampionEvaluation": "churn-v3-0a1b2c3d-old",
        "Model": "churn-v3-0a1b2c3d",
        "EndpointConfig": "churn-v3-0a1b2c3d",
        "Endpoint": "churn",
        "Rehearsal": "churn-rehearsal",
    }


def test_only_channels_that_read_a_prefix_are_looked_at() -> None:
    def channel(name: str, source: dict[str, Any]) -> dict[str, Any]:
        return {"ChannelName": name, "DataSource": {"S3DataSource": source}}

    request = {
        "InputDataConfig": [
            channel("train", {"S3DataType": "S3Prefix", "S3Uri": "s3://data/train/"}),
            channel("list", {"S3DataType": "ManifestFile", "S3Uri": "s3://data/list.json"}),
            {"ChannelName": "fsx", "DataSource": {"FileSystemDataSource": {}}},
        ]
    }
    assert s3_channels(request) == [("train", "data", "train/")]
