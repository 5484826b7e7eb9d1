"""Requests and answers of hosted models: CSV, JSON, NumPy and libsvm."""

import io
import json
from typing import Any

import numpy


class Unsupported(Exception):
    """A content type that nothing here reads or writes."""


def decoded(body: bytes, kind: str) -> Any:
    """Return the array in a request."""
    match kind.split(";")[0].strip():
        case "text/csv" | "":
            return numpy.genfromtxt(io.BytesIO(body), delimiter=",", ndmin=2)
        case "application/json":
            found = json.loads(body)
            return numpy.array(found["instances"] if isinstance(found, dict) and "instances" in found else found)
        case "application/x-npy":
            return numpy.load(io.BytesIO(body), allow_pickle=False)
        case "text/libsvm" | "text/x-libsvm":
            return libsvm(body.decode())
        case other:
            raise Unsupported(f"Content type {other} is not supported: expected text/csv, application/json or application/x-npy")


def libsvm(text: str) -> Any:
    """Return the features in libsvm lines; a label in front is left out."""
    rows = [
        {int(key): float(value) for key, _, value in (cell.partition(":") for cell in line.split() if ":" in cell)}
        for line in text.splitlines()
    ]
    width = max((max(row, default=0) for row in rows), default=0) + 1
    table = numpy.zeros((len(rows), width))
    for number, row in enumerate(rows):
        for key, value in row.items():
            table[number, key] = value
    return table


def encoded(values: Any, accept: str) -> tuple[bytes, str]:
    """Return an answer's body and content type."""
    array = numpy.asarray(values)
    match accept.split(",")[0].split(";")[0].strip():
        case "text/csv":
            rows = array.reshape(len(array), -1) if array.ndim else array.reshape(1, 1)
            return "".join(",".join(str(cell) for cell in row) + "\n" for row in rows.tolist()).encode(), "text/csv"
        case "application/json" | "*/*" | "":
            return json.dumps(array.tolist()).encode(), "application/json"
        case "application/x-npy":
            buffer = io.BytesIO()
            numpy.save(buffer, array, allow_pickle=False)
            return buffer.getvalue(), "application/x-npy"
        case other:
            raise Unsupported(f"Accept {other} is not supported: expected text/csv, application/json or application/x-npy")
