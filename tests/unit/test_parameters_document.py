"""The examples in docs/parameters.md are documents that every check of Plan Build accepts."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from document.keys import DOCUMENT
from document.reading import combine
from plans.plan import decided, plan

TEXT = (Path(__file__).parents[2] / "docs/parameters.md").read_text()
EXAMPLES = [json.loads(block) for block in re.findall(r"^```json\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)]
RESOURCES = {
    "Region": "us-east-1",
    "RepositoryUri": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn",
    "DataBucket": "data",
    "CodeBucket": "code",
    "TrainingRoleArn": "arn:aws:iam::123456789012:role/training",
    "ModelRoleArn": "arn:aws:iam::123456789012:role/hosting",
}


@pytest.mark.parametrize("example", EXAMPLES, ids="-".join)
def test_an_example_is_accepted(example: dict[str, Any]) -> None:
    parameters = combine(example, {}, "BYOD")
    build = {"Stack": "churn", "Version": 1, **decided("churn", 1, "0a1b2c3d", parameters, RESOURCES)}
    assert plan(build, parameters, RESOURCES)["Build"] == build


def test_every_key_is_documented_with_an_example() -> None:
    assert DOCUMENT.keys
    shown = {key for example in EXAMPLES for key in example}
    assert set(DOCUMENT.keys) - shown == set()
