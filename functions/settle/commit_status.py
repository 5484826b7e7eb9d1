"""What people see on GitHub beside the commit of a build, where the stack has a token that may write it."""

import json
import os
from typing import Any

from builds import records
from github_web import statuses
from github_web.web import NotThere, Unanswered
from settle import outcome
from settle.execution import number, whole


def show(detail: dict[str, Any]) -> None:
    """Give the commits of a build their status, on a best-effort basis: GitHub holds up nobody."""
    repository = os.environ["CODE_REPOSITORY"]
    if not os.environ["GITHUB_TOKEN_SECRET_ARN"]:
        return
    version = number(detail)
    for commit in commits(detail, records.read(version)):
        try:
            statuses.write(repository, commit, outcome.news(whole(detail), os.environ["STACK_NAME"], version))
        except (NotThere, Unanswered) as error:
            print(json.dumps({"no status": commit, "because": str(error)}))


def commits(detail: dict[str, Any], record: dict[str, Any]) -> list[str]:
    """Return the commit that launched a build, and the one that its images are built from, as far as they are known."""
    launched = outcome.parsed(detail.get("input"))
    pushed = launched.get("Commit") if isinstance(launched, dict) else None
    return [commit for commit in dict.fromkeys([pushed, (record.get("Source") or {}).get("Commit")]) if commit]
