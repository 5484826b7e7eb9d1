"""An archive that becomes a folder, file by file, around what a person has made of the last one."""

import hashlib
import json
import os
import tarfile
from pathlib import Path

from lifecycle.arrival import Digests, beside, decide

OWN = "lifecycle/"  # the instance's affair, and not a person's


def arrive(archive: Path, folder: Path, manifest: Path) -> list[str]:
    """Put an archive's files into a folder, remember in the manifest what came, and return what a person should know."""
    with tarfile.open(archive, "r:gz") as tar:
        files = {entry.name: entry for entry in tar.getmembers() if entry.isfile() and not entry.name.startswith(OWN)}
        bodies = {name: (reader.read() if (reader := tar.extractfile(entry)) else b"") for name, entry in files.items()}
    new = {name: digest(body) for name, body in bodies.items()}
    came: Digests = json.loads(manifest.read_text()) if manifest.exists() else {}
    names = {*new, *came, *(beside(name) for name in new)}
    there = {name: digest((folder / name).read_bytes()) for name in names if (folder / name).is_file()}
    arrival = decide(came, new, there)
    told = list(arrival.told)
    for target, name in arrival.put.items():
        try:
            write(folder / target, bodies[name], files[name].mode)
        except OSError as error:
            told.append(f"{target} could not be written: {error.strerror}")
            new[name] = came.get(name, "")  # so that it is tried again
    for name in arrival.remove:
        (folder / name).unlink()
    write(manifest, json.dumps(new, indent=1).encode(), 0o644)
    return told


def write(path: Path, body: bytes, mode: int) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_bytes(body)
    unfinished.chmod(mode)
    os.replace(unfinished, path)


def digest(body: bytes) -> str:
    """Return what tells a file's content from any other."""
    return hashlib.sha256(body).hexdigest()
