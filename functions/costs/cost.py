"""A build's cost as its record and its news have it; what is not known is said, and never guessed."""

from collections.abc import Callable
from typing import Any

from costs.open_hours import share
from costs.uses import Use, by_kind

HOURS_A_MONTH = 730
HOUR, MINUTE = 3600, 60
Price = Callable[[str], float | None]


def cost(found: list[Use], unknown: list[str], serving: list[Use], per_request: int, price: Price, hours: str = "") -> dict[str, Any]:
    """Return {"Uses", "Seconds", "Dollars", "Endpoint", "Unknown", "Sentence"}; Dollars is null where a price or a use is not known.

    serving are the instances of the endpoint that the build has made, per_request is how many of its variants cost by the request instead,
    and hours those in which it is there, "" for always.
    """
    uses = [{**told(use), "Dollars": dollars(use, price_of(use, price))} for use in by_kind(found)]
    known = [use["Dollars"] for use in uses if use["Dollars"] is not None]
    total = round(sum(known), 4) if len(known) == len(uses) and not unknown else None
    endpoint = monthly(serving, per_request, price, hours)
    made = {"Uses": uses, "Seconds": sum(use["Seconds"] * use["InstanceCount"] for use in uses), "Dollars": total}
    made |= {"Endpoint": endpoint, "Unknown": unknown}
    return {**made, "Sentence": sentence(made)}


def told(use: Use) -> dict[str, Any]:
    """Return a use as programs read it; Seconds are those of each instance."""
    saved = round(use.saved / (use.saved + use.seconds), 4) if use.saved else None
    return {"State": use.state, "InstanceType": use.kind, "InstanceCount": use.count, "Seconds": use.seconds, "SpotSaving": saved}


def price_of(use: Use, price: Price) -> float | None:
    """Return the price of what is used, None where nobody says."""
    return price(use.usage) if use.has_price else None


def dollars(use: Use, price: float | None) -> float | None:
    """Return what a use costs; SageMaker's prices are for an hour, CodeBuild's for a minute."""
    if price is None:
        return None
    unit = MINUTE if use.usage.startswith("Build-Min:") else HOUR
    return round(price * use.count * use.seconds / unit, 6)


def monthly(serving: list[Use], per_request: int, price: Price, hours: str) -> dict[str, Any] | None:
    """Return {"On", "DollarsAMonth", "PerRequest", "Hours"} of an endpoint's instances, None without an endpoint."""
    if not serving and not per_request:
        return None
    hourly = [(use.count, price_of(use, price)) for use in serving]
    known = [count * dollars_an_hour for count, dollars_an_hour in hourly if dollars_an_hour is not None]
    a_month = round(sum(known) * HOURS_A_MONTH * share(hours), 2) if serving and len(known) == len(hourly) else None
    on = [f"{use.count} × {use.kind}" for use in serving]
    return {"On": on, "DollarsAMonth": a_month, "PerRequest": bool(per_request), "Hours": hours or None}


def sentence(made: dict[str, Any]) -> str:
    """Return a cost in words, "" where nothing was paid for."""
    said = [", ".join(paid(use) for use in made["Uses"])] if made["Uses"] else []
    if len(made["Uses"]) > 1 and made["Dollars"] is not None:
        said[0] = f"{amount(made['Dollars'])}: {said[0]}"
    said += made["Unknown"]
    if endpoint := made["Endpoint"]:
        said.append(serves(endpoint))
    return "; ".join(said)


def paid(use: dict[str, Any]) -> str:
    """Return a use in words."""
    on = f"{use['InstanceCount']} × {use['InstanceType']}"
    spared = f", spot instances saved {use['SpotSaving']:.0%}" if use["SpotSaving"] else ""
    price = "" if use["Dollars"] is None else f" ({amount(use['Dollars'])})"
    return f"{use['State']} {use['Seconds']} s on {on}{price}{spared}"


def amount(dollars: float) -> str:
    """Return an amount in words; what is less than a cent is told in its hundredths, for it is not nothing."""
    return f"${dollars:.4f}" if dollars < 0.01 else f"${dollars:.2f}"


def serves(endpoint: dict[str, Any]) -> str:
    """Return what an endpoint costs in words."""
    on = ", ".join(endpoint["On"])
    if not on:
        return "the endpoint is serverless and costs by the request"
    price = "a price that is not known" if endpoint["DollarsAMonth"] is None else f"${endpoint['DollarsAMonth']:.2f} a month"
    more = ", and a serverless variant by the request" if endpoint["PerRequest"] else ""
    within = f", in its hours {endpoint['Hours']}" if endpoint["Hours"] else ""
    return f"the endpoint costs {price} on {on}{within}{more}"
