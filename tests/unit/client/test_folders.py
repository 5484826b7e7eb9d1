import io
import tarfile
from pathlib import Path

import pytest

from sagebuild import SageBuildError
from sagebuild.folders import files, packed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("train.py", "lib/model.py", ".dockerignore", "__pycache__/train.pyc", ".git/HEAD", "lib/.ipynb_checkpoints/model.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "train.py").chmod(0o755)
    return tmp_path


def test_a_folders_files_are_those_that_a_person_wrote(folder: Path) -> None:
    assert [name for _, name in files(folder)] == [".dockerignore", "lib/model.py", "train.py"]


def test_a_folder_that_is_not_there_or_empty_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SageBuildError, match=r"^There is no file in the folder"):
        files(tmp_path)
    with pytest.raises(SageBuildError, match=r"^There is no folder .*/gone$"):
        files(tmp_path / "gone")


def test_a_packed_folder_holds_its_files_and_who_may_be_run(folder: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(packed(folder)), mode="r:gz") as archive:
        assert [(member.name, oct(member.mode)) for member in archive] == [
            (".dockerignore", "0o644"),
            ("lib/model.py", "0o644"),
            ("train.py", "0o755"),
        ]
        content = archive.extractfile("lib/model.py")
        assert content
        assert content.read() == b"lib/model.py"


def test_an_unchanged_folder_is_the_same_bytes_again(folder: Path) -> None:
    first = packed(folder)
    (folder / "train.py").touch()
    assert packed(folder) == first
