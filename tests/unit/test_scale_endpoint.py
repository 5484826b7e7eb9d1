"""Scale Endpoint does what is planned, and says what it did."""

from typing import Any

import pytest

from endpoints import scaling
from scale_endpoint.app import handler

TARGET = {"Variant": "a", "MinCapacity": 1, "MaxCapacity": 4, "Policy": {"TargetValue": 70}}


def test_every_variant_that_is_planned_scales(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Any] = []
    monkeypatch.setattr(scaling, "make", lambda *given: calls.append(("make", *given)))
    assert handler({"Scaling": {"Endpoint": "churn", "Targets": [TARGET]}}, None) == {"Scaled": ["a"]}
    assert calls == [("make", "churn", TARGET)]
