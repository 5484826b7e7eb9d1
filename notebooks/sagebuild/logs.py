"""What a build's states, and the endpoint, have logged."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sagebuild.access import Access
from sagebuild.builds import Build

if TYPE_CHECKING:
    from sagebuild.stack import SageBuild

PAUSE_SECONDS = 2.0
TRAINING = "/aws/sagemaker/TrainingJobs"


def last_line(stack: Access, build: Build) -> str:
    """Return the newest line of a build's training, "" before there is one."""
    client = stack.client("logs")
    streams = client.describe_log_streams(logGroupName=TRAINING, logStreamNamePrefix=build.names.get("TrainingJob", "-"))["logStreams"]
    if not streams:
        return ""
    newest = max(streams, key=lambda stream: stream.get("lastEventTimestamp", 0))["logStreamName"]
    events = client.get_log_events(logGroupName=TRAINING, logStreamName=newest, limit=1, startFromHead=False)["events"]
    return str(events[-1]["message"]).rstrip() if events else ""


def lines(stack: "SageBuild", state: str, version: int | None, follow: bool) -> Iterator[str]:
    """Return the lines that a state has logged."""
    raise NotImplementedError
