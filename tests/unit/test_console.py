import pytest

from news.console import endpoint, execution, logs, parameter, quotas, state_machine


@pytest.mark.parametrize(
    ("partition", "region", "host"),
    [
        ("aws", "us-east-1", "us-east-1.console.aws.amazon.com"),
        ("aws", "ap-southeast-2", "ap-southeast-2.console.aws.amazon.com"),
        ("aws-cn", "cn-northwest-1", "cn-northwest-1.console.amazonaws.cn"),
        ("aws-us-gov", "us-gov-west-1", "us-gov-west-1.console.amazonaws-us-gov.com"),
        ("aws-eusc", "eusc-de-east-1", "eusc-de-east-1.console.amazonaws-eusc.eu"),
    ],
)
def test_a_page_of_the_console_is_in_the_partition_and_region_of_what_it_shows(partition: str, region: str, host: str) -> None:
    arn = f"arn:{partition}:states:{region}:123456789012:execution:churn-x:b7"
    assert execution(arn) == f"https://{host}/states/home?region={region}#/v2/executions/details/{arn}"
    assert quotas(region, "sagemaker") == f"https://{host}/servicequotas/home/services/sagemaker/quotas"


def test_the_pages_of_a_stack() -> None:
    machine = "arn:aws:states:eu-west-1:123456789012:stateMachine:churn"
    host = "https://eu-west-1.console.aws.amazon.com"
    assert state_machine(machine) == f"{host}/states/home?region=eu-west-1#/statemachines/view/{machine}"
    assert parameter("eu-west-1", "/sagebuild/churn") == f"{host}/systems-manager/parameters/sagebuild/churn/description?region=eu-west-1"
    assert endpoint("eu-west-1", "churn") == f"{host}/sagemaker/home?region=eu-west-1#/endpoints/churn"
    assert logs("eu-west-1", "/aws/sagemaker/Endpoints/churn") == (
        f"{host}/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Faws$252Fsagemaker$252FEndpoints$252Fchurn"
    )
