"""The first program of a notebook instance: runs its lifecycle scripts as root, then JupyterLab as ec2-user for as long as the instance lives.

Every line that it prints is a log stream's name, a tab and what the stream is told. It ends with 1 if a script fails.
"""

import os
import pwd
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

SCRIPT_SECONDS = 300.0
PATH = "/sbin:/bin:/usr/sbin:/usr/bin"
LOG = Path("/var/log/jupyter.log")
LOOK_SECONDS, AGAIN_SECONDS, LAST_WORDS_SECONDS = 0.2, 2.0, 2.0
JUPYTER = [
    *("--no-browser", "--ip=127.0.0.1", "--port=8443", "--ServerApp.port_retries=0", "--certfile=/etc/pki/jupyter.pem"),
    # Who comes in by the door has shown a token there; from the instance itself nobody needs one.
    *("--IdentityProvider.token=", "--ServerApp.root_dir=.", "--ServerApp.allow_remote_access=True"),
    "--allow-root",  # as ec2-user is where there is but one user
]
Say = Callable[[str, str], None]


def main() -> int:
    """Boot the instance."""
    for script in sorted(Path("/tmp").glob("On*_*")):  # OnCreate before OnStart
        if not succeeds(script, SCRIPT_SECONDS, say):
            return 1
    threading.Thread(target=follow, daemon=True).start()
    while True:
        serve()
        time.sleep(AGAIN_SECONDS)


def say(stream: str, line: str) -> None:
    """Tell a log stream something."""
    print(f"{stream}\t{line}", flush=True)


def succeeds(script: Path, seconds: float, tell: Say) -> bool:
    """Run a lifecycle script; return whether it ended well and in time. What it leaves running in the background goes on, and may still say something."""
    stream = f"LifecycleConfig{script.name.partition('_')[0]}"
    process = subprocess.Popen(
        ["/bin/bash", "-c", str(script)],
        cwd="/",
        env={"PATH": PATH},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    assert process.stdout
    reader = threading.Thread(target=pass_on, args=(process.stdout, stream, tell), daemon=True)
    reader.start()
    try:
        status: int | None = process.wait(seconds)
    except subprocess.TimeoutExpired:
        status = None
    if status != 0:
        reader.join(LAST_WORDS_SECONDS)
    return status == 0


def pass_on(lines: Iterable[str], stream: str, tell: Say) -> None:
    """Tell a log stream what comes in."""
    for line in lines:
        tell(stream, line.rstrip("\n"))


def follow() -> None:
    """Tell Jupyter's log stream whatever is appended to its file."""
    with LOG.open(errors="replace") as file:
        while True:
            pass_on(file, "jupyter.log", say)
            time.sleep(LOOK_SECONDS)


def serve() -> None:
    """Run JupyterLab until it ends."""
    user = pwd.getpwnam("ec2-user")
    kept = ("LANG", "PATH", "AWS_ENDPOINT_URL", "AWS_DEFAULT_REGION", "AWS_REGION")
    environment = {name: os.environ[name] for name in kept} | {
        "HOME": user.pw_dir,
        "USER": user.pw_name,
        "LOGNAME": user.pw_name,
        "SHELL": user.pw_shell,
    }
    as_user = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--init-groups"] if user.pw_uid else []
    with LOG.open("ab") as log:
        subprocess.run(
            [*as_user, sys.executable, "-m", "jupyterlab", *JUPYTER],
            cwd=f"{user.pw_dir}/SageMaker",
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )


if __name__ == "__main__":
    sys.exit(main())
