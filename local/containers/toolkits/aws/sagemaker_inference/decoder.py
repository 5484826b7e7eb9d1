"""Requests, read by their content type."""

import io
import json
from typing import Any

import numpy

from . import content_types, errors


def from_npz(content: bytes) -> Any:
    """Return a sparse matrix."""
    from scipy import sparse

    return sparse.load_npz(io.BytesIO(content))


DECODERS = {
    content_types.NPY: lambda content: numpy.load(io.BytesIO(content), allow_pickle=True),
    content_types.CSV: lambda text: numpy.genfromtxt(io.StringIO(text), dtype=None, delimiter=","),
    content_types.JSON: lambda text: numpy.array(json.loads(text)),
    content_types.NPZ: from_npz,
}


def decode(obj: Any, content_type: str) -> Any:
    """Return the array in a request."""
    if content_type not in DECODERS:
        raise errors.UnsupportedFormatError(content_type)
    return DECODERS[content_type](obj)
