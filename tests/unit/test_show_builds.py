from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from endpoints import endpoint
from show_builds import app, instances, page
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


def test_a_map_is_left_out_where_its_iterations_say_more() -> None:
    assert names(entered("Evaluate Models", "Map"), entered("Evaluate Model")) == ["Evaluate Model"]


def test_a_state_that_is_entered_again_runs_again() -> None:
    assert names(entered("Await Endpoint"), left("Await Endpoint"), entered("Await Endpoint")) == ["Await Endpoint"]


def test_what_costs_is_said_as_the_endpoint_has_it_now() -> None:
    assert hosted({"InstanceType": "ml.m5.large", "InitialInstanceCount": 1}, {"CurrentInstanceCount": 3}) == "3 × ml.m5.large"
    assert hosted({"ServerlessConfig": {"MemorySizeInMB": 2048}}, {}) == "serverless, 2048 MB: its requests cost"
    ready = {"ServerlessConfig": {"MemorySizeInMB": 2048, "ProvisionedConcurrency": 5}}
    assert hosted(ready, {}) == "serverless, 2048 MB: its requests cost, 5 × 2048 MB held ready"
    assert trained({"ResourceConfig": {"InstanceType": "ml.p3.2xlarge", "InstanceCount": 2}}) == "2 × ml.p3.2xlarge"
    assert trained({"ResourceConfig": {"InstanceGroups": []}}) == "several types of instances"


def test_a_fleet_that_only_listens_is_shown_for_it_costs_as_much(monkeypatch: pytest.MonkeyPatch) -> None:
    fleets = {"ProductionVariants": [fleet("a", 2)], "ShadowProductionVariants": [fleet("b", 1)]}
    found = {"EndpointConfigName": "c", "EndpointStatus": "InService", "CreationTime": NOW, **fleets}
    monkeypatch.setattr(endpoint, "describe", lambda _: found)
    monkeypatch.setattr(endpoint, "sagemaker", lambda: SimpleNamespace(describe_endpoint_config=lambda **_: fleets))
    shown = [(line.what, line.on) for line in instances.of_endpoint("churn")]
    assert shown == [("endpoint churn, variant a", "2 × ml.m5.large"), ("endpoint churn, variant b", "1 × ml.m5.large")]


def fleet(name: str, count: int) -> dict[str, Any]:
    return {"VariantName": name, "InstanceType": "ml.m5.large", "InitialInstanceCount": 1, "CurrentInstanceCount": count}


def test_the_widget_shows_what_is_built_what_costs_and_the_last_builds() -> None:
    record = {
        "Version": Decimal(7), "Status": "RUNNING", "ExecutionArn": ARN, "StartedAt": "2026-11-25T11:00:00+00:00",
        "Reason": "<b>pushed</b>", "Metrics": {"accuracy": Decimal("0.97123"), "loss": "NaN"},
    }  # fmt: skip
    html = page.html(
        NOW,
        [(record, [Step("Train Model", NOW - timedelta(minutes=65))])],
        [],
        {"Pending": {"Requests": 2}},
        [Running("endpoint churn, variant AllTraffic", "1 × ml.m5.large", "InService", NOW - timedelta(days=2, hours=3))],
        [record],
        [("Endpoint", "https://x/?a=1&b=2")],
    )
    url = f"https://cn-north-1.console.amazonaws.cn/states/home?region=cn-north-1#/v2/executions/details/{ARN}"
    assert f'<p><a href="{url}" target="_blank">Version 7</a> is being built: <b>Train Model</b> for 1 h 5 min.</p>' in html
    assert "2 more launches will become the next build." in html
    assert "<td>endpoint churn, variant AllTraffic</td><td>1 × ml.m5.large</td><td>InService</td><td>2 d 3 h</td>" in html
    assert "<td>2026-11-25 11:00 UTC</td><td></td><td></td><td>accuracy 0.9712, loss NaN</td>" in html
    assert "&lt;b&gt;pushed&lt;/b&gt;" in html
    assert "<b>pushed</b>" not in html
    assert '<a href="https://x/?a=1&amp;b=2" target="_blank">Endpoint</a>' in html


def test_what_waits_for_the_end_of_a_burst_says_until_when() -> None:
    pending = {"Requests": 1, "First": "2026-11-25T12:00:00+00:00", "QuietUntil": "2026-11-25T12:01:30.250000+00:00"}
    html = page.html(NOW, [], [], {"Pending": pending}, [], [], [])
    assert "<p>1 more launch will become the next build, not before 12:01:30 UTC, for more may come.</p>" in html


def test_an_endpoint_outside_its_hours_is_told_of() -> None:
    hours = {"Serve": False, "At": "2026-11-25T18:00:00Z", "Hours": "07:00-19:00 MON-FRI Europe/Berlin"}
    told = "<p>The endpoint is outside its hours, 07:00-19:00 MON-FRI Europe/Berlin.</p>"
    assert told in page.html(NOW, [], [], {"Hours": hours}, [], [], [])
    assert "its hours" not in page.html(NOW, [], [], {"Hours": {**hours, "Serve": True}}, [], [], [])


BACK = {"Kind": "rollback", "Version": Decimal(3), "From": Decimal(7), "To": Decimal(6), "ExecutionArn": ARN}


def test_a_rollback_that_runs_is_shown_with_its_step() -> None:
    record = {**BACK, "Status": "RUNNING", "StartedAt": "2026-11-25T11:59:00Z"}
    html = page.html(NOW, [], [(record, [Step("Await Endpoint", NOW - timedelta(seconds=20))])], {}, [], [], [])
    assert 'target="_blank">Back to version 6</a>: <b>Await Endpoint</b> for 20 s.</p>' in html


def test_builds_and_rollbacks_stand_in_the_order_in_which_they_began() -> None:
    rolled_back = {**BACK, "Status": "ROLLED_BACK", "StartedAt": "2026-11-25T11:00:00+00:00", "EndedAt": "2026-11-25T11:02:00+00:00"}
    newer = {"Kind": "build", "Version": 8, "Status": "FAILED", "StartedAt": "2026-11-25T11:30:00Z"}
    begun = {"Kind": "build", "Version": 9, "Status": "RUNNING"}
    assert [row.get("Version") for row in page.newest_first([rolled_back, newer, begun])] == [9, 8, 3]
    cells = page.row(rolled_back)
    assert "Back to version 6" in cells[0]
    assert cells[1:4] == ("ROLLED BACK", "2026-11-25 11:00 UTC", "2 min")


def test_a_build_s_dollars_stand_beside_it_or_its_billed_seconds_where_no_price_is_known() -> None:
    paid = {"Seconds": 400, "Dollars": 0.0128, "Sentence": "Train Model 200 s on 2 × ml.m5.large"}
    assert page.cost(paid) == '<span title="Train Model 200 s on 2 × ml.m5.large">$0.01</span>'
    assert page.cost({**paid, "Dollars": 0.0012}) == '<span title="Train Model 200 s on 2 × ml.m5.large">$0.0012</span>'
    assert page.cost({**paid, "Dollars": None}) == '<span title="Train Model 200 s on 2 × ml.m5.large">400 s</span>'
    assert page.cost(None) == page.cost({**paid, "Sentence": ""}) == ""


def test_of_an_evaluations_numbers_the_one_that_decides_is_shown_or_the_first_three() -> None:
    numbers = {f"m.{letter}.value": Decimal(1) for letter in "abcd"}
    record = {"Metrics": {"loss": Decimal("0.5")}, "Evaluation": {"Metrics": numbers}}
    assert list(page.measured(record)) == ["loss", "m.a.value", "m.b.value", "m.c.value"]
    decided = {**record, "Parameters": '{"Validation": {"Metric": "m.d.value"}}'}
    assert list(page.measured(decided)) == ["loss", "m.d.value"]
    assert page.measured({"Version": 1}) == {}


def test_a_promoted_version_says_where_it_is_from() -> None:
    record = {"Version": 3, "Status": "SUCCEEDED", "Reason": "it is proven", "Promoted": {"Stack": "churn-dev", "Version": 12}}
    assert "version 12 of churn-dev: it is proven" in page.html(NOW, [], [], {}, [], [record], [])


def test_a_stack_that_has_done_nothing_yet_says_so() -> None:
    assert page.html(NOW, [], [], {}, [], [], []).startswith("<p>Nothing is being built.</p>")


def test_cloudwatch_is_told_what_the_widget_is() -> None:
    assert "no parameters" in app.handler({"describe": True}, None)
