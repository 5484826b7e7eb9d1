"""The files of a notebook instance, as far as scripts and people rely on them: users, their access to AWS, the Pythons, sudo, the scripts to run.

ec2-user is 1000 where this local AWS may have several users, and root under another name where it is an ordinary user's and has but one.
"""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import trustme

from local.containers.container import ROOT
from local.containers.images import Image

HOME, VOLUME = "/home/ec2-user", "/home/ec2-user/SageMaker"
PYTHONS = ("/usr/bin/python3", f"{HOME}/anaconda3/envs/python3/bin/python", f"{HOME}/anaconda3/envs/JupyterSystemEnv/bin/python")
KERNEL = {
    "argv": [PYTHONS[1], "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    "display_name": "conda_python3",
    "language": "python",
}
# Nobody is asked whether he wants news: no way leads there.
NEWS = f"{HOME}/.jupyter/lab/user-settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings"


def make(root: Path, scripts: dict[str, bytes], access: dict[str, str]) -> Image:
    """Make the instance's files; scripts are to run at their hooks, access is what both users' AWS configuration says."""
    owner = user_id()
    files: dict[str, str | bytes] = {
        "/etc/passwd": f"root:x:0:0:root:/root:/bin/bash\nec2-user:x:{owner}:{owner}:EC2 Default User:{HOME}:/bin/bash\n",
        "/etc/group": f"root:x:0:\nec2-user:x:{owner}:\n",
        "/etc/pki/jupyter.pem": trustme.CA().issue_cert("localhost").private_key_and_cert_chain_pem.bytes(),
        "/usr/local/share/jupyter/kernels/conda_python3/kernel.json": json.dumps(KERNEL),
        "/var/log/jupyter.log": "",
        NEWS: json.dumps({"fetchNews": "false", "checkForUpdates": False}),
        **{f"{home}/.aws/config": configuration(access) for home in ("/root", HOME)},
    }
    # These scripts' names are what messages of the shell begin with.
    started = datetime.now(UTC).strftime("%Y-%m-%d-%H-%M")
    programs: dict[str, str | bytes] = {
        "/usr/bin/sudo": Path(__file__).with_name("sudo.sh").read_bytes(),
        **dict.fromkeys(PYTHONS, f'#!/bin/sh\nexec {sys.executable} "$@"\n'),
        **{f"/tmp/{hook}_{started}{uuid4().hex[:8]}": script for hook, script in scripts.items()},
    }
    for place, content in (files | programs).items():
        file = root / place.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        file.chmod(0o755 if place in programs else 0o644)
    (root / "root").chmod(0o711)  # this Python may lie below
    (root / "tmp").chmod(0o1777)
    own(root / HOME.lstrip("/"), owner)
    own(root / "etc/pki", owner)
    return Image(root, {"PYTHONPATH": str(ROOT)}, "/", [sys.executable, "-m", "local.containers.notebook.boot"])


def configuration(access: dict[str, str]) -> str:
    """Return the text of a user's AWS configuration."""
    return "\n".join(["[default]", *(f"{key} = {value}" for key, value in access.items()), ""])


def own(folder: Path, owner: int) -> None:
    """Make a folder and all that is in it a user's."""
    for place in (folder, *folder.rglob("*")):
        os.chown(place, owner, owner)


def user_id() -> int:
    """Return the number of ec2-user."""
    ranges = [[int(word) for word in line.split()] for line in Path("/proc/self/uid_map").read_text().splitlines()]
    several = any(inside <= 1000 < inside + count for inside, _, count in ranges)
    return 1000 if several and Path("/proc/self/setgroups").read_text().strip() == "allow" else 0
