"""moto's DynamoDB without the HTTP between botocore and it: the same code answers, in a fraction of the time."""

import json
from typing import Any, NamedTuple

from botocore import xform_name
from botocore.model import OperationModel
from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.models import botocore_stubber
from moto.dynamodb.responses import DynamoHandler

# Of these the results are what botocore would read, as they are.
ITEMS = ("DeleteItem", "GetItem", "PutItem", "Query", "Scan", "TransactWriteItems", "UpdateItem")


class Http(NamedTuple):
    """As much of an HTTP response as botocore looks at."""

    status_code: int
    headers: dict[str, str]


def answer(model: OperationModel, params: dict[str, Any], context: dict[str, Any], **_: Any) -> tuple[Http, dict[str, Any]] | None:
    """Answer a call about items; None leaves it to HTTP: other calls, those that are refused, and all of which moto is not told."""
    if model.name not in ITEMS or not botocore_stubber.enabled:
        return None
    handler = DynamoHandler()
    handler.current_account, handler.region, handler.partition = DEFAULT_ACCOUNT_ID, context["client_region"], "aws"
    handler.body = handler.params = json.loads(params["body"])
    try:
        result = getattr(handler, xform_name(model.name))().result
    except Exception:  # it is raised again, and told as DynamoDB tells it
        return None
    return Http(200, {}), {**result, "ResponseMetadata": {"HTTPStatusCode": 200, "HTTPHeaders": {}}}
