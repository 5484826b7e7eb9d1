"""Archives from streams into a stream."""

import copy
import tarfile

CODE = "code"


def copied(source: tarfile.TarFile, target: tarfile.TarFile, skip: str = "", under: str = "") -> None:
    """Copy all members, except what lies under a folder to skip, into the target or a folder of it."""
    for member in source:
        name = member.name.removeprefix("./").strip("/")
        if not name or name == "." or (skip and name.split("/")[0] == skip):
            continue
        moved = copy.copy(member)
        moved.name = f"{under}/{name}" if under else name
        if member.islnk() and under:
            moved.linkname = f"{under}/{member.linkname}"
        target.addfile(moved, source.extractfile(member) if member.isreg() else None)
