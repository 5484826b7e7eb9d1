"""One processing job, from its inputs to its outputs."""

import json
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from local.containers import images
from local.sagemaker import connections, objects
from local.sagemaker.job import JobFailed, JobRun
from local.sagemaker.outputs import Output

ML, CONFIG, MESSAGE = "/opt/ml", "config", "output/message"
LONGEST_MESSAGE = 1024


class ProcessingRun(JobRun):
    """The work behind a processing job's record."""

    KIND = "Processing"

    def __init__(self, record: dict[str, Any], image: images.Image) -> None:
        super().__init__(record, image)
        self._volumes: dict[str, Path] = {}
        self._outputs: list[Output] = []

    def _work(self, s3: Any) -> None:
        """Process, from the inputs to the outputs."""
        self._move("InProgress", "InProgress")
        self._prepare(s3)
        isolated = self._record.get("NetworkConfig", {}).get("EnableNetworkIsolation", False)
        run = command(self._image, self._record)
        status = self._run_container("process", {}, isolated, meanwhile=self._upload_changes, command=run, volumes=self._volumes)
        self._note_message()
        if self._stop.is_set():
            self._move("Stopped", "Stopped")
            return
        if status:
            raise JobFailed(f"AlgorithmError: , exit code: {status}")
        for output in self._outputs:
            output.upload()
        self._move("Completed", "Completed")

    def _upload_changes(self) -> None:
        """Upload what has changed in the outputs that are uploaded all the time."""
        for output in self._outputs:
            if output.is_continuous:
                output.upload()

    def _prepare(self, s3: Any) -> None:
        """Lay out the folders of inputs and outputs and the files that tell the job of itself, and download the inputs."""
        for folder in (CONFIG, "output", "processing"):
            (self._ml / folder).mkdir(parents=True)
        config = self._ml / CONFIG
        (config / "processingjobconfig.json").write_text(json.dumps(described(self._record), default=str))
        (config / "resourceconfig.json").write_text(json.dumps({"current_host": "algo-1", "hosts": ["algo-1"]}))
        for entry in self._record.get("ProcessingInputs", []):
            if not entry.get("AppManaged"):
                self._download(s3, entry["S3Input"])
        config = self._record.get("ProcessingOutputConfig", {})
        for entry in config.get("Outputs", []):
            if not entry.get("AppManaged"):
                given = entry["S3Output"]
                continuous, key = given["S3UploadMode"] == "Continuous", config.get("KmsKeyId")
                self._outputs.append(Output(s3, self._place(given["LocalPath"]), given["S3Uri"], continuous, key))

    def _download(self, s3: Any, given: dict[str, Any]) -> None:
        """Download one input; what is not there fails the job, for nobody has looked before."""
        place = self._place(given["LocalPath"])
        try:
            download = objects.download_listed if given["S3DataType"] == "ManifestFile" else objects.download
            if not download(s3, given["S3Uri"], place):
                raise JobFailed(f"ClientError: Failed to download data. No S3 objects found under {given['S3Uri']}.")
        except ClientError as error:
            if connections.is_unreached(error):
                raise
            raise JobFailed(f"ClientError: Failed to download data from {given['S3Uri']}: {error}") from None

    def _place(self, path: str) -> Path:
        """Return, and make, the folder of this machine that is a folder of the container."""
        if Path(path).is_relative_to(ML):
            place = self._ml / Path(path).relative_to(ML)
        else:
            place = self._volumes.setdefault(path, self._job / f"volume-{len(self._volumes)}")
        place.mkdir(parents=True, exist_ok=True)
        return place

    def _note_message(self) -> None:
        """Keep what the program left in output/message."""
        file = self._ml / MESSAGE
        if not file.is_file():
            return
        try:
            said = file.read_bytes().decode()
        except UnicodeDecodeError:
            raise JobFailed(f"ClientError: {ML}/{MESSAGE} is not encoded as UTF-8.") from None
        self._record["ExitMessage"] = said.encode()[:LONGEST_MESSAGE].decode(errors="ignore")


def command(image: images.Image, record: dict[str, Any]) -> list[str]:
    """Return what is run: as with docker run, another entry point takes the image's own arguments away, and arguments stand in their place."""
    given = record["AppSpecification"]
    entrypoint, arguments = given.get("ContainerEntrypoint"), given.get("ContainerArguments")
    own = [] if entrypoint else image.command
    return [*(entrypoint or image.entrypoint), *(own if arguments is None else arguments)]


def described(record: dict[str, Any]) -> dict[str, Any]:
    """Return what a job reads about itself."""
    specification = record["AppSpecification"]
    optional = {member: specification.get(member) for member in ("ContainerEntrypoint", "ContainerArguments")}
    outputs = {"KmsKeyId": None, **record["ProcessingOutputConfig"]} if "ProcessingOutputConfig" in record else None
    cluster = {"VolumeKmsKeyId": None, **record["ProcessingResources"]["ClusterConfig"]}
    return {
        "ProcessingJobArn": record["ProcessingJobArn"],
        "ProcessingJobName": record["ProcessingJobName"],
        "AppSpecification": {**specification, **optional},
        "Environment": record.get("Environment"),
        "ProcessingInputs": record.get("ProcessingInputs", []),
        "ProcessingOutputConfig": outputs,
        "ProcessingResources": {"ClusterConfig": cluster},
        "RoleArn": record["RoleArn"],
        "StoppingCondition": record.get("StoppingCondition"),
    }
