"""Scale Endpoint does what is planned, and says what it did."""

from typing import Any

import pytest

from endpoints import scaling
from scale_endpoint.app import handler

TARGET = {"Variant": "a", "MinCapacity": 1, "MaxCapacity": 4, "Policy": {"TargetValue": 70}}


def test_what_the_document_names_scales_and_what_it_names_no_longer_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Any] = []
    monkeypatch.setattr(scaling, "make", lambda *given: calls.append(("make", *given)))
    monkeypatch.setattr(scaling, "end", lambda *given: calls.append(("end", *given)))
    assert handler({"Scaling": {"Endpoint": "churn", "Targets": [TARGET], "Ended": ["b"]}}, None) == {"Scaled": ["a"], "Ended": ["b"]}
    assert calls == [("make", "churn", TARGET), ("end", "churn", "b")]
