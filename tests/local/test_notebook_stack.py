"""The notebook instance of a stack: the notebooks stand in it, a person builds from there, it stops itself, and an edited notebook outlives all that."""

import io
import shutil
import tarfile
from pathlib import Path
from typing import Any

import pytest

from local.launcher import LocalAws
from local.stack import Stack
from tests.local import forbidden
from tests.local.jupyter import Jupyter, Kernel, log, settled
from tests.local.packaged import deploy, launch, upload
from tests.local.test_two_stacks import granted, used
from tests.local.waiting import until

LIFE = Path(__file__).with_name("notebook_life.py")
MINE, START, ALGORITHM = "what a person has written", "SageBuild/01_start_here.ipynb", "SageBuild/02_amazon_algorithm.ipynb"
ROLES = ("NotebookRole", "UploadNotebooksFunctionRole")
IDLE = """
import subprocess, time
command = ["python3", "-m", "lifecycle.stop_when_idle", "--idle", "4", "--every", "0.5"]
subprocess.Popen(command, cwd="/home/ec2-user/SageMaker/SageBuild/.lifecycle", start_new_session=True)
time.sleep(8)
print("still here")
"""
FORBIDDEN = """
import boto3
from sagebuild import SageBuild
outputs = SageBuild("science").outputs
boto3.client("s3").put_object(Bucket=outputs["CodeBucket"], Key="notebooks/folder.tar.gz", Body=b"not ours")
"""


@pytest.fixture(scope="module")
def science(aws: LocalAws, built: Path) -> Stack:
    """A stack with a notebook instance, as a published release's link launches it."""
    deployed = Stack(aws, "science")
    launch(deployed, upload(aws, built))
    return deployed


@pytest.fixture(scope="module")
def name(science: Stack) -> str:
    """The instance's name."""
    return science.outputs["NoteBookInstanceName"]


@pytest.fixture(scope="module")
def permissions(aws: LocalAws, science: Stack) -> set[tuple[str, str]]:
    """What the roles of the notebook grant."""
    return {(role, action) for role, action in granted(aws, science.name) if role in ROLES}


def in_the_folder(aws: LocalAws, name: str, code: str) -> str:
    """Run code in a kernel that begins where the notebooks are, as they themselves do."""
    jupyter = Jupyter(aws, name)
    kernel = jupyter.call("POST", "kernels", {"name": "python3", "path": START})["id"]
    try:
        return Kernel(jupyter, kernel, timeout=200).run(code)
    finally:
        jupyter.call("DELETE", f"kernels/{kernel}")


def restart(aws: LocalAws, name: str) -> Jupyter:
    """Stop the instance unless it has stopped, start it, and open it."""
    if settled(aws, name)["NotebookInstanceStatus"] == "InService":
        aws.client("sagemaker").stop_notebook_instance(NotebookInstanceName=name)
        settled(aws, name)
    aws.client("sagemaker").start_notebook_instance(NotebookInstanceName=name)
    assert settled(aws, name)["NotebookInstanceStatus"] == "InService"
    return Jupyter(aws, name)


def test_the_folder_stands_there_when_the_stack_is_made(aws: LocalAws, name: str) -> None:
    jupyter = Jupyter(aws, name)
    assert {"01_start_here.ipynb", "08_operations.ipynb", "examples", "sagebuild"} <= jupyter.files("SageBuild")
    assert "lifecycle" not in jupyter.files("SageBuild")
    assert log(aws, name) == ["The notebooks are in their place"]


def test_a_person_builds_from_there_with_the_stacks_name_untyped(aws: LocalAws, name: str) -> None:
    code = LIFE.read_text()
    assert in_the_folder(aws, name, code).splitlines() == [
        "2", "SUCCEEDED", "all logged", "2", "1", "SUCCEEDED 1", "2", "ROLLED_BACK 1", "SUCCEEDED", "4", "1 1",
    ]  # fmt: skip


def test_nobody_puts_something_into_the_bucket_from_which_the_instance_runs(aws: LocalAws, name: str) -> None:
    assert "not authorized to perform: s3:PutObject" in in_the_folder(aws, name, FORBIDDEN)


def test_a_notebook_may_do_on_its_stack_what_its_client_does_and_nothing_else_of_what_is_forbidden(aws: LocalAws, science: Stack) -> None:
    assert forbidden.allowed(aws, science, "NotebookRole") == {
        "ask its endpoint",
        "change its parameter",
        "check a document",
        "commit code",
        "delete its own data",
        "launch a build",
        "read its parameter",
        "read the history",
        "roll back",
        "stop a build",
        "write its own data",
    }


def test_an_instance_that_nobody_uses_stops_itself_and_not_while_a_kernel_is_busy(aws: LocalAws, name: str) -> None:
    Jupyter(aws, name).write(START, MINE)
    assert in_the_folder(aws, name, IDLE) == "still here"
    until(lambda: settled(aws, name)["NotebookInstanceStatus"] == "Stopped")


def test_an_edited_notebook_is_as_it_was_after_stop_and_start(aws: LocalAws, name: str) -> None:
    jupyter = restart(aws, name)
    assert jupyter.read(START) == MINE
    assert "01_start_here.new.ipynb" not in jupyter.files("SageBuild")


def test_an_update_of_the_stack_brings_new_notebooks_and_one_beside_that_which_was_edited(
    aws: LocalAws, science: Stack, name: str, built: Path
) -> None:
    newer = built.parent.with_name("newer")  # as deep in the tree: the template names the functions' code relatively
    shutil.copytree(built.parent, newer)
    rewrite(newer / "NotebooksLayer/python/notebooks/folder.tar.gz", {START: b"newer", ALGORITHM: b"newer too"})
    deploy(science, newer / built.name, {"NotebookInstanceType": "ml.t3.medium"})
    jupyter = restart(aws, name)
    assert (jupyter.read(START), jupyter.read("SageBuild/01_start_here.new.ipynb"), jupyter.read(ALGORITHM)) == (MINE, "newer", "newer too")
    assert log(aws, name)[-1] == "01_start_here.ipynb has your edits and stays; the new one is 01_start_here.new.ipynb"


def test_deleting_the_stack_deletes_the_instance_that_runs_and_every_permission_was_needed(
    aws: LocalAws, science: Stack, name: str, permissions: set[tuple[str, str]]
) -> None:
    assert len(permissions) > 25
    science.remove()
    client = aws.client("sagemaker")
    assert client.list_notebook_instances(NameContains="science")["NotebookInstances"] == []
    assert client.list_notebook_instance_lifecycle_configs(NameContains="science")["NotebookInstanceLifecycleConfigs"] == []
    unused = sorted(f"{role} {action}" for role, action in permissions - used(aws))
    assert not unused, "\n".join(["granted, but never used:", *unused])


def rewrite(archive: Path, changed: dict[str, bytes]) -> None:
    """Give some files of an archive another content."""
    with tarfile.open(archive) as tar:
        files: dict[str, Any] = {entry.name: (entry, tar.extractfile(entry)) for entry in tar.getmembers()}
        bodies = {name: reader.read() for name, (_, reader) in files.items()} | {path.split("/")[1]: body for path, body in changed.items()}
    with tarfile.open(archive, "w:gz") as tar:
        for name, body in bodies.items():
            entry = files[name][0]
            entry.size = len(body)
            tar.addfile(entry, io.BytesIO(body))
