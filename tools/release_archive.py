"""Keeps a release for the test of the upgrade: PYTHONPATH=functions python -m tools.release_archive BUILT writes tests/releases/<version>.tar.gz.

BUILT is the template that sam build made of the release's sources. The archive holds what make publish uploads, for the bucket that the tests deploy from.
"""

import gzip
import io
import sys
import tarfile
from pathlib import Path

from tools.publish import ROOT, own_version, release

BUCKET = "packages"
RELEASES = ROOT / "tests/releases"


def write(built: Path, version: str) -> Path:
    """Write the archive, which is the same for the same release, and return its path."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as made:
        for key, body in sorted(release(built, BUCKET, f"sagebuild/{version}").items()):
            entry = tarfile.TarInfo(key)
            entry.size = len(body)
            made.addfile(entry, io.BytesIO(body))
    RELEASES.mkdir(exist_ok=True)
    path = RELEASES / f"{version}.tar.gz"
    path.write_bytes(gzip.compress(packed.getvalue(), mtime=0))
    return path


def read(path: Path) -> dict[str, bytes]:
    """Return what a release is made of, by its key."""
    with tarfile.open(path) as kept:
        return {entry.name: found.read() for entry in kept if (found := kept.extractfile(entry))}


if __name__ == "__main__":
    print(write(Path(sys.argv[1]), own_version()))
