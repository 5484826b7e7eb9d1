"""A stack as far as its builds are planned: its parameter document, its buckets and its history, on moto's AWS."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import moto

from builds import table
from data import objects
from endpoints import endpoint
from plan_build import copies
from plans import given, lookups, source, sources, verification
from tests.unit.archives import archive
from tests.unit.tables import create_build_table

CACHED = (table.table, endpoint.sagemaker, copies.s3, objects.s3, given.ssm, lookups.client, source.client, sources.s3, verification.s3)
SCRIPT = {"S3Uri": "s3://data/source.tar.gz", "EntryPoint": "train.py"}
DOCUMENT: dict[str, Any] = {"Framework": "SKLEARN", "Source": {"Training": SCRIPT}, "HyperParameters": {"C": 1}}
ENVIRONMENT = {
    "STACK_NAME": "churn",
    "PARAMETER_NAME": "/churn/parameters",
    "BUILD_TABLE": "builds",
    "DATA_BUCKET": "data",
    "CODE_BUCKET": "code",
    "REPOSITORY_URI": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn",
    "CODE_REPOSITORY": "https://github.com/example/churn",
    "GITHUB_TOKEN_SECRET_ARN": "",
    "BRANCH": "main",
    "TRAINING_ROLE_ARN": "arn:aws:iam::123456789012:role/training",
    "MODEL_ROLE_ARN": "arn:aws:iam::123456789012:role/hosting",
    "CONFIG_FRAMEWORK": "BYOD",
    "IMAGE_PROJECT": "images",
    "KMS_KEY_ARN": "",
    "SUBNET_IDS": "",
    "SECURITY_GROUP_IDS": "",
    "TRAINING_CONFIG_LAMBDA": "",
    "MODEL_CONFIG_LAMBDA": "",
    "ENDPOINT_CONFIG_LAMBDA": "",
    "PREPROCESS_STATE_MACHINE": "",
    "POSTPROCESS_STATE_MACHINE": "",
    "PROMOTE_FROM": "",
    "PROMOTE_ROLE_ARN": "",
}


@contextmanager
def planned_stack() -> Iterator[None]:
    """Have a stack that a build of its document could be made of."""
    before = dict(os.environ)
    os.environ.update(ENVIRONMENT)
    with moto.mock_aws():
        forget()
        create_build_table()
        write(DOCUMENT)
        s3 = boto3.client("s3")
        for bucket in ("data", "code"):
            s3.create_bucket(Bucket=bucket)
        s3.put_object(Bucket="data", Key="source.tar.gz", Body=archive(train_py="1"), Tagging="team=growth")
        s3.put_object(Bucket="data", Key="train/one.csv", Body=b"1,2\n")
        yield
    forget()
    os.environ.clear()
    os.environ.update(before)


def forget() -> None:
    """Forget the clients of another AWS."""
    for accessor in CACHED:
        accessor.cache_clear()


def write(document: Any) -> None:
    """Write the parameter document."""
    text = document if isinstance(document, str) else json.dumps(document)
    boto3.client("ssm").put_parameter(Name="/churn/parameters", Value=text, Type="String", Overwrite=True)


def stored() -> dict[str, Any]:
    """Return every byte that a plan could have changed: the items of the table, and the keys of the code bucket."""
    items = boto3.resource("dynamodb").Table("builds").scan()["Items"]
    objects = boto3.client("s3").list_objects_v2(Bucket="code").get("Contents", [])
    return {"items": items, "keys": [found["Key"] for found in objects]}
