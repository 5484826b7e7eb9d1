from pathlib import Path
from typing import Any

import pytest

from sagebuild import SageBuild, SageBuildError, data
from tests.unit.client.conftest import StubbedAws


class Bucket:
    """Stands for the S3 client: its transfers make calls that depend on the size of a file."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    def upload_fileobj(self, file: Any, bucket: str, key: str) -> None:
        assert bucket == "churn-data"
        self.objects[key] = file.read()

    def upload_file(self, path: str, bucket: str, key: str) -> None:
        assert bucket == "churn-data"
        self.objects[key] = Path(path).read_bytes()


@pytest.fixture
def bucket(churn: SageBuild, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    made = Bucket()
    monkeypatch.setitem(churn._clients, "s3", made)
    return made


def test_bytes_are_uploaded(churn: SageBuild, bucket: Bucket) -> None:
    assert churn.upload(b"1,2", "train/a.csv") == "s3://churn-data/train/a.csv"
    assert bucket.objects == {"train/a.csv": b"1,2"}


def test_text_of_several_lines_is_content(churn: SageBuild, bucket: Bucket) -> None:
    churn.upload("1,2\n3,4\n", "/train/a.csv")
    assert bucket.objects == {"train/a.csv": b"1,2\n3,4\n"}


def test_a_file_is_uploaded_under_its_key_or_under_its_own_name(churn: SageBuild, bucket: Bucket, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1")
    churn.upload(tmp_path / "a.csv", "train/b.csv")
    churn.upload(str(tmp_path / "a.csv"), "train/")
    assert sorted(bucket.objects) == ["train/a.csv", "train/b.csv"]


def test_a_folders_files_are_uploaded_under_its_key(churn: SageBuild, bucket: Bucket, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "a.csv").write_text("1")
    (tmp_path / "b.csv").write_text("2")
    assert churn.upload(tmp_path, "train") == "s3://churn-data/train"
    assert bucket.objects == {"train/b.csv": b"2", "train/x/a.csv": b"1"}


def test_a_folder_is_packed_under_a_key_of_an_archive(churn: SageBuild, bucket: Bucket, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("print()")
    churn.upload(tmp_path, "source/digits.tar.gz")
    assert bucket.objects["source/digits.tar.gz"][:2] == b"\x1f\x8b"


def test_a_path_that_is_not_there_is_a_sentence(churn: SageBuild) -> None:
    with pytest.raises(SageBuildError, match=r"^There is no file or folder gone.csv; content itself is passed as bytes$"):
        churn.upload("gone.csv", "train/a.csv")


def listed(aws: StubbedAws, prefix: str, *keys: str) -> None:
    aws.answers("s3", "list_objects_v2", {"Contents": [{"Key": key} for key in keys]}, Bucket="churn-data", Prefix=prefix)


def test_all_under_a_folder_is_removed(churn: SageBuild, aws: StubbedAws) -> None:
    listed(aws, "digits/", "digits/a.csv", "digits/b.csv")
    both = {"Objects": [{"Key": "digits/a.csv"}, {"Key": "digits/b.csv"}], "Quiet": True}
    aws.answers("s3", "delete_objects", {}, Bucket="churn-data", Delete=both)
    assert churn.remove("digits/") == 2


def test_of_a_key_only_the_object_itself_is_removed(churn: SageBuild, aws: StubbedAws) -> None:
    listed(aws, "a.csv", "a.csv", "a.csv.old")
    aws.answers("s3", "delete_objects", {}, Bucket="churn-data", Delete={"Objects": [{"Key": "a.csv"}], "Quiet": True})
    assert churn.remove("a.csv") == 1


def test_a_thousand_objects_are_removed_at_once(churn: SageBuild, aws: StubbedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "AT_ONCE", 1)
    listed(aws, "d/", "d/a", "d/b")
    for key in ("d/a", "d/b"):
        aws.answers("s3", "delete_objects", {}, Bucket="churn-data", Delete={"Objects": [{"Key": key}], "Quiet": True})
    assert churn.remove("d/") == 2


def test_what_s3_does_not_remove_is_said(churn: SageBuild, aws: StubbedAws) -> None:
    listed(aws, "d/", "d/a")
    aws.answers("s3", "delete_objects", {"Errors": [{"Key": "d/a", "Code": "AccessDenied", "Message": "Access Denied"}]})
    with pytest.raises(SageBuildError, match=r"^s3://churn-data/d/a was not removed: Access Denied$"):
        churn.remove("d/")


@pytest.mark.parametrize("key", ["", "/"])
def test_the_whole_bucket_is_never_meant(churn: SageBuild, key: str) -> None:
    with pytest.raises(SageBuildError, match=r"^What shall be removed\?"):
        churn.remove(key)


def test_nothing_is_removed_where_nothing_is(churn: SageBuild, aws: StubbedAws) -> None:
    listed(aws, "d/")
    assert churn.remove("d/") == 0
