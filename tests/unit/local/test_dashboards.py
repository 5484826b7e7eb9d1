"""The local CloudWatch refuses a dashboard's body that CloudWatch would."""

import json
from typing import Any

import pytest

from local.cloudwatch.dashboards import InvalidDashboard, check

METRIC: dict[str, Any] = {"metrics": [["AWS/SQS", "NumberOfMessagesSent"]], "region": "eu-west-1"}


def body(**changes: Any) -> str:
    return json.dumps({"widgets": [{"type": "metric", "x": 0, "y": 0, "width": 12, "height": 6, "properties": METRIC, **changes}]})


@pytest.mark.parametrize(
    "taken",
    [
        body(),
        '{"widgets": []}',
        body(type="text", properties={"markdown": "# Builds"}),
        body(type="custom", properties={"endpoint": "arn"}),
    ],
)
def test_a_body_as_documented_is_taken(taken: str) -> None:
    check(taken)


@pytest.mark.parametrize(
    ("refused", "path"),
    [
        ("{}", '"dataPath": ""'),
        (body(type="graph"), "/widgets/0/type"),
        (body(x=24), "/widgets/0/x"),
        (body(width=25), "/widgets/0/width"),
        (body(type="text", properties={}), "/widgets/0/properties"),
        (body(type="custom", properties={"title": "Builds"}), "/widgets/0/properties"),
        (body(properties={"region": "eu-west-1"}), "/widgets/0/properties"),
        (body(properties={**METRIC, "view": "lines"}), "/widgets/0/properties/view"),
        (body(properties={**METRIC, "metrics": ["AWS/SQS"]}), "/widgets/0/properties/metrics/0"),
        ('{"widgets": [{"type": "text", "x": 0, "properties": {"markdown": ""}}]}', "/widgets/0"),
    ],
)
def test_a_body_that_is_none_is_refused_with_the_place(refused: str, path: str) -> None:
    with pytest.raises(InvalidDashboard, match="The dashboard body is invalid, there are 1 validation errors") as error:
        check(refused)
    assert path in str(error.value)


def test_a_body_that_is_no_json_is_refused() -> None:
    with pytest.raises(InvalidDashboard, match="must be a valid JSON object"):
        check('{"widgets": [}')
