"""Which subnets SageMaker can put an endpoint into."""

from typing import Any


def refusal(subnets: list[dict[str, Any]]) -> str | None:
    """Return the sentence that refuses some subnets, None where they can be used."""
    vpcs, zones = ({subnet[member] for subnet in subnets} for member in ("VpcId", "AvailabilityZone"))
    if len(vpcs) > 1:
        return f"SubnetIds: expected subnets of one VPC, and they are of {' and '.join(sorted(vpcs))}"
    if len(zones) == 1:
        return f"SubnetIds: expected subnets in two availability zones, as endpoints need, and all are in {zones.pop()}"
    return None
