"""AWS's price list, asked once a week for each price: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/price-list.html."""

import functools
import json
import os
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from builds import table

WEEK, DAY = timedelta(days=7), timedelta(days=1)
# The list answers in these regions only, for all of them.
ANSWERING = {"eu": "eu-central-1", "me": "eu-central-1", "af": "eu-central-1", "il": "eu-central-1", "ap": "ap-south-1"}
# Where nothing answers, as in a network without a way out, a build's end does not wait for it.
IMPATIENT = Config(connect_timeout=1, read_timeout=4, retries={"total_max_attempts": 1})


def price(usage: str) -> float | None:
    """Return the dollars of an hour, or of a minute of CodeBuild, on demand in this region; None where nobody says, which is believed for a day."""
    now = datetime.now(UTC)
    known = table.read(key(usage))
    if known and now - datetime.fromisoformat(known["At"]) < (WEEK if known["Dollars"] else DAY):
        return float(known["Dollars"]) if known["Dollars"] else None
    found = asked(usage)
    table.write_if(key(usage), {"Dollars": None if found is None else str(found), "At": now.isoformat()})
    return found


def asked(usage: str) -> float | None:
    """Return a price as AWS's list has it now, None where it may not be asked, does not answer, or is not clear."""
    try:
        pages = client().get_paginator("get_products").paginate(**request(usage, os.environ["AWS_REGION"]))
        found = [json.loads(product) for page in pages for product in page["PriceList"]]
    except (BotoCoreError, ClientError) as error:
        print(json.dumps({"no price": usage, "because": str(error)}))
        return None
    return on_demand(found, usage)


def request(usage: str, region: str) -> dict[str, Any]:
    """Return GetProducts' request of the products among which a usage type is."""
    kind = usage.rpartition(":")[2]
    terms = {"regionCode": region} | ({"instanceName": kind} if kind.startswith("ml.") else {})
    filters = [{"Type": "TERM_MATCH", "Field": field, "Value": value} for field, value in terms.items()]
    return {"ServiceCode": "AmazonSageMaker" if kind.startswith("ml.") else "CodeBuild", "Filters": filters}


def on_demand(products: list[dict[str, Any]], usage: str) -> float | None:
    """Return the one price in dollars on demand of a usage type, None where there is none or more than one."""
    prices = {
        float(dimension["pricePerUnit"]["USD"])
        for product in products
        if re.fullmatch(rf"([A-Z0-9]+-)?{re.escape(usage)}", product["product"]["attributes"].get("usagetype", ""))
        for term in product["terms"].get("OnDemand", {}).values()
        for dimension in term["priceDimensions"].values()
        if "USD" in dimension["pricePerUnit"] and float(dimension["pricePerUnit"]["USD"]) > 0
    }
    return prices.pop() if len(prices) == 1 else None


def key(usage: str) -> dict[str, Any]:
    """Return the key of a price that is kept."""
    return {"Kind": f"price {usage}", "Version": 0}


@functools.cache
def client() -> Any:
    """Return the price list's client of this process."""
    near = ANSWERING.get(os.environ["AWS_REGION"].partition("-")[0], "us-east-1")
    return boto3.client("pricing", region_name=near, config=IMPATIENT)
