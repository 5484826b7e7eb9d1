"""Lambda's limits that MiniStack does not hold: how large a request to a function URL may be, and the reserved concurrency that a template gives.

https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""

from typing import Any

from ministack.services import lambda_svc
from ministack.services.cloudformation import provisioners

LARGEST = 6 * 2**20  # bytes of a synchronous request
TOO_LARGE = b'{"Message": "Request Entity Too Large"}'
Answer = tuple[int, dict[str, str], bytes]


def register() -> None:
    """Hold them."""
    handle = lambda_svc.handle_function_url_request

    async def handle_small(url_id: str, method: str, path: str, headers: dict[str, str], body: bytes, *rest: Any, **more: Any) -> Answer:
        if len(body) > LARGEST:
            return 413, {"Content-Type": "application/json"}, TOO_LARGE
        answer: Answer = await handle(url_id, method, path, headers, body, *rest, **more)
        return answer

    lambda_svc.handle_function_url_request = handle_small
    handlers = provisioners._RESOURCE_HANDLERS["AWS::Lambda::Function"]
    create = handlers["create"]

    def create_with_its_share(logical_id: str, properties: dict[str, Any], stack: str) -> Any:
        made = create(logical_id, properties, stack)
        if "ReservedConcurrentExecutions" in properties:
            lambda_svc._functions[made[0]]["concurrency"] = int(properties["ReservedConcurrentExecutions"])
        return made

    handlers["create"] = create_with_its_share
