from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from show_builds import app, page
from show_builds.instances import Running, hosted, trained
from show_builds.steps import Step, running

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
ARN = "arn:aws-cn:states:cn-north-1:123456789012:execution:churn:b7"


def entered(name: str, kind: str = "Task") -> dict[str, Any]:
    return {"type": f"{kind}StateEntered", "stateEnteredEventDetails": {"name": name}, "timestamp": NOW}


def left(name: str, kind: str = "Task") -> dict[str, Any]:
    return {"type": f"{kind}StateExited", "stateExitedEventDetails": {"name": name}, "timestamp": NOW}


def names(*events: dict[str, Any]) -> list[str]:
    return [step.name for step in running(list(reversed(events)))]


def test_the_running_states_are_those_that_were_entered_and_not_left() -> None:
    both = entered("Build And Train", "Parallel")
    start = (entered("Plan Build"), left("Plan Build"), both)
    assert names(*start) == ["Build And Train"]
    assert names(*start, entered("Train Model"), entered("Build Inference Image")) == ["Train Model", "Build Inference Image"]
    assert names(*start, entered("Train Model"), entered("Build Inference Image"), left("Build Inference Image")) == ["Train Model"]


def test_a_state_that_is_entered_again_runs_again() -> None:
    assert names(entered("Await Endpoint"), left("Await Endpoint"), entered("Await Endpoint")) == ["Await Endpoint"]


def test_what_costs_is_said_as_the_endpoint_has_it_now() -> None:
    assert hosted({"InstanceType": "ml.m5.large", "InitialInstanceCount": 1}, {"CurrentInstanceCount": 3}) == "3 × ml.m5.large"
    assert hosted({"ServerlessConfig": {"MemorySizeInMB": 2048}}, {}) == "serverless, 2048 MB: its requests cost"
    assert trained({"ResourceConfig": {"InstanceType": "ml.p3.2xlarge", "InstanceCount": 2}}) == "2 × ml.p3.2xlarge"
    assert trained({"ResourceConfig": {"InstanceGroups": []}}) == "several types of instances"


def test_the_widget_shows_what_is_built_what_costs_and_the_last_builds() -> None:
    record = {
        "Version": Decimal(7), "Status": "RUNNING", "ExecutionArn": ARN, "StartedAt": "2026-11-25T11:00:00+00:00",
        "Reason": "<b>pushed</b>", "Metrics": {"accuracy": Decimal("0.97123"), "loss": "NaN"},
    }  # fmt: skip
    html = page.html(
        NOW,
        [(record, [Step("Train Model", NOW - timedelta(minutes=65))])],
        2,
        [Running("endpoint churn, variant AllTraffic", "1 × ml.m5.large", "InService", NOW - timedelta(days=2, hours=3))],
        [record],
        [("Endpoint", "https://x/?a=1&b=2")],
    )
    url = f"https://cn-north-1.console.amazonaws.cn/states/home?region=cn-north-1#/v2/executions/details/{ARN}"
    assert f'<p><a href="{url}" target="_blank">Version 7</a> is being built: <b>Train Model</b> for 1 h 5 min.</p>' in html
    assert "2 more launches will become the next build." in html
    assert "<td>endpoint churn, variant AllTraffic</td><td>1 × ml.m5.large</td><td>InService</td><td>2 d 3 h</td>" in html
    assert "<td>2026-11-25 11:00 UTC</td><td></td><td>accuracy 0.9712, loss NaN</td>" in html
    assert "&lt;b&gt;pushed&lt;/b&gt;" in html
    assert "<b>pushed</b>" not in html
    assert '<a href="https://x/?a=1&amp;b=2" target="_blank">Endpoint</a>' in html


def test_a_stack_that_has_done_nothing_yet_says_so() -> None:
    assert page.html(NOW, [], 0, [], [], []).startswith("<p>Nothing is being built.</p>")


def test_cloudwatch_is_told_what_the_widget_is() -> None:
    assert "no parameters" in app.handler({"describe": True}, None)
