"""A function of the local AWS finds what it would find on AWS: its Python, boto3, and nothing else of this machine."""

import io
import json
import zipfile

from local.lambdas import python
from local.launcher import LocalAws
from tests.local import by_hand

HANDLER = """
import importlib.util, sys
import boto3
def handler(event, context):
    names = ("boto3", "dateutil", "sklearn", "ministack", "crhelper")
    return {"version": "%d.%d" % sys.version_info[:2], "modules": [name for name in names if importlib.util.find_spec(name)]}
"""


def test_a_function_runs_on_the_python_that_is_named_and_imports_what_awss_runtime_brings_alone(aws: LocalAws) -> None:
    by_hand.prepare(aws)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("app.py", HANDLER)
    made = aws.client("lambda")
    made.create_function(
        FunctionName="python", Runtime="python3.13", Handler="app.handler", Role=by_hand.ROLE, Code={"ZipFile": packed.getvalue()}
    )
    answer = json.loads(made.invoke(FunctionName="python")["Payload"].read())
    assert answer["modules"] == ["boto3", "dateutil"]
    assert f"Functions run on Python {answer['version']}" in python.told()
