"""How endpoints are made, updated and rolled back, and what SageMaker says meanwhile."""

from datetime import UTC, datetime, timedelta

from prove.asking import refused
from prove.belief import belief
from prove.evidence import Evidence
from prove.outcome import expect

API = "https://docs.aws.amazon.com/sagemaker/latest/APIReference"
DEPLOYMENT = "https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html"


@belief(
    "delete-creating",
    says="DeleteEndpoint on an endpoint that is Creating is refused with ValidationException.",
    why="People cannot get rid of endpoints that hang in Creating.",
    source="https://github.com/aws/amazon-sagemaker-examples/issues/3432",
    otherwise="nothing breaks: the deletion of a stack waits longer than it must",
)
def delete_creating(evidence: Evidence) -> None:
    """The call that was made meanwhile was."""
    got = evidence.answer("delete-creating")
    expect(got.code == "ValidationException", f"the answer is {got.code or 'that it is done'}: {got.message}")


@belief(
    "update-creating",
    says='UpdateEndpoint on an endpoint that is being changed is refused: "Cannot update in-progress endpoint".',
    why="The API reference wants InService; the words are quoted by people.",
    source=f"{API}/API_UpdateEndpoint.html",
    otherwise="two builds could change the endpoint at once",
)
def update_creating(evidence: Evidence) -> None:
    """The call that was made meanwhile was."""
    got = evidence.answer("update-creating")
    expect(got.code == "ValidationException" and "in-progress" in got.message, f"the answer is {got.code or 'done'}: {got.message}")


@belief(
    "no-request-lost",
    says="A blue/green update of one instance with another image, all traffic at once, loses no request.",
    why="SageMaker moves the traffic when the new fleet is healthy, and ends the old one afterwards.",
    source=DEPLOYMENT,
    otherwise="README promises too much",
)
def no_request_lost(evidence: Evidence) -> None:
    """Requests during the update were all answered."""
    evidence.succeeded("update")
    traffic = evidence.fact("traffic")
    expect(traffic.answered, "no request was answered at all")
    expect(
        not traffic.failed,
        f"{len(traffic.failed)} of {traffic.answered + len(traffic.failed)} requests failed, the first: {first(traffic.failed)}",
    )


@belief(
    "fleet-metrics",
    says="The metrics of requests have the dimension EndpointConfigName too, by which the stack's alarms judge the new fleet alone.",
    why="SageMaker's page on auto-rollback shows such an alarm; its page on metrics does not name the dimension.",
    source="https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html",
    otherwise="the alarms never go off, and updates are not rolled back by them",
)
def fleet_metrics(evidence: Evidence) -> None:
    """Those of the update under traffic have."""
    config = evidence.succeeded("update").output["Build"]["Names"]["EndpointConfig"]
    dimensions = {"EndpointName": evidence.stack.name, "VariantName": "AllTraffic", "EndpointConfigName": config}
    now = datetime.now(UTC)
    for metric in ("Invocation5XXErrors", "InvocationModelErrors", "ModelLatency"):
        found = evidence.stack.aws.client("cloudwatch").get_metric_statistics(
            Namespace="AWS/SageMaker",
            MetricName=metric,
            Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
            StartTime=now - timedelta(hours=6),
            EndTime=now + timedelta(minutes=1),
            Period=3600,
            Statistics=["Average"],
        )
        expect(found["Datapoints"], f"CloudWatch knows no {metric} of {', '.join(dimensions.values())}")


@belief(
    "rolled-back",
    says="After an update whose containers do not answer, the endpoint is InService with the old configuration's name, and FailureReason says why.",
    why="The guardrails' pages say that traffic returns; the API reference says Failed for an endpoint that could not be updated.",
    source=f"{API}/API_DescribeEndpoint.html",
    otherwise="such a build says EndpointFailed instead of EndpointRolledBack, or gives no reason",
)
def rolled_back(evidence: Evidence) -> None:
    """The endpoint was, and the build says so."""
    found, build = evidence.fact("rolled-back"), evidence.build("rollback")
    expect(found["EndpointStatus"] == "InService", f"the endpoint is {found['EndpointStatus']}")
    expect(found["EndpointConfigName"] == found["Before"], f"the endpoint names {found['EndpointConfigName']}, not {found['Before']}")
    expect(found.get("FailureReason"), "DescribeEndpoint gives no FailureReason")
    expect("again" in build.cause, f"the build says: {build.cause}")


@belief(
    "failed-version-goes",
    says="Configuration and model of a build that was rolled back can be deleted at once.",
    why="The endpoint no longer uses them.",
    source=f"{API}/API_DeleteEndpointConfig.html",
    otherwise="failed versions stay until the stack is deleted",
)
def failed_version_goes(evidence: Evidence) -> None:
    """Clean Up has deleted them."""
    evidence.build("rollback")
    kept = evidence.fact("rolled-back")["Before"]
    listed = evidence.stack.aws.client("sagemaker").list_endpoint_configs(NameContains=f"{evidence.stack.name}-v", MaxResults=100)
    names = [config["EndpointConfigName"] for config in listed["EndpointConfigs"]]
    versions = [evidence.succeeded(name).output["Build"]["Names"]["EndpointConfig"] for name in ("push", "update")]
    expect(kept in names and set(names) <= set(versions), f"the configurations are {', '.join(names)}")


@belief(
    "not-found",
    says='What does not exist is ValidationException with "Could not find" in its message, for endpoints, configurations and models.',
    why="SageMaker has no error code of its own for that.",
    source=f"{API}/API_DescribeEndpoint.html",
    otherwise="a first deployment, a clean-up or the deletion of a stack fails",
)
def not_found(evidence: Evidence) -> None:
    """All three are."""
    name, client = f"{evidence.stack.name}-none", evidence.stack.aws.client("sagemaker")
    for got in (
        refused(client.describe_endpoint, EndpointName=name),
        refused(client.delete_endpoint_config, EndpointConfigName=name),
        refused(client.delete_model, ModelName=name),
    ):
        expect(got.code == "ValidationException" and "Could not find" in got.message, f"the answer is {got.code}: {got.message}")


@belief(
    "lower-case",
    says="SageMaker writes names in ARNs in lower case.",
    why="It is seen in ARNs; policies are compared with case.",
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html",
    otherwise="nothing breaks: stack names are in lower case, and need not be",
)
def lower_case(evidence: Evidence) -> None:
    """The ARN of a configuration with a capital letter is."""
    name, client = f"{evidence.stack.name}-v0-Proof", evidence.stack.aws.client("sagemaker")
    model = evidence.succeeded("push").output["Build"]["Names"]["Model"]
    variant = {"VariantName": "AllTraffic", "ModelName": model, "InstanceType": "ml.t2.medium", "InitialInstanceCount": 1}
    arn = client.create_endpoint_config(EndpointConfigName=name, ProductionVariants=[variant])["EndpointConfigArn"]
    client.delete_endpoint_config(EndpointConfigName=name)
    expect(arn.endswith(f"/{name.lower()}"), f"the ARN is {arn}")


@belief(
    "endpoint-logs",
    says="Endpoints log into the log group that the stack has made for them, so that its retention counts.",
    why="The group's name is documented, and SageMaker makes it only where it is missing.",
    source="https://docs.aws.amazon.com/sagemaker/latest/dg/logging-cloudwatch.html",
    otherwise="the endpoint has no logs, or they stay when the stack is deleted",
)
def endpoint_logs(evidence: Evidence) -> None:
    """There are streams in it, and it has its retention."""
    evidence.succeeded("push")
    name, logs = f"/aws/sagemaker/Endpoints/{evidence.stack.name}", evidence.stack.aws.client("logs")
    expect(logs.describe_log_streams(logGroupName=name)["logStreams"], f"there is nothing in log group {name}")
    groups = {
        group["logGroupName"]: group.get("retentionInDays") for group in logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    }
    expect(groups.get(name), f"log group {name} has no retention")


def first(texts: list[str]) -> str:
    """Return the first text, "" if there is none."""
    return texts[0] if texts else ""
