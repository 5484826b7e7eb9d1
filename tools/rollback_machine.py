"""Brings the states that a rollback has in common with a build up to date: python tools/rollback_machine.py.

Whoever changes how a build moves the endpoint changes statemachine/build.asl.json and runs this. In statemachine/rollback.asl.json such a state keeps
what it says of itself and where it leads; a choice is a rollback's own.
"""

import re
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "statemachine"
STATE = re.compile(r'^    "([^"]+)": \{\n.*?^    \}', re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r'"Comment": "[^\n]*",')
NEXT = re.compile(r'"Next": "[^"]+"')


def written(build: str, rollback: str) -> str:
    """Return the text of the rollback's machine with the build's states in it."""
    states = {found[1]: found[0] for found in STATE.finditer(build) if '"Type": "Task"' in found[0]}
    return STATE.sub(lambda found: moved(states[found[1]], found[0]) if found[1] in states else found[0], rollback)


def moved(state: str, own: str) -> str:
    """Return a build's state with the comment of a rollback's own, and leading where that leads."""
    ways = NEXT.findall(own)
    if len(NEXT.findall(state)) != len(ways):
        raise ValueError(f"expected a state that leads {len(ways)} ways, got {state}")
    ahead = iter(ways)
    return NEXT.sub(lambda _: next(ahead), COMMENT.sub(lambda _: COMMENT.findall(own)[0], state, count=1))


if __name__ == "__main__":
    path = FOLDER / "rollback.asl.json"
    path.write_text(written((FOLDER / "build.asl.json").read_text(), path.read_text()))
