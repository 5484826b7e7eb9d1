"""Where MiniStack delivers more kindly than AWS: what a topic, a queue or a function's role does not allow does not arrive, and a metric tells of it.

EventBridge sends to queues as itself, with the rule as aws:SourceArn; to topics it publishes without saying for whom, so that no Condition holds.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
An alarm publishes as CloudWatch, with itself as aws:SourceArn. An event source mapping reads a queue with its function's role.
"""

import logging
from typing import Any

from ministack.services import cloudwatch, eventbridge, lambda_svc, sns, sqs
from ministack.services.cloudformation import provisioners

from local.gateway.state import ACCOUNT, arn
from local.iam import authorization

EVENTS = "events.amazonaws.com"
TOPICS = "sns.amazonaws.com"
ALARMS = "cloudwatch.amazonaws.com"
READING = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
log = logging.getLogger(__name__)


def register() -> None:
    """Put the checks in place."""
    invoke_target = eventbridge._invoke_target
    dispatch, queue_allows = cloudwatch._dispatch_alarm_actions, sqs.queue_policy_allows
    create_mapping = provisioners._RESOURCE_HANDLERS["AWS::Lambda::EventSourceMapping"]["create"]

    def invoke_allowed(target: dict[str, Any], event: dict[str, Any], rule: dict[str, Any], view: Any = None) -> None:
        about = {"RuleName": rule["Name"]}
        cloudwatch.record_metric("AWS/Events", "Invocations", 1, "Count", about)
        if is_allowed(target["Arn"], rule["Arn"]):
            invoke_target(target, event, rule, view)
        else:
            log.warning("EventBridge: %s may not deliver to %s: its policy does not allow it", rule["Arn"], target["Arn"])
            cloudwatch.record_metric("AWS/Events", "FailedInvocations", 1, "Count", about)

    def queue_allows_or_counts(queue: str, service: str, source: str, account: str) -> bool:
        may = bool(queue_allows(queue, service, source, account))
        if service == TOPICS:
            outcome = "NumberOfNotificationsDelivered" if may else "NumberOfNotificationsFailed"
            cloudwatch.record_metric("AWS/SNS", outcome, 1, "Count", {"TopicName": source.rpartition(":")[2]})
        return may

    def dispatch_allowed(alarm: dict[str, Any], *change: str) -> None:
        own = alarm.get("AlarmArn") or arn("cloudwatch", f"alarm:{alarm['AlarmName']}")
        dispatch({key: allowed(value, own) if key.endswith("Actions") else value for key, value in alarm.items()}, *change)

    def create_allowed(logical_id: str, properties: dict[str, Any], stack: str) -> Any:
        check_reading(properties["FunctionName"], properties["EventSourceArn"])
        return create_mapping(logical_id, properties, stack)

    eventbridge._invoke_target, sqs.queue_policy_allows = invoke_allowed, queue_allows_or_counts
    cloudwatch._dispatch_alarm_actions = dispatch_allowed
    provisioners._RESOURCE_HANDLERS["AWS::Lambda::EventSourceMapping"]["create"] = create_allowed


def is_allowed(target_arn: str, rule_arn: str) -> bool:
    """Return whether a rule may deliver to a target."""
    service = target_arn.split(":")[2]
    if service == "sqs":
        return bool(sqs.queue_policy_allows(target_arn, EVENTS, rule_arn, ACCOUNT))
    if service == "sns":
        return bool(sns.topic_policy_allows(target_arn, EVENTS, "", ""))
    if service == "lambda":
        return any(is_for(statement, rule_arn) for statement in lambda_svc._functions[target_arn.split(":")[6]]["policy"]["Statement"])
    return True


def is_for(statement: dict[str, Any], rule_arn: str) -> bool:
    """Return whether a statement of a function's policy lets EventBridge invoke it for a rule."""
    source = statement.get("Condition", {}).get("ArnLike", {}).get("AWS:SourceArn", rule_arn)
    return bool(statement["Principal"] == {"Service": EVENTS} and statement["Action"] == "lambda:InvokeFunction" and source == rule_arn)


def allowed(actions: list[str], alarm_arn: str) -> list[str]:
    """Return the topics among an alarm's actions to which it may publish."""
    return [topic for topic in actions if sns.topic_policy_allows(topic, ALARMS, alarm_arn, ACCOUNT)]


def check_reading(function: str, queue_arn: str) -> None:
    """Refuse, in AWS's words, a mapping whose function's role may not read the queue."""
    if queue_arn.split(":")[2] != "sqs":
        return
    role = lambda_svc._functions[function.rsplit(":", 1)[-1]]["config"]["Role"]
    for action in READING:
        try:
            authorization.require_of_role(role, action, queue_arn)
        except authorization.Denied:
            call = action.partition(":")[2]
            raise ValueError(
                f"The provided execution role does not have permissions to call {call} on SQS (InvalidParameterValueException)"
            ) from None
