"""Small things around requests and files."""

from pathlib import Path


def parse_accept(accept: str) -> list[str]:
    """Return the content types in an Accept header."""
    return accept.replace(" ", "").split(",")


def read_file(path: str) -> str:
    """Return what is in a file."""
    return Path(path).read_text()


def write_file(path: str, data: str) -> None:
    """Write a file."""
    Path(path).write_text(data)
