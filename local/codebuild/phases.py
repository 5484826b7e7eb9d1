"""The phases of a build in its record, its log, and its end."""

import time
from typing import Any

from botocore.exceptions import ClientError

from local.gateway.state import region
from local.iam import roles
from local.vpc.doors import UNREACHED, Place


class PhaseFailed(Exception):
    """A phase of a build ended badly; code and message are what its context says."""

    def __init__(self, message: str, code: str = "COMMAND_EXECUTION_ERROR") -> None:
        super().__init__(message)
        self.code = code


class Log:
    """The log of one build, written with the project's role; without its stream there is no build."""

    def __init__(self, record: dict[str, Any], role_arn: str, place: Place | None) -> None:
        self._client = roles.client("logs", role_arn, "AWSCodeBuild", place)
        self._where = {"logGroupName": record["logs"]["groupName"], "logStreamName": record["logs"]["streamName"]}
        try:
            self._create()
        except ClientError as error:
            raise no_log(record, role_arn, error) from None

    def _create(self) -> None:
        """Make the stream, in a group that is made where it is not there."""
        try:
            self._client.create_log_stream(**self._where)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceNotFoundException":
                raise
            self._client.create_log_group(logGroupName=self._where["logGroupName"])
            self._client.create_log_stream(**self._where)

    def say(self, line: str) -> None:
        """Write one line."""
        if self._where:
            event = {"timestamp": int(time.time() * 1000), "message": line or " "}
            try:
                self._client.put_log_events(**self._where, logEvents=[event])
            except ClientError:
                self._where = {}


def no_log(record: dict[str, Any], role_arn: str, error: ClientError) -> PhaseFailed:
    """Return what CodeBuild says where a role may not make the stream of a build's log, or where no way leads to CloudWatch Logs."""
    if error.response["Error"]["Code"] == UNREACHED:
        address = f"https://logs.{region()}.amazonaws.com/"
        return PhaseFailed(f'RequestError: send request failed caused by: Post "{address}": dial tcp: i/o timeout', "CLIENT_ERROR")
    return PhaseFailed(
        f"Service role {role_arn} does not allow AWS CodeBuild to create Amazon CloudWatch Logs log streams for build {record['arn']}. "
        f"Error message: {error.response['Error'].get('Message')}",
        "ACCESS_DENIED",
    )


class Phase:
    """One phase in a build's record."""

    def __init__(self, record: dict[str, Any], name: str, fault: str = "") -> None:
        self._record = record
        self._phase: dict[str, Any] = {
            "phaseType": name,
            "startTime": int(time.time()),
            **({"contexts": [{"message": fault}]} if fault else {}),
        }

    def __enter__(self) -> None:
        self._record["currentPhase"] = self._phase["phaseType"]
        self._record["phases"].append(self._phase)

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        now = int(time.time())
        self._phase |= {
            "phaseStatus": "FAILED" if error else "SUCCEEDED",
            "endTime": now,
            "durationInSeconds": now - self._phase["startTime"],
        }
        if isinstance(error, PhaseFailed):
            self._phase["contexts"] = [{"statusCode": error.code, "message": str(error)}]


def finish(record: dict[str, Any], status: str) -> None:
    """End a build, once."""
    if record["buildStatus"] != "IN_PROGRESS":
        return
    record |= {"buildStatus": status, "endTime": int(time.time()), "currentPhase": "COMPLETED"}
    record["phases"].append({"phaseType": "COMPLETED", "startTime": record["endTime"]})
    detail = {"build-status": status, "project-name": record["projectName"], "build-id": record["arn"], "current-phase": "COMPLETED"}
    roles.emit_event("aws.codebuild", "CodeBuild Build State Change", [record["arn"]], detail)
