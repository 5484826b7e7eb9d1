"""CodeCommit's operations as one service."""

from typing import Any

from local.codecommit import commits, content, repositories
from local.gateway.protocol import JsonService
from local.gateway.protocol import register as register_service

Request = dict[str, Any]


def register() -> None:
    """Make CodeCommit part of the local AWS."""
    operations = {
        "CreateRepository": create,
        "GetRepository": lambda request: {"repositoryMetadata": repositories.metadata(request["repositoryName"])},
        "ListRepositories": lambda request: {"repositories": [identity(found) for found in repositories.records.values()]},
        "DeleteRepository": lambda request: repositories.delete_repository(request["repositoryName"]),
        "GetBranch": repositories.get_branch,
        "ListBranches": lambda request: {"branches": sorted(repositories.branches(request["repositoryName"]))},
        "GetFile": content.get_file,
        "GetFolder": content.get_folder,
        "GetCommit": repositories.get_commit,
        "CreateCommit": commits.create_commit,
        "ListTagsForResource": lambda request: {"tags": repositories.metadata(request["resourceArn"].rsplit(":", 1)[-1])["tags"]},
    }
    register_service(JsonService("codecommit", "CodeCommit_20150413", operations))


def create(request: Request) -> Request:
    """Answer CreateRepository."""
    made = repositories.create_repository(request["repositoryName"], request.get("repositoryDescription", ""), request.get("tags", {}))
    return {"repositoryMetadata": made}


def identity(found: Request) -> Request:
    """Return a repository as a listing shows it."""
    return {key: found[key] for key in ("repositoryName", "repositoryId")}
