"""Lambda's Python: a function runs on the version that its Runtime names where this machine has it, and on the local AWS's own otherwise.

Beside the standard library it finds what AWS's runtime brings, boto3 and what that needs, and nothing else of the local AWS.
"""

import functools
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from local.forks.forked import Forked, Nursery, once
from local.gateway.state import state_dir

RUNTIME = "3.13"
THIS = f"{sys.version_info.major}.{sys.version_info.minor}"
BROUGHT = ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3")
ONCE, DESCRIPTIONS = (str(Path(__file__).parents[1] / "forks" / script) for script in ("once.py", "descriptions.py"))
# Where pyenv and uv keep what they have installed.
INSTALLED = (
    "{home}/.pyenv/versions/{version}*/bin",
    "{pyenv}/versions/{version}*/bin",
    "{home}/.local/share/uv/python/cpython-{version}*/bin",
)


def register() -> None:
    """Let the workers run on the right Python."""
    from ministack.core import lambda_runtime

    original = lambda_runtime._detect_runtime_binary

    def detect(runtime: str) -> tuple[str, str]:
        binary, script = original(runtime)
        return (str(found(runtime.removeprefix("python"))), script) if runtime.startswith("python") else (binary, script)

    lambda_runtime._detect_runtime_binary = detect
    script, packages = lambda_runtime._PYTHON_WORKER_SCRIPT, runtime_packages()
    lambda_runtime._PYTHON_WORKER_SCRIPT = f"import sys; sys.path.append({str(packages)!r})\n{script}"
    packages.mkdir()
    fill(packages)
    # Every worker imports botocore before it imports its function.
    lambda_runtime.subprocess = SimpleNamespace(**{**vars(subprocess), "Popen": started})


def started(command: list[str], **options: Any) -> "Forked | subprocess.Popen[str]":
    """Start a worker; one that runs on Python begins with boto3 imported, and with the descriptions of the services that functions use."""
    if "python" not in Path(command[0]).name:
        return subprocess.Popen(command, **options)
    return nursery(command[0]).start(command[1:], options["cwd"], options["env"])


@once
def nursery(binary: str) -> Nursery:
    """Return the process that the workers of one Python are forked from."""
    return Nursery(binary, state_dir() / f"{Path(binary).name}.sock", runtime_packages(), ("boto3", ONCE, DESCRIPTIONS))


def runtime_packages() -> Path:
    """Return the folder of the packages that AWS's runtime brings."""
    return state_dir() / "lambda-runtime"


def fill(folder: Path) -> None:
    """Let the packages that AWS's runtime brings be found in a folder."""
    for name in BROUGHT:
        spec = importlib.util.find_spec(name)
        assert spec and spec.origin, f"{name} is not installed"
        origin = Path(spec.origin)
        source = origin.parent if origin.name == "__init__.py" else origin
        (folder / source.name).symlink_to(source)


@functools.cache
def found(version: str) -> Path:
    """Return a Python of a version such as 3.13, or this one without its packages."""
    this = Path(getattr(sys, "_base_executable", sys.executable))
    if version == THIS:
        return this
    pyenv = os.environ.get("PYENV_ROOT", "/opt/pyenv")
    folders = [pattern.format(home=Path.home(), pyenv=pyenv, version=version) for pattern in INSTALLED]
    candidates = [
        shutil.which(f"python{version}"),
        *(path for folder in folders for path in Path("/").glob(f"{folder[1:]}/python{version}")),
    ]
    for candidate in candidates:
        if candidate and runs(candidate):
            return Path(candidate)
    return this


def runs(candidate: str | Path) -> bool:
    """Return whether a Python is really one: pyenv puts a name in the path for every version, whether it may be used or not."""
    return subprocess.run([candidate, "-c", ""], capture_output=True, check=False).returncode == 0


def told() -> str:
    """Return in a sentence which Python functions run on."""
    if THIS == RUNTIME or found(RUNTIME) != found(THIS):
        return f"Functions run on Python {RUNTIME}, as on AWS: {found(RUNTIME)}"
    return f"Functions run on Python {THIS}: there is no python{RUNTIME} on this machine"
