"""The alarms that roll an update of an endpoint back: kept, removed, and asked whether they went off."""

import functools
import json
from typing import Any

import boto3

KINDS = ["MetricAlarm", "CompositeAlarm"]
MOST_DELETED = 100


def keep(endpoint: str, requests: list[dict[str, Any]]) -> None:
    """Let an endpoint have these alarms of its own and no others.

    An alarm keeps its state when it is changed: one that is in ALARM because of what serves is made anew, for it is to judge what comes.
    """
    wanted = {request["AlarmName"] for request in requests}
    gone = [alarm["AlarmName"] for alarm in own(endpoint) if alarm["AlarmName"] not in wanted or alarm["StateValue"] == "ALARM"]
    for start in range(0, len(gone), MOST_DELETED):
        cloudwatch().delete_alarms(AlarmNames=gone[start : start + MOST_DELETED])
    for request in requests:
        cloudwatch().put_metric_alarm(**request)
    print(json.dumps({"alarms": sorted(wanted), "removed": gone}))


def own(endpoint: str) -> list[dict[str, Any]]:
    """Return the alarms that an endpoint has of its own."""
    pages = cloudwatch().get_paginator("describe_alarms").paginate(AlarmNamePrefix=f"{endpoint}/", AlarmTypes=["MetricAlarm"])
    return [alarm for page in pages for alarm in page["MetricAlarms"]]


def ringing(names: list[str]) -> list[str]:
    """Return those of some alarms that are in state ALARM now."""
    if not names:
        return []
    found = cloudwatch().describe_alarms(AlarmNames=names, AlarmTypes=KINDS)
    states = {alarm["AlarmName"]: alarm["StateValue"] for kind in KINDS for alarm in found.get(f"{kind}s", [])}
    return [name for name in names if states.get(name) == "ALARM"]


def raised(names: list[str], since: str) -> list[str]:
    """Return those of some alarms that are in state ALARM, or have been since a time in ISO 8601."""
    now = ringing(names)
    return [name for name in names if name in now or rang(name, since)]


def rang(name: str, since: str) -> bool:
    """Return whether an alarm has gone off since a time."""
    history = cloudwatch().describe_alarm_history(
        AlarmName=name, AlarmTypes=KINDS, HistoryItemType="StateUpdate", StartDate=since, ScanBy="TimestampDescending"
    )
    # 50 of the newest: an alarm changes its state once a minute at most, and a bake time has less minutes.
    states = [json.loads(item["HistoryData"])["newState"]["stateValue"] for item in history["AlarmHistoryItems"]]
    return "ALARM" in states


@functools.cache
def cloudwatch() -> Any:
    """Return the CloudWatch client of this process."""
    return boto3.client("cloudwatch")
