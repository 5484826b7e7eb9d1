"""What a layer is known by, so that one that has been built before is not built again."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path


def key(before: list[str], name: str, value: str, arguments: Mapping[str, str], root: Path) -> str:
    """Return what stands for a layer and all below it: its instruction, the arguments that it may see, and the files that it brought."""
    files = content(root) if name in ("COPY", "ADD", "FROM") else ""
    return hashlib.sha256(json.dumps([before, name, value, arguments, files]).encode()).hexdigest()


def content(folder: Path) -> str:
    """Return what stands for all files in a folder."""
    total = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        total.update(f"{file.relative_to(folder)} {file.stat().st_mode:o} ".encode() + file.read_bytes())
    return total.hexdigest()
