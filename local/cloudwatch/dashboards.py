"""Where MiniStack's CloudWatch is kinder than AWS: it takes any text as a dashboard's body.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
"""

import json
from typing import Any

from jsonschema import Draft202012Validator

WIDEST, HIGHEST, MOST_WIDGETS, MOST_METRICS = 24, 1000, 500, 500
# What properties of each type of widget have to have.
NEEDED: dict[str, list[dict[str, Any]]] = {
    "text": [{"required": ["markdown"]}],
    "log": [{"required": ["query", "region"]}],
    "custom": [{"required": ["endpoint"]}],
    "alarm": [{"required": ["alarms"]}],
    "explorer": [{"required": ["metrics", "aggregateBy", "labels", "widgetOptions"]}],
    "metric": [{"required": ["metrics", "region"]}, {"required": ["annotations", "region"]}],
}
METRIC = {
    "view": {"enum": ["timeSeries", "bar", "pie", "singleValue", "gauge", "table"]},
    "period": {"type": "integer", "minimum": 1},
    "stat": {"type": "string"},
    "region": {"type": "string"},
    "stacked": {"type": "boolean"},
    "legend": {"type": "object", "properties": {"position": {"enum": ["right", "bottom", "hidden"]}}},
    "metrics": {"type": "array", "minItems": 1, "maxItems": MOST_METRICS, "items": {"type": "array", "minItems": 1}},
}
SCHEMA = {
    "type": "object",
    "required": ["widgets"],
    "properties": {
        "start": {"type": "string"},
        "end": {"type": "string"},
        "periodOverride": {"enum": ["auto", "inherit"]},
        "variables": {"type": "array", "maxItems": 25},
        "widgets": {
            "type": "array",
            "maxItems": MOST_WIDGETS,
            "items": {
                "type": "object",
                "required": ["type", "properties"],
                "dependentRequired": {"x": ["y"], "y": ["x"]},
                "properties": {
                    "type": {"enum": list(NEEDED)},
                    "x": {"type": "integer", "minimum": 0, "maximum": WIDEST - 1},
                    "y": {"type": "integer", "minimum": 0},
                    "width": {"type": "integer", "minimum": 1, "maximum": WIDEST},
                    "height": {"type": "integer", "minimum": 1, "maximum": HIGHEST},
                    "properties": {"type": "object"},
                },
                "allOf": [
                    {"if": {"properties": {"type": {"const": kind}}}, "then": {"properties": {"properties": {"anyOf": needed}}}}
                    for kind, needed in NEEDED.items()
                ]
                + [{"if": {"properties": {"type": {"const": "metric"}}}, "then": {"properties": {"properties": {"properties": METRIC}}}}],
            },
        },
    },
}


class InvalidDashboard(ValueError):
    """A dashboard's body that CloudWatch would refuse."""


def register() -> None:
    """Put the mended part in place."""
    from ministack.services import cloudwatch

    keep, answer = cloudwatch.cloudformation_put_dashboard, cloudwatch._put_dashboard

    def keep_checked(name: str, body: str) -> Any:
        check(body)
        return keep(name, body)

    def answer_checked(params: Any, cbor_data: Any, is_cbor: bool, is_json: bool = False) -> Any:
        try:
            return answer(params, cbor_data, is_cbor, is_json)
        except InvalidDashboard as error:
            return cloudwatch._error("InvalidParameterInput", str(error), 400, use_json=is_json, use_cbor=is_cbor)

    cloudwatch.cloudformation_put_dashboard = keep_checked
    cloudwatch._put_dashboard = answer_checked


def check(body: str) -> None:
    """Raise InvalidDashboard for a body that is none."""
    try:
        parsed = json.loads(body)
    except ValueError:
        raise InvalidDashboard("The field DashboardBody must be a valid JSON object") from None
    found = [
        {"dataPath": "".join(f"/{part}" for part in error.absolute_path), "message": error.message}
        for error in Draft202012Validator(SCHEMA).iter_errors(parsed)
    ]
    if found:
        raise InvalidDashboard(f"The dashboard body is invalid, there are {len(found)} validation errors: {json.dumps(found)}")
