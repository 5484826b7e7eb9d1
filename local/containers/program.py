"""A container's program, and what root may do in it. One that is written in Python goes on in a Python that has imported what many begin with."""

import atexit
import ctypes
import importlib
import os
import shutil
import signal
import sys
import threading
import traceback
from collections.abc import Mapping
from pathlib import Path

from local.forks import nursery
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
PYTHON = ("python", "python3")
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
        python, given = as_python(program, words, environment)
        if goes_on_here(python, given, environment):
            status = go_on(python, given, environment)
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


def as_python(program: str, words: list[str], environment: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return which Python a program is run by, "" for none, and what it is given: a script and its words, or -m, a module and its words."""
    if os.path.basename(program) in PYTHON:
        return program, words
    with open(program, "rb") as file:
        first = file.readline().decode(errors="replace").split()
    if len(first) == 2 and first[0] == "#!/usr/bin/env" and first[1] in PYTHON:
        return shutil.which(first[1], path=environment["PATH"]) or "", [program, *words]
    return "", []


def goes_on_here(python: str, given: list[str], environment: Mapping[str, str]) -> bool:
    """Return whether this Python can go on with what another one would be given, which could not tell it from one that has just started."""
    if not os.path.exists(python) or os.path.realpath(python) != os.path.realpath(sys.executable) or not given:
        return False
    if os.path.dirname(python) != os.path.dirname(sys.executable) or (given[0].startswith("-") and given[0] != "-m"):
        return False
    searched = [place for place in places(given, environment) if place != ROOT]
    return at_start(environment) == at_start(os.environ) and not brings_what_is_imported(searched)


def places(given: list[str], environment: Mapping[str, str]) -> list[str]:
    """Return where Python looks for modules before its own places."""
    first = os.getcwd() if given[0] == "-m" else os.path.dirname(os.path.realpath(given[0]))
    return [first, *filter(None, environment.get("PYTHONPATH", "").split(os.pathsep))]


def at_start(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that Python reads as it starts, but where it looks for modules."""
    return {name: value for name, value in environment.items() if name.startswith(READ_AT_START) and name != "PYTHONPATH"}


def go_on(python: str, given: list[str], environment: dict[str, str]) -> int:
    """Run a script or a module as python does, to the end of its threads, and return its exit status."""
    sys.executable = python
    sys.path[:] = [*places(given, environment), *(place for place in sys.path[1:] if place != ROOT)]
    for name in [name for name in sys.modules if name.partition(".")[0] == "local"]:
        del sys.modules[name]  # of the local AWS a program finds what it names in its path
    os.environ.clear()
    os.environ.update(environment)
    importlib.invalidate_caches()
    status = 0
    try:
        nursery.run(given)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        if status and not isinstance(end.code, int):
            print(end.code, file=sys.stderr)
    except BaseException as error:
        status = 1
        tell(error)
    threading._shutdown()  # type: ignore[attr-defined]  # what the interpreter itself does at its end
    atexit._run_exitfuncs()
    return status


def tell(error: BaseException) -> None:
    """Say what a script raised as python says it: from its own first line on."""
    trace = error.__traceback__
    while trace and trace.tb_frame.f_globals.get("__name__") != "__main__":
        trace = trace.tb_next
    traceback.print_exception(type(error), error, trace)
