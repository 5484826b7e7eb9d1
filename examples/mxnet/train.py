"""Script mode of MXNet: a small Gluon network on rows of CSV, label first. The same file serves. AWS's last image has Python 3.8."""

import argparse
import io
import json
import os
from pathlib import Path
from typing import Any

import mxnet
import numpy

BATCH = 64
# The files that Gluon's export writes, and that its import reads.
SYMBOL, WEIGHTS = "model-symbol.json", "model-0000.params"


def network(hidden: int, labels: int) -> Any:
    """Return two layers between the features and a score for each label."""
    model = mxnet.gluon.nn.HybridSequential()
    model.add(mxnet.gluon.nn.Dense(hidden, activation="relu"), mxnet.gluon.nn.Dense(labels))
    return model


def model_fn(folder: str) -> Any:
    """Load the model from its folder."""
    return mxnet.gluon.SymbolBlock.imports(str(Path(folder) / SYMBOL), ["data"], str(Path(folder) / WEIGHTS))


def input_fn(text: str, kind: str) -> Any:
    """Read rows of CSV or JSON; the container's own reading of a Gluon model takes no CSV."""
    rows = json.loads(text) if kind == "application/json" else numpy.loadtxt(io.StringIO(text), delimiter=",")
    return mxnet.nd.array(numpy.array(rows, ndmin=2))


def predict_fn(rows: Any, model: Any) -> Any:
    """Return a label a row."""
    return model(rows).argmax(axis=1)


def main() -> None:
    """Train, print the accuracy on a fifth of the rows after every epoch, and leave the model."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--hidden", type=int, default=64)
    parser.add_argument("--learning_rate", type=float, default=0.01)
    given = parser.parse_args()
    folder = Path(os.environ["SM_CHANNEL_TRAIN"])
    table = numpy.concatenate([numpy.loadtxt(file, delimiter=",", ndmin=2) for file in sorted(folder.rglob("*.csv"))])
    rows, labels = table[:, 1:].astype("float32"), table[:, 0].astype("float32")
    held = numpy.arange(len(rows)) % 5 == 0
    mxnet.random.seed(0)
    model = network(given.hidden, int(labels.max()) + 1)
    model.initialize(mxnet.init.Xavier())
    model.hybridize()
    trainer = mxnet.gluon.Trainer(model.collect_params(), "adam", {"learning_rate": given.learning_rate})
    loss = mxnet.gluon.loss.SoftmaxCrossEntropyLoss()
    data = mxnet.gluon.data.ArrayDataset(rows[~held], labels[~held])
    batches = mxnet.gluon.data.DataLoader(data, batch_size=BATCH, shuffle=True)
    for epoch in range(1, given.epochs + 1):
        for some_rows, some_labels in batches:
            with mxnet.autograd.record():
                lost = loss(model(some_rows), some_labels)
            lost.backward()
            trainer.step(len(some_rows))
        right = predict_fn(mxnet.nd.array(rows[held]), model).asnumpy() == labels[held]
        print(f"epoch {epoch}/{given.epochs}: validation:accuracy={right.mean():.4f}", flush=True)
    model.export(str(Path(os.environ["SM_MODEL_DIR"]) / "model"))


if __name__ == "__main__":
    main()
