"""GetProducts. Other operations, and filters that are no TERM_MATCH, are not part of the local AWS and say so."""

from typing import Any

from local.gateway.protocol import JsonService, ServiceError
from local.gateway.protocol import register as register_service
from local.pricing.products import matches, products, text

SERVICES = ("AmazonSageMaker", "CodeBuild")


def register() -> None:
    """Make it part of the local AWS."""
    register_service(JsonService("pricing", "AWSPriceListService", {"GetProducts": get_products}))


def get_products(request: dict[str, Any]) -> dict[str, Any]:
    """Answer GetProducts, in one page."""
    filters = request.get("Filters", [])
    if request["ServiceCode"] not in SERVICES or any(term["Type"] != "TERM_MATCH" for term in filters):
        raise ServiceError("InvalidParameterException", f"The local price list has {' and '.join(SERVICES)}, and filters by TERM_MATCH.")
    region = next((term["Value"] for term in filters if term["Field"] == "regionCode"), None)
    if region is None:
        raise ServiceError("InvalidParameterException", "The local price list is asked for one regionCode.")
    found = [text(product) for product in products(request["ServiceCode"], region) if matches(product, filters)]
    return {"FormatVersion": "aws_v1", "PriceList": found}
