"""change() does to the document for ever what a launch's Parameters do for one build: the stack's own rule, compared on any documents."""

from typing import Any

from hypothesis import HealthCheck, given, settings

from document.keys import FRAGMENTS
from document.reading import InvalidParameters, combine
from sagebuild import merging
from tests.unit.test_any_document import LIKELY

QUICK = settings(
    max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def combined(document: Any, overrides: Any) -> dict[str, Any] | str:
    try:
        return combine(document, overrides, "BYOD")
    except InvalidParameters as error:
        return str(error)


@QUICK
@given(LIKELY, LIKELY)
def test_a_build_of_the_changed_document_is_the_build_that_is_launched_with_the_changes(document: Any, changes: Any) -> None:
    launched = combined(document, changes)
    if isinstance(launched, dict):
        assert combined(merging.changed(document, changes), {}) == launched


def test_the_fragments_are_the_stacks_own() -> None:
    assert merging.FRAGMENTS == FRAGMENTS


def test_null_removes_a_key() -> None:
    document = {"HyperParameters": {"C": 1, "gamma": 2}, "Deploy": False}
    assert merging.changed(document, {"HyperParameters": {"C": None}, "Deploy": None}) == {"HyperParameters": {"gamma": 2}}


def test_null_in_a_part_of_a_request_stays_because_it_removes_a_default() -> None:
    assert merging.changed({}, {"EndpointConfig": {"DataCaptureConfig": None}}) == {"EndpointConfig": {"DataCaptureConfig": None}}


def test_null_removes_a_part_of_a_request_as_a_whole() -> None:
    assert merging.changed({"TuningJob": {"Strategy": "Random"}}, {"TuningJob": None}) == {}


def test_the_document_itself_is_left_as_it_is() -> None:
    document = {"HyperParameters": {"C": 1}}
    merging.changed(document, {"HyperParameters": {"C": 2}})
    assert document == {"HyperParameters": {"C": 1}}
