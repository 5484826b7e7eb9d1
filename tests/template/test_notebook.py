"""The notebook instance: what it may, what it runs when it starts, and what its absence takes away."""

import base64
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.unit.client.calls import CALLS

# Permissions that have not the name of the call.
NAMED_OTHERWISE = {
    "lambda:Invoke": {"lambda:InvokeFunction"},
    "s3:DeleteObjects": {"s3:DeleteObject"},
    "s3:ListObjectsV2": {"s3:ListBucket"},
    "s3:upload_file": {"s3:AbortMultipartUpload", "s3:PutObject"},
    "s3:upload_fileobj": {"s3:AbortMultipartUpload", "s3:PutObject"},
}
Template = dict[str, Any]
VALUES = {"AWS::Region": "eu-west-1", "AWS::StackName": "a-stack-of-forty-characters-12345678901", "CodeBucket": "c" * 63}


@pytest.fixture(scope="module")
def script(template: Template) -> str:
    """The script as SageMaker gets it."""
    (hook,) = template["Resources"]["NotebookLifecycle"]["Properties"]["OnStart"]
    text: str = hook["Content"]["Fn::Base64"]["Fn::Sub"]
    return re.sub(r"\$\{([\w:]+)\}", lambda name: VALUES[name[1]], text)


def test_the_script_is_one_that_bash_reads_and_that_sagemaker_takes(script: str) -> None:
    assert script.startswith("#!/bin/bash\n")
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(base64.b64encode(script.encode())) < 16384
    assert script.isascii()


def test_an_instance_on_which_nothing_works_starts_all_the_same_and_says_what_does_not(script: str, tmp_path: Path) -> None:
    (tmp_path / "sudo").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "sudo").chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run(["bash"], input=script, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "The notebooks could not be fetched: what is here stays as it is" in done.stdout


def test_root_runs_nothing_that_comes_from_the_bucket(script: str) -> None:
    commands = [line.strip() for line in script.replace("\\\n", " ").splitlines() if "$python" in line or "lifecycle" in line]
    assert len(commands) == 5
    assert [line for line in commands if not line.startswith(("user ", "home="))] == []


def test_the_instance_is_closed_as_far_as_sagemaker_lets_it_be(template: Template) -> None:
    properties = template["Resources"]["NotebookInstance"]["Properties"]
    assert properties["RootAccess"] == "Disabled"
    assert properties["InstanceMetadataServiceConfiguration"] == {"MinimumInstanceMetadataServiceVersion": "2"}
    assert properties["PlatformIdentifier"] == "notebook-al2023-v1"


def test_the_instance_may_write_nowhere_from_where_it_runs_something(template: Template) -> None:
    for name in ("NotebookRole", "NotebookPolicy"):
        for statement in statements(template["Resources"][name]["Properties"]):
            if "s3:PutObject" in statement["Action"]:
                assert "CodeBucket" not in str(statement["Resource"])


def test_without_a_notebook_nothing_of_it_is_made(template: Template) -> None:
    assert template["Conditions"]["HasNotebook"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "NotebookInstanceType"}, "NONE"]}]}
    made = {name for name, resource in template["Resources"].items() if resource.get("Condition") == "HasNotebook"}
    assert made == {name for name in template["Resources"] if "Notebook" in name}
    assert len(made) == 8


def test_nothing_else_of_the_stack_waits_for_the_instance(template: Template) -> None:
    waiting = {name for name, resource in template["Resources"].items() if "'NotebookInstance'" in str(resource)}
    assert waiting == {"NotebookPolicy"}
    assert template["Resources"]["NotebookInstance"]["DependsOn"] == "NotebookFolder"


def test_the_role_may_make_the_packages_calls_and_stop_the_instance_and_nothing_more(template: Template) -> None:
    services = {"sagemaker-runtime": "sagemaker", "stepfunctions": "states"}
    called = [f"{services.get(service, service)}:{name}" for calls in CALLS.values() for service, names in calls.items() for name in names]
    needed = set().union(*(NAMED_OTHERWISE.get(call, {call}) for call in called))
    granted = [statement["Action"] for statement in statements(template["Resources"]["NotebookPolicy"]["Properties"])]
    given = {action for actions in granted for action in (actions if isinstance(actions, list) else [actions])}
    assert given == needed | {"sagemaker:StopNotebookInstance"}


def test_the_logs_that_may_be_read_are_those_of_what_builds_and_rollbacks_run(template: Template) -> None:
    machines = [template["Resources"][name]["Properties"] for name in ("BuildStateMachine", "RollbackStateMachine")]
    filled = {name for machine in machines for name in machine["DefinitionSubstitutions"]}
    functions = {name.removesuffix("FunctionArn") for name in filled if name.endswith("FunctionArn")}
    (reading,) = (s for s in statements(template["Resources"]["NotebookPolicy"]["Properties"]) if s["Action"] == "logs:FilterLogEvents")
    owned = {resource["Fn::GetAtt"][0] for resource in reading["Resource"] if "Fn::GetAtt" in resource}
    assert owned == {f"{name}LogGroup" for name in {*functions, "ImageProject"}}


def statements(properties: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the statements of a role's or a policy's, those that depend on a condition too."""
    documents = [policy["PolicyDocument"] for policy in properties.get("Policies", [properties])]
    return [
        branch for document in documents for item in document["Statement"] for branch in item.get("Fn::If", [item]) if "Action" in branch
    ]
