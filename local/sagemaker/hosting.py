"""A variant's fleet: one container that serves a model."""

import http.client
import shutil
import socket
import tempfile
import time
from pathlib import Path

from local import containers, frameworks, roles
from local.sagemaker import instance_metrics, objects
from local.sagemaker.logs import LogStream
from local.state import state_dir

PING_SECONDS = 60.0
ANSWER_SECONDS = 60.0
LOOK_SECONDS = 0.1


class HostingFailed(Exception):
    """A container does not come up; the message is the endpoint's FailureReason."""


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


class Fleet:
    """One container, started with the model's role."""

    def __init__(self, endpoint: str, variant: str, model: dict[str, object]) -> None:
        self._variant, self._job = variant, Path(tempfile.mkdtemp(prefix="hosting-", dir=state_dir()))
        self._socket = self._job / "8080.sock"
        self._role_arn = role_arn = str(model["ExecutionRoleArn"])
        self._dimensions = {"EndpointName": endpoint, "VariantName": variant}
        primary = model["PrimaryContainer"]
        assert isinstance(primary, dict)
        folder = self._job / "ml/model"
        folder.mkdir(parents=True)
        try:
            image = frameworks.pull_any(primary["Image"], role_arn, roles.client("ecr", role_arn, "SageMaker"))
            if "ModelDataUrl" in primary:
                objects.unpack(roles.client("s3", role_arn, "SageMaker"), primary["ModelDataUrl"], folder)
        except Exception as error:
            shutil.rmtree(self._job, ignore_errors=True)
            raise HostingFailed(f"The model of production variant {variant} could not be loaded: {error}") from None
        self._log = LogStream(role_arn, f"/aws/sagemaker/Endpoints/{endpoint}", f"{variant}/i-{self._job.name.rpartition('-')[2]}")
        environment = {**primary.get("Environment", {}), **roles.credentials(role_arn, "SageMaker")}
        self._container = containers.start(image, "serve", self._job, environment, self._log.say, self._socket)

    def wait_until_healthy(self) -> None:
        """Return once the container answers its ping; raise HostingFailed if it does not."""
        deadline = time.monotonic() + PING_SECONDS
        while time.monotonic() < deadline and self._container.wait(LOOK_SECONDS) is None:
            try:
                if self.request("GET", "/ping", {}, b"")[0] == 200:
                    instance_metrics.publish(self._role_arn, "/aws/sagemaker/Endpoints", self._dimensions)
                    return
            except OSError:
                continue
        raise HostingFailed(
            f"The primary container for production variant {self._variant} did not pass the ping health check. Please check CloudWatch logs for this endpoint."
        )

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
        self._container.kill()
        self._log.close()
        shutil.rmtree(self._job, ignore_errors=True)
