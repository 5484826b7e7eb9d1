from typing import Any

import pytest

from builds.names import names
from document.reading import InvalidParameters
from plans.image_origins import images
from plans.plan import s3_channels

BYOD = {"Framework": "BYOD"}
REPOSITORY = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn"


def given(uri: str | None) -> dict[str, Any]:
    known = {
        "Dockerfile": None,
        "Context": None,
        "BuildArgs": {},
        "Arguments": "",
        "Objects": {},
        "Content": None,
        "Version": None,
        "Fresh": False,
    }
    return {"Uri": uri, "Build": False, "Identity": uri, **known}


def built(uri: str, dockerfile: str, context: str = ".", **build_args: str) -> dict[str, Any]:
    arguments = "\n".join(f"{name}={value}" for name, value in build_args.items())
    return {
        **given(uri),
        "Build": True,
        "Dockerfile": dockerfile,
        "Context": context,
        "BuildArgs": build_args,
        "Arguments": arguments,
        "Version": 3,
    }


def origins(training: dict[str, Any], inference: dict[str, Any], **rest: Any) -> list[dict[str, Any]]:
    found = images({**BYOD, "Images": {"Training": training, "Inference": inference}, **rest}, 3, "us-east-1", REPOSITORY)
    return [found["Training"], found["Inference"]]


def test_one_dockerfile_makes_one_image_for_training_and_inference() -> None:
    image = built(f"{REPOSITORY}:v3-training", "Dockerfile")
    assert images(BYOD, 3, "us-east-1", REPOSITORY) == {"Training": image, "Inference": {**image, "Build": False}}
    args = {"Dockerfile": "a/Dockerfile", "Context": "a", "BuildArgs": {"PYTHON": "3.13"}}
    for inference in ({}, args, {"Context": "a/../a/"}):
        assert [image["Build"] for image in origins(args, inference)] == [True, False]


def test_two_dockerfiles_make_two_images() -> None:
    training, inference = origins({"Dockerfile": "a/Dockerfile", "Context": "a"}, {"Dockerfile": "b/Dockerfile"})
    assert training == built(f"{REPOSITORY}:v3-training", "a/Dockerfile", "a")
    assert inference == built(f"{REPOSITORY}:v3-inference", "b/Dockerfile")


def test_serving_has_what_training_has_but_what_it_names_itself() -> None:
    training = {"Dockerfile": "a/Dockerfile", "Context": "a", "BuildArgs": {"FOR": "training"}}
    inference = built(f"{REPOSITORY}:v3-inference", "a/Dockerfile", "a", FOR="serving")
    assert origins(training, {"BuildArgs": {"FOR": "serving"}})[1] == inference
    # What a build without a training serves with is what it would serve with otherwise.
    assert origins(training, {"BuildArgs": {"FOR": "serving"}}, Train=False) == [given(None), inference]


@pytest.mark.parametrize(
    ("training", "sentence"),
    [
        (
            {"Context": "../other"},
            "Images.Training.Context: expected the path of a folder in the repository, such as training, got ../other",
        ),
        (
            {"Context": "/training"},
            "Images.Training.Context: expected the path of a folder in the repository, such as training, got /training",
        ),
        (
            {"BuildArgs": {"A B": "1"}},
            "Images.Training.BuildArgs: expected the name of a build argument, such as PYTHON_VERSION, got 'A B'",
        ),
        ({"BuildArgs": {"A": "1\n2"}}, "Images.Training.BuildArgs.A: expected text in one line"),
        ({"BuildArgs": {"A": "1\n"}}, "Images.Training.BuildArgs.A: expected text in one line"),
    ],
)
def test_a_context_or_an_argument_that_docker_would_not_get_as_it_is_is_refused(training: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InvalidParameters) as refused:
        origins(training, {})
    assert str(refused.value) == sentence


def test_build_arguments_are_handed_over_one_a_line() -> None:
    args = {"INDEX": "https://pypi.org/simple?a=b", "WORDS": "$HOME 'and' \"so\" on", "EMPTY": ""}
    assert origins({"BuildArgs": args}, {})[0]["Arguments"] == "INDEX=https://pypi.org/simple?a=b\nWORDS=$HOME 'and' \"so\" on\nEMPTY="


def test_an_image_that_is_given_is_not_built() -> None:
    assert origins({"Image": "x/y:1"}, {"Image": "x/z:1"}) == [given("x/y:1"), given("x/z:1")]


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
