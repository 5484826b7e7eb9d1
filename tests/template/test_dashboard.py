"""The dashboard's body: as CloudWatch documents it, and every metric on it one that somebody emits with exactly those dimensions."""

import json
import re
from typing import Any

import pytest

from settle import metrics

# Namespace and dimension names: metric names.
# https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
# https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
# https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
# A quoted term is searched for exactly: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-examples.html
EMITTED = {
    ("AWS/States", "StateMachineArn"): {
        "ExecutionsStarted", "ExecutionsSucceeded", "ExecutionsFailed", "ExecutionsAborted", "ExecutionsTimedOut", "ExecutionTime",
    },
    ("AWS/Lambda", "FunctionName"): {"Errors", "Throttles"},
    ("AWS/SQS", "QueueName"): {"ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"},
    ("AWS/SageMaker", "EndpointName", "VariantName"): {
        "Invocations", "Invocation4XXErrors", "Invocation5XXErrors", "ModelLatency", "OverheadLatency",
    },
    ("/aws/sagemaker/Endpoints", "EndpointName", "VariantName"): {"CPUUtilization", "MemoryUtilization"},
}  # fmt: skip
SEARCH = re.compile(r"SEARCH\('\{([^}]+)\} (.+)', '(Average|Sum|p99)', (\d+)\)")
Body = dict[str, Any]


@pytest.fixture(scope="module", params=[False, True], ids=["CodeCommit", "GitHub"])
def body(request: pytest.FixtureRequest, template: dict[str, Any]) -> Body:
    """The body as CloudFormation would hand it over; what a resource is called stands for its name."""
    text, given = template["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    webhook = given["Webhook"]["Fn::If"]
    assert webhook[0] == "HasGithub"
    values = {**given, "Webhook": webhook[1] if request.param else webhook[2]}
    for name, value in values.items():
        text = text.replace(f"${{{name}}}", value["Fn::Sub"] if isinstance(value, dict) else value)
    parsed: Body = json.loads(text.replace("${AWS::StackName}", "churn").replace("${AWS::Region}", "eu-west-1"))
    return parsed


def rows(body: Body) -> list[list[Any]]:
    """Return every row of every widget, with what its dots stand for."""
    found = []
    for widget in body["widgets"]:
        before: list[Any] = []
        for row in widget["properties"].get("metrics", []):
            before = [old if item == "." else item for item, old in zip(row, [*before, *row], strict=False)]
            found.append(before)
    return found


def searches(body: Body) -> list[str]:
    return [row[0]["expression"] for row in rows(body) if isinstance(row[0], dict)]


def test_widgets_stand_beside_each_other_on_the_grid_of_24_columns(body: Body) -> None:
    cells = [
        (x, y)
        for widget in body["widgets"]
        for x in range(widget["x"], widget["x"] + widget["width"])
        for y in range(widget["y"], widget["y"] + widget["height"])
    ]
    assert len(cells) == len(set(cells))
    assert {x for x, _ in cells} == set(range(24))
    assert len(cells) == 24 * (max(y for _, y in cells) + 1), "a hole"


def test_every_widget_has_what_cloudwatch_asks_for(body: Body) -> None:
    assert set(body) == {"start", "widgets"}
    assert [widget["type"] for widget in body["widgets"]] == ["custom"] + ["metric"] * 9
    for widget in body["widgets"]:
        assert set(widget) == {"type", "x", "y", "width", "height", "properties"}
        assert widget["properties"]["title"]
        if widget["type"] == "metric":
            known = {"title", "region", "view", "stat", "period", "metrics", "legend"}
            assert {"title", "region", "view", "metrics"} <= set(widget["properties"]) <= known
            assert widget["properties"]["period"] % 60 == 0 if "period" in widget["properties"] else True


def test_every_metric_is_one_that_is_emitted_with_exactly_those_dimensions(body: Body) -> None:
    named = [row for row in rows(body) if not isinstance(row[0], dict)]
    assert len(named) > 15
    for row in named:
        namespace, metric, *rest = [item for item in row if isinstance(item, str)]
        assert metric in EMITTED[(namespace, *rest[::2])], row


def test_every_search_names_a_schema_that_is_emitted_and_this_stack_alone(body: Body) -> None:
    assert len(searches(body)) == 9
    own = ("SageBuild", *(dimension["Name"] for dimension in metrics.data("churn", {"loss": 1})[0]["Dimensions"]))
    for expression in searches(body):
        assert len(expression) <= 1024
        parsed = SEARCH.fullmatch(expression)
        assert parsed, expression
        schema = tuple(parsed[1].replace('"', "").split(","))
        terms = dict(re.findall(r'(\w+)="([^"]+)"', parsed[2]))
        if schema == own:
            assert terms == {"Stack": "churn"}
        else:
            assert terms.pop("EndpointName") == "churn"
            assert terms.pop("MetricName") in EMITTED[schema]
            assert terms == {}


def test_everything_that_the_dashboard_names_is_in_the_stack(body: Body, template: dict[str, Any]) -> None:
    named = set(re.findall(r"\$\{(\w+)", json.dumps(body)))
    assert named <= set(template["Resources"])
    machines = [resource for resource in template["Resources"].values() if resource["Type"] == "AWS::Serverless::StateMachine"]
    # An error of a function that a state invokes is retried, or fails the build: the builds' own widgets tell of it.
    of_states = {name.removesuffix("Arn") for machine in machines for name in machine["Properties"]["DefinitionSubstitutions"]}
    beside = {
        name
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
        and resource["Properties"]["CodeUri"] == "functions/"
        and "Condition" not in resource
        and name not in of_states
    }
    assert {"LaunchFunction", "SettleFunction"} <= beside
    assert beside - named == set()


def test_the_dashboard_names_at_most_the_fifty_metrics_that_a_free_one_may_have(body: Body) -> None:
    assert len(rows(body)) + metrics.MOST <= 50
