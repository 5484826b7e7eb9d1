"""The committed table of images: what it is made from, and what its making keeps and leaves out."""

import importlib.metadata
import zipfile
from pathlib import Path

import pytest

from tools import image_table


def test_the_committed_table_is_what_the_pinned_sdk_gives() -> None:
    assert importlib.metadata.version("sagemaker") == image_table.SDK_VERSION
    assert image_table.table_text(image_table.sdk_configs()) == image_table.TABLE.read_text()


def test_the_wheel_gives_the_same_files_as_the_installed_sdk(tmp_path: Path) -> None:
    wheel = tmp_path / "sagemaker.whl"
    folder = importlib.metadata.distribution("sagemaker").locate_file(image_table.CONFIG_FOLDER)
    with zipfile.ZipFile(wheel, "w") as files:
        files.writestr("sagemaker/other.json", "{}")
        for file in Path(str(folder)).glob("*.json"):
            files.write(file, f"{image_table.CONFIG_FOLDER}/{file.name}")
    assert image_table.wheel_configs(wheel) == image_table.sdk_configs()


@pytest.mark.parametrize("installed", ["2.257.6", None])
def test_another_sdk_or_none_is_not_read(installed: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    class Distribution:
        version = installed

    def distribution(name: str) -> Distribution:
        if installed is None:
            raise importlib.metadata.PackageNotFoundError(name)
        return Distribution()

    monkeypatch.setattr(importlib.metadata, "distribution", distribution)
    monkeypatch.setattr(image_table, "downloaded_configs", lambda: {"from": "the wheel"})
    assert image_table.sdk_configs() == {"from": "the wheel"}


def test_equal_registry_maps_are_kept_once() -> None:
    config = {
        "scope": ["inference", "training"],
        "versions": {
            "1": {"repository": "pca", "registries": {"us-east-1": "1", "eu-west-1": "2"}},
            "2": {"repository": "pca", "registries": {"eu-west-1": "2", "us-east-1": "1"}},
        },
    }
    registries: list[dict[str, str]] = []
    assert image_table.image_set("pca", config, registries)["Training"] == {
        "Aliases": {},
        "Versions": {"1": [{"Repository": "pca", "Registries": "0"}], "2": [{"Repository": "pca", "Registries": "0"}]},
    }
    assert registries == [{"eu-west-1": "2", "us-east-1": "1"}]


def test_the_table_is_small_enough_to_go_along_with_every_function() -> None:
    assert image_table.TABLE.stat().st_size < 100_000
