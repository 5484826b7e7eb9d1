"""The second interpreter of the state machines' language. It looks at a definition before every run, for thrice as long as that takes: once is enough."""

import json

from sfnx import testing

run = testing.run
_look, _seen = testing.check, set[str]()


def look_once(definition: dict[str, object]) -> None:
    """Refuse a definition that AWS would refuse, unless the very same one has been found right before."""
    text = json.dumps(definition)
    if text not in _seen:
        _look(definition)
        _seen.add(text)


testing.check = look_once
