"""Schedules as CloudFormation makes and changes them: MiniStack leaves their time zone out, and looks at neither it nor the role."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import available_timezones

from ministack.services import scheduler
from ministack.services.cloudformation import provisioners

from local.iam import roles
from local.scheduler.moments import following

MEMBERS = ("ScheduleExpression", "ScheduleExpressionTimezone", "FlexibleTimeWindow", "Target", "GroupName", "State", "Description")
MORE = ("StartDate", "EndDate", "KmsKeyArn")


def register() -> None:
    """Make schedules whole."""
    handlers = provisioners._RESOURCE_HANDLERS["AWS::Scheduler::Schedule"]

    def create(logical_id: str, properties: dict[str, Any], stack: str) -> Any:
        name = properties.get("Name") or provisioners._physical_name(stack, logical_id, max_len=64)
        request = {key: properties[key] for key in (*MEMBERS, *MORE) if key in properties}
        check(request)
        status, _, body = scheduler._create_schedule(name, request)
        if status != 200:
            raise ValueError(body.decode())
        return name, {"Arn": scheduler._schedule_arn(request.get("GroupName", "default"), name)}

    def update(physical_id: str, old: dict[str, Any], properties: dict[str, Any], stack: str) -> Any:
        request = {key: properties[key] for key in (*MEMBERS, *MORE) if key in properties}
        check(request)
        status, _, body = scheduler._update_schedule(physical_id, request)
        if status != 200:
            raise ValueError(body.decode())
        return physical_id, {"Arn": scheduler._schedule_arn(request.get("GroupName", "default"), physical_id)}

    handlers["create"], handlers["update"] = create, update


def check(request: dict[str, Any]) -> None:
    """Raise ValueError, in AWS's words, for a schedule that AWS refuses."""
    if request.get("ScheduleExpressionTimezone", "UTC") not in available_timezones():
        raise ValueError("Provided ScheduleExpressionTimezone is not valid.")
    following(request["ScheduleExpression"], request.get("ScheduleExpressionTimezone", "UTC"), datetime.now(UTC))
    if not roles.is_assumable(request["Target"]["RoleArn"], "scheduler.amazonaws.com"):
        raise ValueError("The execution role you provide must allow AWS EventBridge Scheduler to assume the role.")
