"""Scores a model of train.py on the held-out rows, label first; every build that has an Evaluation runs it."""

import json
import tarfile
import tempfile
from pathlib import Path

import joblib
import numpy

PROCESSING = Path("/opt/ml/processing")


def main() -> None:
    """Leave evaluation.json where SageMaker's own examples leave it."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(PROCESSING / "model/model.tar.gz") as archive:
            archive.extractall(folder, filter="data")
        forest = joblib.load(Path(folder) / "model.joblib")
    rows = numpy.concatenate([numpy.loadtxt(file, delimiter=",", ndmin=2) for file in sorted((PROCESSING / "test").rglob("*.csv"))])
    accuracy = float(forest.score(rows[:, 1:], rows[:, 0].astype(int)))
    print(f"accuracy on {len(rows)} rows: {accuracy:.4f}")
    report = {"classification_metrics": {"accuracy": {"value": accuracy}}}
    (PROCESSING / "evaluation/evaluation.json").write_text(json.dumps(report))


if __name__ == "__main__":
    main()
