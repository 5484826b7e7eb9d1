"""Requests to GitHub, with the token of a private repository where the stack has one."""

import base64
import http.client
import json
import os
import urllib.error
import urllib.request
from typing import Any

from botocore.exceptions import ClientError

from github_web.secret import secret

GIT, API = "https://github.com", "https://api.github.com"
SECONDS = 5  # whoever waits for the answer has twenty, and other things to do
LARGEST = 16 * 2**20  # bytes of an answer: the references of a repository, or one of its trees
NOT_FOUND = 404


class Unanswered(Exception):
    """GitHub cannot be asked, or does not tell; the message says why."""


class NotThere(Exception):
    """GitHub knows no such thing, or not for whoever asks."""


def git(repository: str, path: str) -> bytes:
    """Return what git's own protocol says of a repository, such as https://github.com/owner/name."""
    given = token()
    basic = base64.b64encode(f"x-access-token:{given}".encode()).decode()
    return asked(f"{GIT}/{name(repository)}.git/{path}", {"Authorization": f"Basic {basic}"} if given else {})


def api(repository: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the object that the API says of a repository; a body is posted."""
    given = token()
    headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
    headers |= {"Authorization": f"Bearer {given}"} if given else {}
    url = f"{API}/repos/{name(repository)}/{path}"
    try:
        found = json.loads(asked(url, headers, body))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Unanswered(f"what {url} says is no answer of GitHub's")
    return found


def asked(url: str, headers: dict[str, str], body: dict[str, Any] | None = None) -> bytes:
    """Return the answer to one request; raise NotThere or Unanswered."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"User-Agent": "SageBuild", **headers})
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            found: bytes = answer.read(LARGEST + 1)
    except urllib.error.HTTPError as error:
        with error:
            if error.code == NOT_FOUND:
                raise NotThere(url) from None
            raise Unanswered(f"{url} answers {error.code} {error.reason}") from None
    except (OSError, http.client.HTTPException) as error:  # no name, no connection, no certificate, no time, no HTTP
        raise Unanswered(f"{url} cannot be asked: {getattr(error, 'reason', error)}") from None
    if len(found) > LARGEST:
        raise Unanswered(f"{url} answers more than {LARGEST} bytes")
    return found


def name(repository: str) -> str:
    """Return owner and name of a repository."""
    return repository.removeprefix("https://github.com/").removesuffix(".git")


def token() -> str | None:
    """Return the token of the stack, None if it has none: a secret in the form of CodeBuild's, or the token alone; raise Unanswered without it."""
    arn = os.environ.get("GITHUB_TOKEN_SECRET_ARN")
    if not arn:
        return None
    try:
        text = secret(arn)
    except ClientError as error:
        raise Unanswered(f"the secret {arn} cannot be read ({error.response['Error']['Code']})") from None
    try:
        found = json.loads(text)
    except ValueError:
        found = text
    given = found.get("Token") if isinstance(found, dict) else text
    if not given:
        raise Unanswered(f"the secret {arn} has no Token")
    return str(given).strip()
