"""What is mounted in a container: the host's folders, devices, and what the kernel gives every container anew."""

import os
import shutil
import subprocess
from pathlib import Path

DEVICES = ("full", "null", "random", "tty", "urandom", "zero")


LINKS = {"fd": "/proc/self/fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2", "ptmx": "pts/ptmx"}


KERNEL = ("bus", "fs", "irq", "sys", "sysrq-trigger")


PATH = os.environ["PATH"] + ":/usr/sbin:/sbin"


def devices(place: Path) -> None:
    """Fill /dev: the harmless devices, terminals and shared memory of the container's own."""
    for name in DEVICES:
        bind(Path("/dev", name), place / name)
    for name, target in LINKS.items():
        (place / name).symlink_to(target)
    for name in ("pts", "shm"):
        (place / name).mkdir()
    mount("-t", "devpts", "-o", "newinstance,ptmxmode=0666,mode=620", "devpts", place / "pts")
    mount("-t", "tmpfs", "-o", "mode=1777", "tmpfs", place / "shm")


def kernel(root: Path) -> None:
    """Show the container's own processes; the kernel's settings can be read, not written."""
    mount("-t", "proc", "proc", root / "proc")
    subprocess.run(["mount", "-t", "sysfs", "-o", "ro", "sysfs", root / "sys"], capture_output=True, check=False)  # some hosts show none
    if in_user_namespace():
        return  # there nobody may write them
    for name in KERNEL:
        place = root / "proc" / name
        if place.exists():
            mount("--bind", place, place)
            mount("-o", "remount,bind,ro", place)


def bind(source: Path, place: Path) -> None:
    """Show a file, folder, socket or device of the host, to be written as well as read."""
    if source.is_dir():
        place.mkdir(parents=True, exist_ok=True)
    else:
        place.touch()
    mount("--bind", source, place)


def in_user_namespace() -> bool:
    """Return whether root here is an ordinary user of the host."""
    return Path("/proc/self/uid_map").read_text().split() != ["0", "0", "4294967295"]


def mount(*words: str | Path) -> None:
    """Mount something."""
    run("mount", *words)


def run(command: str, *words: str | Path) -> None:
    """Run a command; its words are the error's where it fails."""
    subprocess.run([shutil.which(command, path=PATH) or command, *words], check=True)
