"""Arrays read from requests and written into answers, as sagemaker-containers does it, which is not quite as sagemaker-inference does."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import numpy

from sagemaker_inference import content_types, encoder, errors

array_to_json, array_to_npy = encoder.to_json, encoder.to_npy


def array_to_csv(array_like: Any) -> str:
    """Return rows of CSV; a list of values becomes a column."""
    array = numpy.array(array_like)
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n", strict=True).writerows(array.reshape(-1, 1) if array.ndim == 1 else array)
    return stream.getvalue()


def npy_to_numpy(npy_array: bytes) -> Any:
    """Return the array in a file of numpy."""
    return numpy.load(io.BytesIO(npy_array), allow_pickle=True)


def json_to_numpy(string_like: str, dtype: Any = None) -> Any:
    """Return the array in JSON."""
    return numpy.array(json.loads(string_like), dtype=dtype)


def csv_to_numpy(string_like: str, dtype: Any = None) -> Any:
    """Return the array in CSV; a single row becomes an array of one dimension."""
    return numpy.array(list(csv.reader(io.StringIO(string_like), strict=True))).squeeze().astype(dtype)


ENCODERS: dict[str, Callable[[Any], str | bytes]] = {
    content_types.NPY: array_to_npy,
    content_types.CSV: array_to_csv,
    content_types.JSON: array_to_json,
}
DECODERS: dict[str, Callable[[Any], Any]] = {
    content_types.NPY: npy_to_numpy,
    content_types.CSV: csv_to_numpy,
    content_types.JSON: json_to_numpy,
}


def decode(obj: Any, content_type: str) -> Any:
    """Return the array in a request."""
    if content_type not in DECODERS:
        raise errors.UnsupportedFormatError(content_type)
    return DECODERS[content_type](obj)


def encode(array_like: Any, content_type: str) -> str | bytes:
    """Return values in a content type."""
    if content_type not in ENCODERS:
        raise errors.UnsupportedFormatError(content_type)
    return ENCODERS[content_type](array_like)
