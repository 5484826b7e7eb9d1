"""Answers, written in the content type that was asked for."""

import io
import json
from collections.abc import Callable
from typing import Any

import numpy

from . import content_types, errors


def to_json(values: Any) -> str:
    """Return JSON; whatever knows its list is written as one."""
    return json.dumps(values, default=lambda value: value.tolist())


def to_npy(values: Any) -> bytes:
    """Return a file of numpy."""
    buffer = io.BytesIO()
    numpy.save(buffer, values)
    return buffer.getvalue()


def to_csv(values: Any) -> str:
    """Return rows of CSV."""
    stream = io.StringIO()
    numpy.savetxt(stream, values, delimiter=",", fmt="%s")
    return stream.getvalue()


ENCODERS: dict[str, Callable[[Any], str | bytes]] = {content_types.NPY: to_npy, content_types.CSV: to_csv, content_types.JSON: to_json}
SUPPORTED_CONTENT_TYPES = set(ENCODERS)


def encode(array_like: Any, content_type: str) -> str | bytes:
    """Return values in a content type."""
    if content_type not in ENCODERS:
        raise errors.UnsupportedFormatError(content_type)
    return ENCODERS[content_type](array_like)
