"""A container's program, and what root may do in it. One that is written in Python goes on in a Python that has imported what many begin with."""

import atexit
import ctypes
import importlib
import os
import runpy
import shutil
import signal
import sys
import threading
import traceback
from collections.abc import Mapping
from pathlib import Path

from local.forks.nursery import READ_AT_START, brings_what_is_imported

# Root may do in a container what Docker lets it do, but make no devices: here nothing else would keep it from the host's disks.
CAPABILITIES = {
    "chown": 0,
    "dac_override": 1,
    "fowner": 3,
    "fsetid": 4,
    "kill": 5,
    "setgid": 6,
    "setuid": 7,
    "setpcap": 8,
    "net_bind_service": 10,
    "net_raw": 13,
    "sys_chroot": 18,
    "audit_write": 29,
    "setfcap": 31,
}
VERSION_3, DROP_FROM_BOUNDING_SET = 0x20080522, 24
ROOT = str(Path(__file__).parents[2])


def begin(program: str, words: list[str], workdir: str, environment: dict[str, str]) -> None:
    """Become the program, confined; never return."""
    status = 126
    try:
        confine()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        os.chdir(workdir)
        if goes_on_here(program, environment):
            status = go_on(program, words, environment)
        else:
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # which Python ignores, and what it becomes would too
            os.execve(program, [program, *words], environment)
    except OSError as error:
        print(f"{program}: {error.strerror}")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def confine() -> None:
    """Give up the capabilities that reach beyond the container, for this process and for whatever it runs."""
    libc = ctypes.CDLL(None, use_errno=True)
    last = int(Path("/proc/sys/kernel/cap_last_cap").read_text())
    for number in set(range(last + 1)) - set(CAPABILITIES.values()):
        if libc.prctl(DROP_FROM_BOUNDING_SET, number, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "capabilities cannot be given up")
    kept = sum(1 << number for number in CAPABILITIES.values())
    header, sets = (ctypes.c_uint32 * 2)(VERSION_3, 0), (ctypes.c_uint32 * 6)(kept, kept)  # effective, permitted, inheritable; twice
    if libc.capset(header, sets):
        raise OSError(ctypes.get_errno(), "capabilities cannot be given up")


def goes_on_here(program: str, environment: dict[str, str]) -> bool:
    """Return whether a program is a script of this very Python that could not tell it from one that has just started."""
    with open(program, "rb") as file:
        first = file.readline().decode(errors="replace").split()
    if first not in (["#!/usr/bin/env", "python"], ["#!/usr/bin/env", "python3"]):
        return False
    python = shutil.which(first[1], path=environment["PATH"])
    return (
        python == sys.executable
        and at_start(environment) == at_start(os.environ)
        and not brings_what_is_imported([os.path.dirname(program)])
    )


def at_start(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that Python reads as it starts."""
    return {name: value for name, value in environment.items() if name.startswith(READ_AT_START)}


def go_on(program: str, words: list[str], environment: dict[str, str]) -> int:
    """Run a script as python does, to the end of its threads, and return its exit status."""
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:] = [os.path.dirname(program), *(place for place in sys.path[1:] if place != ROOT)]
    sys.argv[:] = [program, *words]
    importlib.invalidate_caches()
    status = 0
    try:
        runpy.run_path(program, run_name="__main__")
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        if status and not isinstance(end.code, int):
            print(end.code, file=sys.stderr)
    except BaseException as error:
        status = 1
        tell(error, program)
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    return status


def tell(error: BaseException, program: str) -> None:
    """Say what a script raised as python says it: from its own first line on."""
    trace = error.__traceback__
    while trace and trace.tb_frame.f_code.co_filename != program:
        trace = trace.tb_next
    traceback.print_exception(type(error), error, trace or error.__traceback__)
