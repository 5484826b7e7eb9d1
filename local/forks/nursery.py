"""A process that has imported what others begin with and is forked for each of them: python nursery.py DESCRIPTOR FOLDER MODULE-OR-SCRIPT ...

DESCRIPTOR is a socket that listens, FOLDER is searched for modules beside Python's own. A request is {"command", "cwd", "env"} and three files, which
become the standard ones of the new process. The answer is its exit status; a number that is sent before that is a signal for it, and it ends with its
connection. A script gets a Python of its own wherever it could tell the difference: when it brings modules of names that are imported already, or
variables that Python reads as it starts.
"""

import json
import os
import runpy
import selectors
import signal
import socket
import sys
import time
import traceback
from typing import Any

READ_AT_START = ("PYTHON", "LANG", "LC_", "LD_")


class Nursery:
    """The processes that were forked, each with the connection over which it was asked for."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._selector = selectors.DefaultSelector()
        self._pids: dict[socket.socket, int] = {}
        self._woken, waking = socket.socketpair()
        waking.setblocking(False)
        self._waking = waking
        self._env = dict(os.environ)

    def serve(self) -> None:
        """Fork whenever it is asked for, for ever."""
        signal.set_wakeup_fd(self._waking.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for each in (self._listener, self._woken):
            self._selector.register(each, selectors.EVENT_READ)
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._listener:
                    self._begin(self._listener.accept()[0])
                elif key.fileobj is self._woken:
                    self._woken.recv(4096)
                    self._tell_ends()
                elif key.fileobj in self._pids:
                    self._signal(key.fileobj)

    def _begin(self, connection: socket.socket) -> None:
        """Fork, and become in the new process what was asked for."""
        request, files, _, _ = socket.recv_fds(connection, 1 << 20, 3)
        if len(files) < 3:
            connection.close()
            return
        pid = os.fork()
        if pid == 0:
            self._forget(connection)
            become(json.loads(request), files, self._env)
        for file in files:
            os.close(file)
        self._pids[connection] = pid
        self._selector.register(connection, selectors.EVENT_READ)

    def _forget(self, connection: socket.socket) -> None:
        """Close what belongs to the nursery and not to what was forked."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._selector.close()
        for each in (self._listener, self._woken, self._waking, connection, *self._pids):
            each.close()

    def _signal(self, connection: Any) -> None:
        """Hand a signal on; a connection that has closed leaves nobody who waits."""
        number = connection.recv(16)
        os.kill(self._pids[connection], int(number or signal.SIGKILL))
        if not number:
            self._selector.unregister(connection)

    def _tell_ends(self) -> None:
        """Answer with the exit status of each process that has ended."""
        for connection, pid in list(self._pids.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                del self._pids[connection]
                if connection in self._selector.get_map():
                    self._selector.unregister(connection)
                    connection.send(str(os.waitstatus_to_exitcode(status)).encode(), socket.MSG_NOSIGNAL)
                connection.close()


def become(request: dict[str, Any], files: list[int], before: dict[str, str]) -> None:
    """Run a program in this process, and end with it."""
    command, env = request["command"], request["env"]
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    status = 1
    try:
        os.chdir(request["cwd"])
        if command[0] != "-m" and needs_its_own(request["cwd"], env, before):
            os.execve(sys.executable, [sys.executable, *command], env)
        os.environ.clear()
        os.environ.update(env)
        time.tzset()
        run(command)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def needs_its_own(cwd: str, env: dict[str, str], before: dict[str, str]) -> bool:
    """Return whether a script could tell this process from a new one: by what is imported, or by how Python has started."""
    if any(name.startswith(READ_AT_START) and env[name] != before.get(name) for name in env):
        return True
    layers = [os.path.join(layer, "python") for layer in env.get("_LAMBDA_LAYERS_DIRS", "").split(os.pathsep) if layer]
    return brings_what_is_imported([cwd, *layers])


def brings_what_is_imported(folders: list[str]) -> bool:
    """Return whether modules that stand in some folders have names of modules that are imported already."""
    brought = {name.partition(".")[0] for folder in folders if os.path.isdir(folder) for name in os.listdir(folder)}
    return any(name.partition(".")[0] in brought for name in sys.modules if name not in sys.builtin_module_names)


def run(command: list[str]) -> None:
    """Run a script, or one of our own modules after -m, as python does."""
    if command[0] == "-m":
        sys.argv[:] = command[1:]
        runpy.run_module(command[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv[:] = command
        sys.path[0] = os.path.dirname(os.path.realpath(command[0]))
        runpy.run_path(command[0], run_name="__main__")


if __name__ == "__main__":
    sys.path.append(sys.argv[2])
    for given in sys.argv[3:]:
        runpy.run_path(given) if given.endswith(".py") else __import__(given)
    Nursery(socket.socket(fileno=int(sys.argv[1]))).serve()
