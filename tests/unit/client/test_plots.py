from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sagebuild import plots
from sagebuild.builds import build
from sagebuild.comparison import Comparison, Row
from sagebuild.errors import SageBuildError
from sagebuild.history import frame
from sagebuild.states import State

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def record(version: int, status: str, deployed: bool = False, **metrics: float) -> dict[str, Any]:
    return {
        "Version": version,
        "Status": status,
        "Deployed": deployed,
        "Metrics": {f"validation:{name}": value for name, value in metrics.items()},
    }


HISTORY = frame(build(each) for each in (
    record(3, "SUCCEEDED", True, accuracy=0.97), record(2, "FAILED"), record(1, "SUCCEEDED", accuracy=0.91, loss=0.4),
))  # fmt: skip


def state(name: str, first: float, last: float | None, status: str = "SUCCEEDED", kind: str = "Task") -> State:
    return State(name, kind, NOON + timedelta(seconds=first), None if last is None else NOON + timedelta(seconds=last), status)


def points(figure: Any, label: str) -> list[list[float]]:
    (axes,) = figure.axes
    (found,) = [drawn for drawn in axes.collections if drawn.get_label() == label]
    return [[float(x), round(float(y), 3)] for x, y in found.get_offsets()]


def test_a_metric_is_drawn_over_the_versions_in_their_order() -> None:
    figure = plots.plot(HISTORY, "validation:accuracy")
    (line,) = figure.axes[0].lines
    assert list(line.get_xdata()) == [1, 3]
    assert list(line.get_ydata()) == [0.91, 0.97]
    assert figure.axes[0].get_title(loc="left") == "validation:accuracy over the versions"


def test_what_became_of_the_builds_is_marked() -> None:
    figure = plots.plot(HISTORY, None)
    assert points(figure, "succeeded") == [[1.0, 0.91], [3.0, 0.97]]
    assert points(figure, "deployed") == [[3.0, 0.97]]
    assert points(figure, "failed, no value") == [[2.0, 0.04]]


def test_without_a_name_the_first_metric_is_drawn() -> None:
    assert plots.first_metric(HISTORY) == "validation:accuracy"


def test_a_metric_that_no_build_has_is_answered_with_those_there_are() -> None:
    with pytest.raises(SageBuildError, match=r"^No build has a metric auc: there are validation:accuracy, validation:loss$"):
        plots.plot(HISTORY, "auc")
    with pytest.raises(SageBuildError, match=r"^No build has a metric Seconds: there are"):
        plots.plot(HISTORY, "Seconds")


def test_where_no_build_has_metrics_it_is_said_how_they_come() -> None:
    with pytest.raises(SageBuildError, match="MetricDefinitions"):
        plots.plot(frame([build(record(1, "FAILED"))]), None)


def test_many_versions_are_not_all_written() -> None:
    assert plots.versions(list(range(1, 13))) == list(range(1, 13))
    assert plots.versions(list(range(1, 51))) == [1, 5, 9, 13, 17, 21, 25, 29, 33, 37, 41, 45, 49]


def test_a_timeline_has_a_bar_for_each_time_that_a_state_was_entered() -> None:
    states = [
        state("Plan Build", 0, 2),
        state("Is It?", 2, 2, kind="Choice"),
        state("Await Endpoint", 2, 5),
        state("Await Endpoint", 6, 9),
    ]
    (axes,) = plots.timeline([*states, state("Train Model", 9, 20, "FAILED")], "Version 3 of churn").axes
    bars = [(bar.get_y() + 0.31, bar.get_x(), bar.get_width()) for bar in axes.patches]
    assert [(round(y), x, width) for y, x, width in bars] == [(0, 0.0, 2.0), (1, 2.0, 3.0), (1, 6.0, 3.0), (2, 9.0, 11.0)]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Plan Build", "Await Endpoint", "Train Model"]
    assert [text.get_text() for text in axes.texts] == ["2 s", "6 s", "11 s  ✗"]
    assert axes.get_title(loc="left") == "Version 3 of churn"


def test_long_builds_are_drawn_in_minutes_and_hours() -> None:
    assert plots.scale(299) == ("seconds", 1.0)
    assert plots.scale(300) == ("minutes", 60.0)
    assert plots.scale(10800) == ("hours", 3600.0)
    (axes,) = plots.timeline([state("Train Model", 0, 1200)], "").axes
    assert (axes.get_xlabel(), axes.patches[0].get_width()) == ("minutes", 20.0)


def test_a_build_that_was_in_no_state_has_no_timeline() -> None:
    with pytest.raises(SageBuildError, match=r"^Version 1 of churn has not been in any state that takes time$"):
        plots.timeline([state("Is It?", 0, 0, kind="Choice")], "Version 1 of churn")


def test_a_comparison_s_table_has_its_sections_and_marks_what_differs() -> None:
    rows = (Row("Parameters", "HyperParameters.C", "1", "10"), Row("Metrics", "accuracy", "<0.9>", "<0.9>"))
    table = Comparison(build(record(1, "SUCCEEDED")), build(record(2, "SUCCEEDED")), rows)._repr_html_()
    assert ">Version 1</th>" in table and ">Version 2</th>" in table
    assert ">1</td>" in table and "<b>10</b>" in table
    assert table.count("&lt;0.9&gt;") == 2 and "<0.9>" not in table
    assert table.index("Parameters") < table.index("HyperParameters.C") < table.index("Metrics")
