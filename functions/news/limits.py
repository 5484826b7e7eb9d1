"""The limit of AWS that refused a call, read from the refusal's words: Step Functions hands over nothing else."""

import re
from dataclasses import dataclass
from typing import Any

from news import console

USED_UP = ("SageMaker.ResourceLimitExceededException", "CodeBuild.AccountLimitExceededException")
# The account-level service limit 'ml.p3.2xlarge for training job usage' is 0 Instances, with current utilization of 0 Instances and ...
SAGEMAKER = re.compile(r"service limit '([^']+)' is ([\d,]+)")
CODEBUILD = re.compile(r"Cannot have more than ([\d,]+) builds in queue for the account")
# What Service Quotas calls it for the image project's environment.
BUILDS = "Concurrently running builds for Linux/Small environment"
THROTTLED = re.compile("Rate exceeded|Throttl")


@dataclass(frozen=True)
class Limit:
    """A quota, or a rate of calls; amount is None where the refusal does not tell it."""

    service: str
    name: str
    amount: int | None = None
    is_rate: bool = False


def read(failure: dict[str, Any]) -> Limit | None:
    """Return the limit that a failed state ran into, None for a failure of any other kind."""
    error, cause = failure["Error"], failure.get("Cause") or ""
    service = error.split(".")[0]
    if error not in USED_UP:
        return Limit(service, "rate of calls", is_rate=True) if THROTTLED.search(cause) else None
    if found := SAGEMAKER.search(cause):
        return Limit(service, found[1], number(found[2]))
    if found := CODEBUILD.search(cause):
        return Limit(service, BUILDS, number(found[1]))
    return Limit(service, cause or error)


def number(digits: str) -> int:
    """Return a whole number that may have commas."""
    return int(digits.replace(",", ""))


def sentence(limit: Limit, region: str) -> str:
    """Return which quota of a region it is, and what helps; a refusal that could not be read is told as it is."""
    if limit.amount is None:
        return limit.name
    used_up = ", and used up" if limit.amount else ""
    raised = f"Service Quotas raises it ({console.quotas(region, limit.service.lower())})"
    # CodeBuild holds some new accounts below what Service Quotas shows.
    support = ", and where it shows more already, AWS Support does" if limit.service == "CodeBuild" else ""
    return f"{limit.service}'s quota '{limit.name}' is {limit.amount} in this account and region{used_up}; {raised}{support}"
