"""Models are repacked without being lost on the way."""

import tarfile
import threading
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from repack_model import app, upload
from repack_model.size import TooLarge, compression
from tests.unit.archives import archive, members
from tests.unit.buckets import buckets


@pytest.fixture
def s3() -> Iterator[Any]:
    with buckets("data", "code", kept=app.s3) as client:
        yield client


def repack(s3: Any, model: bytes, code: bytes) -> dict[str, str]:
    s3.put_object(Bucket="code", Key="artifacts/model.tar.gz", Body=model)
    s3.put_object(Bucket="code", Key="versions/v7/inference/source.tar.gz", Body=code)
    build = {"Version": 7, "Sources": {"Inference": {"S3Uri": "s3://code/versions/v7/inference/source.tar.gz"}}}
    training = {"JobName": "j", "ModelArtifacts": "s3://code/artifacts/model.tar.gz", "Metrics": {"m": 1}}
    found = app.handler({"Build": build, "CodeBucket": "code", "Training": training}, None)
    assert found == {**training, "ModelArtifacts": "s3://code/versions/v7/model/model.tar.gz"}
    return members(s3.get_object(Bucket="code", Key="versions/v7/model/model.tar.gz")["Body"].read())


def test_the_script_is_put_into_the_models_code_in_place_of_what_was_there(s3: Any) -> None:
    model = archive(model_pth="weights", code__old_py="old", sub__deep="deep")
    assert repack(s3, model, archive(train_py="new", lib__a_py="a")) == {
        "model_pth": "weights",
        "sub/deep": "deep",
        "code/train.py": "new",
        "code/lib/a.py": "a",
    }


def test_a_model_larger_than_a_part_is_uploaded_in_parts(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "PART", 5 * 2**20)
    text = "".join(chr(33 + (number * number) % 89) for number in range(9_000_000))
    assert repack(s3, archive(weights=text), archive(train_py=""))["weights"] == text


def test_a_broken_model_leaves_nothing_half_done(s3: Any) -> None:
    with pytest.raises(tarfile.ReadError):
        repack(s3, b"no archive", archive(train_py=""))
    assert "Uploads" not in s3.list_multipart_uploads(Bucket="code")


def test_parts_are_on_their_way_side_by_side_and_keep_their_order(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "PART", 4)
    both, parts = threading.Barrier(2, timeout=10), dict[int, bytes]()

    class Slow:
        create_multipart_upload = staticmethod(lambda **_: {"UploadId": "u"})
        completed: ClassVar[list[dict[str, Any]]] = []

        def upload_part(self, **given: Any) -> dict[str, str]:
            both.wait()  # a part that is alone on its way waits in vain
            parts[given["PartNumber"]] = given["Body"]
            return {"ETag": f"e{given['PartNumber']}"}

        def complete_multipart_upload(self, **given: Any) -> None:
            self.completed += given["MultipartUpload"]["Parts"]

    with upload.Upload(Slow(), "code", "k") as target:
        for text in (b"abcd", b"efgh", b"ijkl", b"mn"):
            target.write(text)
    assert parts == {1: b"abcd", 2: b"efgh", 3: b"ijkl", 4: b"mn"}
    assert Slow.completed == [{"PartNumber": number, "ETag": f"e{number}"} for number in (1, 2, 3, 4)]


def test_a_part_that_s3_refuses_aborts_the_upload(s3: Any) -> None:
    aborted = []

    class Refusing:
        create_multipart_upload = staticmethod(lambda **_: {"UploadId": "u"})

        def upload_part(self, **_: Any) -> None:
            raise ConnectionError("refused")

        def abort_multipart_upload(self, **given: Any) -> None:
            aborted.append(given)

    with pytest.raises(ConnectionError, match="refused"), upload.Upload(Refusing(), "code", "k") as target:
        target.write(b"a")
    assert aborted == [{"Bucket": "code", "Key": "k", "UploadId": "u"}]


def test_a_large_model_is_packed_without_compression_and_a_larger_one_refused_before_anything_is_read(s3: Any) -> None:
    assert [compression("s3://code/m", gib * 2**30) for gib in (1, 4, 5, 30)] == [1, 1, 0, 0]
    with pytest.raises(TooLarge, match=r"the model s3://code/m has 31.0 GiB, and a script can be put into one of at most 30 GiB"):
        compression("s3://code/m", 31 * 2**30)
