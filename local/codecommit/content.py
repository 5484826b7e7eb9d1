"""What a commit holds: files and folders, as GetFile and GetFolder tell of them."""

import base64
import subprocess
from typing import Any

from local.codecommit import repositories
from local.codecommit.git import git, git_environment, path
from local.gateway.protocol import ServiceError

# By git's modes: under which name GetFolder lists an entry, and what it calls its id.
ENTRIES = {
    "040000": ("subFolders", "treeId"),
    "100644": ("files", "blobId"),
    "100755": ("files", "blobId"),
    "120000": ("symbolicLinks", "blobId"),
    "160000": ("subModules", "commitId"),
}
FILE_MODES = {"100644": "NORMAL", "100755": "EXECUTABLE", "120000": "SYMLINK"}


def get_file(request: dict[str, Any]) -> dict[str, Any]:
    """Answer GetFile."""
    name, wanted = request["repositoryName"], request["filePath"]
    commit = repositories.commit_id(name, request.get("commitSpecifier", "HEAD"))
    if wanted.startswith("/") or ".." in wanted.split("/"):
        raise ServiceError("InvalidPathException", f"The path {wanted} is not valid")
    blob = looked_up(
        name, commit, wanted.removeprefix("./"), "blob", ServiceError("FileDoesNotExistException", f"Could not find file {wanted}")
    )
    content = subprocess.run(
        ["git", "-C", path(name), "cat-file", "blob", blob], check=True, capture_output=True, env=git_environment()
    ).stdout
    return {
        "commitId": commit,
        "blobId": blob,
        "filePath": wanted,
        "fileMode": "NORMAL",
        "fileSize": len(content),
        "fileContent": base64.b64encode(content).decode(),
    }


def get_folder(request: dict[str, Any]) -> dict[str, Any]:
    """Answer GetFolder."""
    name, wanted = request["repositoryName"], request["folderPath"]
    commit = repositories.commit_id(name, request.get("commitSpecifier", "HEAD"))
    place = wanted.strip("/")
    if ".." in place.split("/"):
        raise ServiceError("InvalidPathException", f"The path {wanted} is not valid")
    tree = looked_up(name, commit, place, "tree", ServiceError("FolderDoesNotExistException", f"Could not find folder {wanted}"))
    found: dict[str, list[dict[str, str]]] = {"subFolders": [], "files": [], "symbolicLinks": [], "subModules": []}
    for line in git(name, "ls-tree", "-z", tree).split("\0")[:-1]:
        about, _, entry = line.partition("\t")
        mode, _, known = about.split(" ")
        kind, key = ENTRIES[mode]
        paths = {"absolutePath": f"{place}/{entry}".lstrip("/"), "relativePath": entry}
        file_mode = {"fileMode": FILE_MODES[mode]} if mode in FILE_MODES else {}
        found[kind].append({key: known, **paths, **file_mode})
    return {"commitId": commit, "folderPath": wanted, "treeId": tree, **found}


def looked_up(name: str, commit: str, place: str, kind: str, missing: ServiceError) -> str:
    """Return git's id of a file ("blob") or folder ("tree") of a commit; raise what is given where there is none."""
    try:
        found = git(name, "rev-parse", "--verify", "--quiet", f"{commit}:{place}").strip()
    except subprocess.CalledProcessError:
        raise missing from None
    if git(name, "cat-file", "-t", found).strip() != kind:
        raise missing
    return found
