"""The model: a support vector classifier of labelled rows of numbers."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

DEFAULTS: dict[str, float] = {"C": 1.0, "gamma": 0.01, "passes": 1}
HELD_BACK = 0.2


class BrokenData(Exception):
    """Data or hyperparameters that no model can be trained on; the message says why."""


def hyperparameters(file: Path) -> dict[str, float]:
    """Return the hyperparameters; SageMaker hands all of them over as strings."""
    given: dict[str, str] = json.loads(file.read_text()) if file.is_file() else {}
    # A tuning job adds hyperparameters of its own, which begin with an underscore.
    given = {name: text for name, text in given.items() if not name.startswith("_")}
    unknown = sorted(set(given) - set(DEFAULTS))
    if unknown:
        raise BrokenData(f"hyperparameter {unknown[0]}: unknown, expected one of {', '.join(DEFAULTS)}")
    found = dict(DEFAULTS)
    for name, text in given.items():
        try:
            found[name] = float(text)
        except ValueError:
            raise BrokenData(f'hyperparameter {name}: expected a number, got "{text}"') from None
        if found[name] <= 0:
            raise BrokenData(f"hyperparameter {name}: expected a number above 0, got {text}")
    return found


def read(folder: Path) -> tuple[Any, Any]:
    """Return features and labels of all CSV files in a folder; the label stands first."""
    files = sorted(folder.rglob("*.csv"))
    if not files:
        raise BrokenData(f"there is no CSV file in {folder}")
    rows = [row for file in files for row in rows_of(file)]
    if len({len(row) for row in rows}) != 1:
        raise BrokenData("the rows do not all have the same number of columns")
    table = numpy.array(rows)
    if len(set(table[:, 0])) < 2:
        raise BrokenData("there is only one label: nothing can be told apart")
    return table[:, 1:], table[:, 0].astype(int)


def rows_of(file: Path) -> list[list[float]]:
    """Return the rows of one CSV file."""
    rows = []
    with file.open(newline="") as lines:
        for number, row in enumerate(csv.reader(lines), 1):
            try:
                rows.append([float(cell) for cell in row])
            except ValueError:
                raise BrokenData(f"{file.name}, line {number}: expected numbers, got {','.join(row)[:60]}") from None
    if not rows:
        raise BrokenData(f"{file.name} is empty")
    return rows


def fit(features: Any, labels: Any, chosen: dict[str, float]) -> tuple[Any, float]:
    """Train on most rows, and return the classifier with its accuracy on the rest."""
    try:
        parts = train_test_split(features, labels, test_size=HELD_BACK, random_state=0, stratify=labels)
    except ValueError as error:
        raise BrokenData(f"the rows cannot be split into a training and a validation part: {error}") from None
    train_features, held_features, train_labels, held_labels = parts
    classifier = make_pipeline(StandardScaler(), SVC(C=chosen["C"], gamma=chosen["gamma"]))
    classifier.fit(train_features, train_labels)
    return classifier, float(classifier.score(held_features, held_labels))
