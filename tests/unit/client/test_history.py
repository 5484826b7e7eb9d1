from typing import Any

import pytest

from sagebuild import SageBuildError
from sagebuild.builds import build
from sagebuild.history import frame
from sagebuild.lazily import needed

FIRST = {
    "Version": 1,
    "Status": "SUCCEEDED",
    "StartedAt": "2026-11-26T12:00:00Z",
    "EndedAt": "2026-11-26T12:01:30Z",
    "Metrics": {"accuracy": 0.9},
    "Deployed": True,
    "Reason": "first",
}


def test_a_row_for_each_build_and_a_column_for_each_metric() -> None:
    table = frame([build({"Version": 2, "Status": "FAILED", "Cause": "no data", "Metrics": {"loss": 0.1}}), build(FIRST)])
    assert list(table.index) == [2, 1]
    assert table.index.name == "Version"
    assert list(table.columns) == [
        "Status",
        "Started",
        "Seconds",
        "Dollars",
        "Deployed",
        "Reused",
        "Data",
        "Reason",
        "Cause",
        "loss",
        "accuracy",
    ]
    assert (table.loc[1, "Seconds"], table.loc[1, "accuracy"], table.loc[2, "Cause"]) == (90.0, 0.9, "no data")


def test_what_a_build_has_reused_and_how_its_data_had_changed_stand_in_its_row() -> None:
    reused = {"TrainingImage": {"Decision": "REUSED", "Version": 9, "Because": "nothing in training/ has changed"}}
    table = frame([build({**FIRST, "Decisions": reused, "DataChange": "3 objects more, 1 changed"})])
    assert (table.loc[1, "Reused"], table.loc[1, "Data"]) == ("training image of version 9", "3 objects more, 1 changed")


def test_where_a_promoted_version_is_from_stands_in_its_row() -> None:
    promoted = build({**FIRST, "Promoted": {"Stack": "churn-dev", "Version": 12}})
    assert (promoted.promoted, build(FIRST).promoted, frame([promoted]).loc[1, "Reused"]) == (
        "version 12 of churn-dev",
        "",
        "version 12 of churn-dev",
    )


def test_without_builds_there_are_columns_and_no_rows() -> None:
    table = frame([])
    assert len(table) == 0
    assert list(table.columns) == ["Status", "Started", "Seconds", "Dollars", "Deployed", "Reused", "Data", "Reason", "Cause"]


def test_a_package_that_is_missing_is_named_in_a_sentence() -> None:
    with pytest.raises(SageBuildError, match=r"^This needs the package nowhere: pip install nowhere$"):
        needed("nowhere.pyplot")


def test_a_package_that_is_broken_is_not_taken_for_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str, *_: Any, **__: Any) -> Any:
        raise ImportError("libx is missing")

    monkeypatch.setattr("importlib.import_module", broken)
    with pytest.raises(ImportError, match=r"libx is missing"):
        needed("pandas")
