"""python3 pack.py <folder> <archive>: one archive of a folder, the same bytes wherever and whenever it is made.

A layer's zip would forget what may be executed.
"""

import gzip
import os
import sys
import tarfile
from pathlib import Path

LEFT_OUT = {"__pycache__", ".ipynb_checkpoints", ".mypy_cache", ".pytest_cache", ".ruff_cache", "build"}


def pack(folder: Path, archive: Path) -> None:
    """Write the archive of all that people have written in a folder, and in the folders that it links to."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    with (
        archive.open("wb") as file,
        gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w") as tar,
    ):
        for name in written(folder):
            entry = tarfile.TarInfo(name)
            entry.size = (folder / name).stat().st_size
            entry.mode = 0o755 if os.access(folder / name, os.X_OK) else 0o644
            tar.addfile(entry, (folder / name).open("rb"))


def written(folder: Path) -> list[str]:
    """Return the files of a folder that no tool has made, by their names in it."""
    found = [Path(parent, name).relative_to(folder) for parent, _, names in os.walk(folder, followlinks=True) for name in names]
    return sorted(path.as_posix() for path in found if not LEFT_OUT & set(path.parts) and ".egg-info" not in str(path))


if __name__ == "__main__":
    pack(Path(sys.argv[1]), Path(sys.argv[2]))
