import json
import re
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest

from local.commands import ROOT
from tools.pictures import dashboard, demo, pages
from tools.pictures.browser import NoBrowser, Pictures
from tools.pictures.chart import Series, chart

FOLDER = ROOT / "docs/pictures"
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
OWN = {"Namespace": "SageBuild", "MetricName": "accuracy", "Dimensions": [{"Name": "Stack", "Value": "churn"}]}
OTHER = {"Namespace": "SageBuild", "MetricName": "accuracy", "Dimensions": [{"Name": "Stack", "Value": "churn-dev"}]}
SEARCHING = "SEARCH('{SageBuild,Stack} Stack=\"churn\"', 'Average', 3600)"
QUEUE = ["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", "churn-LaunchQueue-1"]


def widget(kind: str, x: int, y: int, width: int, height: int, **properties: Any) -> dict[str, Any]:
    return {"type": kind, "x": x, "y": y, "width": width, "height": height, "properties": properties}


BODY = {
    "widgets": [
        widget("custom", 0, 0, 24, 11, title="churn", endpoint="show-builds"),
        widget("metric", 16, 11, 8, 6, title="The <metrics>", metrics=[[{"expression": SEARCHING}]]),
        widget("metric", 0, 11, 8, 6, title="Age of the oldest message", metrics=[QUEUE]),
    ]
}


class Account:
    """Answers as the services do of which a dashboard's picture is made."""

    url = "http://127.0.0.1:1"

    def client(self, service: str) -> Any:
        return self

    def get_dashboard(self, **asked: str) -> dict[str, str]:
        assert asked == {"DashboardName": "churn-Dashboard-1"}
        return {"DashboardBody": json.dumps(BODY)}

    def invoke(self, **asked: str) -> dict[str, Any]:
        assert asked["FunctionName"] == "show-builds"
        return {"Payload": self}

    def read(self) -> str:
        return '"<p>Nothing is being built.</p>"'

    def list_metrics(self, **wanted: str) -> dict[str, Any]:
        assert wanted == {"Namespace": "SageBuild"}
        return {"Metrics": [OWN, OTHER]}

    def get_metric_data(self, **asked: Any) -> dict[str, Any]:
        (query,) = asked["MetricDataQueries"]
        there = query["MetricStat"] == {"Metric": OWN, "Period": 60, "Stat": "Average"}
        return {"MetricDataResults": [{"Timestamps": [NOON] if there else [], "Values": [0.97] if there else []}]}


class Stack:
    def __init__(self) -> None:
        self.outputs = {"DashboardUrl": "https://console/#dashboards/dashboard/churn-Dashboard-1"}


def drawn(account: Any, stack: Any) -> str:
    return dashboard.page(account, stack)


def test_every_picture_is_shown_and_small_enough_for_a_repository() -> None:
    documents = [ROOT / name for name in ("README.md", "docs/notebooks.md", "docs/performance.md")]
    shown = {name for document in documents for name in re.findall(r"pictures/([\w-]+\.\w+)", document.read_text())}
    there = {file.name: file.stat().st_size for file in FOLDER.iterdir()}
    assert set(there) == shown
    assert {name: size for name, size in there.items() if size > 200_000} == {}


def test_a_dashboard_s_boxes_stand_where_its_body_says() -> None:
    page = drawn(Account(), Stack())
    assert "left:0px;top:0px;width:1192px;height:476px" in page
    assert "left:800px;top:484px;width:392px;height:256px" in page
    assert "<p>Nothing is being built.</p>" in page
    assert "The &lt;metrics&gt;" in page
    assert page.count("the local AWS has none") == 1


def test_a_search_finds_the_metrics_of_its_own_stack() -> None:
    account: Any = Account()
    assert dashboard.searched(account, SEARCHING) == ([OWN], "Average")


def test_a_dot_stands_for_what_is_above_it() -> None:
    assert dashboard.resolved([["AWS/States", "A", "Arn", "x"], [".", "B", ".", "."], [".", ".", ".", "y"]]) == [
        ["AWS/States", "A", "Arn", "x"], ["AWS/States", "B", "Arn", "x"], ["AWS/States", "B", "Arn", "y"],
    ]  # fmt: skip


def test_a_chart_has_its_points_in_their_places_and_names_the_first_series() -> None:
    two = [Series("<a>", [(0.0, 0.0), (60.0, 10.0)]), Series("b", [(0.0, 5.0)]), Series("c", [(0.0, 5.0)])]
    picture = chart(two, 252, 142)
    assert 'points="52.0,108.0 236.0,13.5"' in picture
    assert ">11</text>" in picture and ">5.5</text>" in picture
    assert "&lt;a&gt;" in picture and "and 1 more" in picture
    assert "00:00" in picture and "00:01" in picture


def test_a_chart_of_nothing_but_zeros_and_one_moment_is_drawn() -> None:
    picture = chart([Series("errors", [(0.0, 0.0)])], 252, 142)
    assert 'cx="144.0" cy="108.0"' in picture and ">1.1</text>" in picture


def test_a_cell_shows_its_code_as_text() -> None:
    assert "x &lt; 1" in pages.notebook("x < 1", "<b>2</b>") and "<b>2</b>" in pages.notebook("x < 1", "<b>2</b>")


def test_without_a_browser_it_is_said_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoBrowser, match="apt-get install chromium"), Pictures(FOLDER):
        pass


def test_the_demos_lines_come_as_they_came_and_long_pauses_are_shortened() -> None:
    lines = [
        demo.Line(0.0, "$ make demo"),
        demo.Line(40.0, "<stack>"),
        demo.Line(40.8, "- " * 60 + "-"),
        demo.Line(41.6, "  Validate Model: failed after 1 s"),
    ]
    found = ElementTree.fromstring(demo.drawn(lines))
    texts = [(text.get("class"), text.text) for text in found.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == [
        ("typed", "$ make demo"),
        ("", "<stack>"),
        ("", "- " * 58 + "-"),
        ("", "    - -"),
        ("bad", "  Validate Model: failed after 1 s"),
    ]
    style = next(found.iter("{http://www.w3.org/2000/svg}style")).text or ""
    assert "0.00%{transform:translateY(-19px)}11.39%{transform:translateY(-38px)}" in style
    assert "animation:play 7.9s" in style
