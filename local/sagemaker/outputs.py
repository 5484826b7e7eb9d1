"""One output of a processing job: a folder on its way to S3, at the end of the job or all the time."""

from pathlib import Path
from typing import Any

from local.sagemaker import objects


class Output:
    """A folder and the prefix that its files go to."""

    def __init__(self, s3: Any, folder: Path, uri: str, is_continuous: bool, key_id: str | None) -> None:
        self.is_continuous = is_continuous
        self._s3, self._folder, self._encrypted = s3, folder, objects.encrypted(key_id)
        self._bucket, prefix = objects.split(uri)
        self._prefix = f"{prefix.rstrip('/')}/" if prefix else ""
        self._seen: dict[Path, tuple[int, int]] = {}

    def upload(self) -> None:
        """Upload the files that are new or have changed since the last time."""
        for file in sorted(found for found in self._folder.rglob("*") if found.is_file()):
            now = (file.stat().st_mtime_ns, file.stat().st_size)
            if self._seen.get(file) != now:
                name = self._prefix + file.relative_to(self._folder).as_posix()
                self._s3.upload_file(str(file), self._bucket, name, ExtraArgs=self._encrypted)
                self._seen[file] = now
