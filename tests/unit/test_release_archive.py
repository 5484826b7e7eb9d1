"""The archive of a release holds what is uploaded of it, and is the same whenever it is made."""

from pathlib import Path

import pytest

from tools import release_archive


def test_what_is_written_is_read_again_and_the_same_release_makes_the_same_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release_archive, "RELEASES", tmp_path / "releases")
    (tmp_path / "machine.json").write_text("{}")
    built = tmp_path / "template.yaml"
    built.write_text("Resources: {Machine: {Properties: {DefinitionUri: machine.json}}}")
    path = release_archive.write(built, "0.1.0")
    first = path.read_bytes()
    assert path == tmp_path / "releases/0.1.0.tar.gz"
    kept = release_archive.read(path)
    assert b'"Bucket": {"Fn::Sub": "packages"}, "Key": "sagebuild/0.1.0/' in kept["sagebuild/0.1.0/template.json"]
    assert b"{}" in kept.values()
    assert release_archive.write(built, "0.1.0").read_bytes() == first
