"""XGBoost's matrices, read from requests."""

import csv
import io
import tempfile
from typing import Any

import numpy
import xgboost


def csv_to_dmatrix(input: str | bytes, dtype: Any = None) -> xgboost.DMatrix:
    """Return the matrix in CSV."""
    text = input.decode() if isinstance(input, bytes) else input
    rows = [[cell or "nan" for cell in row] for row in csv.reader(io.StringIO(text)) if row]
    return xgboost.DMatrix(numpy.array(rows).astype(dtype or float))


def libsvm_to_dmatrix(string_like: str | bytes) -> xgboost.DMatrix:
    """Return the matrix in libsvm lines."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(string_like if isinstance(string_like, bytes) else string_like.encode())
        file.flush()
        return xgboost.DMatrix(f"{file.name}?format=libsvm")
