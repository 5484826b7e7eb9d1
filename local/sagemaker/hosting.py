"""A variant's fleet: one instance, on which the containers of a model serve, one after the other."""

import os
import time
import uuid

from local.sagemaker import connections, instance_metrics
from local.sagemaker.model_container import ModelContainer, Unreached
from local.sagemaker.models import containers_of
from local.sagemaker.records import Record


class HostingFailed(Exception):
    """A container does not come up; the message is the endpoint's FailureReason."""


class ContainerFailed(Exception):
    """A container did not answer a request, or with an error."""

    def __init__(self, container: str, status: int, said: str) -> None:
        super().__init__(f"{container}: {said}")
        self.container, self.status, self.said = container, status, said


class Fleet:
    """The containers of a model by their names: "primary", or a pipeline's "container-1", "container-2" and so on."""

    def __init__(self, endpoint: str, config: str, definition: Record, model: Record) -> None:
        self.config = config
        variant = self._variant = str(definition["VariantName"])
        self._role_arn = str(model["ExecutionRoleArn"])
        self._dimensions = {"EndpointName": endpoint, "VariantName": variant}
        self._patience = float(
            definition.get("ContainerStartupHealthCheckTimeoutInSeconds") or os.environ.get("LOCAL_AWS_PING_SECONDS") or 60
        )
        self._containers: dict[str, ModelContainer] = {}
        isolated, place = model.get("EnableNetworkIsolation", False), connections.place_of(model)
        group, stream = f"/aws/sagemaker/Endpoints/{endpoint}", f"{variant}/i-{uuid.uuid4().hex[:8]}"
        try:
            for name, container in named(model).items():
                where = stream if name == "primary" else f"{stream}/{name}"
                self._containers[name] = ModelContainer(container, self._role_arn, group, where, isolated, place)
        except Unreached as error:
            self.stop()
            raise HostingFailed(str(error)) from None
        except Exception as error:
            self.stop()
            raise HostingFailed(f"The model of production variant {variant} could not be loaded: {error}") from None

    def wait_until_healthy(self) -> None:
        """Return once all containers answer their pings; raise HostingFailed if one does not."""
        deadline = time.monotonic() + self._patience
        for name, container in self._containers.items():
            if not container.is_healthy(deadline):
                which = "primary container" if name == "primary" else name
                raise HostingFailed(
                    f"The {which} for production variant {self._variant} did not pass the ping health check. Please check CloudWatch logs for this endpoint."
                )
        instance_metrics.publish(self._role_arn, "/aws/sagemaker/Endpoints", self._dimensions)

    def invoke(self, content_type: str, accept: str, body: bytes) -> tuple[str, bytes]:
        """Hand a request from container to container; return the last one's content type and body, or raise ContainerFailed."""
        for name, container in self._containers.items():
            try:
                status, kind, content = container.request("POST", "/invocations", {"Content-Type": content_type, "Accept": accept}, body)
            except OSError as error:
                raise ContainerFailed(name, 500, f"the container did not answer: {error}") from None
            if status >= 400:
                raise ContainerFailed(name, status, content.decode(errors="replace"))
            content_type, body = kind or "application/octet-stream", content
        return content_type, body

    def stop(self) -> None:
        """End all containers."""
        for container in self._containers.values():
            container.stop()


def named(model: Record) -> dict[str, Record]:
    """Return a model's containers by the names that SageMaker's messages give them."""
    found = containers_of(model)
    if "PrimaryContainer" in model:
        return {"primary": found[0]}
    return {container.get("ContainerHostname", f"container-{number}"): container for number, container in enumerate(found, 1)}
