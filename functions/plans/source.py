"""What a build reads, looked at before money is spent: the commit, its files and folders, the data."""

import functools
import json
from collections.abc import Callable
from typing import Any

import boto3
from botocore.exceptions import ClientError

from github_web import objects, references
from github_web.web import NotThere, Unanswered


class MissingSource(Exception):
    """The repository does not hold what the build needs; the message names the path."""


class MissingData(Exception):
    """An S3 prefix that is read holds nothing; the message names it and who reads it."""


class UnknownSource(Exception):
    """Nobody could tell what a commit holds; the message says why."""


def latest_commit(repository: str, branch: str) -> str | None:
    """Return the commit that a branch is at, None where only CodeBuild can tell."""
    if on_github(repository):
        try:
            found = references.commit_of(repository, branch)
        except (NotThere, Unanswered) as error:
            print(json.dumps({"unknown": branch, "because": str(error)}))
            return None
        if found is None:
            raise MissingSource(no_branch(repository, branch))
        return found
    try:
        return str(client("codecommit").get_branch(repositoryName=repository, branchName=branch)["branch"]["commitId"])
    except ClientError as error:
        if error.response["Error"]["Code"] != "BranchDoesNotExistException":
            raise
        raise MissingSource(no_branch(repository, branch)) from None


def no_branch(repository: str, branch: str) -> str:
    """Return that a branch is not there, and how it gets there."""
    return f"repository {repository} has no branch {branch}: push the code there (git push origin HEAD:{branch})"


def on_github(repository: str) -> bool:
    """Return whether a repository is one of GitHub's; CodeCommit's have names."""
    return repository.startswith("https://")


def of_github(find: Callable[[str, str, str], str | None], source: dict[str, str], path: str) -> str | None:
    """Return an id of something that a commit on GitHub holds."""
    try:
        return find(source["Repository"], source["Commit"], path)
    except (NotThere, Unanswered) as error:
        raise UnknownSource(str(error)) from None


def tree(source: dict[str, str], path: str) -> str | None:
    """Return the git tree of a folder of the commit, "." for the repository's root; None if there is no such folder; raise UnknownSource."""
    if on_github(source["Repository"]):
        return of_github(objects.tree, source, path)
    where = {"repositoryName": source["Repository"], "commitSpecifier": source["Commit"]}
    try:
        return str(client("codecommit").get_folder(**where, folderPath="" if path == "." else path)["treeId"])
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("FolderDoesNotExistException", "InvalidPathException"):
            raise
        return None


def blob(source: dict[str, str], path: str) -> str | None:
    """Return the git blob of a file of the commit; None if there is no such file; raise UnknownSource."""
    if on_github(source["Repository"]):
        return of_github(objects.blob, source, path)
    where = {"repositoryName": source["Repository"], "commitSpecifier": source["Commit"]}
    try:
        return str(client("codecommit").get_file(**where, filePath=path)["blobId"])
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("FileDoesNotExistException", "InvalidPathException"):
            raise
        return None


def check_prefix(what: str, bucket: str, prefix: str, data: str = "training data") -> None:
    """Raise MissingData if nothing in the bucket begins with the prefix; what is that which reads the data."""
    try:
        found = client("s3").list_objects_v2(Bucket=bucket, Prefix=prefix, MaxKeys=1)
    except ClientError as error:
        why = f"{error.response['Error']['Code']}: {error.response['Error']['Message']}"
        hint = "; if that is the bucket's name, the stack parameter ExternalTrainingPolicy can allow it" if "AccessDenied" in why else ""
        raise MissingData(f"{what}: s3://{bucket}/{prefix} cannot be listed ({why}){hint}") from None
    if not found["KeyCount"]:
        raise MissingData(f"{what}: there is no object under s3://{bucket}/{prefix}; upload the {data} there")


@functools.cache
def client(service: str) -> Any:
    """Return this process's client of a service."""
    return boto3.client(service)
