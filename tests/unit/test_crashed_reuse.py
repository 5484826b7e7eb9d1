"""A build that dies after any AWS call of its planning, or of the confirmation of its training, never lends what it has not."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest

from builds import records
from confirm_training import app as confirm_training
from data import listing
from plans.history import same, trained_by
from tests.unit.histories import ALWAYS, History, history
from tests.unit.launching.crashing import ends
from tests.unit.planned_stack import DOCUMENT, forget

CHANGED = {"HyperParameters": {"C": 2}, **ALWAYS}


class Calls:
    """The calls of this process, as far as they are interrupted."""

    def __init__(self) -> None:
        self.after: Callable[[], None] = lambda: None
        assert boto3.DEFAULT_SESSION
        boto3.DEFAULT_SESSION.events.register("after-call", lambda **_: self.after())

    @contextmanager
    def interrupted(self, after: Callable[[], None]) -> Iterator[None]:
        """Call after behind each AWS call that is made in the context."""
        self.after = after
        try:
            yield
        finally:
            self.after = lambda: None

    def run_to_the_end(self) -> None:
        """Nothing runs beside the build."""


@pytest.fixture
def churn(monkeypatch: pytest.MonkeyPatch) -> Iterator[History]:
    """Have a stack whose version 1 serves."""
    monkeypatch.setattr(listing, "TemporaryFile", io.BytesIO)  # copies of a process share its files
    boto3.setup_default_session()
    with history(DOCUMENT) as found:
        found.build(ALWAYS)
        yield found
    boto3.setup_default_session()


def killed(calls: Calls, action: Callable[[], object], next_build: Callable[[], Any]) -> tuple[Any, list[Any]]:
    """Return what the next build takes over when an action was done, and when it was killed after its first call, its second, and so on."""
    begun: list[None] = []

    def once() -> None:  # who is killed is not called again: somebody has stopped the build
        begun.append(None)
        if len(begun) == 1:
            action()

    return ends(calls, once, lambda _: next_build())


@pytest.mark.parametrize(("parameters", "lent"), [(CHANGED, None), (ALWAYS, 1)], ids=["it would train", "it takes over"])
def test_a_planning_that_is_killed_lends_what_was_trained_before_and_nothing_else(
    churn: History, parameters: dict[str, Any], lent: int | None
) -> None:
    wanted = churn.build(parameters, "FAILED") if lent else churn.plan(parameters)
    killed_one = wanted["Version"] + 1

    def next_build() -> Any:
        records.write_end(killed_one, {"Status": "STOPPED", "EndedAt": "2026-11-26T13:00:00Z", "Deployed": False})
        found = same(wanted["Fingerprint"], killed_one + 1)
        return int(trained_by(found)["Version"]) if found else None

    expected, after_a_crash = killed(forgetting(), lambda: churn.plan(parameters) and None, next_build)
    assert expected == lent
    assert len(after_a_crash) > 10
    assert set(after_a_crash) == {lent}


@pytest.mark.parametrize("data", ["stays", "comes meanwhile"])
def test_a_confirmation_that_is_killed_confirms_nothing_that_is_not_so(churn: History, data: str) -> None:
    build = churn.plan(CHANGED)
    churn.train(build, confirmed=False)
    if data == "comes meanwhile":
        boto3.client("s3").put_object(Bucket="data", Key="train/two.csv", Body=b"3,4\n")
    event = {"Build": build, "Resources": {"CodeBucket": "code"}, "Training": churn.trained}

    def next_build() -> Any:
        records.write_end(2, {"Status": "STOPPED", "EndedAt": "2026-11-26T13:00:00Z", "Deployed": False})
        boto3.client("s3").delete_object(Bucket="data", Key="train/two.csv")  # back to what was planned
        return taken_over(churn.plan(CHANGED))

    expected, after_a_crash = killed(forgetting(), lambda: confirm_training.handler(event, None) and None, next_build)
    assert expected == (2 if data == "stays" else None)
    assert len(after_a_crash) >= 3
    # Only who came to write it has confirmed it.
    assert set(after_a_crash[:-1]) == {None}
    assert after_a_crash[-1] == expected


def forgetting() -> Calls:
    """Have clients whose calls can be interrupted."""
    forget()
    return Calls()


def taken_over(build: dict[str, Any]) -> int | None:
    """Return the version whose training a build takes over."""
    return build["ModelVersion"] if build["Reused"] else None
