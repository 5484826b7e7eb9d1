"""Requests and answers of hosted models, read and written as AWS's containers do where a script has no input_fn or output_fn of its own.

Sources: aws/sagemaker-containers, _encoders.py; aws/sagemaker-xgboost-container, encoder.py.
"""

import csv
import io
import json
from typing import Any

import numpy


class Unsupported(Exception):
    """A content type that nothing here reads or writes."""


def decoded(body: bytes, kind: str) -> Any:
    """Return the array in a request; a single row of CSV becomes an array of one dimension, as in the containers."""
    match kind:
        case "text/csv":
            return numpy.array(list(csv.reader(io.StringIO(body.decode()), strict=True))).squeeze().astype(float)
        case "application/json":
            return numpy.array(json.loads(body))
        case "application/x-npy":
            return numpy.load(io.BytesIO(body), allow_pickle=False)
        case other:
            raise Unsupported(f"Content type {other} is not supported: expected text/csv, application/json or application/x-npy")


def table(body: bytes, kind: str) -> Any:
    """Return the rows in a request to an XGBoost container, which reads neither JSON nor an empty line after the last row."""
    match kind.split(";", maxsplit=1)[0].strip():
        case "text/csv":
            cells = [line.split(",") for line in body.decode().split("\n")]
            return numpy.array([[cell or "nan" for cell in row] for row in cells]).astype(float)
        case "text/libsvm" | "text/x-libsvm":
            return libsvm(body.decode())
        case other:
            raise Unsupported(f"Content-type {other} is not supported: expected text/csv or text/libsvm")


def libsvm(text: str) -> Any:
    """Return the features in libsvm lines; a label in front is left out."""
    rows = [
        {int(key): float(value) for key, _, value in (cell.partition(":") for cell in line.split() if ":" in cell)}
        for line in text.splitlines()
    ]
    width = max((max(row, default=0) for row in rows), default=0) + 1
    filled = numpy.zeros((len(rows), width))
    for number, row in enumerate(rows):
        for key, value in row.items():
            filled[number, key] = value
    return filled


def encoded(values: Any, accept: str) -> tuple[bytes, str]:
    """Return an answer's body and content type."""
    array = numpy.asarray(values)
    match accept.split(",", maxsplit=1)[0].split(";", maxsplit=1)[0].strip():
        case "text/csv":
            rows = array.reshape(len(array), -1) if array.ndim else array.reshape(1, 1)
            return "".join(",".join(str(cell) for cell in row) + "\n" for row in rows.tolist()).encode(), "text/csv"
        case "application/json" | "*/*" | "":
            return json.dumps(array.tolist()).encode(), "application/json"
        case "application/x-npy":
            buffer = io.BytesIO()
            numpy.save(buffer, array)  # labels that are objects too, as in the containers
            return buffer.getvalue(), "application/x-npy"
        case other:
            raise Unsupported(f"Accept {other} is not supported: expected text/csv, application/json or application/x-npy")
