"""Bringing data to the data bucket."""

import io
from pathlib import Path

from sagebuild.access import Access
from sagebuild.errors import SageBuildError


def upload(stack: Access, source: str | Path | bytes, key: str) -> str:
    """Upload content, a file or a folder, and return its address."""
    bucket, key = stack.outputs["DataBucket"], key.lstrip("/")
    for content, where in parts(source, key):
        if isinstance(content, bytes):
            stack.client("s3").upload_fileobj(io.BytesIO(content), bucket, where)
        else:
            stack.client("s3").upload_file(str(content), bucket, where)
    return f"s3://{bucket}/{key}"


def parts(source: str | Path | bytes, key: str) -> list[tuple[Path | bytes, str]]:
    """Return what is uploaded, and under which key; text of several lines is content, text of one line a path."""
    if isinstance(source, bytes):
        return [(source, key)]
    if isinstance(source, str) and "\n" in source:
        return [(source.encode(), key)]
    path = Path(source).expanduser()
    if path.is_file():
        return [(path, key + path.name if key.endswith("/") else key)]
    if not path.is_dir():
        raise SageBuildError(f"There is no file or folder {path}; content itself is passed as bytes")
    files = sorted(file for file in path.rglob("*") if file.is_file())
    if not files:
        raise SageBuildError(f"There is no file in the folder {path}")
    return [(file, f"{key.rstrip('/')}/{file.relative_to(path).as_posix()}") for file in files]
