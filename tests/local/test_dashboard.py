"""The dashboard of the deployed stack, and what a build leaves for it to show."""

import json

import pytest
from botocore.exceptions import ClientError

from local.launcher import LocalAws
from local.stack import Stack
from tests.local.life import shown
from tests.local.waiting import until


def test_the_deployed_dashboard_is_json_without_a_placeholder_and_asks_the_function_that_is_there(stack: Stack, aws: LocalAws) -> None:
    body = aws.client("cloudwatch").get_dashboard(DashboardName=stack.resource("Dashboard"))["DashboardBody"]
    assert "${" not in body
    endpoint = json.loads(body)["widgets"][0]["properties"]["endpoint"]
    assert aws.client("lambda").get_function(FunctionName=endpoint)["Configuration"]["FunctionName"] == stack.resource("ShowBuildsFunction")
    assert stack.outputs["DashboardUrl"].endswith(f"#dashboards/dashboard/{stack.resource('Dashboard')}")


def test_a_build_publishes_its_trainings_metrics_with_the_stack_as_their_only_dimension(stack: Stack, aws: LocalAws) -> None:
    cloudwatch = aws.client("cloudwatch")
    own = [{"Name": "Stack", "Value": stack.name}]
    until(lambda: cloudwatch.list_metrics(Namespace="SageBuild", Dimensions=own)["Metrics"])
    assert cloudwatch.list_metrics(Namespace="SageBuild", Dimensions=own)["Metrics"] == [
        {"Namespace": "SageBuild", "MetricName": "validation:accuracy", "Dimensions": own}
    ]


def test_the_widget_shows_the_endpoint_and_the_first_build(stack: Stack) -> None:
    html = shown(stack)
    assert "Nothing is being built." in html
    assert f"<td>endpoint {stack.name}, variant AllTraffic</td><td>1 × ml.m5.large</td><td>InService</td>" in html
    assert "validation:accuracy 0.9" in html


def test_the_local_cloudwatch_refuses_a_body_that_cloudwatch_would(aws: LocalAws) -> None:
    with pytest.raises(ClientError, match="there are 1 validation errors") as error:
        aws.client("cloudwatch").put_dashboard(DashboardName="wrong", DashboardBody='{"widgets": [{"type": "graph", "properties": {}}]}')
    assert error.value.response["Error"]["Code"] == "InvalidParameterInput"
