import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from rich.console import Console

from sagebuild import watching
from sagebuild.builds import Build, build
from sagebuild.errors import SageBuildError
from sagebuild.states import State
from sagebuild.watching import lines, notebook, screens, terminal
from sagebuild.watching.view import View, curve, grown, note, one_line, rows, usual, view

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def at(second: float) -> datetime:
    return NOON + timedelta(seconds=second)


def state(name: str, first: float, last: float | None = None, status: str = "SUCCEEDED", kind: str = "Task") -> State:
    return State(name, kind, at(first), None if last is None else at(last), "RUNNING" if last is None else status)


def a_build(version: int = 3, status: str = "RUNNING", took: float | None = None, **more: Any) -> Build:
    ended = {"EndedAt": at(took).isoformat()} if took is not None else {}
    return build({"Stack": "churn", "Version": version, "Status": status, "StartedAt": NOON.isoformat(), **ended, **more})


def a_view(
    *states: State, of: Build | None = None, series: Any = None, usually: float | None = None, second: float = 30, **training: Any
) -> View:
    return view(of or a_build(), states, training, series or {}, usually, at(second))


RUNNING = a_view(
    state("Plan Build", 0, 2), state("Train Model", 2), of=a_build(Reason="a larger C"), series={"accuracy": (0.91, 0.97)}, usually=60,
    Status="Training", LastLine="pass 2/3",
)  # fmt: skip
FAILED = a_view(
    state("Plan Build", 0, 2),
    state("Train Model", 2, 20, "FAILED"),
    of=a_build(status="FAILED", took=21, Cause="C has to be above 0"),
    series={"accuracy": (0.91,)},
)


# What is shown


def test_a_row_adds_up_how_long_a_state_took_and_how_often_it_was_entered() -> None:
    found = rows([state("Wait", 0, 2), state("Check", 2, 3), state("Wait", 3, 5.5), state("Train Model", 6)], "Training", at(10))
    assert [(row.name, row.status, row.seconds, row.times, row.note) for row in found] == [
        ("Wait", "SUCCEEDED", 4.5, 2, ""),
        ("Check", "SUCCEEDED", 1.0, 1, ""),
        ("Train Model", "RUNNING", 4.0, 1, "Training"),
    ]


def test_a_training_that_has_ended_does_nothing_any_more() -> None:
    assert [row.note for row in rows([state("Train Model", 0, 2), state("Plan Build", 2)], "Training", at(3))] == ["", ""]


def test_what_decides_or_holds_others_has_no_row() -> None:
    kinds = ["Choice", "Pass", "Parallel", "Map", "Succeed", "Fail", "Task", "Wait"]
    assert [row.name for row in rows([state(kind, 0, 1, kind=kind) for kind in kinds], "", NOON)] == ["Task", "Wait"]


def test_a_clock_that_is_behind_shows_no_time_below_zero() -> None:
    assert rows([state("Plan Build", 5)], "", NOON)[0].seconds == 0
    assert a_view(second=-5).seconds == 0


def test_a_long_time_is_told_roughly() -> None:
    told = [row.took for row in rows([state("a", 0, 2.25), state("b", 0, 61.5), state("c", 0, 7300)], "", NOON)]
    assert told == ["2.2 s", "1 min 1 s", "2 h 1 min"]


def test_the_bar_leads_to_the_usual_time_and_not_beyond() -> None:
    assert (RUNNING.share, RUNNING.clock) == (0.5, "30 s of usually 1 min 0 s")
    assert a_view(usually=10).share == 1.0
    assert (a_view().share, a_view().clock) == (None, "30 s")


def test_the_usual_time_is_the_median_of_the_last_five_that_succeeded_before() -> None:
    builds = [a_build(9, "SUCCEEDED", 1), a_build(8), a_build(7, "FAILED", 1)]
    builds += [a_build(version, "SUCCEEDED", took) for version, took in ((6, 50), (5, 10), (4, 30), (3, 20), (2, 40), (1, 5000))]
    assert usual(builds, 8) == 30
    assert usual([a_build(7, "FAILED", 1)], 8) is None


def test_metrics_grow_by_what_is_new() -> None:
    first = grown({}, {"accuracy": 0.91, "loss": 2})
    assert first == {"accuracy": (0.91,), "loss": (2.0,)}
    assert grown(first, {"accuracy": 0.95, "loss": 2}) == {"accuracy": (0.91, 0.95), "loss": (2.0,)}


def test_a_value_that_looks_the_same_is_no_new_point() -> None:
    assert grown({"accuracy": (0.9826,)}, {"accuracy": 0.9825999736785889}) == {"accuracy": (0.9826,)}


def test_what_is_no_number_is_no_point_of_a_curve() -> None:
    assert grown({}, {"a": float("nan"), "b": float("inf"), "c": "NaN", "d": None}) == {}


def test_of_many_metrics_the_first_six_have_a_line() -> None:
    assert a_view(series=dict.fromkeys("abcdefgh", (1.0,))).metrics == ("a 1", "b 1", "c 1", "d 1", "e 1", "f 1")


def test_a_curve_ends_with_its_last_value() -> None:
    assert curve([0.0, 0.5, 1.0, 0.75]) == "▁▄█▆ 0.75"
    assert curve([0.97]) == "0.97"
    assert curve([0.97, 0.97]) == "0.97"


def test_a_log_s_line_cannot_move_the_cursor_or_fill_the_screen() -> None:
    assert one_line("a\x1b[2J\r\n\tb\x07", 70) == "a [2J b"
    assert one_line("x" * 80, 70) == "x" * 69 + "…"
    assert note({"Status": "Training", "LastLine": "pass 2/3"}) == "Training · pass 2/3"
    assert note({"Status": "", "LastLine": ""}) == ""


def test_a_build_that_has_ended_says_how() -> None:
    assert FAILED.last == "Version 3 of churn failed after 21 s: C has to be above 0"
    assert (RUNNING.last, FAILED.seconds) == ("", 21)


# In a log


def test_a_log_gets_a_line_for_all_that_is_new() -> None:
    assert lines.news(None, RUNNING) == [
        "Version 3 of churn: a larger C, usually 1 min 0 s",
        "Plan Build: done after 2.0 s",
        "Train Model ...",
        "accuracy ▁█ 0.97",
    ]
    assert lines.news(RUNNING, RUNNING) == []
    assert lines.news(RUNNING, FAILED) == [
        "Train Model: failed after 18.0 s",
        "accuracy 0.91",
        "Version 3 of churn failed after 21 s: C has to be above 0",
    ]
    assert lines.news(FAILED, FAILED) == []


def test_a_state_that_is_entered_again_and_again_is_told_once_and_when_it_fails() -> None:
    first, again = a_view(state("Wait", 0, 1)), a_view(state("Wait", 0, 1), state("Wait", 2))
    assert lines.news(first, again) == []
    assert lines.news(again, a_view(state("Wait", 0, 1), state("Wait", 2, 4, "FAILED"))) == ["Wait: failed after 3.0 s"]


def test_a_log_has_the_time_and_no_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    with lines.Lines() as screen:
        screen.show(a_view(of=a_build(Reason="\x1b[31mred")))
    clock = NOON + timedelta(seconds=30)
    assert capsys.readouterr().out == f"{clock.astimezone():%H:%M:%S} Version 3 of churn: [31mred\n"


# In a terminal


def terminals(shown: View) -> str:
    console = Console(file=io.StringIO(), width=100, force_terminal=False)
    console.print(terminal.drawn(shown, "◌"))
    assert isinstance(console.file, io.StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines())


def test_a_terminal_shows_states_metrics_and_the_bar() -> None:
    title, plan, train, metric, bar = terminals(RUNNING).splitlines()
    assert title == "Version 3 of churn: a larger C"
    assert plan.split() == ["✓", "Plan", "Build", "2.0", "s"]
    assert train.split() == ["◌", "Train", "Model", "28.0", "s", "Training", "·", "pass", "2/3"]
    assert metric == "   accuracy ▁█ 0.97"
    assert bar.endswith("30 s of usually 1 min 0 s")


def test_a_terminal_shows_the_end_and_takes_nothing_for_markup() -> None:
    assert terminals(FAILED).splitlines()[-1] == "Version 3 of churn failed after 21 s: C has to be above 0"
    assert "[bold]x[/]" in terminals(a_view(of=a_build(Reason="[bold]x[/]")))


# In a notebook


def test_a_notebook_shows_states_metrics_and_the_bar() -> None:
    page = notebook.html(RUNNING)
    for part in (
        "Version 3 of churn: a larger C",
        ">✓</td>",
        ">●</td>",
        ">28.0 s</td>",
        "Training · pass 2/3",
        "accuracy ▁█ 0.97",
        "width:50%",
        "30 s of usually",
    ):
        assert part in page, part
    assert "failed after 21 s" in notebook.html(FAILED) and "usually" not in notebook.html(FAILED)


def test_a_notebook_shows_text_as_text() -> None:
    hostile = "<img src=x onerror=alert(1)>"
    page = notebook.html(
        a_view(state(hostile, 0), state("Train Model", 0), of=a_build(Reason=hostile), series={hostile: (1.0,)}, LastLine=hostile)
    )
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") == 4 and "<img" not in page
    assert "&lt;img" in notebook.html(a_view(of=a_build(status="FAILED", took=1, Cause=hostile)))


def test_a_notebook_s_output_is_replaced_only_by_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []

    class Output:
        def update(self, page: Any) -> None:
            shown.append(f"replaced by {page.data}")

    def display(page: Any, display_id: bool) -> Output:
        shown.append(f"{page.data}, replaceable: {display_id}")
        return Output()

    monkeypatch.setattr("IPython.display.display", display)
    monkeypatch.setattr(notebook, "html", lambda shown: shown.title)
    screen = notebook.Notebook()
    for each in (RUNNING, RUNNING, a_view()):
        screen.show(each)
    assert shown == ["Version 3 of churn: a larger C, replaceable: True", "replaced by Version 3 of churn"]


# The watching


class Stack:
    """A stack that answers build() with what each entry says: a build, or an error."""

    name = "churn"

    def __init__(self, *answers: Build | BaseException) -> None:
        self.answers = list(answers)
        self.asked = 0

    def build(self, version: int) -> Build:
        answer = self.answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def builds(self) -> list[Build]:
        return [a_build(2, "SUCCEEDED", 40)]

    def states(self, version: int) -> list[State]:
        return [state("Plan Build", 0, 2), state("Train Model", 2, None if len(self.answers) > 1 else 20)]

    def training_now(self, build: Build) -> dict[str, Any]:
        self.asked += 1
        return {"Status": "Training", "Metrics": {"accuracy": 0.9 + self.asked / 100}, "LastLine": ""}


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Build]:
    monkeypatch.setattr(watching, "seconds_between_looks", lambda running: 0.0)
    return lambda stack, show=True: watching.watch(stack, a_build(), show)


END = a_build(status="SUCCEEDED", took=30, Metrics={"accuracy": 0.98})


def test_a_build_is_watched_until_it_has_ended(watch: Callable[..., Build], capsys: pytest.CaptureFixture[str]) -> None:
    stack = Stack(a_build(), a_build(), a_build(), END)
    assert watch(stack) is END
    told = [line[9:] for line in capsys.readouterr().out.splitlines()]
    assert told == [
        "Version 3 of churn, usually 40 s", "Plan Build: done after 2.0 s", "Train Model ...", "accuracy 0.91", "accuracy ▁█ 0.92",
        "Train Model: done after 18.0 s", "accuracy ▁▄█ 0.93", "accuracy ▁▂▃█ 0.98", "Version 3 of churn succeeded after 30 s (accuracy 0.98).",
    ]  # fmt: skip


def test_a_training_is_asked_for_while_it_runs_and_once_after_its_end(watch: Callable[..., Build]) -> None:
    stack = Stack(a_build(), a_build(), a_build(), END)
    watch(stack)
    assert stack.asked == 3


def test_whoever_wants_no_display_gets_none(watch: Callable[..., Build], capsys: pytest.CaptureFixture[str]) -> None:
    stack = Stack(a_build(), END)
    assert watch(stack, show=False) is END
    assert (capsys.readouterr().out, stack.asked) == ("", 0)


def test_interrupting_ends_the_watching_with_a_sentence(watch: Callable[..., Build], capsys: pytest.CaptureFixture[str]) -> None:
    running = a_build()
    assert watch(Stack(running, KeyboardInterrupt())) is running
    said = "No longer watched: version 3 of churn goes on. wait(3) watches it again, stop() ends it."
    assert capsys.readouterr().out.splitlines()[-1] == said


def test_a_network_that_fails_now_and_then_does_not_end_the_watching(watch: Callable[..., Build]) -> None:
    failures = [SageBuildError("no network")] * 4
    assert watch(Stack(a_build(), *failures, a_build(), *failures, END)) is END


def test_the_fifth_failure_in_a_row_is_raised(watch: Callable[..., Build]) -> None:
    with pytest.raises(SageBuildError, match=r"^no network$"):
        watch(Stack(a_build(), *[SageBuildError("no network")] * 5))


def test_a_build_that_runs_long_is_asked_for_less_often() -> None:
    assert [watching.seconds_between_looks(running) for running in (0, 30, 300, 86400)] == [1.0, 1.0, 5.0, 10.0]


def test_the_screen_fits_to_where_the_program_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    assert type(screens.chosen(False)) is screens.Screen
    assert type(screens.chosen(True)) is lines.Lines
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert type(screens.chosen(True)) is terminal.Terminal
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert type(screens.chosen(True)) is lines.Lines
    monkeypatch.setattr(screens, "in_notebook", lambda: True)
    assert type(screens.chosen(True)) is notebook.Notebook
