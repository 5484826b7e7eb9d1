"""The endpoint that stands is looked at when a build is planned, before its training."""

from typing import Any

import pytest

from calls.deployment import CannotUpdate
from plans import standing

FOUND = {"EndpointName": "churn", "EndpointStatus": "InService", "ProductionVariants": [{"VariantName": "AllTraffic"}]}
SERVERLESS = {"ProductionVariants": [{"VariantName": "AllTraffic", "ServerlessConfig": {"MemorySizeInMB": 2048}}]}


def look(monkeypatch: pytest.MonkeyPatch, parameters: dict[str, Any], is_own: bool = True, deploy: bool = True) -> Any:
    """Return the build's notice."""
    monkeypatch.setattr(standing.endpoint, "describe", lambda name: FOUND if name == "churn" else None)
    monkeypatch.setattr(standing.endpoint, "is_of", lambda found, stack: is_own)
    build = {"Stack": "churn", "Names": {"Endpoint": "churn"}, "Deploy": deploy, "Notice": "Images are old."}
    standing.look(build, parameters, SERVERLESS)
    return build["Notice"]


def test_what_cannot_be_done_to_the_endpoint_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CannotUpdate, match="endpoint churn runs on instances"):
        look(monkeypatch, {})


def test_an_endpoint_made_by_hand_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CannotUpdate, match="endpoint churn has no tag sagebuild:stack = churn"):
        look(monkeypatch, {"Endpoint": {"Replace": True}}, is_own=False)


def test_a_build_that_replaces_the_endpoint_says_that_nobody_is_served_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    assert look(monkeypatch, {"Endpoint": {"Replace": True}}) == (
        "Images are old. Endpoint.Replace: endpoint churn runs on instances, and SageMaker cannot make it serverless in place; "
        "it is deleted and created anew, and serves nobody meanwhile."
    )


def test_a_build_that_does_not_deploy_does_not_look(monkeypatch: pytest.MonkeyPatch) -> None:
    assert look(monkeypatch, {}, is_own=False, deploy=False) == "Images are old."
