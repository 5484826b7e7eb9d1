"""Alarms on SageMaker's metrics as AWS evaluates them: by their dimensions, period by period, with what is missing counted as the alarm says.

MiniStack looks at all dimensions at once, only when metrics are put, and knows no missing data; alarms on other metrics are evaluated by it.
The periods pass as fast as hosting does. An alarm that has never seen a value keeps the state that it was given.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
"""

import threading
import time
from typing import Any

from ministack import app
from ministack.core.responses import request_scope
from ministack.services import cloudwatch

from local.gateway import pace
from local.gateway.protocol import Answer, reply
from local.gateway.state import ACCOUNT, arn, region
from local.iam import authorization

NAMESPACE = "AWS/SageMaker"
TICK_SECONDS = 0.2
COMPARED: dict[str, Any] = {
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
}
Points = list[dict[str, Any]]


def register() -> None:
    """Put the evaluation in place, let it happen all the time, and ask whoever tags an alarm for the permission."""
    original, handle = cloudwatch._evaluate_alarm, app.SERVICE_HANDLERS["monitoring"]

    def evaluate_alarm(alarm: dict[str, Any]) -> None:
        if alarm.get("Namespace") == NAMESPACE:
            evaluate(alarm, time.time())
        else:
            original(alarm)

    async def handle_tagged(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> Answer:
        request = authorization.members(body)
        if authorization.operation_of(headers) == "PutMetricAlarm" and request.get("Tags"):
            try:
                authorization.require(headers, "cloudwatch:TagResource", arn("cloudwatch", f"alarm:{request['AlarmName']}"), {})
            except authorization.Denied as denied:
                return reply(403, {"__type": "AccessDeniedException", "message": str(denied)}, "AccessDeniedException")
        answered: Answer = await handle(method, path, headers, body, query)
        return answered

    cloudwatch._evaluate_alarm = evaluate_alarm
    app.SERVICE_HANDLERS["monitoring"] = handle_tagged
    threading.Thread(target=watch, daemon=True).start()


def watch() -> None:
    """Evaluate the alarms on SageMaker's metrics again and again, as long as the process lasts."""
    while True:
        time.sleep(TICK_SECONDS)
        with request_scope(ACCOUNT, region()):
            for alarm in list(cloudwatch._alarms.values()):
                if alarm.get("Namespace") == NAMESPACE:  # MiniStack looks through all metrics for another one, whenever one is put
                    evaluate(alarm, time.time())


def evaluate(alarm: dict[str, Any], now: float) -> None:
    """Bring an alarm into the state that its metric asks for."""
    seen = points(alarm)
    if not seen:
        return
    state = state_of(alarm, values(alarm, seen, now))
    old = alarm["StateValue"]
    if state in (None, old):
        return
    reason = f"Threshold Crossed: {alarm['MetricName']} {alarm['ComparisonOperator']} {alarm['Threshold']}"
    alarm |= {"StateValue": state, "StateReason": reason, "StateUpdatedTimestamp": int(now)}
    cloudwatch._record_history(alarm["AlarmName"], old, state, reason)
    cloudwatch._dispatch_alarm_actions(alarm, old, state, reason)
    cloudwatch._evaluate_parent_alarms(alarm)


def points(alarm: dict[str, Any]) -> Points:
    """Return all values of an alarm's metric so far."""
    dimensions = {dimension["Name"]: dimension["Value"] for dimension in alarm.get("Dimensions") or []}
    return list(cloudwatch._metrics.get((NAMESPACE, alarm["MetricName"], cloudwatch._dims_key(dimensions))) or [])


def values(alarm: dict[str, Any], seen: Points, now: float) -> list[float | None]:
    """Return what the alarm's statistic is in each of its periods, the newest first; None for a period without values."""
    period = pace.hosting(alarm["Period"])
    statistic = alarm.get("ExtendedStatistic") or alarm["Statistic"]
    found: list[float | None] = []
    for number in range(alarm["EvaluationPeriods"]):
        within = [point for point in seen if now - (number + 1) * period <= point["Timestamp"] < now - number * period]
        found.append(cloudwatch._stat_value(cloudwatch._calc_stats(within), statistic, within) if within else None)
    return found


def state_of(alarm: dict[str, Any], found: list[float | None]) -> str | None:
    """Return the state that the values of an alarm's periods ask for, None if it is to stay as it is."""
    missing = alarm.get("TreatMissingData") or "missing"
    known = [value for value in found if value is not None]
    if not known and missing in ("missing", "ignore"):
        return "INSUFFICIENT_DATA" if missing == "missing" else None
    breaching = [COMPARED[alarm["ComparisonOperator"]](value, alarm["Threshold"]) for value in known]
    bad = sum(breaching) + (len(found) - len(known) if missing == "breaching" else 0)
    return "ALARM" if bad >= (alarm.get("DatapointsToAlarm") or alarm["EvaluationPeriods"]) else "OK"
