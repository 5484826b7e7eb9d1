"""A container's own network: its loopback device, and the two ways through it, from outside to the program's port and from inside to the local AWS."""

import asyncio
import contextlib
import fcntl
import os
import socket
import struct
from pathlib import Path
from typing import Any


def raise_loopback() -> None:
    """Bring the loopback device of a new network namespace up."""
    get_flags, set_flags, is_up = 0x8913, 0x8914, 0x1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
        request = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(device, get_flags, request))[1]
        fcntl.ioctl(device, set_flags, struct.pack("16sh14x", b"lo", flags | is_up))


def listen(path: str) -> socket.socket:
    """Return a socket in the file system that requests for the program come in by."""
    inward = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    inward.bind(path)
    inward.listen(socket.SOMAXCONN)
    return inward


def relay(inward: socket.socket | None, program_port: int, gateway: Path | None, port: int) -> None:
    """Lead, in a process of its own, from a socket to the program's port, and from the local AWS's usual port to its socket."""
    if os.fork() == 0:
        asyncio.run(serve(inward, program_port, gateway, port))
        os._exit(0)


async def serve(inward: socket.socket | None, program_port: int, gateway: Path | None, port: int) -> None:
    """Carry what comes in on either way."""
    servers = []
    if inward:
        servers.append(
            await asyncio.start_unix_server(lambda r, w: bridge(r, w, asyncio.open_connection("127.0.0.1", program_port)), sock=inward)
        )
    if gateway:
        servers.append(await asyncio.start_server(lambda r, w: bridge(r, w, asyncio.open_unix_connection(gateway)), "127.0.0.1", port))
    await asyncio.gather(*(server.serve_forever() for server in servers))


async def bridge(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, opening: Any) -> None:
    """Carry bytes both ways until both sides have ended."""
    try:
        far_reader, far_writer = await opening
    except OSError:
        writer.close()
        return
    await asyncio.gather(carry(reader, far_writer), carry(far_reader, writer))


async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry bytes one way until that side has ended."""
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
