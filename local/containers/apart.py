"""python -m local.containers.apart FILE: runs the first process of the container that a file specifies, in namespaces of its own, and ends as it ends."""

import ctypes
import os
import sys

from local.__main__ import die_with_parent
from local.containers import init

# Of mounts (private, as those of the local AWS are), host name, IPC, processes and network.
NAMESPACES = 0x00020000 | 0x04000000 | 0x08000000 | 0x20000000 | 0x40000000


def main(file: str) -> int:
    """Run the container, and return its exit status."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(NAMESPACES):
        raise OSError(ctypes.get_errno(), "a container cannot get namespaces of its own")
    first = os.fork()
    if first == 0:
        die_with_parent()
        sys.exit(init.main(file))
    return init.status_of(first)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
