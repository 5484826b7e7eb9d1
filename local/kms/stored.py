"""Parameters and tables that a key encrypts: whoever writes a SecureString needs kms:Encrypt, and whoever reads it kms:Decrypt.

A table's own key is decrypted for whoever reads or writes items.
https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html
"""

from collections.abc import Awaitable, Callable
from typing import Any

from ministack import app
from ministack.core.responses import error_response_json
from ministack.services import dynamodb, ssm

from local.gateway.state import ACCOUNT
from local.iam import authorization
from local.kms import use

Handler = Callable[[str, str, dict[str, str], bytes, dict[str, Any]], Awaitable[Any]]
Need = tuple[str, tuple[str, ...], dict[str, str]]
SECURE = "SecureString"
ITEMS = (
    "GetItem",
    "PutItem",
    "UpdateItem",
    "DeleteItem",
    "Query",
    "Scan",
    "BatchGetItem",
    "BatchWriteItem",
    "TransactGetItems",
    "TransactWriteItems",
)


def register() -> None:
    """Ask the key of a parameter or table for each of these."""
    for service, needs in {"ssm": parameter_needs, "dynamodb": table_needs}.items():
        app.SERVICE_HANDLERS[service] = guarded(service, app.SERVICE_HANDLERS[service], needs)


def guarded(service: str, handler: Handler, needs: Callable[[str, dict[str, Any]], list[Need]]) -> Handler:
    """Return a handler that refuses what needs a key to whoever may not use that."""

    async def handle(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> Any:
        try:
            for key, actions, context in needs(authorization.operation_of(headers), authorization.members(body)):
                use.require(headers, key, actions, service, context)
        except use.Unusable as error:
            invalid = service == "ssm" and error.kind != "AccessDenied"
            return error_response_json("InvalidKeyId" if invalid else "AccessDeniedException", str(error), 400)
        return await handler(method, path, headers, body, query)

    return handle


def parameter_needs(operation: str, request: dict[str, Any]) -> list[Need]:
    """Return the keys that a request to Parameter Store uses."""
    if operation == "PutParameter":
        known = ssm._parameters.get(request.get("Name"), {})
        secure = request.get("Type", known.get("Type")) == SECURE
        key = use.named(request.get("KeyId") or known.get("KeyId")) if secure else None
        return [(key, ("kms:Encrypt",), about(request["Name"]))] if key else []
    if not request.get("WithDecryption"):
        return []
    if operation == "GetParametersByPath":
        names = [name for name in ssm._parameters if name.startswith(request["Path"])]
    else:
        names = request.get("Names") or [request.get("Name")]
    found = {name: ssm._parameters.get(str(name).partition(":")[0], {}) for name in names}
    keys = {name: use.named(record.get("KeyId")) for name, record in found.items() if record.get("Type") == SECURE}
    return [(key, ("kms:Decrypt",), about(name)) for name, key in keys.items() if key]


def about(name: str) -> dict[str, str]:
    """Return a parameter's encryption context."""
    return {"PARAMETER_ARN": ssm._param_arn(name)}


def table_needs(operation: str, request: dict[str, Any]) -> list[Need]:
    """Return the keys of the tables whose items a request is about; what is about tables themselves reads nothing."""
    if operation not in ITEMS:
        return []
    parts = [request, *(part for item in request.get("TransactItems") or [] for part in item.values())]
    names = sorted({*(request.get("RequestItems") or {}), *(str(part["TableName"]) for part in parts if "TableName" in part)})
    keys = [(name, key) for name in names if (key := table_key(name))]
    return [(key, ("kms:Decrypt",), {"aws:dynamodb:tableName": name, "aws:dynamodb:subscriberId": ACCOUNT}) for name, key in keys]


def table_key(name: str) -> str | None:
    """Return the key of a table, which may be named by its ARN."""
    description = dynamodb._tables.get(name.rpartition("/")[2], {}).get("SSEDescription") or {}
    return use.named(description.get("KMSMasterKeyArn"))
