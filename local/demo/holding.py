"""What the demo promises, and whether it has held."""

from rich.console import Console

from local.demo.traffic import Traffic
from sagebuild import Build, SageBuild


class NotHeld(Exception):
    """Something that the demo promises did not happen."""


def hold(held: bool, sentence: str) -> None:
    """Raise NotHeld unless something has held."""
    if not held:
        raise NotHeld(sentence)


def hold_no_request_failed(console: Console, traffic: Traffic) -> None:
    """Check that every request was answered."""
    console.print(f"  {traffic.answered} requests answered meanwhile, {len(traffic.failures)} failed")
    hold(not traffic.failures and traffic.answered > 0, f"requests failed during the update: {traffic.failures[:3]}")


def hold_reused(build: Build, part: str, version: int) -> None:
    """Check that a build took a part from an earlier version."""
    decision = build.decisions.of(part)
    hold(decision is not None and decision.version == version, f"{part} is not that of version {version}: {build.decisions}")


def hold_serving(console: Console, digits: SageBuild, version: int) -> None:
    """Check that the endpoint serves exactly a version."""
    endpoint = digits.client("sagemaker").describe_endpoint(EndpointName=digits.outputs["SageMakerEndpoint"])
    config = endpoint["EndpointConfigName"]
    hold(endpoint["EndpointStatus"] == "InService" and f"-v{version}-" in config, f"the endpoint serves {config}, not version {version}")
    console.print(f"  the endpoint serves [bold]{config}[/]")
