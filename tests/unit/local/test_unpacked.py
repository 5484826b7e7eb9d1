"""Functions that have the same package share the folder that it is unpacked in."""

import zipfile
from pathlib import Path

import pytest

from local.lambdas.unpacked import Package


def unpack(folder: Path, name: str, content: str) -> Path:
    """Return a function's folder, in which a package with one file has been unpacked."""
    archive, code = folder / f"{name}.zip", folder / name
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr(zipfile.ZipInfo("app.py"), content)
    code.mkdir()
    with Package(archive) as package:
        package.extractall(code)
    return code


def test_a_package_is_unpacked_once_for_all_functions_that_have_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCAL_AWS_STATE_DIR", str(tmp_path))
    launch, settle, other = unpack(tmp_path, "launch", "A = 1"), unpack(tmp_path, "settle", "A = 1"), unpack(tmp_path, "other", "A = 2")
    assert [(each / "app.py").read_text() for each in (launch, settle, other)] == ["A = 1", "A = 1", "A = 2"]
    assert launch.resolve() == settle.resolve() != other.resolve()


def test_what_was_unpacked_in_part_is_not_taken_for_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCAL_AWS_STATE_DIR", str(tmp_path))

    def fill_the_disk(_: zipfile.ZipFile, folder: Path) -> None:
        folder.mkdir(parents=True)
        raise OSError("No space left on device")

    with monkeypatch.context() as full:
        full.setattr(zipfile.ZipFile, "extractall", fill_the_disk)
        with pytest.raises(OSError, match="No space left"):
            unpack(tmp_path, "launch", "A = 1")
    assert (unpack(tmp_path, "settle", "A = 1") / "app.py").read_text() == "A = 1"
