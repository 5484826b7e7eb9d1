"""A container's own file system: the image's files over the host's programs, and nothing that a container writes outlives it or reaches the host.

Every folder of the host that a program needs is the lower layer of an overlay whose upper layer is in memory and goes with the container. /tmp, /var,
/run, /home and /root begin with what the image has in them, /dev, /proc and /sys show the container alone.
"""

import itertools
import os
import sys
from pathlib import Path

from local.containers.mounting import bind, devices, in_user_namespace, kernel, mount, run

# What the host's programs consist of; an image brings no base of its own.
SYSTEM = ("bin", "etc", "lib", "lib32", "lib64", "libx32", "opt", "sbin", "usr")


OWN = {"dev": 0o755, "home": 0o755, "mnt": 0o755, "proc": 0o555, "root": 0o700, "run": 0o755, "srv": 0o755, "sys": 0o555, "tmp": 0o1777}


VAR = ("var/cache", "var/lib/*", "var/log/*", "var/spool", "var/tmp")


GATEWAY = Path("/run/gateway.sock")


CODE = Path(__file__).parents[1]


class Layers:
    """Overlays of one container, whose upper layers are in memory."""

    def __init__(self, place: Path) -> None:
        place.mkdir()
        mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", place)
        self._place, self._numbers = place, itertools.count()
        self._options = ["userxattr"] if in_user_namespace() else []

    def folder(self) -> Path:
        """Return a new folder in memory."""
        made = self._place / str(next(self._numbers))
        made.mkdir()
        return made

    def lay(self, place: Path, *lower: Path, upper: Path | None = None) -> None:
        """Mount folders one over the other, the first one on top, and under what is in upper."""
        place.mkdir(parents=True, exist_ok=True)
        found = ":".join(str(folder) for folder in lower if folder.is_dir())
        options = [f"lowerdir={found}", f"upperdir={upper or self.folder()}", f"workdir={self.folder()}", *self._options]
        mount("-t", "overlay", "overlay", "-o", ",".join(options), place)


def lay_out(image: Path, job: Path, host_name: str, gateway: Path | None, volumes: dict[str, Path]) -> None:
    """Make a container's root from an image's files, the job's ml folder, its volumes and the way to the local AWS, and move there."""
    root, layers = job / "root", Layers(job / "layers")
    layers.lay(root, image, skeleton(layers.folder(), image))
    for name in SYSTEM:
        if Path("/", name).is_dir() and not (root / name).is_symlink():
            layers.lay(
                root / name, image / name, Path("/", name).resolve(), upper=etc(layers.folder(), host_name) if name == "etc" else None
            )
    for folder in further():
        layers.lay(root / folder.relative_to("/"), folder.resolve())
    for entry in sorted((job / "ml").iterdir()):
        bind(entry, root / "opt/ml" / entry.name)
    for place, folder in volumes.items():
        bind(folder, root / place.lstrip("/"))
    if gateway:
        bind(gateway, root / GATEWAY.relative_to("/"))
    devices(root / "dev")
    kernel(root)
    (root / "tmp").chmod(0o1777)
    (root / ".host").mkdir()
    run("pivot_root", root, root / ".host")
    os.chdir("/")
    run("umount", "--lazy", "/.host")
    os.rmdir("/.host")


def skeleton(place: Path, image: Path) -> Path:
    """Make the folders that every system has, and /var's as the host's packages have made them, without what the host keeps there."""
    for name, mode in OWN.items():
        (place / name).mkdir()
        (place / name).chmod(mode)
    for name in SYSTEM:
        if Path("/", name).is_symlink() and not (image / name).is_dir():
            (place / name).symlink_to(os.readlink(Path("/", name)))
    for pattern in VAR:
        for folder in (found for found in Path("/").glob(pattern) if found.is_dir()):
            (place / folder.relative_to("/")).mkdir(parents=True, exist_ok=True)
    (place / "var/run").symlink_to("/run")
    return place


def etc(place: Path, host_name: str) -> Path:
    """Make the files of /etc that tell a container who it is."""
    (place / "hosts").write_text(f"127.0.0.1 localhost {host_name}\n")
    (place / "hostname").write_text(f"{host_name}\n")
    return place


def further() -> list[Path]:
    """Return the other folders that programs need: this Python, its packages, the toolkits, and what is mounted within the system's folders."""
    python = {Path(sys.prefix), Path(sys.prefix).resolve(), Path(sys.base_prefix), Path(sys.base_prefix).resolve(), CODE}
    system = [Path("/", name) for name in SYSTEM]
    mounted = {Path(line.split()[4]) for line in Path("/proc/self/mountinfo").read_text().splitlines()}
    found = {folder for folder in python if not any(folder.is_relative_to(part) for part in system)}
    found |= {folder for folder in mounted if folder.is_dir() and any(folder.is_relative_to(part) for part in system)}
    return sorted(found)
