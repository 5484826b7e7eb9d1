"""The deployed dashboard as a page: its own body's boxes and titles, its own widget, and the series that the local CloudWatch has."""

import json
import re
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

from local.launcher import LocalAws
from sagebuild import SageBuild
from tools.pictures.chart import Series, chart

COLUMN, ROW = 50, 44
SEARCH = re.compile(r"SEARCH\('\{([^}]+)\} (.+)', '(\w+)', \d+\)")
STYLE = """
body { margin: 8px; font: 12px/1.4 -apple-system, "Segoe UI", Helvetica, Arial, "DejaVu Sans", sans-serif; color: #1f2933; background: #f2f3f3 }
.grid { position: relative }
.box { position: absolute; background: #fff; border: 1px solid #d5dbdb; border-radius: 8px; box-sizing: border-box; padding: 8px 10px; overflow: hidden }
.title { font-weight: 600; margin-bottom: 4px }
table { border-collapse: collapse; margin: 4px 0 } td, th { text-align: left; padding: 2px 12px 2px 0; border-bottom: 1px solid #eaeded; font-size: 11px }
p { margin: 4px 0 } a { color: #0972d3; text-decoration: none } .none { color: #8c959f; padding-top: 24px; text-align: center }
"""


def page(account: LocalAws, stack: SageBuild) -> str:
    """Return the page of a stack's dashboard."""
    name = stack.outputs["DashboardUrl"].rpartition("/")[2]
    widgets = json.loads(account.client("cloudwatch").get_dashboard(DashboardName=name)["DashboardBody"])["widgets"]
    height = max(widget["y"] + widget["height"] for widget in widgets) * ROW
    boxes = "".join(box(account, widget) for widget in widgets)
    return f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style><div class="grid" style="height:{height}px">{boxes}</div>'


def box(account: LocalAws, widget: dict[str, Any]) -> str:
    """Return a widget in its place."""
    width, height = widget["width"] * COLUMN - 8, widget["height"] * ROW - 8
    place = f"left:{widget['x'] * COLUMN}px;top:{widget['y'] * ROW}px;width:{width}px;height:{height}px"
    if widget["type"] == "custom":
        inner = custom(account, widget["properties"])
    else:
        series = [found for row in resolved(widget["properties"]["metrics"]) for found in read(account, row, widget["properties"])]
        inner = chart(series, width - 22, height - 40) if series else '<div class="none">AWS has numbers here, the local AWS has none</div>'
    return f'<div class="box" style="{place}"><div class="title">{escape(widget["properties"]["title"])}</div>{inner}</div>'


def custom(account: LocalAws, properties: dict[str, Any]) -> str:
    """Return what the widget's own function shows."""
    answer = account.client("lambda").invoke(FunctionName=properties["endpoint"], Payload=json.dumps({"widgetContext": {}}))
    return str(json.loads(answer["Payload"].read()))


def resolved(rows: list[list[Any]]) -> list[list[Any]]:
    """Return a widget's rows with what their dots stand for."""
    found: list[list[Any]] = []
    for row in rows:
        before = found[-1] if found else row
        found.append([before[place] if item == "." else item for place, item in enumerate(row)])
    return found


def read(account: LocalAws, row: list[Any], properties: dict[str, Any]) -> list[Series]:
    """Return the series that a row draws, as far as the local CloudWatch has them."""
    options = row[-1] if isinstance(row[-1], dict) else {}
    if "expression" in options:
        metrics, statistic = searched(account, options["expression"])
        return [found for metric in metrics for found in values(account, metric, statistic, options.get("label") or metric["MetricName"])]
    namespace, metric, *rest = [item for item in row if isinstance(item, str)]
    dimensions = [{"Name": name, "Value": value} for name, value in zip(rest[::2], rest[1::2], strict=True)]
    label = options.get("label") or f"{metric} of {rest[-1].split('-')[1].removesuffix('Function')}"
    statistic = options.get("stat") or properties.get("stat", "Average")
    return values(account, {"Namespace": namespace, "MetricName": metric, "Dimensions": dimensions}, statistic, label)


def searched(account: LocalAws, expression: str) -> tuple[list[dict[str, Any]], str]:
    """Return the metrics that a search finds, and its statistic."""
    found = SEARCH.fullmatch(expression)
    assert found, expression
    namespace, *dimensions = found[1].replace('"', "").split(",")
    terms = dict(re.findall(r'(\w+)="([^"]+)"', found[2]))
    name = {"MetricName": terms.pop("MetricName")} if "MetricName" in terms else {}
    metrics = account.client("cloudwatch").list_metrics(Namespace=namespace, **name)["Metrics"]
    own = [metric for metric in metrics if terms.items() <= {each["Name"]: each["Value"] for each in metric["Dimensions"]}.items()]
    return [metric for metric in own if [each["Name"] for each in metric["Dimensions"]] == dimensions], found[3]


def values(account: LocalAws, metric: dict[str, Any], statistic: str, label: str) -> list[Series]:
    """Return a metric's values of the last hour, minute by minute, as one series, or none."""
    now = datetime.now(UTC)
    query = {"Id": "m", "MetricStat": {"Metric": metric, "Period": 60, "Stat": statistic}}
    answer = account.client("cloudwatch").get_metric_data(MetricDataQueries=[query], StartTime=now - timedelta(hours=1), EndTime=now)
    (result,) = answer["MetricDataResults"]
    points = sorted(zip((when.timestamp() for when in result["Timestamps"]), result["Values"], strict=True))
    return [Series(label, points)] if points else []
