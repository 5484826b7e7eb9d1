"""Script mode of TensorFlow: a small network on rows of CSV, label first. TensorFlow Serving serves it, without a script."""

import argparse
import os
from pathlib import Path

import numpy
import tensorflow

BATCH = 64


def main() -> None:
    """Train, print the accuracy on a fifth of the rows after every epoch, and leave the model where TensorFlow Serving looks for it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--hidden", type=int, default=64)
    parser.add_argument("--learning_rate", type=float, default=0.01)
    # A tuning job's trials get a model_dir from AWS's container, which is not for a script on one machine.
    given, _ = parser.parse_known_args()
    folder = Path(os.environ["SM_CHANNEL_TRAIN"])
    table = numpy.concatenate([numpy.loadtxt(file, delimiter=",", ndmin=2) for file in sorted(folder.rglob("*.csv"))])
    rows, labels = table[:, 1:].astype("float32"), table[:, 0].astype("int64")
    held = numpy.arange(len(rows)) % 5 == 0
    keras = tensorflow.keras
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            keras.Input(shape=(rows.shape[1],)),
            keras.layers.Dense(given.hidden, activation="relu"),
            keras.layers.Dense(int(labels.max()) + 1, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.Adam(given.learning_rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    for epoch in range(1, given.epochs + 1):
        model.fit(rows[~held], labels[~held], batch_size=BATCH, verbose=0)
        _, accuracy = model.evaluate(rows[held], labels[held], verbose=0)
        print(f"epoch {epoch}/{given.epochs}: validation:accuracy={accuracy:.4f}", flush=True)
    # TensorFlow Serving serves the highest number that it finds.
    model.export(str(Path(os.environ["SM_MODEL_DIR"]) / "1"))


if __name__ == "__main__":
    main()
