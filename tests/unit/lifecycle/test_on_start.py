"""The start of a notebook instance, in a folder that stands for its disk; and the archive that it unpacks."""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import boto3
import pytest

from lifecycle import kernels, on_start
from local.lambdas.python import found

ROOT = Path(__file__).parents[3]
PACK = ROOT / "layers/notebooks/pack.py"
FIRST = {"01_start_here.ipynb": "first", "examples/train": "#!/bin/sh\n", "lifecycle/on_start.py": "the instance's own"}


class Disk:
    """A folder SageBuild as a person has it, and the home around it."""

    def __init__(self, root: Path) -> None:
        self.root, self.home, self.folder = root, root / "home", root / "home/SageMaker/SageBuild"
        (self.folder / ".lifecycle").mkdir(parents=True)

    def start(self, monkeypatch: pytest.MonkeyPatch, files: dict[str, str]) -> int:
        """Let an archive of some files arrive."""
        source = self.root / "source"
        subprocess.run(["rm", "-rf", source], check=True)
        for name, text in files.items():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_text(text)
            (source / name).chmod(0o755 if text.startswith("#!") else 0o644)
        packer().pack(source, self.folder / ".lifecycle/folder.tar.gz")
        monkeypatch.chdir(self.folder / ".lifecycle")
        monkeypatch.setattr(sys, "argv", ["on_start", "--stack", "churn", "--home", str(self.home)])
        return on_start.main()

    def files(self) -> dict[str, str]:
        """Return what a person sees."""
        paths = [path for path in self.folder.rglob("*") if path.is_file() and ".lifecycle" not in path.parts]
        return {path.relative_to(self.folder).as_posix(): path.read_text() for path in paths}


def packer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pack", PACK)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path)


def test_at_the_first_start_the_folder_stands_there_with_the_stacks_name(
    disk: Disk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert disk.start(monkeypatch, FIRST) == 0
    assert disk.files() == {"01_start_here.ipynb": "first", "examples/train": "#!/bin/sh\n", ".sagebuild": "churn\n"}
    assert os.access(disk.folder / "examples/train", os.X_OK)
    assert not os.access(disk.folder / "01_start_here.ipynb", os.X_OK)
    assert capsys.readouterr().out == "The notebooks are in their place\n"


def test_an_edited_notebook_stays_over_stop_start_and_update_and_the_new_one_arrives_beside_it(
    disk: Disk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    disk.start(monkeypatch, FIRST)
    (disk.folder / "01_start_here.ipynb").write_text("mine")
    disk.start(monkeypatch, FIRST)
    assert disk.files()["01_start_here.ipynb"] == "mine"
    capsys.readouterr()
    disk.start(monkeypatch, {"01_start_here.ipynb": "second", "02_amazon.ipynb": "new"})
    assert disk.files() == {
        "01_start_here.ipynb": "mine",
        "01_start_here.new.ipynb": "second",
        "02_amazon.ipynb": "new",
        ".sagebuild": "churn\n",
    }
    assert capsys.readouterr().out.splitlines()[1:] == [
        "01_start_here.ipynb has your edits and stays; the new one is 01_start_here.new.ipynb"
    ]


def test_where_a_file_of_ours_cannot_be_put_the_others_arrive_and_it_is_tried_again(
    disk: Disk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (disk.folder / "examples").write_text("a file of mine where a folder of theirs goes")
    assert disk.start(monkeypatch, FIRST) == 0
    assert disk.files()["01_start_here.ipynb"] == "first"
    assert "examples/train could not be written" in capsys.readouterr().out
    (disk.folder / "examples").unlink()
    disk.start(monkeypatch, FIRST)
    assert disk.files()["examples/train"] == "#!/bin/sh\n"


def test_an_unedited_file_that_could_not_be_replaced_is_not_taken_for_an_edited_one(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    disk.start(monkeypatch, FIRST)
    in_the_way = disk.folder / ".01_start_here.ipynb.unfinished"
    in_the_way.mkdir()
    disk.start(monkeypatch, {**FIRST, "01_start_here.ipynb": "second"})
    assert disk.files()["01_start_here.ipynb"] == "first"
    in_the_way.rmdir()
    disk.start(monkeypatch, {**FIRST, "01_start_here.ipynb": "second"})
    assert disk.files()["01_start_here.ipynb"] == "second"


def test_a_new_notebook_that_has_been_edited_stays_too(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    disk.start(monkeypatch, FIRST)
    (disk.folder / "01_start_here.ipynb").write_text("mine")
    disk.start(monkeypatch, {"01_start_here.ipynb": "second"})
    (disk.folder / "01_start_here.new.ipynb").write_text("mine too")
    disk.start(monkeypatch, {"01_start_here.ipynb": "third"})
    assert disk.files() == {"01_start_here.ipynb": "mine", "01_start_here.new.ipynb": "mine too", ".sagebuild": "churn\n"}


def test_an_archive_that_cannot_be_read_is_said_in_a_sentence(
    disk: Disk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    disk.start(monkeypatch, FIRST)
    capsys.readouterr()
    (disk.folder / ".lifecycle/folder.tar.gz").write_bytes(b"no archive")
    assert on_start.main() == 1
    assert capsys.readouterr().out == "The notebooks could not all be put in their place: not a gzip file\n"
    assert disk.files()["01_start_here.ipynb"] == "first"


def test_the_kernel_that_the_notebooks_ask_for_is_aws_own_environment_and_every_environment_finds_the_package(tmp_path: Path) -> None:
    environments = tmp_path / "anaconda3/envs"
    for name in ("python3", "pytorch"):
        (environments / name / "lib/python3.10/site-packages").mkdir(parents=True)
    (environments / "python3/bin").mkdir()
    (environments / "python3/bin/python").touch()
    kernels.prepare(tmp_path, Path("/home/ec2-user/SageMaker/SageBuild"))
    for name in ("python3", "pytorch"):
        link = environments / name / "lib/python3.10/site-packages/sagebuild.pth"
        assert link.read_text() == "/home/ec2-user/SageMaker/SageBuild\n"
    kernel = json.loads((tmp_path / ".local/share/jupyter/kernels/python3/kernel.json").read_text())
    assert kernel["argv"] == [f"{environments}/python3/bin/python", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    assert kernel["env"] == {"PATH": f"{environments}/python3/bin:${{PATH}}"}


def test_where_there_is_no_conda_the_kernels_stay_as_they_are(tmp_path: Path) -> None:
    kernels.prepare(tmp_path, tmp_path)
    assert list(tmp_path.rglob("*")) == []


def test_the_archive_is_the_same_wherever_and_whenever_it_is_made_and_holds_what_links_lead_to(tmp_path: Path) -> None:
    for copy in ("one", "two"):
        (tmp_path / copy).mkdir()
        (tmp_path / copy / "a.ipynb").write_text("a")
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples/train").write_text("b")
    (tmp_path / "one/examples").symlink_to(tmp_path / "examples")
    (tmp_path / "two/examples").mkdir()
    (tmp_path / "two/examples/train").write_text("b")
    (tmp_path / "two/__pycache__").mkdir()
    (tmp_path / "two/__pycache__/a.pyc").write_text("c")
    os.utime(tmp_path / "two/a.ipynb", (1, 1))
    for copy in ("one", "two"):
        packer().pack(tmp_path / copy, tmp_path / f"{copy}.tar.gz")
    assert (tmp_path / "one.tar.gz").read_bytes() == (tmp_path / "two.tar.gz").read_bytes()
    assert packer().written(tmp_path / "one") == ["a.ipynb", "examples/train"]


def test_all_of_it_runs_on_the_python_of_aws_notebook_instances(record_property: Callable[[str, object], None]) -> None:
    python = found("3.10")
    if python == found("no such version"):
        record_property("left out", "the notebooks' package was not tried on Python 3.10, which is not on this machine")
        return
    parts = [*(ROOT / "notebooks/lifecycle").glob("*.py"), *(ROOT / "notebooks/sagebuild").rglob("*.py")]
    names = [".".join(part.relative_to(ROOT / "notebooks").with_suffix("").parts) for part in parts if part.stem != "__main__"]
    # Behind all else, for the packages that both Pythons share: boto3 and what it needs.
    shared = f"import sys; sys.path.append({str(Path(boto3.__file__).parents[1])!r}); import {', '.join(sorted(names))}"
    done = subprocess.run([python, "-c", shared], cwd=ROOT / "notebooks", capture_output=True, text=True, check=False)
    assert (len(names) > 40, done.stderr) == (True, "")
