import pytest

from sagebuild import words


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-1, "0 s"), (59.9, "59 s"), (60, "1 min 0 s"), (3599, "59 min 59 s"), (7260, "2 h 1 min"), (90_000, "1 d 1 h")],
)
def test_durations_are_said_as_people_say_them(seconds: float, said: str) -> None:
    assert words.duration(seconds) == said


def test_of_many_metrics_the_first_six_are_told_and_how_many_more_there_are() -> None:
    assert words.metrics(dict.fromkeys("abcdefgh", 1.0)) == "a 1, b 1, c 1, d 1, e 1, f 1, and 2 more"


def test_metrics_have_four_digits() -> None:
    assert words.metrics({"a": 0.97222, "b": 12345.6, "c": "NaN"}) == "a 0.9722, b 1.235e+04, c NaN"
