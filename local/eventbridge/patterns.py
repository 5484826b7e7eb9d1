"""Where MiniStack takes event patterns that AWS refuses: too many wildcards, and whatever is wrong in a rule that CloudFormation makes.

EventBridge counts how many beginnings of a field's wildcards one value can match at once, in quotes, as AWS's event-ruler does, and takes ten.
https://github.com/aws/event-ruler, MachineComplexityEvaluator; alternatives of one field under an $or are counted apart here.
"""

import json
from collections.abc import Iterator
from typing import Any

from ministack.services import eventbridge
from ministack.services.cloudformation import provisioners

MOST = 10
TOO_COMPLEX = "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character"
ANY = "*"
OTHER = -1  # whatever byte no pattern names
Place = tuple[int, int]


def register() -> None:
    """Put the checks in place."""
    parse = eventbridge._parse_pattern_text
    create = provisioners._RESOURCE_HANDLERS["AWS::Events::Rule"]["create"]

    def parse_bounded(text: str) -> Any:
        found, reason = parse(text)
        return (None, TOO_COMPLEX) if found is not None and too_complex(json.loads(text)) else (found, reason)

    def create_checked(logical_id: str, properties: dict[str, Any], stack: str) -> Any:
        given = properties.get("EventPattern") or ""
        if reason := eventbridge._event_pattern_error(given if isinstance(given, str) else json.dumps(given)):
            raise ValueError(f"Event pattern is not valid. Reason: {reason} (Service: EventBridge, Status Code: 400)")
        return create(logical_id, properties, stack)

    eventbridge._parse_pattern_text = parse_bounded
    provisioners._RESOURCE_HANDLERS["AWS::Events::Rule"]["create"] = create_checked


def too_complex(pattern: Any) -> bool:
    """Return whether any field of a pattern has more wildcards than EventBridge follows at once."""
    return any(complexity(['"' + wildcard + '"' for wildcard in field]) > MOST for field in fields(pattern))


def fields(pattern: Any) -> Iterator[list[str]]:
    """Yield the wildcards of each field of a pattern."""
    if isinstance(pattern, dict):
        for value in pattern.values():
            yield from fields(value)
    if isinstance(pattern, list):
        yield [wildcard for value in pattern if isinstance(value, dict) for wildcard in wildcards(value)]
        for value in pattern:
            yield from fields(value)


def wildcards(expression: dict[str, Any]) -> list[str]:
    """Return the wildcards of one match expression."""
    found = expression.get("anything-but", expression)
    given = found.get("wildcard", []) if isinstance(found, dict) else []
    return [given] if isinstance(given, str) else given


def complexity(patterns: list[str]) -> int:
    """Return how many beginnings of patterns the worst of all values matches; no more than MOST + 1 is counted."""
    tokens = [tokens_of(pattern) for pattern in sorted(set(patterns))]
    named = {token for each in tokens for token in each if token != ANY}
    todo = [followed(tokens, {(number, 0) for number in range(len(tokens))})]
    seen, most = set(todo), 0
    while todo and most <= MOST:
        places = todo.pop()
        for byte in {*named, OTHER}:
            reached = followed(tokens, {place for start in places for place in steps(tokens, start, byte)})
            most = max(most, len(reached))
            if reached not in seen:
                seen.add(reached)
                todo.append(reached)
    return min(most, MOST + 1)


def tokens_of(pattern: str) -> list[Any]:
    r"""Return the bytes of a pattern, and its wildcards; \* and \\ stand for the character behind the backslash."""
    found: list[Any] = []
    characters = iter(pattern)
    for character in characters:
        found += [ANY] if character == ANY else (next(characters) if character == "\\" else character).encode()
    return found


def steps(tokens: list[list[Any]], place: Place, byte: int) -> Iterator[Place]:
    """Yield where a byte leads from a place: on, and nowhere where the wildcard before it takes it."""
    number, done = place
    if done and tokens[number][done - 1] == ANY:
        yield place
    if done < len(tokens[number]) and tokens[number][done] == byte:
        yield number, done + 1


def followed(tokens: list[list[Any]], places: set[Place]) -> frozenset[Place]:
    """Return places with those behind wildcards, which may stand for nothing."""
    return frozenset(places | {(number, done + 1) for number, done in places if tokens[number][done : done + 1] == [ANY]})
