"""What a check can come to, besides that a belief holds."""


class Otherwise(Exception):
    """AWS does something else than we believed; the message says what it did."""


class NotProved(Exception):
    """Nothing that happened shows whether the belief holds; the message says why."""


def expect(held: object, sentence: str) -> None:
    """Raise Otherwise with what AWS did instead, unless it did what we believed."""
    if not held:
        raise Otherwise(sentence)
