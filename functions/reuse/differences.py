"""The first thing that differs between what two builds depend on, in words; the most interesting first, and secrets blotted out."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from builds.names import version_of_tag
from document.secrets import BLOT, is_secret

Part = dict[str, Any] | None
LONGEST = 80
# What the document calls what a request has.
RENAMED = {
    "TrainingJob.HyperParameters": "HyperParameters",
    "TuningJob.TrainingJobDefinition.StaticHyperParameters": "HyperParameters",
    "TrainingJob.InputDataConfig": "Channels",
    "TuningJob.TrainingJobDefinition.InputDataConfig": "Channels",
    "HyperParameters.sagemaker_program": "Source.Training.EntryPoint",
}


def difference(key: str, before: Part, now: Part, sources: dict[str, str], data: Callable[[list[str]], str | None]) -> str | None:
    """Return the first difference between a part of two builds, None if there is none.

    key is what the document calls the part, sources are the names of this build's files, and data tells what has changed in some channels.
    """
    if before is None or now is None:
        return None if before is now else f"{key} is {'new' if before is None else 'gone'}"
    return next(differences(before, now, sources, data), None)


def differences(
    before: dict[str, Any], now: dict[str, Any], sources: dict[str, str], data: Callable[[list[str]], str | None]
) -> Iterator[str]:
    """Yield what differs."""
    if before.get("Image") != now.get("Image"):
        yield f"the image was {short(before.get('Image'))}, is {short(now.get('Image'))}"
    for kind in changed(before.get("Sources", {}), now.get("Sources", {})):
        yield f"{sources.get(kind, f'Source.{kind}')} differs"
    found = [*between("", before["Request"], now["Request"])]
    yield from sorted(found, key=lambda sentence: not sentence.startswith("HyperParameters."))
    for uri in changed(before.get("Others", {}), now.get("Others", {})):
        yield f"{uri} differs"
    if channels := changed(before.get("Data", {}), now.get("Data", {})):
        yield data(channels) or f"the data of channel {channels[0]} differs"


def changed(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Return the keys whose values differ."""
    return [key for key in {**now, **before} if before.get(key) != now.get(key)]


def between(path: str, before: Any, now: Any, hidden: bool = False) -> Iterator[str]:
    """Yield what differs between two values that stand at a path; hidden: nobody is to read them."""
    old, new = by_channel(before), by_channel(now)
    if isinstance(old, dict) and isinstance(new, dict):
        for key in {**new, **old}:
            below = f"{path}.{key}" if path else key
            yield from of_key(RENAMED.get(below, below), key, old, new, hidden or is_secret(key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) != len(new):
        yield f"{path} had {entries(old)}, has {entries(new)}"
    elif isinstance(old, list) and isinstance(new, list):
        for index, (first, second) in enumerate(zip(old, new, strict=True)):
            yield from between(f"{path}[{index}]", first, second, hidden)
    elif old != new:
        yield f"{path} was {shown(before, hidden)}, is {shown(now, hidden)}"


def of_key(path: str, key: str, old: dict[str, Any], new: dict[str, Any], hidden: bool) -> Iterator[str]:
    """Yield what differs in a key of two objects."""
    if key not in new:
        yield f"{path} is gone"
    elif key not in old:
        yield f"{path} is new" + ("" if isinstance(new[key], dict | list) else f": {shown(new[key], hidden)}")
    else:
        yield from between(path, old[key], new[key], hidden)


def by_channel(value: Any) -> Any:
    """Return an InputDataConfig by the names of its channels, as they stand in the document; everything else as it is."""
    if isinstance(value, list) and value and all(isinstance(item, dict) and "ChannelName" in item for item in value):
        return {item["ChannelName"]: item for item in value}
    return value


def entries(value: list[Any]) -> str:
    """Return how long a list is, in words."""
    return f"{len(value)} {'entry' if len(value) == 1 else 'entries'}"


def shown(value: Any, hidden: bool) -> str:
    """Return a value as it stands in a sentence."""
    if hidden:
        return BLOT
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if text.startswith('"') and text.endswith('"') and len(text) > 1:  # a string, as script mode's toolkit reads it
        text = text[1:-1]
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def short(image: str | None) -> str:
    """Return an image without its registry, and with as much of a digest as people compare; one that a version has built by that."""
    name, at, digest = (image or "another").rpartition("/")[2].partition("@")
    if version := version_of_tag(name.rpartition(":")[2]):
        return f"that of version {version}"
    return name + (f"@{digest.removeprefix('sha256:')[:12]}" if at else "")
