"""Script mode of scikit-learn: a random forest on rows of CSV, label first. The same file serves."""

import argparse
import io
import json
import os
from pathlib import Path
from typing import Any

import joblib
import numpy
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split


def model_fn(folder: str) -> Any:
    """Load the model from its folder."""
    return joblib.load(Path(folder) / "model.joblib")


def input_fn(text: str, kind: str) -> Any:
    """Read rows of CSV or JSON; the container's own reading would take a single row of CSV for a column."""
    if kind == "application/json":
        return numpy.array(json.loads(text), ndmin=2)
    return numpy.loadtxt(io.StringIO(text), delimiter=",", ndmin=2)


def main() -> None:
    """Train, print the accuracy on a fifth of the rows, and leave the model."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--n_estimators", type=int, default=100)
    parser.add_argument("--max_depth", type=int, default=12)
    given = parser.parse_args()
    folder = Path(os.environ["SM_CHANNEL_TRAIN"])
    rows = numpy.concatenate([numpy.loadtxt(file, delimiter=",", ndmin=2) for file in sorted(folder.rglob("*.csv"))])
    parts = train_test_split(rows[:, 1:], rows[:, 0].astype(int), test_size=0.2, random_state=0)
    forest = RandomForestClassifier(given.n_estimators, max_depth=given.max_depth, random_state=0).fit(parts[0], parts[2])
    print(f"validation:accuracy={forest.score(parts[1], parts[3]):.4f}")
    joblib.dump(forest, Path(os.environ["SM_MODEL_DIR"]) / "model.joblib")


if __name__ == "__main__":
    main()
