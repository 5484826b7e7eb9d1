"""The data of the example: the UCI optical digits that come with scikit-learn. python examples/byod/digits.py FOLDER writes them as CSV."""

import argparse
from pathlib import Path

from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

Row = list[int]


def split() -> tuple[list[Row], list[Row]]:
    """Return the rows to train on and the rows to hold out; each is a label and 64 grey values (0 to 16)."""
    digits = load_digits()
    rows = [[int(label), *(int(value) for value in image)] for label, image in zip(digits.target, digits.data, strict=True)]
    train, held_out = train_test_split(rows, test_size=0.2, random_state=1, stratify=digits.target)
    return train, held_out


def as_csv(rows: list[Row], labels: bool = True) -> bytes:
    """Return rows as CSV, with or without their labels."""
    return "".join(",".join(map(str, row if labels else row[1:])) + "\n" for row in rows).encode()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the UCI optical digits as CSV.")
    parser.add_argument("folder", type=Path, help="where to; it is made if it is not there")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    train_rows, held_out_rows = split()
    (folder / "train.csv").write_bytes(as_csv(train_rows))
    (folder / "held-out.csv").write_bytes(as_csv(held_out_rows, labels=False))
    (folder / "held-out-labels.csv").write_text("".join(f"{row[0]}\n" for row in held_out_rows))
    print(f"{folder}: train.csv ({len(train_rows)} rows), held-out.csv and held-out-labels.csv ({len(held_out_rows)} rows)")
