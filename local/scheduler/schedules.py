"""Schedules as CloudFormation makes and changes them: MiniStack leaves their time zone out, and looks at neither it nor the role."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import available_timezones

from ministack.services import scheduler
from ministack.services.cloudformation import provisioners

from local.iam import roles
from local.scheduler.moments import following

TIMES = ("ScheduleExpression", "ScheduleExpressionTimezone", "StartDate", "EndDate")
MEMBERS = (*TIMES, "FlexibleTimeWindow", "Target", "GroupName", "State", "Description", "KmsKeyArn")


def register() -> None:
    """Make schedules whole."""
    handlers = provisioners._RESOURCE_HANDLERS["AWS::Scheduler::Schedule"]

    def create(logical_id: str, properties: dict[str, Any], stack: str) -> Any:
        name = properties.get("Name") or provisioners._physical_name(stack, logical_id, max_len=64)
        return made(scheduler._create_schedule, name, properties)

    def update(physical_id: str, old: dict[str, Any], properties: dict[str, Any], stack: str) -> Any:
        return made(scheduler._update_schedule, physical_id, properties)

    handlers["create"], handlers["update"] = create, update


def made(ask: Callable[..., Any], name: str, properties: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """Make or change a schedule, and return its name and what else of it other resources may ask for."""
    request = {key: properties[key] for key in MEMBERS if key in properties}
    check(request)
    status, _, body = ask(name, request)
    if status != 200:
        raise ValueError(body.decode())
    return name, {"Arn": scheduler._schedule_arn(request.get("GroupName", "default"), name)}


def check(request: dict[str, Any]) -> None:
    """Raise ValueError, in AWS's words, for a schedule that AWS refuses."""
    if request.get("ScheduleExpressionTimezone", "UTC") not in available_timezones():
        raise ValueError("Provided ScheduleExpressionTimezone is not valid.")
    expression = request["ScheduleExpression"]
    moment = following(expression, request.get("ScheduleExpressionTimezone", "UTC"), datetime.now(UTC))
    if moment is None and expression.startswith("cron"):  # such as a range of days that goes over the end of the week
        raise ValueError(f"Invalid Schedule Expression {expression}.")
    if not roles.is_assumable(request["Target"]["RoleArn"], "scheduler.amazonaws.com"):
        raise ValueError("The execution role you provide must allow AWS EventBridge Scheduler to assume the role.")
