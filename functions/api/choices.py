"""Values that stand in no list of the API's choices: a slip of the pen, or something that AWS has brought out since."""

import re
from difflib import get_close_matches

LISTED = 10
INSTANCE = re.compile(r"ml\.([a-z]+)(\d+)([a-z0-9-]*)\.([a-z0-9-]+)")
SIZE = re.compile(r"nano|micro|small|medium|large|\d*xlarge|metal(-\d+xl)?")
# What AWS writes behind a generation: makers and abilities by their letters, then a flex or an accelerator's name.
ABILITIES = re.compile(r"[abdeginqsz]*(-flex|-[a-z]+\d+)?")
IMAGE = re.compile(r"al\d+-ami-sagemaker-inference-(gpu|neuron)-\d+(-\d+)*")


def listed(choices: list[str]) -> str:
    """Return the choices as they stand in a sentence: all, or how many there are and some of them."""
    return ", ".join(choices) if len(choices) <= LISTED else f"{len(choices)} values such as {', '.join(choices[:3])}"


def hint(value: str, choices: list[str]) -> str:
    """Return which choice was probably meant, where the sentence does not list them all."""
    if len(choices) <= LISTED:
        return ""
    form = "ml." if choices[0].startswith("ml.") else ""  # which is easily left out of an instance type
    near = get_close_matches(form + value.lower().removeprefix(form), choices, n=1, cutoff=0.7)
    return f"; did you mean {near[0]}?" if near else ""


def is_newer(value: str, choices: list[str]) -> bool:
    """Return whether a value of the usual form has nothing near it among the choices."""
    if IMAGE.fullmatch(choices[0]):
        return IMAGE.fullmatch(value) is not None
    found = INSTANCE.fullmatch(value)
    if not found or not choices[0].startswith("ml."):
        return False
    kind, generation, abilities, size = found.groups()
    known = [match.groups() for match in map(INSTANCE.fullmatch, choices) if match]
    if (kind, generation, abilities) in {entry[:3] for entry in known} or not SIZE.fullmatch(size):
        return False
    generations = [int(entry[1]) for entry in known if entry[0] == kind]
    if not generations:
        return not get_close_matches(kind, {entry[0] for entry in known if len(entry[0]) > 1}, n=1)
    return int(generation) >= max(generations) and ABILITIES.fullmatch(abilities) is not None
