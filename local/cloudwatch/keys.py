"""Log groups that a key of the customer's encrypts: CloudWatch Logs itself has to be allowed to use it by the key's own policy.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
"""

import json
from typing import Any

from ministack.core.responses import error_response_json, json_response
from ministack.services import cloudwatch_logs

from local.gateway.state import ACCOUNT, arn, region
from local.kms import policies


def register() -> None:
    """Answer AssociateKmsKey and DisassociateKmsKey, and ask the key whenever a group is made with one."""
    create, route = cloudwatch_logs._create_log_group, cloudwatch_logs.handle_request

    def create_log_group(request: dict[str, Any]) -> Any:
        return refusal(request["logGroupName"], request.get("kmsKeyId")) or create(request)

    async def handle_request(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> Any:
        if headers.get("x-amz-target", "").endswith(".AssociateKmsKey"):
            return associate(json.loads(body))
        if headers.get("x-amz-target", "").endswith(".DisassociateKmsKey"):
            return disassociate(json.loads(body))
        return await route(method, path, headers, body, query)

    cloudwatch_logs._create_log_group = create_log_group
    cloudwatch_logs.handle_request = handle_request


def associate(request: dict[str, Any]) -> Any:
    """Answer AssociateKmsKey."""
    group = cloudwatch_logs._log_groups.get(request["logGroupName"])
    if group is None:
        return not_there()
    if refused := refusal(request["logGroupName"], request["kmsKeyId"]):
        return refused
    group["kmsKeyId"] = request["kmsKeyId"]
    return json_response({})


def disassociate(request: dict[str, Any]) -> Any:
    """Answer DisassociateKmsKey; a group without a key may lose it, too."""
    group = cloudwatch_logs._log_groups.get(request["logGroupName"])
    if group is None:
        return not_there()
    group.pop("kmsKeyId", None)
    return json_response({})


def not_there() -> Any:
    """Return AWS's error where there is no such group."""
    return error_response_json("ResourceNotFoundException", "The specified log group does not exist.", 400)


def refusal(group: str, key: str | None) -> Any:
    """Return AWS's error where a key does not let CloudWatch Logs encrypt a group, None where it does."""
    context = {"kms:EncryptionContext:aws:logs:arn": arn("logs", f"log-group:{group}"), "aws:SourceAccount": ACCOUNT}
    if key is None or policies.admits(key, f"logs.{region()}.amazonaws.com", "kms:GenerateDataKey", context):
        return None
    message = f"The specified KMS Key Id could not be found or CloudWatch Logs is not allowed to use it: {key}"
    return error_response_json("InvalidParameterException", message, 400)
