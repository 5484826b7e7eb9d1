"""AWS on this machine: MiniStack plus the services that it lacks. A development tool, never deployed; Linux only."""

import sys
from pathlib import Path

# What a request must look like is written once, for the functions that make requests and for the services here that take them.
sys.path.append(str(Path(__file__).parents[1] / "functions"))
