"""What a build reads, looked at before money is spent: the commit, its files and folders, the data."""

import functools
from typing import Any

import boto3
from botocore.exceptions import ClientError


class MissingSource(Exception):
    """The repository does not hold what the build needs; the message names the path."""


class MissingData(Exception):
    """An S3 prefix that is read holds nothing; the message names it and who reads it."""


def latest_commit(repository: str, branch: str) -> str:
    """Return the commit that a branch is at."""
    try:
        return str(client("codecommit").get_branch(repositoryName=repository, branchName=branch)["branch"]["commitId"])
    except ClientError as error:
        if error.response["Error"]["Code"] != "BranchDoesNotExistException":
            raise
        raise MissingSource(
            f"repository {repository} has no branch {branch}: push the code there (git push origin HEAD:{branch})"
        ) from None


def tree(source: dict[str, str], path: str) -> str | None:
    """Return the git tree of a folder of the commit, "." for the repository's root; None if there is no such folder."""
    where = {"repositoryName": source["Repository"], "commitSpecifier": source["Commit"]}
    try:
        return str(client("codecommit").get_folder(**where, folderPath="/" if path == "." else path)["treeId"])
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("FolderDoesNotExistException", "InvalidPathException"):
            raise
        return None


def blob(source: dict[str, str], path: str) -> str | None:
    """Return the git blob of a file of the commit; None if there is no such file."""
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
        hint = "; the stack parameter ExternalTrainingPolicy can allow it" if "AccessDenied" in why else ""
        raise MissingData(f"{what}: s3://{bucket}/{prefix} cannot be listed ({why}){hint}") from None
    if not found["KeyCount"]:
        raise MissingData(f"{what}: there is no object under s3://{bucket}/{prefix}; upload the {data} there")


@functools.cache
def client(service: str) -> Any:
    """Return this process's client of a service."""
    return boto3.client(service)
