"""What lies in the data bucket: bringing it there, and taking it away."""

import io
from pathlib import Path

from sagebuild import folders
from sagebuild.access import Access
from sagebuild.errors import SageBuildError

AT_ONCE = 1000  # as many objects as one DeleteObjects takes


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
    if key.endswith(".tar.gz"):
        return [(folders.packed(path), key)]
    prefix = f"{key.rstrip('/')}/" if key else ""
    return [(file, prefix + name) for file, name in folders.files(path)]


def remove(stack: Access, key: str) -> int:
    """Delete an object, or all under a key that ends in a slash, and return how many that were."""
    bucket, key = stack.outputs["DataBucket"], key.lstrip("/")
    if not key:
        raise SageBuildError("What shall be removed? Name a key, such as digits/train.csv, or a folder, such as digits/")
    client = stack.client("s3")
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=key)
    found = [item["Key"] for page in pages for item in page.get("Contents", []) if key.endswith("/") or item["Key"] == key]
    for first in range(0, len(found), AT_ONCE):
        objects = [{"Key": name} for name in found[first : first + AT_ONCE]]
        failed = client.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True}).get("Errors")
        if failed:
            raise SageBuildError(f"s3://{bucket}/{failed[0]['Key']} was not removed: {failed[0]['Message']}")
    return len(found)
