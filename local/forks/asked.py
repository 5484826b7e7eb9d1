"""The caller's side of a nursery: python -IS asked.py ADDRESS COMMAND ... runs a command there, with this process's files, folder and environment."""

import json
import os
import socket
import sys

if __name__ == "__main__":
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as nursery:
        nursery.connect(sys.argv[1])
        request = {"command": sys.argv[2:], "cwd": os.getcwd(), "env": dict(os.environ)}
        socket.send_fds(nursery, [json.dumps(request).encode()], [0, 1, 2])
        sys.exit(int(nursery.recv(16) or 1))
