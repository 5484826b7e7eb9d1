"""Archives as people upload them, and what is in one."""

import io
import tarfile


def archive(**files: str) -> bytes:
    """Return a tar.gz of files, whose names are written without what Python's have not: a__b_py is a/b.py."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, text in files.items():
            member = tarfile.TarInfo(name.replace("__", "/").replace("_py", ".py"))
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text.encode()))
    return buffer.getvalue()


def members(content: bytes) -> dict[str, str]:
    """Return the files of a tar.gz."""
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as tar:
        return {member.name: (tar.extractfile(member) or io.BytesIO()).read().decode() for member in tar if member.isfile()}
