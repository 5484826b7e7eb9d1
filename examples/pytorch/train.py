"""Script mode of PyTorch: a small network on rows of CSV, label first. The same file serves."""

import argparse
import io
import json
import os
from pathlib import Path
from typing import Any

import numpy
import torch

BATCH = 64


def network(features: int, hidden: int, labels: int) -> Any:
    """Return two layers between the features and a score for each label."""
    return torch.nn.Sequential(torch.nn.Linear(features, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, labels))


def model_fn(folder: str) -> Any:
    """Load the model from its folder."""
    saved = torch.load(Path(folder) / "model.pt", map_location="cpu", weights_only=True)
    model = network(*saved["shape"])
    model.load_state_dict(saved["weights"])
    return model.eval()


def input_fn(text: str, kind: str) -> Any:
    """Read rows of CSV or JSON; the container's own reading would take a single row of CSV for a column."""
    rows = json.loads(text) if kind == "application/json" else numpy.loadtxt(io.StringIO(text), delimiter=",")
    return torch.tensor(numpy.array(rows, ndmin=2), dtype=torch.float32)


def predict_fn(rows: Any, model: Any) -> Any:
    """Return a label a row."""
    with torch.no_grad():
        return model(rows).argmax(dim=1)


def main() -> None:
    """Train, print the accuracy on a fifth of the rows after every epoch, and leave the model."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--hidden", type=int, default=64)
    parser.add_argument("--learning_rate", type=float, default=0.01)
    given = parser.parse_args()
    folder = Path(os.environ["SM_CHANNEL_TRAIN"])
    table = numpy.concatenate([numpy.loadtxt(file, delimiter=",", ndmin=2) for file in sorted(folder.rglob("*.csv"))])
    rows, labels = torch.tensor(table[:, 1:], dtype=torch.float32), torch.tensor(table[:, 0], dtype=torch.int64)
    held = torch.arange(len(rows)) % 5 == 0
    torch.manual_seed(0)
    shape = [rows.shape[1], given.hidden, int(labels.max()) + 1]
    model = network(*shape)
    optimizer = torch.optim.Adam(model.parameters(), lr=given.learning_rate)
    data = torch.utils.data.TensorDataset(rows[~held], labels[~held])
    batches = torch.utils.data.DataLoader(data, batch_size=BATCH, shuffle=True)
    for epoch in range(1, given.epochs + 1):
        for some_rows, some_labels in batches:
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(some_rows), some_labels).backward()
            optimizer.step()
        right = predict_fn(rows[held], model) == labels[held]
        print(f"epoch {epoch}/{given.epochs}: validation:accuracy={right.float().mean():.4f}", flush=True)
    torch.save({"shape": shape, "weights": model.state_dict()}, Path(os.environ["SM_MODEL_DIR"]) / "model.pt")


if __name__ == "__main__":
    main()
