"""What the notebooks draw with."""

import pytest
from matplotlib import pyplot

from examples import drawing

BLANK = [0] * 64
ROWS = [[3, *BLANK], [3, *BLANK], [5, 16, *BLANK[1:]]]


def test_accuracy_is_the_share_of_labels_that_were_answered() -> None:
    assert drawing.accuracy(ROWS, [3, 5, 5]) == pytest.approx(2 / 3)


def test_the_confusion_matrix_has_a_line_for_a_label_and_a_column_for_an_answer() -> None:
    counts = drawing.confusion_matrix(ROWS, [3, 5, 5])
    assert (counts[3][3], counts[3][5], counts[5][5], counts[5][3]) == (1, 1, 1, 0)
    assert sum(map(sum, counts)) == 3


def test_a_figure_of_digits_has_the_answers_as_titles_and_wrong_ones_in_red() -> None:
    places = drawing.digits(ROWS, [3, 5, 5], columns=2).axes
    assert [(place.get_title(), place.title.get_color()) for place in places[:3]] == [
        ("3", drawing.RIGHT),
        ("5", drawing.WRONG),
        ("5", drawing.RIGHT),
    ]
    assert places[2].images[0].get_array()[0].tolist() == [16, 0, 0, 0, 0, 0, 0, 0]
    assert len(places) == 4


def test_without_answers_the_titles_are_the_labels() -> None:
    assert [place.get_title() for place in drawing.digits(ROWS, columns=3).axes] == ["3", "3", "5"]


def test_the_confusion_says_how_many_are_right() -> None:
    assert drawing.confusion(ROWS, [3, 5, 5]).axes[0].get_title() == "66.7% of 3 digits are read right"


def test_scores_are_bars_below_a_digit_with_the_label_in_green() -> None:
    figure = drawing.scores(ROWS[:1], [[0, 0, 0.2, 0.8, 0, 0, 0, 0, 0, 0]])
    bars = figure.axes[1].patches
    assert [bar.get_height() for bar in bars][2:4] == [0.2, 0.8]
    assert [number for number, bar in enumerate(bars) if bar.get_facecolor()[:3] == pytest.approx((0.106, 0.471, 0.216), abs=0.01)] == [3]


def test_a_figure_is_shown_once() -> None:
    """Jupyter shows what a cell's last line is, and all figures that are still open."""
    drawing.digits(ROWS)
    drawing.confusion(ROWS, [3, 5, 5])
    drawing.scores(ROWS[:1], [[0.1] * 10])
    assert pyplot.get_fignums() == []
