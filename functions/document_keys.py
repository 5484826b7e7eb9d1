"""The keys of the parameter document and what each holds; the one place that knows."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Value:
    """A value of one of some JSON types, of one of some choices, an object of known keys, or an object of any keys with one kind of value."""

    types: tuple[type, ...]
    choices: tuple[str, ...] = ()
    keys: "dict[str, Value] | None" = None
    values: "Value | None" = None


STRING, BOOLEAN, ANY_OBJECT = Value((str,)), Value((bool,)), Value((dict,))
IMAGE = Value((dict,), keys={"Dockerfile": STRING, "Build": BOOLEAN, "Image": STRING})

# Parts of SageMaker's own requests: botocore's model of the API says what may stand in them.
FRAGMENTS = ("TrainingJob", "Model", "EndpointConfig", "Endpoint")

DOCUMENT = Value(
    (dict,),
    keys={
        "Framework": Value((str,), choices=("BYOD",)),
        "Images": Value((dict,), keys={"Training": IMAGE, "Inference": IMAGE}),
        "HyperParameters": ANY_OBJECT,
        "Channels": Value((dict,), values=Value((str, dict))),
        **dict.fromkeys(FRAGMENTS, ANY_OBJECT),
        "Tags": Value((dict,), values=STRING),
    },
)

WORDS: dict[Any, str] = {str: "a string", bool: "true or false", dict: "an object"}
