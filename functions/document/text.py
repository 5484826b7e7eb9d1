"""Text that every store takes: DynamoDB refuses lone surrogates; SQS and SNS refuse whatever XML 1.0 has no character for, such as NUL."""

import re
from typing import Any

# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html lists what a message may hold.
UNSTORABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REPLACEMENT = "\ufffd"


def storable(value: Any) -> Any:
    """Return a JSON value in which each character that some store refuses is the replacement character."""
    if isinstance(value, str):
        return UNSTORABLE.sub(REPLACEMENT, value)
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    return [storable(item) for item in value] if isinstance(value, list) else value


def unstorable(value: Any) -> str | None:
    """Return where a JSON value holds a character that some store refuses, and which, such as 'a.b: U+D800'; None if nowhere."""
    if isinstance(value, str):
        found = UNSTORABLE.search(value)
        return f": U+{ord(found[0]):04X}" if found else None
    if isinstance(value, dict):
        in_keys = (f".{storable(key)}{where}" for key in value if (where := unstorable(key)))
        in_items = (f".{key}{where}" for key, item in value.items() if (where := unstorable(item)))
        return next(in_keys, None) or next(in_items, None)
    if isinstance(value, list):
        return next((f"[{index}]{where}" for index, item in enumerate(value) if (where := unstorable(item))), None)
    return None
