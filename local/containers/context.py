"""The build context: which of its files COPY and ADD bring into an image, and where."""

import fnmatch
import glob
import shutil
from pathlib import Path, PurePosixPath


class DockerfileError(Exception):
    """A Dockerfile that cannot be built here; the message says which line and why."""


class Context:
    """A folder whose .dockerignore is heeded, or in its place the one that a Dockerfile has of its own."""

    def __init__(self, folder: Path, dockerfile: Path) -> None:
        self._folder = folder
        own = dockerfile.with_name(f"{dockerfile.name}.dockerignore")
        file = own if own.is_file() else folder / ".dockerignore"
        lines = file.read_text().splitlines() if file.is_file() else []
        # No image ever holds .git.
        self._ignored = [".git", *(line.strip().strip("/") for line in lines if line.strip() and not line.startswith(("#", "!")))]

    def copy(self, name: str, tokens: list[str], root: Path, workdir: str) -> None:
        """Do what a COPY or ADD line says."""
        flags = [token for token in tokens if token.startswith("--")]
        if any(flag.startswith("--from") for flag in flags):
            raise DockerfileError(f"{name} {flags[0]}: other stages and images are not available in the local AWS")
        *sources, destination = [token for token in tokens if not token.startswith("--")] or [""]
        if not sources:
            raise DockerfileError(f"{name} requires at least two arguments, a source and a destination")
        target = root / str(PurePosixPath(workdir) / destination).lstrip("/")
        into_folder = destination.endswith(("/", ".")) or len(sources) > 1
        for source in sources:
            found = self._found(name, source)
            for path in found:
                self._copy_one(path, target, into_folder or len(found) > 1)

    def _found(self, name: str, source: str) -> list[Path]:
        if source.startswith(("http://", "https://")):
            raise DockerfileError(f"{name} {source}: addresses are not fetched in the local AWS")
        found = [Path(path) for path in sorted(glob.glob(str(self._folder / source.lstrip("/"))))]
        kept = [path for path in found if not self._is_ignored(path)]
        if not kept:
            raise DockerfileError(
                f"{name} failed: file not found in build context or excluded by .dockerignore: stat {source}: file does not exist"
            )
        return kept

    def _copy_one(self, path: Path, target: Path, into_folder: bool) -> None:
        """Copy one file to, or the content of one folder into, its place."""
        if path.is_dir():
            shutil.copytree(path, target, symlinks=True, dirs_exist_ok=True, ignore=self._skipped)
            return
        place = target / path.name if into_folder or target.is_dir() else target
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, place)

    def _skipped(self, folder: str, names: list[str]) -> list[str]:
        return [name for name in names if self._is_ignored(Path(folder) / name)]

    def _is_ignored(self, path: Path) -> bool:
        relative = path.relative_to(self._folder).as_posix()
        return any(fnmatch.fnmatch(relative, pattern) or relative.startswith(f"{pattern}/") for pattern in self._ignored)
