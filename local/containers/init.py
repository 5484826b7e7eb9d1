"""The first process of a container: lays out the file system, opens the way to the network, runs the program and waits for it.

Standard input ends when the program is to end.
"""

import asyncio
import contextlib
import fcntl
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

SERVING_PORT = 8080


def main(file: str) -> int:
    """Run the container that a file specifies; return the program's exit status."""
    given = json.loads(Path(file).read_text())
    if given["socket"]:
        raise_loopback()
        if os.fork() == 0:
            asyncio.run(relay(given))
            os._exit(0)
    lay_out(given)
    environment = given["environment"]
    program = shutil.which(given["command"][0], path=environment["PATH"])
    if program is None:
        print(f"executable file not found in $PATH: {given['command'][0]}")
        return 127
    os.makedirs(given["workdir"], exist_ok=True)
    try:
        process = subprocess.Popen([program, *given["command"][1:]], cwd=given["workdir"], env=environment, stdin=subprocess.DEVNULL)
    except OSError as error:
        print(f"{program}: {error.strerror}")
        return 126
    threading.Thread(target=end_with_input, args=(process,), daemon=True).start()
    status = process.wait()
    return status if status >= 0 else 128 - status


def end_with_input(process: subprocess.Popen[bytes]) -> None:
    """Ask the program to end once standard input has ended."""
    sys.stdin.read()
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)


def lay_out(given: dict[str, Any]) -> None:
    """Make a root that is the host's with the image's files and /opt/ml in it, and move there."""
    root, image = Path(given["job"]) / "root", Path(given["root"])
    root.mkdir()
    mount("-t", "tmpfs", "tmpfs", root)
    for entry in sorted(Path("/").iterdir()):
        place = root / entry.name
        if entry.is_symlink():
            place.symlink_to(os.readlink(entry))
        elif entry.is_dir() and entry.name != "opt":
            place.mkdir()
            mount("--rbind", entry, place)
    opt(root / "opt", image / "opt", Path(given["job"]) / "ml")
    for entry in sorted(image.iterdir()):
        place = root / entry.name
        if entry.name == "opt":
            continue
        if place.exists():  # one of the host's folders: the image's files lie over it
            mount("-t", "overlay", "overlay", "-o", f"lowerdir={entry}:/{entry.name}", place)
        else:
            shutil.copytree(entry, place, symlinks=True)
    os.chroot(root)
    os.chdir("/")


def opt(place: Path, image: Path, ml: Path) -> None:
    """Make /opt: the image's, the job's ml, and what the host has besides; a Python may live there."""
    place.mkdir()
    if image.is_dir():
        shutil.copytree(image, place, symlinks=True, dirs_exist_ok=True)
    (place / "ml").mkdir(exist_ok=True)
    mount("--bind", ml, place / "ml")
    host = Path("/opt")
    for entry in sorted(host.iterdir()) if host.is_dir() else []:
        own = place / entry.name
        if entry.is_dir() and not entry.is_symlink() and not own.exists():
            own.mkdir()
            mount("--rbind", entry, own)


def mount(*words: str | Path) -> None:
    subprocess.run(["mount", *words], check=True)


def raise_loopback() -> None:
    """Bring the loopback device of a new network namespace up."""
    get_flags, set_flags, is_up = 0x8913, 0x8914, 0x1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
        request = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(device, get_flags, request))[1]
        fcntl.ioctl(device, set_flags, struct.pack("16sh14x", b"lo", flags | is_up))


async def relay(given: dict[str, Any]) -> None:
    """Lead from a socket to the program's port, and from the local AWS's usual port to its socket."""
    gateway = given["gateway"]
    inward = await asyncio.start_unix_server(lambda r, w: bridge(r, w, asyncio.open_connection("127.0.0.1", SERVING_PORT)), given["socket"])
    outward = await asyncio.start_server(
        lambda r, w: bridge(r, w, asyncio.open_unix_connection(gateway["socket"])), "127.0.0.1", gateway["port"]
    )
    await asyncio.gather(inward.serve_forever(), outward.serve_forever())


async def bridge(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, opening: Any) -> None:
    """Carry bytes both ways until both sides have ended."""
    try:
        far_reader, far_writer = await opening
    except OSError:
        writer.close()
        return
    await asyncio.gather(carry(reader, far_writer), carry(far_reader, writer))


async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
