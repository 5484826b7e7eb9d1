import numpy
import pytest

from sagebuild import Refused
from sagebuild.json_values import document, text


def test_numbers_and_arrays_of_numpy_are_json() -> None:
    assert text({"C": numpy.float32(0.5), "depth": numpy.int64(3), "on": numpy.bool_(True), "list": numpy.array([1, 2])}) == (
        '{"C": 0.5, "depth": 3, "on": true, "list": [1, 2]}'
    )


def test_a_document_is_what_every_other_program_reads() -> None:
    assert document({"a": (1, 2), 3: "ä"}) == {"a": [1, 2], "3": "ä"}


def test_what_is_no_json_is_refused_in_a_sentence() -> None:
    with pytest.raises(Refused, match=r"^What is no JSON cannot be sent: \{1\} is a set$"):
        document({"a": {1}})
    with pytest.raises(Refused, match=r"^What is no JSON cannot be sent: Out of range float values"):
        text(float("inf"))


def test_parameters_that_are_no_dict_are_refused() -> None:
    with pytest.raises(Refused, match=r"^Parameters are a dict, such as .*, and not \[1\]$"):
        document([1])
