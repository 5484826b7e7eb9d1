"""Script mode of XGBoost: a booster on rows of CSV, label first. The same file serves, with labels instead of probabilities."""

import argparse
import io
import os
from pathlib import Path
from typing import Any

import numpy
import xgboost


def model_fn(folder: str) -> Any:
    """Load the model from its folder."""
    booster = xgboost.Booster()
    booster.load_model(Path(folder) / "model.json")
    return booster


def input_fn(text: str, kind: str) -> Any:
    """Read rows of CSV; the container's own reading takes no line end after the last one."""
    return xgboost.DMatrix(numpy.loadtxt(io.StringIO(text), delimiter=",", ndmin=2))


def predict_fn(data: Any, booster: Any) -> Any:
    """Return a label a row."""
    return booster.predict(data).argmax(axis=1)


def main() -> None:
    """Train, print the error on a fifth of the rows, and leave the model."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--num_round", type=int, default=30)
    parser.add_argument("--max_depth", type=int, default=4)
    parser.add_argument("--eta", type=float, default=0.3)
    given = parser.parse_args()
    folder = Path(os.environ["SM_CHANNEL_TRAIN"])
    rows = numpy.concatenate([numpy.loadtxt(file, delimiter=",", ndmin=2) for file in sorted(folder.rglob("*.csv"))])
    held = numpy.arange(len(rows)) % 5 == 0
    data = xgboost.DMatrix(rows[~held, 1:], rows[~held, 0])
    chosen = {"objective": "multi:softprob", "num_class": 10, "max_depth": given.max_depth, "eta": given.eta, "nthread": 1}
    booster = xgboost.train(chosen, data, given.num_round)
    right = predict_fn(xgboost.DMatrix(rows[held, 1:]), booster) == rows[held, 0]
    print(f"validation:accuracy={right.mean():.4f}")
    booster.save_model(Path(os.environ["SM_MODEL_DIR"]) / "model.json")


if __name__ == "__main__":
    main()
