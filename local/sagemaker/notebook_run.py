"""What runs behind a notebook instance: its volume, which stays, and a container that boots anew with every start."""

import json
import logging
import os
import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from local.containers.container import Container, start
from local.containers.notebook import image
from local.gateway.state import region, state_dir, url
from local.iam import roles
from local.sagemaker.connections import place_of_notebook
from local.sagemaker.door import Door, is_served
from local.sagemaker.logs import LogStream

LOG_GROUP = "/aws/sagemaker/NotebookInstances"
# Two scripts of five minutes, and Jupyter.
LONGEST_SECONDS, LOOK_SECONDS = 720, 0.2
log = logging.getLogger(__name__)


class NotebookRun:
    """The machine of one notebook instance, which moves its record from status to status."""

    def __init__(self, record: dict[str, Any]) -> None:
        self._record = record
        self._volume = Path(tempfile.mkdtemp(prefix="volume-", dir=state_dir()))
        self._volume.chmod(0o755)
        os.chown(self._volume, image.user_id(), image.user_id())
        self._job: Path | None = None
        self._container: Container | None = None
        self._streams: dict[str, LogStream] = {}
        self.door = Door()

    def start(self, scripts: dict[str, bytes], config_arn: str) -> None:
        """Boot, run the scripts, and be in service once Jupyter answers; a Failed instance says why it is not."""
        try:
            self._job = job = Path(tempfile.mkdtemp(prefix="boot-", dir=state_dir()))  # a socket's path may not be long
            self._container = self._boot(job, scripts)
            reason = self._wait(self._container, job / "8443.sock", config_arn)
            self.door.socket = job / "8443.sock"
        except Exception as error:
            log.exception("%s", self._record["NotebookInstanceName"])
            reason = f"InternalServerError: {error}"
        if reason:
            self._end()
            self._record["FailureReason"] = reason
        self._move("Failed" if reason else "InService")

    def stop(self) -> None:
        """End all that runs; the volume stays."""
        self._end()
        self._move("Stopped")

    def remove(self) -> None:
        """Remove the volume and the address."""
        self.door.close()
        shutil.rmtree(self._volume, ignore_errors=True)

    def _boot(self, job: Path, scripts: dict[str, bytes]) -> Container:
        """Start the container, whose users have the role's rights."""
        credentials = roles.credentials(self._record["RoleArn"], "SageMaker", place_of_notebook(self._record))
        access = {"region": region(), "endpoint_url": url(), **{key.lower(): value for key, value in credentials.items()}}
        made = image.make(job / "image", scripts, access)
        metadata = job / "ml/metadata"
        metadata.mkdir(parents=True)
        about = {"ResourceArn": self._record["NotebookInstanceArn"], "ResourceName": self._record["NotebookInstanceName"]}
        (metadata / "resource-metadata.json").write_text(json.dumps(about))
        return start(made, "boot", job, {}, self._say, job / "8443.sock", volumes={image.VOLUME: self._volume})

    def _wait(self, container: Container, socket: Path, config_arn: str) -> str:
        """Wait until Jupyter answers; return why it does not, in SageMaker's words, which are the same for a script that fails and for a slow one."""
        deadline = time.monotonic() + LONGEST_SECONDS
        while container.wait(LOOK_SECONDS) is None:
            if is_served(socket):
                return ""
            if time.monotonic() > deadline:
                return "InternalServerError: Jupyter does not answer"
        return (
            f"Notebook Instance Lifecycle Config '{config_arn}' for Notebook Instance '{self._record['NotebookInstanceArn']}' took longer than "
            "5 minutes. Please check your CloudWatch logs for more details if your Notebook Instance has Internet access."
        )

    def _say(self, line: str) -> None:
        """Write a line into the log stream that it names."""
        stream, tab, text = line.partition("\t")
        if not tab:  # the container's own words, when it cannot even boot
            log.warning("%s: %s", self._record["NotebookInstanceName"], line)
            return
        if stream not in self._streams:
            name = f"{self._record['NotebookInstanceName']}/{stream}"
            self._streams[stream] = LogStream(self._record["RoleArn"], LOG_GROUP, name, place_of_notebook(self._record))
        self._streams[stream].say(text)

    def _end(self) -> None:
        """End the container, and close its log streams."""
        self.door.socket = None
        if self._container:
            self._container.kill()
            self._container.wait()
        for stream in self._streams.values():
            stream.close()
        if self._job:
            shutil.rmtree(self._job, ignore_errors=True)
        self._job, self._container, self._streams = None, None, {}

    def _move(self, status: str) -> None:
        self._record |= {"NotebookInstanceStatus": status, "LastModifiedTime": datetime.now(UTC)}
