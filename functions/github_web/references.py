"""Which commit a branch is at, by git's own protocol, which costs no request of the API.

Source: git's documentation, "gitprotocol-http" and "gitprotocol-pack" (reference discovery).
"""

from collections.abc import Iterator

from github_web import web

LENGTH = 4  # hexadecimal digits that begin a packet, and count themselves


def commit_of(repository: str, branch: str) -> str | None:
    """Return the commit of a branch, None if the repository has no such branch; raise NotThere or Unanswered."""
    return references(web.git(repository, "info/refs?service=git-upload-pack")).get(f"refs/heads/{branch}")


def references(advertised: bytes) -> dict[str, str]:
    """Return the commits by their references; raise Unanswered for what is no list of them."""
    found = {}
    for line in packets(advertised):
        commit, _, name = line.partition(b"\0")[0].strip().partition(b" ")
        if name and not line.startswith(b"#"):
            found[name.decode(errors="replace")] = commit.decode(errors="replace")
    return found


def packets(text: bytes) -> Iterator[bytes]:
    """Yield the packets of git's protocol; those without content divide others."""
    at = 0
    while at < len(text):
        try:
            length = int(text[at : at + LENGTH], 16)
        except ValueError:
            raise web.Unanswered("GitHub's answer is no list of references") from None
        yield text[at + LENGTH : at + length]
        at += max(length, LENGTH)
