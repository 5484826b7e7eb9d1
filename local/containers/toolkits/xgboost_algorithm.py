"""The built-in XGBoost: CSV (label first, no header) or libsvm in, a booster out. Hyperparameters are those of SageMaker's documentation."""

import json
import pickle
from pathlib import Path
from typing import Any

import numpy
import xgboost

from local.containers.toolkits import http_serving, payloads

ML = Path("/opt/ml")
MODEL = ML / "model/xgboost-model"


class UserError(Exception):
    """What the algorithm refuses; the message is the failure."""


def train(hyperparameters: dict[str, str]) -> int:
    """Train on the channels train and, if it is there, validation; print a line of metrics for every round."""
    try:
        given = {key: value for key, value in hyperparameters.items() if not key.startswith(("_", "sagemaker_"))}
        if "num_round" not in given:
            raise UserError("Required hyperparameter: 'num_round' is missing")
        rounds = int(given.pop("num_round"))
        parts = {name: matrix(name) for name in ("train", "validation") if (ML / "input/data" / name).is_dir()}
        if "train" not in parts:
            raise UserError("Channel 'train' is required")

        results: dict[str, dict[str, list[float]]] = {}
        booster = xgboost.train(
            {key: typed(value) for key, value in given.items()},
            parts["train"],
            rounds,
            evals=[(data, name) for name, data in parts.items()],
            evals_result=results,
            verbose_eval=False,
        )
        report(results, rounds)
    except (UserError, xgboost.core.XGBoostError, ValueError) as error:
        (ML / "output/failure").write_text(f"UserError: {str(error).splitlines()[0]}")
        print(error)
        return 1
    with MODEL.open("wb") as file:
        pickle.dump(booster, file)
    return 0


def report(results: dict[str, dict[str, list[float]]], rounds: int) -> None:
    """Print every round's metrics as the algorithm's own log has them."""
    for number in range(rounds):
        words = [f"{part}-{name}:{values[number]:.5f}" for part, metrics in results.items() for name, values in metrics.items()]
        print("#011".join([f"[{number}]", *words]))


def typed(value: str) -> Any:
    """Return a hyperparameter as XGBoost wants it."""
    try:
        return json.loads(value)
    except ValueError:
        return value


def matrix(channel: str) -> Any:
    """Return a channel's rows."""
    kind = json.loads((ML / "input/config/inputdataconfig.json").read_text())[channel].get("ContentType", "text/libsvm")
    files = sorted(path for path in (ML / "input/data" / channel).rglob("*") if path.is_file())
    if kind.split(";")[0].strip() in ("text/csv", "csv"):
        rows = numpy.concatenate([numpy.genfromtxt(file, delimiter=",", ndmin=2) for file in files])
        return xgboost.DMatrix(rows[:, 1:], rows[:, 0])
    if kind.split(";")[0].strip() in ("text/libsvm", "text/x-libsvm", "libsvm"):
        lines = [line for file in files for line in file.read_text().splitlines() if line.strip()]
        return xgboost.DMatrix(payloads.libsvm("\n".join(lines)), [float(line.split()[0]) for line in lines])
    raise UserError(f"Content type {kind} of channel {channel} is not supported: expected text/csv or text/libsvm")


def serve() -> int:
    """Serve the booster."""
    with MODEL.open("rb") as file:
        booster = pickle.load(file)

    def invoke(body: bytes, kind: str, accept: str) -> tuple[bytes, str]:
        found = booster.predict(xgboost.DMatrix(payloads.table(body.strip(), kind)))
        if accept.startswith("application/json"):
            return json.dumps({"predictions": [{"score": score} for score in found.tolist()]}).encode(), "application/json"
        return ",".join(str(answer) for answer in found.tolist()).encode(), "text/csv"

    return http_serving.serve(invoke)
