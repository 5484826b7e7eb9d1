"""What training and processing jobs share: a container in a folder of its own, with the job's role, that ends, is stopped or runs out of time."""

import logging
import shutil
import tempfile
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from local.containers import images
from local.containers.container import start
from local.gateway.state import region, state_dir
from local.iam import roles
from local.sagemaker import connections, instance_metrics
from local.sagemaker.logs import LogStream

GRACE_SECONDS, LOOK_SECONDS = 120, 0.1
DEFAULT_SECONDS = 86400
LONGEST_REASON = 1024
log = logging.getLogger(__name__)


class JobFailed(Exception):
    """The job fails; the message is its FailureReason."""


class JobRun(ABC):
    """The work behind a job's record; KIND is how SageMaker calls this kind of jobs, in members, log groups and events."""

    KIND = ""

    def __init__(self, record: dict[str, Any], image: images.Image) -> None:
        self._record, self._image = record, image
        self._name: str = record[f"{self.KIND}JobName"]
        self._role: str = record["RoleArn"]
        self._network = connections.place_of(record)
        self._stop = threading.Event()
        self._job = Path(tempfile.mkdtemp(prefix=f"{self.KIND.lower()}-", dir=state_dir()))
        self._ml = self._job / "ml"

    def stop(self, why: str = "Stopping") -> None:
        """Ask the job to end."""
        if not self._stop.is_set():
            self._move("Stopping", why)
            self._stop.set()

    def run(self) -> None:
        """Do the whole job, and record how it ends."""
        try:
            self._work(roles.client("s3", self._role, "SageMaker", self._network))
        except JobFailed as failure:
            self._fail(str(failure))
        except ClientError as error:
            self._fail(f"ClientError: {self._unreached() if connections.is_unreached(error) else error}")
        except Exception as error:
            log.exception("%s", self._name)
            self._fail(f"InternalServerError: {error}")
        finally:
            shutil.rmtree(self._job, ignore_errors=True)

    def _unreached(self) -> str:
        """Return what SageMaker says when no way leads to S3: on the way in, or on the way out."""
        carried = "Artifact upload" if f"{self.KIND}StartTime" in self._record else "Data download"
        return f"{carried} failed:{connections.NO_WAY_TO_S3}"

    @abstractmethod
    def _work(self, s3: Any) -> None:
        """Do what this kind of jobs does, up to its last status."""

    def _run_container(
        self,
        argument: str,
        environment: dict[str, str],
        isolated: bool,
        heard: Callable[[str], object] = lambda line: None,
        meanwhile: Callable[[], object] = lambda: None,
        **more: Any,
    ) -> int:
        """Run the image until it ends, is stopped or has used up its time; return its exit status.

        Each line that it says is heard, and meanwhile is called all the time that it runs.
        """
        stream = LogStream(self._role, f"/aws/sagemaker/{self.KIND}Jobs", f"{self._name}/algo-1-{int(time.time())}")

        def say(line: str) -> None:
            stream.say(line)
            heard(line)

        self._publish({"Host": f"{self._name}/algo-1"})
        self._record[f"{self.KIND}StartTime"] = datetime.now(UTC)
        given = {"AWS_REGION": region(), **environment, **self._record.get("Environment", {})}
        rights = {} if isolated else roles.credentials(self._role, "SageMaker", self._network)
        container = start(self._image, argument, self._job, {**given, **rights}, say, isolated=isolated, **more)
        deadline = time.monotonic() + self._record.get("StoppingCondition", {}).get("MaxRuntimeInSeconds", DEFAULT_SECONDS)
        asked: float | None = None
        while (status := container.wait(LOOK_SECONDS)) is None:
            meanwhile()
            if time.monotonic() > deadline:
                self.stop("MaxRuntimeExceeded")
            if self._stop.is_set() and asked is None:
                asked = time.monotonic()
                container.terminate()
            if asked is not None and time.monotonic() - asked > GRACE_SECONDS:
                container.kill()
        stream.close()
        self._publish({"Host": f"{self._name}/algo-1"})
        self._record[f"{self.KIND}EndTime"] = datetime.now(UTC)
        return status

    def _publish(self, dimensions: dict[str, str], metrics: dict[str, float] | None = None) -> None:
        """Report to CloudWatch."""
        instance_metrics.publish(self._role, f"/aws/sagemaker/{self.KIND}Jobs", dimensions, metrics)

    def _fail(self, reason: str) -> None:
        self._record["FailureReason"] = reason[:LONGEST_REASON]
        self._move("Failed", "Failed")

    def _move(self, status: str, why: str) -> None:
        """Move to a status, and say so as SageMaker does; why tells more than the status where this kind of jobs says more."""
        self._record |= {f"{self.KIND}JobStatus": status, "LastModifiedTime": datetime.now(UTC)}
        roles.emit_event("aws.sagemaker", f"SageMaker {self.KIND} Job State Change", [self._record[f"{self.KIND}JobArn"]], self._record)
