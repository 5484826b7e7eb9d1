"""One training job, from its channels to its model."""

import logging
import shutil
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from local.containers import images
from local.containers.container import start
from local.gateway.state import region, state_dir
from local.iam import roles
from local.sagemaker import instance_metrics, job_inputs, objects
from local.sagemaker.logs import LogStream
from local.sagemaker.metrics import Metrics

LOG_GROUP = METRICS = "/aws/sagemaker/TrainingJobs"
GRACE_SECONDS, LOOK_SECONDS = 120, 0.1
LONGEST_REASON = 1024
log = logging.getLogger(__name__)


class JobFailed(Exception):
    """The job fails; the message is its FailureReason."""


class TrainingRun:
    """The work behind a training job's record."""

    def __init__(self, record: dict[str, Any], image: images.Image, definitions: list[dict[str, str]]) -> None:
        self._record, self._image = record, image
        self._stop = threading.Event()
        self._secondary_end = "Completed"
        self._job = Path(tempfile.mkdtemp(prefix="training-", dir=state_dir()))
        self._ml = self._job / "ml"
        self._role = record["RoleArn"]
        self._metrics = Metrics(definitions)

    def stop(self, secondary: str) -> None:
        """Ask the job to end."""
        if not self._stop.is_set():
            self._move("Stopping", secondary)
            self._secondary_end = "Stopped" if secondary == "Stopping" else secondary
            self._stop.set()

    def run(self) -> None:
        """Do the whole job, and record how it ends."""
        try:
            self._move("InProgress", "Starting")
            s3 = roles.client("s3", self._role, "SageMaker")
            self._prepare(s3)
            self._move("InProgress", "Training")
            self._record["TrainingStartTime"] = datetime.now(UTC)
            self._train()
            self._upload(s3)
            if self._stop.is_set():
                self._move("Stopped", self._secondary_end)
            else:
                self._move("Completed", "Completed")
        except JobFailed as failure:
            self._fail(str(failure))
        except ClientError as error:
            self._fail(f"ClientError: {error}")
        except Exception as error:
            log.exception("%s", self._record["TrainingJobName"])
            self._fail(f"InternalServerError: {error}")
        finally:
            shutil.rmtree(self._job, ignore_errors=True)

    def _fail(self, reason: str) -> None:
        self._record["FailureReason"] = reason[:LONGEST_REASON]
        self._move("Failed", "Failed")

    def _prepare(self, s3: Any) -> None:
        """Lay out /opt/ml and download the channels."""
        self._move("InProgress", "Downloading")
        for folder in ("input/config", "input/data", "model", "output/data", "checkpoints"):
            (self._ml / folder).mkdir(parents=True)
        for channel in self._record.get("InputDataConfig", []):
            objects.download(s3, channel["DataSource"]["S3DataSource"]["S3Uri"], self._ml / "input/data" / channel["ChannelName"])
        job_inputs.configure(self._ml / "input/config", self._record)

    def _train(self) -> None:
        """Run the image until it ends, is stopped or has used up its time."""
        log = LogStream(self._role, LOG_GROUP, f"{self._record['TrainingJobName']}/algo-1-{int(time.time())}")
        isolated = self._record.get("EnableNetworkIsolation", False)
        environment = {
            "TRAINING_JOB_NAME": self._record["TrainingJobName"],
            "TRAINING_JOB_ARN": self._record["TrainingJobArn"],
            "AWS_REGION": region(),
            **self._record.get("Environment", {}),
            **({} if isolated else roles.credentials(self._role, "SageMaker")),
        }

        def say(line: str) -> None:
            log.say(line)
            self._metrics.read(line)

        host = {"Host": f"{self._record['TrainingJobName']}/algo-1"}
        instance_metrics.publish(self._role, METRICS, host)
        container = start(self._image, "train", self._job, environment, say, isolated=isolated)
        deadline = time.monotonic() + self._record["StoppingCondition"].get("MaxRuntimeInSeconds", 86400)
        asked: float | None = None
        while (status := container.wait(LOOK_SECONDS)) is None:
            if time.monotonic() > deadline:
                self.stop("MaxRuntimeExceeded")
            if self._stop.is_set() and asked is None:
                asked = time.monotonic()
                container.terminate()
            if asked is not None and time.monotonic() - asked > GRACE_SECONDS:
                container.kill()
        log.close()
        instance_metrics.publish(self._role, METRICS, host)
        found = {metric["MetricName"]: metric["Value"] for metric in self._metrics.final()}
        instance_metrics.publish(self._role, METRICS, {"TrainingJobName": self._record["TrainingJobName"]}, found)
        self._record["TrainingEndTime"] = datetime.now(UTC)
        seconds = max(1, int((self._record["TrainingEndTime"] - self._record["TrainingStartTime"]).total_seconds()))
        self._record |= {"TrainingTimeInSeconds": seconds, "BillableTimeInSeconds": seconds, "FinalMetricDataList": self._metrics.final()}
        if status and not self._stop.is_set():
            raise JobFailed(f"AlgorithmError: {self._said()}, exit code: {status}")

    def _said(self) -> str:
        """Return what the program left in output/failure."""
        file = self._ml / "output/failure"
        return file.read_text(errors="replace").strip() if file.is_file() else "the program ended without a word in /opt/ml/output/failure"

    def _upload(self, s3: Any) -> None:
        """Upload the model, and what else the program left."""
        if not self._stop.is_set():
            self._move("InProgress", "Uploading")
        base = self._record["OutputDataConfig"]["S3OutputPath"].rstrip("/") + f"/{self._record['TrainingJobName']}/output"
        objects.upload_archive(s3, self._ml / "model", f"{base}/model.tar.gz", self._job)
        if any((self._ml / "output/data").iterdir()):
            objects.upload_archive(s3, self._ml / "output/data", f"{base}/output.tar.gz", self._job)
        self._record["ModelArtifacts"] = {"S3ModelArtifacts": f"{base}/model.tar.gz"}

    def _move(self, status: str, secondary: str) -> None:
        """Move to a status, and say so as SageMaker does."""
        now = datetime.now(UTC)
        transitions = self._record["SecondaryStatusTransitions"]
        if transitions and "EndTime" not in transitions[-1]:
            transitions[-1]["EndTime"] = now
        transitions.append({"Status": secondary, "StartTime": now, "StatusMessage": secondary})
        self._record |= {"TrainingJobStatus": status, "SecondaryStatus": secondary, "LastModifiedTime": now}
        roles.emit_event("aws.sagemaker", "SageMaker Training Job State Change", [self._record["TrainingJobArn"]], self._record)
