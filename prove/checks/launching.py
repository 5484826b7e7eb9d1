"""How launches come in, and how news and events go out."""

import json
from typing import Any

from prove.belief import belief
from prove.evidence import Evidence, said
from prove.outcome import NotProved, expect
from prove.steps import KEY

EVENTS = "https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html"
MEMBERS = {"executionArn", "stateMachineArn", "name", "status", "startDate", "stopDate", "input", "output", "error", "cause"}


@belief(
    "upload-launches",
    says="EventBridge publishes an upload's event to LaunchTopic, whose policy allows events.amazonaws.com without a Condition.",
    why="EventBridge tells SNS neither rule nor account, so that no Condition could hold.",
    source="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions",
    otherwise="uploads, pushes and the schedule launch nothing",
)
def upload_launches(evidence: Evidence) -> None:
    """The first build was launched by the upload."""
    reason = str(evidence.build("upload").input.get("Reason"))
    expect(reason.endswith(" uploaded"), f"the build after the upload has the reason {reason!r}")


@belief(
    "plain-keys",
    says="Keys in S3's events at EventBridge are not URL-encoded.",
    why="S3's classic notifications encode them; the pages on EventBridge show them as they are.",
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html",
    otherwise="the reason of a build names the uploaded object wrongly",
)
def plain_keys(evidence: Evidence) -> None:
    """The reason names the key as it is."""
    reason = str(evidence.build("upload").input.get("Reason"))
    expect(f"/{KEY} uploaded" in reason, f"the key {KEY!r} has become {reason!r}")


@belief(
    "push-launches",
    says="A commit on the branch emits CodeCommit's event with the branch's name and the commit.",
    why="The user guide shows referenceCreated and referenceUpdated with these members.",
    source="https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html",
    otherwise="pushes launch nothing",
)
def push_launches(evidence: Evidence) -> None:
    """The second build was launched by the commit."""
    reason, commit = str(evidence.build("push").input.get("Reason")), str(evidence.fact("commit"))
    expect(reason.endswith(f"main is at {commit[:8]}"), f"the build after the push has the reason {reason!r}")


@belief(
    "status-events",
    says="Every new status of an execution is an event with the members that settle reads, times in milliseconds, error and cause of a failure.",
    why="The developer guide shows such events; it does not promise error and cause.",
    source=EVENTS,
    otherwise="the outcome is recorded, and told, without its cause",
)
def status_events(evidence: Evidence) -> None:
    """The events that were heard have them."""
    details = [event["detail"] for event in evidence.events if event.get("source") == "aws.states"]
    failed = [detail for detail in details if detail.get("status") == "FAILED"]
    if not failed:
        raise NotProved("no event of a failed build was heard")
    for status in ("RUNNING", "SUCCEEDED", "FAILED", "ABORTED"):
        expect(any(detail.get("status") == status for detail in details), f"no event said {status}")
    lacking = MEMBERS - set(failed[0])
    expect(not lacking, f"the event of a failed build lacks {', '.join(sorted(lacking))}")
    expect(failed[0]["error"] and failed[0]["cause"], "the event of a failed build has no error or no cause")
    expect(isinstance(failed[0]["startDate"], int), f"startDate is {failed[0]['startDate']!r}, not milliseconds")


@belief(
    "endpoint-events",
    says="An endpoint's new status is an event of aws.sagemaker, spelled IN_SERVICE, with the endpoint's and the configuration's name.",
    why="SageMaker's page on EventBridge shows one; elsewhere the status is InService.",
    source="https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html",
    otherwise="whoever waits for such an event waits in vain",
)
def endpoint_events(evidence: Evidence) -> None:
    """One was heard."""
    details = [event["detail"] for event in evidence.events if event.get("source") == "aws.sagemaker"]
    if not details:
        evidence.succeeded("push")
    statuses = sorted({str(detail.get("EndpointStatus")) for detail in details})
    expect("IN_SERVICE" in statuses, f"the events said {', '.join(statuses) or 'nothing'}")
    expect(all(detail.get("EndpointConfigName") for detail in details), "an event does not name the configuration")


@belief(
    "news-arrive",
    says="With MessageStructure json, a queue gets the default text of the news, with the attributes Status and Stack.",
    why="SNS takes, of the texts of a message, the one for the protocol and else the default.",
    source="https://docs.aws.amazon.com/sns/latest/api/API_Publish.html",
    otherwise="programs cannot read the news, or filter policies match nothing",
)
def news_arrive(evidence: Evidence) -> None:
    """News of a success came as JSON with both attributes."""
    evidence.succeeded("push")
    news = [(said(heard.get("Message")), heard.get("MessageAttributes", {})) for heard in evidence.news]
    good = [attributes for message, attributes in news if message.get("Status") == "SUCCEEDED"]
    expect(good, f"no news of a success among {len(news)} messages")
    expect(value(good[0], "Stack") == evidence.stack.name, f"the news have the attributes {json.dumps(good[0])}")


@belief(
    "alarms-publish",
    says="An alarm publishes to TrainStatusTopic, whose policy asks for aws:SourceAccount.",
    why="CloudWatch, unlike EventBridge, tells SNS whose alarm it is.",
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
    otherwise="nobody hears of messages in the dead-letter queues",
)
def alarms_publish(evidence: Evidence) -> None:
    """The alarm that was set off was heard."""
    name = evidence.stack.resources["LaunchDeadLetterAlarm"]
    expect(any(said(heard.get("Message")).get("AlarmName") == name for heard in evidence.news), f"nothing was heard of alarm {name}")


@belief(
    "redrive",
    says="A failed execution that is redriven keeps its ARN, and its next end is an event with redriveCount 1.",
    why="The API reference says so of the ARN; of the event there is only an example.",
    source="https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html",
    otherwise="a build that is redriven in the console is taken for another one, or its end is not recorded",
)
def redrive(evidence: Evidence) -> None:
    """The event came."""
    answer = evidence.answer("redrive")
    if answer.code in ("InvalidAction", "UnknownOperationException"):
        raise NotProved("this AWS cannot redrive executions")
    expect(not answer.code, f"RedriveExecution was refused: {answer.message}")
    arn = evidence.build("redriven").arn
    counts = [event["detail"].get("redriveCount") for event in evidence.events if event["detail"].get("executionArn") == arn]
    expect(1 in counts, f"the events of the execution have the redrive counts {counts}")


def value(attributes: dict[str, Any], name: str) -> str:
    """Return the value of a message attribute."""
    return str(attributes.get(name, {}).get("Value", ""))
