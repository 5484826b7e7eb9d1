"""What a due schedule sends: as its role, with what Scheduler puts into the input; to its dead-letter queue what could not be sent.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
AWS tries again for a day what it may try again; here, where nothing fails by itself, it is given up at once.
"""

import logging
import uuid
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError
from ministack.services import scheduler

from local.iam import authorization, roles
from local.scheduler.moments import due

TICK_SECONDS = 1
fired: dict[str, datetime] = {}  # when each schedule, by its ARN, was last due
log = logging.getLogger(__name__)


def register() -> None:
    """Take the place of MiniStack's clock."""
    scheduler._SCHEDULE_TICK_INTERVAL = TICK_SECONDS
    scheduler._tick_schedules = tick


def tick() -> None:
    """Fire all schedules that are due."""
    now = datetime.now(UTC)
    for schedule in list(scheduler._schedules._data.values()):
        changed = datetime.fromtimestamp(schedule["LastModificationDate"], UTC)
        since = max(changed, fired.get(schedule["Arn"], changed))
        moment = due(schedule["ScheduleExpression"], schedule["ScheduleExpressionTimezone"], since, now)
        if moment and schedule["State"] == "ENABLED":
            fired[schedule["Arn"]] = moment
            fire(schedule, moment)


def fire(schedule: dict[str, Any], moment: datetime) -> None:
    """Send what a schedule sends at a moment."""
    target, message = schedule["Target"], filled(schedule, moment)
    try:
        if schedule.get("KmsKeyArn"):
            authorization.require_of_role(target["RoleArn"], "kms:Decrypt", schedule["KmsKeyArn"])
        send(target["RoleArn"], target["Arn"], message)
    except (ClientError, authorization.Denied) as error:
        log.warning("Scheduler: %s was not sent: %s", schedule["Arn"], error)
        if "DeadLetterConfig" in target:
            send(target["RoleArn"], target["DeadLetterConfig"]["Arn"], message)


def send(role: str, queue_arn: str, message: str) -> None:
    """Send a message to a queue as a role."""
    sqs = roles.client("sqs", role, "scheduler")
    name = queue_arn.rpartition(":")[2]
    sqs.send_message(QueueUrl=f"{sqs.meta.endpoint_url}/{queue_arn.split(':')[4]}/{name}", MessageBody=message)


def filled(schedule: dict[str, Any], moment: datetime) -> str:
    """Return a schedule's input with what Scheduler knows of this time."""
    known = {
        "schedule-arn": schedule["Arn"],
        "scheduled-time": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        "execution-id": str(uuid.uuid4()),
        "attempt-number": "1",
    }
    text = str(schedule["Target"].get("Input", "{}"))
    for name, value in known.items():
        text = text.replace(f"<aws.scheduler.{name}>", value)
    return text
