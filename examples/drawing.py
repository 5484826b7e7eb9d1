"""Draws the digits, and what a model makes of them. The notebooks use it; it needs matplotlib."""

from collections.abc import Sequence
from typing import Any

from matplotlib import pyplot

Row = Sequence[int]
RIGHT, WRONG = "#1b7837", "#b2182b"


def digits(rows: Sequence[Row], answers: Sequence[int] | None = None, columns: int = 12) -> Any:
    """Return a figure of the digits in some rows (the label and 64 grey values), titled with the answers, wrong ones in red."""
    lines = -(-len(rows) // columns)
    figure, places = pyplot.subplots(lines, columns, figsize=(columns * 0.8, lines * 1.2), squeeze=False)
    for place in places.flat:
        place.axis("off")
    for number, (row, place) in enumerate(zip(rows, places.flat, strict=False)):
        place.imshow(pixels(row), cmap="gray_r", vmin=0, vmax=16)
        if answers is None:
            place.set_title(str(row[0]))
        else:
            place.set_title(str(answers[number]), color=RIGHT if answers[number] == row[0] else WRONG)
    return shown_once(figure)


def confusion(rows: Sequence[Row], answers: Sequence[int]) -> Any:
    """Return a figure that counts, for each label, what was answered; the diagonal is right."""
    counts = confusion_matrix(rows, answers)
    figure, place = pyplot.subplots(figsize=(5, 5))
    place.imshow(counts, cmap="Blues")
    dark = max(map(max, counts)) / 2
    for label, line in enumerate(counts):
        for answer, count in enumerate(line):
            if count:
                place.text(answer, label, str(count), ha="center", va="center", color="white" if count > dark else "black")
    place.set(xlabel="answer", ylabel="label", xticks=range(10), yticks=range(10))
    place.set_title(f"{accuracy(rows, answers):.1%} of {len(rows)} digits are read right")
    return shown_once(figure)


def scores(rows: Sequence[Row], given: Sequence[Sequence[float]]) -> Any:
    """Return a figure of some digits and, below each, a bar for the score that every label got; the right label's is green."""
    figure, places = pyplot.subplots(2, len(rows), figsize=(2 * len(rows), 3), squeeze=False)
    for row, given_to, (upper, lower) in zip(rows, given, places.T, strict=True):
        upper.imshow(pixels(row), cmap="gray_r", vmin=0, vmax=16)
        upper.axis("off")
        lower.bar(range(10), given_to, color=[RIGHT if label == row[0] else "#999999" for label in range(10)])
        lower.set(xticks=range(10), ylim=(0, 1), yticks=[0, 1])
    return shown_once(figure)


def pixels(row: Row) -> list[Row]:
    """Return the grey values in a row, line by line."""
    return [row[1 + line * 8 : 9 + line * 8] for line in range(8)]


def accuracy(rows: Sequence[Row], answers: Sequence[int]) -> float:
    """Return the share of the rows whose label was answered."""
    return sum(row[0] == answer for row, answer in zip(rows, answers, strict=True)) / len(rows)


def confusion_matrix(rows: Sequence[Row], answers: Sequence[int]) -> list[list[int]]:
    """Return how often a label (the line) got an answer (the column)."""
    counts = [[0] * 10 for _ in range(10)]
    for row, answer in zip(rows, answers, strict=True):
        counts[row[0]][answer] += 1
    return counts


def shown_once(figure: Any) -> Any:
    """Return a figure that Jupyter shows because it is a cell's value, and not once more because it is open."""
    figure.tight_layout()
    pyplot.close(figure)
    return figure
