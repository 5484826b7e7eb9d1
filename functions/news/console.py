"""Pages of AWS's console: every partition has a console of its own, and every region its own address there."""

from urllib.parse import quote

# By the beginning of the region's name. https://docs.aws.amazon.com/general/latest/gr/mgmt-console.html, the guides of China
# (https://docs.amazonaws.cn/en_us/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_create.html) and of GovCloud
# (https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/configure-account.html), and for the European Sovereign
# Cloud the AWS CLI's own sign-in.
DOMAINS = {"cn": "amazonaws.cn", "us-gov": "amazonaws-us-gov.com", "eusc-de": "amazonaws-eusc.eu"}


def page(region: str, path: str) -> str:
    """Return the address of a page, such as states/home, in a region's console."""
    return f"https://{region}.console.{DOMAINS.get(region.rsplit('-', 2)[0], 'aws.amazon.com')}/{path}"


def execution(arn: str) -> str:
    """Return where an execution can be looked at."""
    region = arn.split(":")[3]
    return page(region, f"states/home?region={region}#/v2/executions/details/{quote(arn, safe=':')}")


def quotas(region: str, service: str) -> str:
    """Return where a service's quotas, such as those of sagemaker, are raised."""
    return page(region, f"servicequotas/home/services/{service}/quotas")


def state_machine(arn: str) -> str:
    """Return where a state machine and its executions can be looked at."""
    region = arn.split(":")[3]
    return page(region, f"states/home?region={region}#/statemachines/view/{quote(arn, safe=':')}")


def parameter(region: str, name: str) -> str:
    """Return where an SSM parameter, such as /sagebuild/churn, is read and changed."""
    return page(region, f"systems-manager/parameters{name}/description?region={region}")


def endpoint(region: str, name: str) -> str:
    """Return where a SageMaker endpoint can be looked at."""
    return page(region, f"sagemaker/home?region={region}#/endpoints/{name}")


def logs(region: str, group: str) -> str:
    """Return where a log group can be read."""
    return page(region, f"cloudwatch/home?region={region}#logsV2:log-groups/log-group/{twice(group)}")


def log_stream(region: str, group: str, stream: str) -> str:
    """Return where one stream of a log group can be read."""
    return f"{logs(region, group)}/log-events/{twice(stream)}"


def twice(name: str) -> str:
    """Return a name as the console of CloudWatch Logs wants it: encoded twice, with $ in place of %."""
    return quote(quote(name, safe=""), safe="").replace("%", "$")
