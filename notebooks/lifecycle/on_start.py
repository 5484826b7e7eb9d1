"""python -m lifecycle.on_start --stack churn: the notebooks arrive. What goes wrong is said, and keeps no instance from starting."""

import argparse
import sys
import tarfile
from pathlib import Path

from lifecycle import folder, kernels


def main() -> int:
    """Put everything in its place, beside the folder in which this runs."""
    parser = argparse.ArgumentParser(prog="python -m lifecycle.on_start", description="Puts the notebooks in their place")
    parser.add_argument("--stack", required=True, help="whose notebooks they are")
    parser.add_argument("--home", type=Path, default=Path.home(), help="where the conda environments are")
    given = parser.parse_args()
    here = Path.cwd()
    try:
        told = folder.arrive(here / "folder.tar.gz", here.parent, here / "manifest.json")
        (here.parent / ".sagebuild").write_text(f"{given.stack}\n")
        kernels.prepare(given.home, here.parent)
    except (OSError, tarfile.TarError, ValueError) as error:
        print(f"The notebooks could not all be put in their place: {error}")
        return 1
    print("\n".join(["The notebooks are in their place", *told]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
