"""What moto and botocore work out again in each call, although it is always the same, is remembered: many tests make thousands of calls."""

import functools
import weakref
from collections.abc import Iterable
from typing import Any

import botocore.useragent
import moto.core.responses
from moto.core.serialize import AttributePickerContext, XFormedAttributePicker

worked_out = XFormedAttributePicker.get_possible_keys
known: weakref.WeakKeyDictionary[Any, dict[Any, tuple[str, ...]]] = weakref.WeakKeyDictionary()


def possible_keys(picker: XFormedAttributePicker, context: AttributePickerContext) -> Iterable[str]:
    """Return under which names moto looks for a member of an answer; for a plain dict they follow from the member's shape alone."""
    if type(context.obj) is not dict:
        return worked_out(picker, context)
    of_shape = known.setdefault(context.shape, {})
    asked = (type(picker), *picker.alias_providers, context.key)
    if asked not in of_shape:
        of_shape[asked] = tuple(worked_out(picker, context))
    return of_shape[asked]


def remember() -> None:
    """Let every call of this process find what an earlier one has worked out."""
    XFormedAttributePicker.get_possible_keys = possible_keys
    moto.core.responses.method_names_from_class = functools.cache(moto.core.responses.method_names_from_class)
    botocore.useragent.sanitize_user_agent_string_component = functools.cache(botocore.useragent.sanitize_user_agent_string_component)
