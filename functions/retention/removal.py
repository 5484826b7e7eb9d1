"""Removing what a version has made: configuration, model, images and files. What is gone already is done."""

import functools
import json
import os
from typing import Any

import boto3

from builds.names import version_of_tag
from endpoints.endpoint import sagemaker
from endpoints.removal import gone_is_done


class FilesLeft(Exception):
    """S3 refused to delete some files; the message names the first."""


def remove(version: int, names: dict[str, str]) -> None:
    """Remove what a version needs to serve, but its images; what it has trained stays, for ModelVersion can deploy that again."""
    if names:
        gone_is_done(sagemaker().delete_endpoint_config, EndpointConfigName=names["EndpointConfig"])
        gone_is_done(sagemaker().delete_model, ModelName=names["Model"])
    remove_files(f"versions/v{version}/")
    print(json.dumps({"retired": version}))


def remove_images(version: int) -> None:
    """Remove the images that a version has built from the registry, whatever they are made of."""
    repository = {"repositoryName": os.environ["IMAGE_REPOSITORY"]}
    pages = client("ecr").get_paginator("list_images").paginate(**repository, filter={"tagStatus": "TAGGED"})
    tags = [found["imageTag"] for page in pages for found in page["imageIds"] if version_of_tag(found["imageTag"]) == version]
    if not tags:
        return
    answer = client("ecr").batch_delete_image(**repository, imageIds=[{"imageTag": tag} for tag in tags])
    left = [failure for failure in answer.get("failures", []) if failure["failureCode"] != "ImageNotFound"]
    if left:  # such as one that an image list of the user's names; it holds up no other version
        print(json.dumps({"left": left}))


def remove_files(prefix: str) -> None:
    """Remove a version's files, a page at a time."""
    bucket = os.environ["CODE_BUCKET"]
    for page in client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        keys = [{"Key": entry["Key"]} for entry in page.get("Contents", [])]
        errors = client("s3").delete_objects(Bucket=bucket, Delete={"Objects": keys, "Quiet": True}).get("Errors", []) if keys else []
        if errors:
            raise FilesLeft(f"s3://{bucket}/{errors[0]['Key']} could not be deleted: {errors[0]['Code']} {errors[0]['Message']}")


@functools.cache
def client(service: str) -> Any:
    """Return this process's client of a service."""
    return boto3.client(service)
