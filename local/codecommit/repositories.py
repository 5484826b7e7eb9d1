"""CodeCommit: real bare git repositories, the calls that look into them, and the events of a push.

Not known: pull requests, approvals, triggers. Repositories live in the state folder and go with it.
"""

import re
import shutil
import subprocess
import uuid
from datetime import UTC, datetime
from typing import Any

from local.codecommit.git import git, git_environment, path
from local.gateway.protocol import ServiceError
from local.gateway.state import ACCOUNT, arn, url
from local.iam import roles

records: dict[str, dict[str, Any]] = {}


def create_repository(name: str, description: str, tags: dict[str, str]) -> dict[str, Any]:
    """Create an empty repository and return its metadata."""
    if name in records:
        raise ServiceError("RepositoryNameExistsException", f"Repository named {name} already exists")
    if not re.fullmatch(r"[\w.-]{1,100}", name) or name.endswith(".git"):
        raise ServiceError("InvalidRepositoryNameException", f"The repository name {name} is not valid")
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", path(name)], check=True, env=git_environment())
    git(name, "config", "http.receivepack", "true")
    now = datetime.now(UTC)
    records[name] = {
        "accountId": ACCOUNT,
        "repositoryId": str(uuid.uuid4()),
        "repositoryName": name,
        "repositoryDescription": description,
        "lastModifiedDate": now,
        "creationDate": now,
        "cloneUrlHttp": f"{url()}/v1/repos/{name}",
        "cloneUrlSsh": f"ssh://127.0.0.1/v1/repos/{name}",
        "Arn": arn("codecommit", name),
        "tags": tags,
    }
    return metadata(name)


def delete_repository(name: str) -> dict[str, Any]:
    """Delete a repository; one that does not exist is no error, as on AWS."""
    gone = records.pop(name, None)
    shutil.rmtree(path(name), ignore_errors=True)
    return {"repositoryId": gone["repositoryId"]} if gone else {}


def metadata(name: str) -> dict[str, Any]:
    """Return a repository's metadata."""
    if name not in records:
        raise ServiceError("RepositoryDoesNotExistException", f"{name} does not exist")
    return records[name]


def branches(name: str) -> dict[str, str]:
    """Return the branches of a repository, and the commit that each is at."""
    metadata(name)
    lines = git(name, "for-each-ref", "--format=%(refname:short) %(objectname)", "refs/heads").splitlines()
    return dict(line.split(" ") for line in lines)


def get_branch(request: dict[str, Any]) -> dict[str, Any]:
    """Answer GetBranch."""
    found = branches(request["repositoryName"]).get(request["branchName"])
    if found is None:
        raise ServiceError("BranchDoesNotExistException", f"Branch {request['branchName']} does not exist")
    return {"branch": {"branchName": request["branchName"], "commitId": found}}


def commit_id(name: str, specifier: str) -> str:
    """Return the commit that a branch, tag or id means."""
    metadata(name)
    try:
        return git(name, "rev-parse", "--verify", "--quiet", f"{specifier}^{{commit}}").strip()
    except subprocess.CalledProcessError:
        raise ServiceError("CommitDoesNotExistException", f"Commit {specifier} does not exist") from None


def get_commit(request: dict[str, Any]) -> dict[str, Any]:
    """Answer GetCommit."""
    found = commit_id(request["repositoryName"], request["commitId"])
    return {"commit": {"commitId": found, "message": git(request["repositoryName"], "log", "-1", "--format=%B", found)}}


def announce(name: str, before: dict[str, str], user_arn: str) -> None:
    """Emit what AWS emits for every branch that a push has changed."""
    after = branches(name)
    for ref in sorted({*before, *after}):
        old, new = before.get(ref), after.get(ref)
        if old == new:
            continue
        event = "referenceCreated" if old is None else "referenceDeleted" if new is None else "referenceUpdated"
        detail = {
            "event": event,
            "repositoryName": name,
            "repositoryId": records[name]["repositoryId"],
            "referenceType": "branch",
            "referenceName": ref,
            "referenceFullName": f"refs/heads/{ref}",
            "callerUserArn": user_arn,
            **({"commitId": new} if new else {}),
            **({"oldCommitId": old} if old else {}),
        }
        roles.emit_event("aws.codecommit", "CodeCommit Repository State Change", [records[name]["Arn"]], detail)
