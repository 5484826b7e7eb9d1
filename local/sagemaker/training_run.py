"""One training job, from its channels to its model."""

from datetime import UTC, datetime
from typing import Any

from local.containers import images
from local.sagemaker import job_inputs, objects
from local.sagemaker.job import JobFailed, JobRun
from local.sagemaker.metrics import Metrics


class TrainingRun(JobRun):
    """The work behind a training job's record."""

    KIND = "Training"

    def __init__(self, record: dict[str, Any], image: images.Image, definitions: list[dict[str, str]]) -> None:
        super().__init__(record, image)
        self._secondary_end = "Completed"
        self._metrics = Metrics(definitions)

    def stop(self, why: str = "Stopping") -> None:
        """Ask the job to end."""
        if not self._stop.is_set():
            self._secondary_end = "Stopped" if why == "Stopping" else why
        super().stop(why)

    def _work(self, s3: Any) -> None:
        """Train, from the channels to the model."""
        self._move("InProgress", "Starting")
        self._prepare(s3)
        self._move("InProgress", "Training")
        self._train()
        self._upload(s3)
        if self._stop.is_set():
            self._move("Stopped", self._secondary_end)
        else:
            self._move("Completed", "Completed")

    def _prepare(self, s3: Any) -> None:
        """Lay out /opt/ml and download the channels."""
        self._move("InProgress", "Downloading")
        for folder in ("input/config", "input/data", "model", "output/data", "checkpoints"):
            (self._ml / folder).mkdir(parents=True)
        for channel in self._record.get("InputDataConfig", []):
            objects.download(s3, channel["DataSource"]["S3DataSource"]["S3Uri"], self._ml / "input/data" / channel["ChannelName"])
        job_inputs.configure(self._ml / "input/config", self._record)

    def _train(self) -> None:
        """Run the image's train program, and note what it reported."""
        environment = {"TRAINING_JOB_NAME": self._name, "TRAINING_JOB_ARN": self._record["TrainingJobArn"]}
        status = self._run_container("train", environment, self._record.get("EnableNetworkIsolation", False), self._metrics.read)
        found = {metric["MetricName"]: metric["Value"] for metric in self._metrics.final()}
        self._publish({"TrainingJobName": self._name}, found)
        seconds = max(1, int((self._record["TrainingEndTime"] - self._record["TrainingStartTime"]).total_seconds()))
        self._record |= {"TrainingTimeInSeconds": seconds, "BillableTimeInSeconds": seconds, "FinalMetricDataList": self._metrics.final()}
        if status and not self._stop.is_set():
            raise JobFailed(f"AlgorithmError: {self._said()}, exit code: {status}")

    def _said(self) -> str:
        """Return what the program left in output/failure."""
        file = self._ml / "output/failure"
        return file.read_text(errors="replace").strip() if file.is_file() else ""

    def _upload(self, s3: Any) -> None:
        """Upload the model, and what else the program left."""
        if not self._stop.is_set():
            self._move("InProgress", "Uploading")
        output = self._record["OutputDataConfig"]
        base, key = output["S3OutputPath"].rstrip("/") + f"/{self._name}/output", output.get("KmsKeyId")
        objects.upload_archive(s3, self._ml / "model", f"{base}/model.tar.gz", self._job, key)
        if any((self._ml / "output/data").iterdir()):
            objects.upload_archive(s3, self._ml / "output/data", f"{base}/output.tar.gz", self._job, key)
        self._record["ModelArtifacts"] = {"S3ModelArtifacts": f"{base}/model.tar.gz"}

    def _move(self, status: str, why: str) -> None:
        """Move to a status and a secondary status."""
        now = datetime.now(UTC)
        transitions = self._record["SecondaryStatusTransitions"]
        if transitions and "EndTime" not in transitions[-1]:
            transitions[-1]["EndTime"] = now
        transitions.append({"Status": why, "StartTime": now, "StatusMessage": why})
        self._record["SecondaryStatus"] = why
        super()._move(status, why)
