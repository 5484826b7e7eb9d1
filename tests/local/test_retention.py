"""Ten deployments of a stack that keeps three: the others leave nothing but what they have trained."""

import re
from collections.abc import Iterator

import pytest

from examples.byod.digits import as_csv, split
from local.stack import Stack
from tests.local.conftest import DOCUMENT
from tests.local.waiting import until

DEPLOYMENTS, KEPT = 10, 3


@pytest.fixture(scope="module")
def last(stack: Stack) -> Iterator[int]:
    """The last of ten versions that have been deployed one after the other; one training is enough for all of them."""
    stack.parameters({**DOCUMENT, "Train": False, "Retention": {"Versions": KEPT}})
    version = serving(stack)
    for _ in range(DEPLOYMENTS - 1):
        done = stack.build()
        assert (done["status"], done.get("cause")) == ("SUCCEEDED", None)
        version = serving(stack)
        # As if it had scripts, of which copies lie there.
        stack.account.client("s3").put_object(Bucket=stack.outputs["CodeBucket"], Key=f"versions/v{version}/training/source.tar.gz")
    yield version
    stack.parameters(DOCUMENT)


def serving(stack: Stack) -> int:
    """Return the version whose configuration the endpoint has."""
    found = stack.account.client("sagemaker").describe_endpoint(EndpointName=stack.name)["EndpointConfigName"]
    return int(re.findall(rf"{stack.name}-v(\d+)-", found)[0])


def left(stack: Stack) -> dict[str, list[int]]:
    """Return the versions of which there still is something, by what it is."""
    sagemaker, s3, ecr = (stack.account.client(service) for service in ("sagemaker", "s3", "ecr"))
    named = {"NameContains": f"{stack.name}-v", "MaxResults": 100}
    pages = ecr.get_paginator("describe_images").paginate(repositoryName=stack.resource("ImageRepository"))
    files = s3.list_objects_v2(Bucket=stack.outputs["CodeBucket"], Prefix="versions/").get("Contents", [])
    texts = {
        "models": [found["ModelName"] for found in sagemaker.list_models(**named)["Models"]],
        "configurations": [found["EndpointConfigName"] for found in sagemaker.list_endpoint_configs(**named)["EndpointConfigs"]],
        "images": [f"-{tag}" for page in pages for image in page["imageDetails"] for tag in image.get("imageTags", [])],
        "files": [f"-{found['Key'].removeprefix('versions/')}" for found in files],
    }
    own = rf"^(?:{stack.name})?-v(\d+)[-/]"
    return {kind: sorted({int(number) for text in names for number in re.findall(own, text)}) for kind, names in texts.items()}


def test_three_versions_keep_model_configuration_and_files_and_the_one_image_that_they_share(stack: Stack, last: int) -> None:
    kept = [last - 2, last - 1, last]
    key = {"Kind": {"S": "build"}, "Version": {"N": str(last)}}
    found = stack.account.client("dynamodb").get_item(TableName=stack.outputs["BuildTable"], Key=key)["Item"]
    builder = int(found["Images"]["M"]["Inference"]["M"]["Version"]["N"])
    expected = {**dict.fromkeys(("models", "configurations", "files"), kept), "images": [builder]}
    until(lambda: left(stack) == expected)


def test_what_was_trained_stays(stack: Stack, last: int) -> None:
    stored = stack.account.client("s3").list_objects_v2(Bucket=stack.outputs["CodeBucket"], Prefix="artifacts/")["Contents"]
    assert any(found["Key"].endswith("/output/model.tar.gz") for found in stored)


def test_the_endpoint_serves_on(stack: Stack, last: int) -> None:
    assert stack.invoke(as_csv(split()[1][:1], labels=False)).strip() == "2"
