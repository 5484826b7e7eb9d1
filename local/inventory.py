"""What exists in an account, service by service: the proof that a deleted stack left nothing behind."""

from collections.abc import Callable, Iterable
from typing import Any

Client = Callable[[str], Any]

# Service, operation, the list in its answer, and what names an entry ("" = the entry itself).
LISTS = (
    ("s3", "list_buckets", "Buckets", "Name"),
    ("dynamodb", "list_tables", "TableNames", ""),
    ("lambda", "list_functions", "Functions", "FunctionName"),
    ("lambda", "list_event_source_mappings", "EventSourceMappings", "FunctionArn"),
    ("lambda", "list_layers", "Layers", "LayerName"),
    ("iam", "list_roles", "Roles", "RoleName"),
    ("iam", "list_policies", "Policies", "PolicyName"),
    ("sns", "list_topics", "Topics", "TopicArn"),
    ("sns", "list_subscriptions", "Subscriptions", "SubscriptionArn"),
    ("sqs", "list_queues", "QueueUrls", ""),
    ("ssm", "describe_parameters", "Parameters", "Name"),
    ("events", "list_rules", "Rules", "Name"),
    ("scheduler", "list_schedules", "Schedules", "Name"),
    ("logs", "describe_log_groups", "logGroups", "logGroupName"),
    ("ecr", "describe_repositories", "repositories", "repositoryName"),
    ("codebuild", "list_projects", "projects", ""),
    ("codecommit", "list_repositories", "repositories", "repositoryName"),
    ("stepfunctions", "list_state_machines", "stateMachines", "name"),
    ("ec2", "describe_network_interfaces", "NetworkInterfaces", "Description"),  # Lambda names its functions there
    ("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
    ("application-autoscaling", "describe_scalable_targets", "ScalableTargets", "ResourceId"),
    ("application-autoscaling", "describe_scaling_policies", "ScalingPolicies", "PolicyName"),
    ("cloudwatch", "list_dashboards", "DashboardEntries", "DashboardName"),
    ("sagemaker", "list_models", "Models", "ModelName"),
    ("sagemaker", "list_endpoint_configs", "EndpointConfigs", "EndpointConfigName"),
    ("sagemaker", "list_endpoints", "Endpoints", "EndpointName"),
    ("sagemaker", "list_notebook_instances", "NotebookInstances", "NotebookInstanceName"),
    ("sagemaker", "list_notebook_instance_lifecycle_configs", "NotebookInstanceLifecycleConfigs", "NotebookInstanceLifecycleConfigName"),
)
# What a listing has to be asked for, where an account has more than is meant: AWS's own policies are nobody's, and scaling targets are those of endpoints.
OF = {
    "list_policies": {"Scope": "Local"},
    "describe_scalable_targets": {"ServiceNamespace": "sagemaker"},
    "describe_scaling_policies": {"ServiceNamespace": "sagemaker"},
}
# Jobs, and how boto3 calls them.
JOBS = {"TrainingJob": "training_job", "ProcessingJob": "processing_job", "HyperParameterTuningJob": "hyper_parameter_tuning_job"}
# Training and processing jobs and the account's shared log groups are history: on AWS they cannot be, or are not, deleted with a stack.
SHARED_LOG_GROUPS = ("/aws/sagemaker/TrainingJobs", "/aws/sagemaker/ProcessingJobs", "/aws/sagemaker/NotebookInstances")


def take(client: Client) -> set[str]:
    """Return the resources of the account as "service name" lines; running jobs count, ended ones do not."""
    found = {f"{service} {name}" for service, operation, key, member in LISTS for name in names(client(service), operation, key, member)}
    for kind, words in JOBS.items():
        running = names(client("sagemaker"), f"list_{words}s", f"{kind}Summaries", f"{kind}Name", StatusEquals="InProgress")
        found |= {f"sagemaker {words.replace('_', ' ')} {name}" for name in running}
    return {line for line in found if not line.endswith(SHARED_LOG_GROUPS)}


def names(client: Any, operation: str, key: str, member: str, **asked: str) -> Iterable[str]:
    """Yield the names in a listing, all of its pages."""
    given = {**OF.get(operation, {}), **asked}
    pages = client.get_paginator(operation).paginate(**given) if client.can_paginate(operation) else [getattr(client, operation)(**given)]
    for page in pages:
        for entry in page.get(key) or []:
            yield entry if member == "" else entry[member]
