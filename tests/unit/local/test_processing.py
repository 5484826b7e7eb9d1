"""A processing job is run, told of itself and its outputs uploaded as SageMaker does it."""

from pathlib import Path
from typing import Any

import pytest

from local.containers.images import Image
from local.gateway import quotas
from local.gateway.protocol import ServiceError
from local.sagemaker import objects, processing
from local.sagemaker.outputs import Output
from local.sagemaker.processing_run import command, described

IMAGE = Image(Path("/image"), entrypoint=["python", "/main.py"], command=["--quiet"])


@pytest.mark.parametrize(
    ("specification", "expected"),
    [
        ({}, ["python", "/main.py", "--quiet"]),
        ({"ContainerArguments": ["--loud"]}, ["python", "/main.py", "--loud"]),
        ({"ContainerEntrypoint": ["evaluate"]}, ["evaluate"]),
        ({"ContainerEntrypoint": ["evaluate"], "ContainerArguments": ["a", "b"]}, ["evaluate", "a", "b"]),
    ],
)
def test_entry_point_and_arguments_stand_in_the_images_place_as_with_docker_run(specification: dict[str, Any], expected: list[str]) -> None:
    assert command(IMAGE, {"AppSpecification": {"ImageUri": "image", **specification}}) == expected


def test_a_job_reads_about_itself_what_was_asked_and_null_for_what_was_not() -> None:
    record = {
        "ProcessingJobArn": "arn",
        "ProcessingJobName": "name",
        "ProcessingJobStatus": "InProgress",
        "AppSpecification": {"ImageUri": "image"},
        "ProcessingOutputConfig": {"Outputs": []},
        "ProcessingResources": {"ClusterConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1}},
        "RoleArn": "role",
    }
    assert described(record) == {
        "ProcessingJobArn": "arn",
        "ProcessingJobName": "name",
        "AppSpecification": {"ImageUri": "image", "ContainerEntrypoint": None, "ContainerArguments": None},
        "Environment": None,
        "ProcessingInputs": [],
        "ProcessingOutputConfig": {"KmsKeyId": None, "Outputs": []},
        "ProcessingResources": {
            "ClusterConfig": {"VolumeKmsKeyId": None, "InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1}
        },
        "RoleArn": "role",
        "StoppingCondition": None,
    }


class Bucket:
    """S3 that notes what is uploaded."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    def upload_file(self, name: str, bucket: str, key: str, **how: dict[str, str]) -> None:
        self.keys.append(f"{Path(name).read_text()} to {bucket}/{key}" + "".join(f" {value}" for value in how["ExtraArgs"].values()))


def test_an_output_is_uploaded_below_its_prefix_and_later_only_what_has_changed(tmp_path: Path) -> None:
    bucket = Bucket()
    output = Output(bucket, tmp_path, "s3://here/some/prefix", is_continuous=True, key_id=None)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/one").write_text("1")
    output.upload()
    (tmp_path / "two").write_text("2")
    output.upload()
    assert bucket.keys == ["1 to here/some/prefix/deep/one", "2 to here/some/prefix/two"]


def test_an_output_is_encrypted_with_the_key_that_its_job_names(tmp_path: Path) -> None:
    bucket = Bucket()
    (tmp_path / "one").write_text("1")
    Output(bucket, tmp_path, "s3://here", is_continuous=False, key_id="the-key").upload()
    assert bucket.keys == ["1 to here/one aws:kms the-key"]


def request(**cluster: Any) -> dict[str, Any]:
    return {"ProcessingResources": {"ClusterConfig": {"VolumeSizeInGB": 1, **cluster}}}


def test_the_first_preference_says_which_instances_a_job_gets() -> None:
    preferences = [{"InstanceType": "ml.m5.large", "InstanceCount": 2}, {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1}]
    assert processing.instances(request(InstancePreferences=preferences)) == ("ml.m5.large", 2)
    assert processing.instances(request(InstanceType="ml.c5.large", InstanceCount=1)) == ("ml.c5.large", 1)


def test_running_jobs_count_for_the_quota_of_processing_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(quotas.quotas, "ml.m5.large for processing job usage", 1)
    running = {**request(InstanceType="ml.m5.large", InstanceCount=1), "ProcessingJobStatus": "Stopping"}
    monkeypatch.setattr(processing.JOBS, "all", {"a": {**running, "ProcessingJobStatus": "Stopped"}})
    processing.check_quota("ml.m5.large", 1)
    monkeypatch.setattr(processing.JOBS, "all", {"a": running})
    with pytest.raises(ServiceError, match=r"'ml\.m5\.large for processing job usage' is 1 Instances, with current utilization of 1"):
        processing.check_quota("ml.m5.large", 1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ProcessingInputs": [{"InputName": "data", "DatasetDefinition": {}}]}, "input data: S3Input only"),
        ({"ProcessingInputs": [{"InputName": "data", "S3Input": {"S3InputMode": "Pipe"}}]}, "input data: S3InputMode File only"),
        ({"ProcessingOutputConfig": {"Outputs": [{"OutputName": "out", "S3Output": {}}]}}, "output out: S3Output with a LocalPath only"),
    ],
)
def test_what_the_local_aws_does_not_do_is_refused_by_name(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ServiceError, match=f"the local AWS processes with: {words}"):
        processing.check_known(changes, 1)
    processing.check_known({"ProcessingInputs": [{"InputName": "own", "AppManaged": True}]}, 1)


@pytest.mark.parametrize(
    ("key", "prefix", "expected"),
    [
        ("a/test/one.csv", "a/test/", "one.csv"),
        ("a/test/deep/one.csv", "a/test", "deep/one.csv"),
        ("a/test.csv", "a/test.csv", "test.csv"),
        ("a/test-2.csv", "a/test", "test-2.csv"),
        ("one.csv", "", "one.csv"),
        ("test.csv", "te", "test.csv"),
    ],
)
def test_a_prefix_is_a_folder_an_object_or_the_beginning_of_names(key: str, prefix: str, expected: str) -> None:
    assert objects.rest(key, prefix) == expected
