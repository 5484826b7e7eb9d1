"""Products of the price list as GetProducts answers them, with AWS's prices on demand in us-east-1 of November 2026.

Other regions cost more; the list here has the same prices for all, for nobody is billed by it.
"""

import hashlib
import json
from typing import Any

HOURLY = {
    "ml.t2.medium": 0.056,
    "ml.m5.large": 0.115,
    "ml.m5.xlarge": 0.23,
    "ml.c5.large": 0.102,
    "ml.c5.xlarge": 0.204,
    "ml.g4dn.xlarge": 0.7364,
}
COMPONENTS = {"Train": "Training", "Processing": "Processing", "Host": "Hosting", "AsyncInf": "Asynchronous Inference"}
BY_THE_MINUTE = {"g1.small": 0.005, "g1.medium": 0.01, "g1.large": 0.02}
PREFIXES = {"us-east-1": "USE1", "eu-central-1": "EUC1", "eu-west-1": "EU"}


def products(service: str, region: str) -> list[dict[str, Any]]:
    """Return the products of a service in a region."""
    before = f"{PREFIXES.get(region, region.upper())}-"
    if service == "CodeBuild":
        return [
            product(service, region, f"{before}Build-Min:Linux:{size}", price, "Minutes", {"productFamily": "Compute"})
            for size, price in BY_THE_MINUTE.items()
        ]
    return [
        product(
            service,
            region,
            f"{before}{usage}:{name}",
            price,
            "Hrs",
            {"productFamily": "ML Instance", "instanceName": name, "component": component},
        )
        for name, price in HOURLY.items()
        for usage, component in COMPONENTS.items()
    ]


def product(service: str, region: str, usage: str, price: float, unit: str, more: dict[str, str]) -> dict[str, Any]:
    """Return one product with its terms on demand."""
    sku = hashlib.sha256(usage.encode()).hexdigest()[:16].upper()
    term, rate = f"{sku}.JRTCKXETXF", f"{sku}.JRTCKXETXF.6YS6EN2CT7"
    family = more["productFamily"]
    rest = {key: value for key, value in more.items() if key != "productFamily"}
    attributes = {"servicecode": service, "regionCode": region, "locationType": "AWS Region", "usagetype": usage, **rest}
    dimension = {"rateCode": rate, "unit": unit, "beginRange": "0", "endRange": "Inf", "pricePerUnit": {"USD": f"{price:.10f}"}}
    on_demand = {"sku": sku, "offerTermCode": "JRTCKXETXF", "priceDimensions": {rate: dimension}, "termAttributes": {}}
    described = {"sku": sku, "productFamily": family, "attributes": attributes}
    return {
        "product": described,
        "serviceCode": service,
        "terms": {"OnDemand": {term: on_demand}},
        "publicationDate": "2026-11-20T00:00:00Z",
    }


def matches(found: dict[str, Any], terms: list[dict[str, str]]) -> bool:
    """Return whether a product has all attributes that a request filters by."""
    known = {**found["product"]["attributes"], "productFamily": found["product"]["productFamily"]}
    return all(known.get(term["Field"]) == term["Value"] for term in terms)


def text(found: dict[str, Any]) -> str:
    """Return a product as it stands in the answer: JSON in JSON."""
    return json.dumps(found)
