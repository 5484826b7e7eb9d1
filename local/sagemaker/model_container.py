"""One container of a model: its image, its part of the model data, its process and its socket."""

import http.client
import shutil
import socket
import tempfile
import time
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from local.containers import frameworks
from local.containers.container import start
from local.gateway.state import state_dir
from local.iam import roles
from local.sagemaker import connections, objects
from local.sagemaker.logs import LogStream
from local.vpc.doors import Place

ANSWER_SECONDS = 60.0
LOOK_SECONDS = 0.1


class SocketConnection(http.client.HTTPConnection):
    """HTTP over a socket in the file system."""

    def __init__(self, path: Path, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        """Connect to the socket."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


class Unreached(Exception):
    """No way leads to the model data; the message is SageMaker's."""


class ModelContainer:
    """A container that serves, started with the model's role; whatever keeps it from starting is raised."""

    def __init__(
        self, definition: dict[str, Any], role_arn: str, group: str, stream: str, isolated: bool, place: Place | None = None
    ) -> None:
        self._job = Path(tempfile.mkdtemp(prefix="hosting-", dir=state_dir()))
        self._socket = self._job / "8080.sock"
        folder = self._job / "ml/model"
        folder.mkdir(parents=True)
        try:
            image = frameworks.pull_any(definition["Image"], role_arn, roles.client("ecr", role_arn, "SageMaker"))
            if "ModelDataUrl" in definition:
                download(roles.client("s3", role_arn, "SageMaker", place), definition["ModelDataUrl"], folder)
        except Exception:
            shutil.rmtree(self._job, ignore_errors=True)
            raise
        self._log = LogStream(role_arn, group, stream)
        environment = {**definition.get("Environment", {}), **({} if isolated else roles.credentials(role_arn, "SageMaker", place))}
        self._process = start(image, "serve", self._job, environment, self._log.say, self._socket, isolated)

    def is_healthy(self, deadline: float) -> bool:
        """Wait until the container answers its ping; return whether it did before the deadline (of time.monotonic) and lives."""
        while time.monotonic() < deadline and self._process.wait(LOOK_SECONDS) is None:
            try:
                if self.request("GET", "/ping", {}, b"")[0] == 200:
                    return True
            except OSError:
                continue
        return False

    def request(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, str, bytes]:
        """Send one request to the container; return status, content type and body."""
        connection = SocketConnection(self._socket, ANSWER_SECONDS)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Content-Type", ""), answer.read()
        except http.client.HTTPException as error:
            raise OSError(str(error)) from None
        finally:
            connection.close()

    def stop(self) -> None:
        """End the container and remove its files."""
        self._process.kill()
        self._log.close()
        shutil.rmtree(self._job, ignore_errors=True)


def download(s3: Any, url: str, folder: Path) -> None:
    """Unpack model data into a folder."""
    try:
        objects.unpack(s3, url, folder)
    except ClientError as error:
        if connections.is_unreached(error):
            raise Unreached(
                f'Failed to download model data from URL "{url}". Please ensure that an S3 VPC endpoint exists in route table or NAT gateway for '
                "the VPC mode and the URL is reachable from within the subnets provided."
            ) from None
        raise
