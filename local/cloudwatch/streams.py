"""Where MiniStack's CloudWatch Logs knows less than AWS: FilterLogEvents looks into the streams of a prefix only, and every event has an id."""

from typing import Any

from ministack.core.responses import new_uuid
from ministack.services import cloudwatch_logs

NO_STREAM = "-"


def register() -> None:
    """Put the mended part in place."""
    original = cloudwatch_logs._filter_log_events

    def filter_log_events(request: dict[str, Any]) -> Any:
        group = cloudwatch_logs._log_groups.get(cloudwatch_logs._resolve_log_group_name(request), {"streams": {}})
        for stream in list(group["streams"].values()):
            for event in stream["events"]:
                event.setdefault("eventId", new_uuid())
        if prefix := request.get("logStreamNamePrefix"):
            request = {**request, "logStreamNames": within(group["streams"], prefix)}
        return original(request)

    cloudwatch_logs._filter_log_events = filter_log_events


def within(streams: dict[str, Any], prefix: str) -> list[str]:
    """Return the streams of a prefix; where there is none, a name that no stream has, for no names mean all."""
    return [name for name in list(streams) if name.startswith(prefix)] or [NO_STREAM]
