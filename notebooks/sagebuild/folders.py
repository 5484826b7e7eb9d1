"""The files of a folder that are brought to AWS."""

import gzip
import io
import tarfile
from pathlib import Path

from sagebuild.errors import SageBuildError


def files(folder: Path) -> list[tuple[Path, str]]:
    """Return a folder's files and their names in it; those in __pycache__, and in folders that begin with a dot, are nobody's business."""
    if not folder.is_dir():
        raise SageBuildError(f"There is no folder {folder}")
    found = [(file, file.relative_to(folder)) for file in sorted(folder.rglob("*")) if file.is_file()]
    kept = [
        (file, name.as_posix())
        for file, name in found
        if not any(part.startswith(".") or part == "__pycache__" for part in name.parts[:-1])
    ]
    if not kept:
        raise SageBuildError(f"There is no file in the folder {folder}")
    return kept


def packed(folder: Path) -> bytes:
    """Return a folder as a tar.gz; an unchanged folder is the same bytes again."""
    content = io.BytesIO()
    # Without a time of its own: gzip would write the present one.
    with gzip.GzipFile(fileobj=content, mode="wb", mtime=0) as compressed, tarfile.open(fileobj=compressed, mode="w") as archive:
        for file, name in files(folder):
            member = tarfile.TarInfo(name)
            member.size, member.mode = file.stat().st_size, 0o755 if file.stat().st_mode & 0o100 else 0o644
            with file.open("rb") as opened:
                archive.addfile(member, opened)
    return content.getvalue()
