"""What nobody sees of that on which a training depends: it is never taken over then."""

from collections.abc import Iterator
from typing import Any

from api.rules.tuning import definitions
from data.listing import EXAM
from reuse.inputs import Inputs

NOT_LISTED = {"FileSystemDataSource": "a file system", "DatasetSource": "a dataset"}


def unseen(training: dict[str, Any], data: dict[str, dict[str, Any]], own: list[str]) -> str | None:
    """Return the first thing that cannot be seen, in words, None if everything can be; own are the stack parameters that name the user's own programs."""
    return next(everything(training, data, own), None)


def everything(training: dict[str, Any], data: dict[str, dict[str, Any]], own: list[str]) -> Iterator[str]:
    """Yield what cannot be seen."""
    for parameter in own:
        if parameter in ("TrainingConfigLambda", "PreprocessStateMachine"):
            yield f"{parameter} is your own, and what it depends on is not known"
    if unknown := incomparable({"Training": {**training, "Data": {}}}):
        yield unknown
    for key, request in training["Request"].items():
        for job in definitions(request) if key == "TuningJob" else [request]:
            if job.get("CheckpointConfig"):
                yield f"what the checkpoints of {key}.CheckpointConfig hold is not known"
            for channel in job.get("InputDataConfig", []):
                yield from of_channel(channel, data)


def of_channel(channel: dict[str, Any], data: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Yield what cannot be seen of a channel's data."""
    name = channel["ChannelName"]
    source = channel["DataSource"].get("S3DataSource")
    if source is None:
        yield f"channel {name} reads {NOT_LISTED.get(next(iter(channel['DataSource']), ''), 'something')}, which is not listed"
    elif name.startswith(EXAM):
        yield f"channel {name} is called as an input of the evaluation"
    elif source["S3DataType"] != "S3Prefix":
        yield f"channel {name} reads what is named in {source['S3Uri']}, which is not followed"
    elif source["S3Uri"].startswith("s3://"):  # the scripts' own has no address here
        found = data.get(name)
        # A whole bucket may be named without a slash.
        if found is None or found["S3Uri"].rstrip("/") != source["S3Uri"].rstrip("/"):
            yield f"the objects of channel {name} were not listed"
        elif found["Digest"] is None:
            yield f"not all objects of channel {name} are known"


def incomparable(found: Inputs) -> str | None:
    """Return the first thing that parts name and nobody can tell from another, None if there is no such."""
    for part in filter(None, found.values()):
        for kind, words in (("Sources", "Source.{}"), ("Others", "{}"), ("Data", "input {}")):
            for name, identity in part.get(kind, {}).items():
                if identity is None:
                    return f"what {words.format(name)} holds is not known"
    return None
