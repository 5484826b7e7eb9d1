"""What an answer says about a new version."""

from dataclasses import dataclass

from calls.invocations import Invocation

SHOWN = 200  # characters of an answer


class VerificationFailed(Exception):
    """The endpoint did not answer as the document expects; the message is the evidence."""


@dataclass(frozen=True)
class Answer:
    """The model's status, None where nothing reached it, what was answered, and how long it took."""

    status: int | None
    body: bytes
    milliseconds: float


def complaint(endpoint: str, variant: str | None, asked: Invocation, answer: Answer) -> str:
    """Return what is wrong with an answer, and what was seen; "" if nothing is."""
    who = f"{asked.where}: endpoint {endpoint}{f', variant {variant},' if variant else ''}"
    text = answer.body.decode(errors="replace")
    if answer.status is None:
        return f"{who} did not answer: {shown(text)}"
    seen = f"answered with status {answer.status} after {answer.milliseconds:,.0f} ms: {shown(text)}"
    if answer.status != asked.status:
        return f"{who} {seen}; expected status {asked.status}"
    if asked.contains is not None and asked.contains not in text:
        return f"{who} {seen}; expected an answer that contains {shown(asked.contains)}"
    if asked.milliseconds is not None and answer.milliseconds > asked.milliseconds:
        return f"{who} {seen}; expected an answer within {asked.milliseconds:,.10g} ms"
    return ""


def out_of_time(endpoint: str, sent: int, all_of_them: int) -> str:
    """Return that not all requests could be sent in the time that a function has."""
    return (
        f"Verification: endpoint {endpoint} answered {sent} of {all_of_them} requests in 12 minutes; send fewer, or expect faster answers"
    )


def shown(text: str) -> str:
    """Return the beginning of a text, printable and in one line."""
    printable = "".join(mark if mark.isprintable() else " " for mark in text.strip())
    return f'"{printable[:SHOWN]}"' if len(printable) <= SHOWN else f'"{printable[:SHOWN]} ..."'
