"""The kernels of the instance: the notebooks find one under the name that they ask for, and every one finds the sagebuild package."""

import json
from pathlib import Path


def prepare(home: Path, folder: Path) -> None:
    """Make the package importable in every conda environment, and the environment python3 the kernel python3; AWS calls it conda_python3."""
    environments = home / "anaconda3/envs"
    for packages in environments.glob("*/lib/python3*/site-packages"):
        (packages / "sagebuild.pth").write_text(f"{folder}\n")
    python = environments / "python3/bin/python"
    if python.exists():
        kernel = home / ".local/share/jupyter/kernels/python3/kernel.json"
        kernel.parent.mkdir(parents=True, exist_ok=True)
        kernel.write_text(json.dumps(specification(python)))


def specification(python: Path) -> dict[str, object]:
    """Return how Jupyter starts the kernel."""
    return {
        "argv": [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3 (SageBuild)",
        "language": "python",
        "env": {"PATH": f"{python.parent}:${{PATH}}"},
    }
