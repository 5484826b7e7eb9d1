"""IAM for the services that MiniStack does not know: actions, resource ARNs, tags, and iam:PassRole for the roles that a request carries."""

import json
from collections.abc import Callable
from typing import Any

from ministack.core import iam_actions, iam_evaluator
from ministack.core.iam_actions import identity_denial_message
from ministack.core.iam_evaluator import AuthError, EvalContext, _gather_role_policies, combine_resource_policy, enforce
from ministack.core.router import extract_access_key_id
from ministack.services import iam, kms

from local.gateway.state import ACCOUNT, arn, region

# The member that names the resource of an operation, and the ARN's resource type. Operations that are not here know no resources.
SAGEMAKER = (
    ("TrainingJobName", "training-job"),
    ("HyperParameterTuningJobName", "hyper-parameter-tuning-job"),
    ("ProcessingJobName", "processing-job"),
    ("ModelName", "model"),
    ("EndpointName", "endpoint"),
    ("EndpointConfigName", "endpoint-config"),
    ("NotebookInstanceName", "notebook-instance"),
    ("NotebookInstanceLifecycleConfigName", "notebook-instance-lifecycle-config"),
)
ROLE_MEMBERS = ("RoleArn", "ExecutionRoleArn")
original_arn: Callable[..., str] = iam_actions.extract_resource_arn
Needed = tuple[str, str, dict[str, Any]]
# What operations ask for besides, because of what other services know.
also: dict[str, Callable[[dict[str, Any]], list[Needed]]] = {}
# By which function of operation and request a service names what a request is about.
arns: dict[str, Callable[[str, dict[str, Any]], str]] = {}


class Denied(Exception):
    """A caller may not do what it asked for; the message is AWS's."""


def govern(service: str) -> None:
    """Make MiniStack authorize a service's calls."""
    iam_actions.SERVICE_TO_IAM_NAMESPACE[service] = service
    iam_actions.extract_resource_arn = resource_arn


def resource_arn(
    service: str, method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any], in_region: str, account: str
) -> str:
    """Return the ARN that a request is about, "*" where AWS knows none."""
    if service == "sagemaker":
        return sagemaker_arn(path, headers, body)
    if service in arns:
        return arns[service](operation_of(headers), members(body))
    if service == "monitoring" and (names := members(body).get("AlarmNames")) and operation_of(headers) == "DeleteAlarms":
        return arn("cloudwatch", f"alarm:{names[0]}")
    if service == "codecommit":
        name = members(body).get("repositoryName")
        return arn("codecommit", str(name)) if name else "*"
    if service == "codebuild":
        request = members(body)
        project = request.get("projectName") or str(request.get("id") or (request.get("ids") or [""])[0]).partition(":")[0]
        return arn("codebuild", f"project/{project}") if project else "*"
    if service == "logs":
        return logs_arn(headers, body) or original_arn(service, method, path, headers, body, query, in_region, account)
    return original_arn(service, method, path, headers, body, query, in_region, account)


def logs_arn(headers: dict[str, str], body: bytes) -> str:
    """Return the ARN of what a call of CloudWatch Logs is about, "" for calls about tags: only these know a log group without what is in it."""
    request = members(body)
    operation = operation_of(headers)
    if "logGroupName" not in request or "Tag" in operation:
        return ""
    return arn("logs", f"log-group:{request['logGroupName']}:log-stream:{request.get('logStreamName', '')}")


def operation_of(headers: dict[str, str]) -> str:
    """Return the operation that a JSON request names."""
    return {key.lower(): value for key, value in headers.items()}.get("x-amz-target", "").rpartition(".")[2]


def sagemaker_arn(path: str, headers: dict[str, str], body: bytes) -> str:
    """Return the ARN that a SageMaker request is about; names are in lower case there, as on AWS."""
    if path.startswith("/endpoints/"):
        return arn("sagemaker", f"endpoint/{path.split('/')[2].lower()}")
    request = members(body)
    if "ResourceArn" in request:
        return str(request["ResourceArn"])
    operation = operation_of(headers)
    if operation.startswith("List") and operation != "ListTrainingJobsForHyperParameterTuningJob":
        return "*"
    kinds: tuple[tuple[str, str], ...] = SAGEMAKER
    if operation in ("CreateEndpointConfig", "DescribeEndpointConfig", "DeleteEndpointConfig"):
        kinds = (("EndpointConfigName", "endpoint-config"),)
    return next((arn("sagemaker", f"{kind}/{str(request[member]).lower()}") for member, kind in kinds if member in request), "*")


def members(body: bytes) -> dict[str, Any]:
    """Return the members of a JSON request."""
    try:
        request = json.loads(body or b"{}")
    except ValueError:
        return {}
    return request if isinstance(request, dict) else {}


def also_needed(service: str, headers: dict[str, str], body: bytes) -> list[Needed]:
    """Return the further action, resource and context that AWS asks for with a request."""
    operation, request = operation_of(headers), members(body)
    needed = also[operation](request) if operation in also else []
    return needed + with_sagemaker(operation, request, sagemaker_arn("", headers, body)) if service == "sagemaker" else needed


def with_sagemaker(operation: str, request: dict[str, Any], own_arn: str) -> list[Needed]:
    """Return what SageMaker asks for besides: roles are passed, tags are added, alarms are looked at."""
    needed: list[Needed] = []
    if operation.startswith("Create") or operation == "UpdateNotebookInstance":
        definitions = [request, *[found for found in [request.get("TrainingJobDefinition")] if isinstance(found, dict)]]
        roles = [str(found[member]) for found in definitions for member in ROLE_MEMBERS if member in found]
        needed += [("iam:PassRole", role, {"iam:PassedToService": "sagemaker.amazonaws.com"}) for role in roles]
        if request.get("Tags"):
            needed.append(("sagemaker:AddTags", own_arn, {}))
    if operation in ("CreateEndpoint", "UpdateEndpoint") and "EndpointConfigName" in request:
        needed.append((f"sagemaker:{operation}", arn("sagemaker", f"endpoint-config/{request['EndpointConfigName'].lower()}"), {}))
    if (request.get("DeploymentConfig") or {}).get("AutoRollbackConfiguration"):
        needed.append(("cloudwatch:DescribeAlarms", "*", {}))
    return needed


def require(headers: dict[str, str], action: str, resource: str, context: dict[str, Any]) -> None:
    """Raise Denied unless the caller of the current request may do an action."""
    caller = extract_access_key_id(headers, {})
    refused = enforce(caller, action, action.split(":", maxsplit=1)[0], region(), resource_arn=resource, service_context=context)
    if isinstance(refused, AuthError):
        raise Denied(refused.message)
    if refused is not None:
        raise Denied(identity_denial_message(action, refused.principal_arn, resource, refused.decision == "Deny"))


def require_of_role(role_arn: str, action: str, resource: str, context: dict[str, Any] | None = None) -> None:
    """Raise Denied unless a role may do an action, within its boundary; of a key, its policy has to let it, too."""
    name, known = role_arn.rsplit("/", 1)[-1], {key.lower(): value for key, value in (context or {}).items()}
    about = EvalContext(role_arn, "AssumedRole", ACCOUNT, action, resource, region(), service_context=known)
    limits = iam_evaluator._permissions_boundary(iam._roles, name, ACCOUNT)
    result = iam_evaluator.evaluate(about, _gather_role_policies(name, ACCOUNT), *limits)
    policy = kms.key_policy_for_arn(resource) if action.startswith("kms:") else None
    if policy:
        result = combine_resource_policy(result, about, *policy, required=True, limits=tuple(limits))
    if result.decision != "Allow":
        raise Denied(identity_denial_message(action, role_arn, resource, result.decision == "Deny"))
