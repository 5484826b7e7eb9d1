"""AWS on this machine: MiniStack plus the services that it lacks. A development tool, never deployed; Linux only.

One folder a service, all of one shape: the package's docstring says what it stands for, PARTS names the modules that have a register(), which puts the
service's own operations or mends in place. A service is added by making such a folder and naming it in server.SERVICES; a service of our own with AWS's JSON
protocol is a gateway.protocol.JsonService, a mended one replaces functions of ministack.services. Beside the services: gateway/ (how requests come in),
containers/ (what training and serving run in), demo/ and bench/; on top the server, the launcher and the command line.
"""

import sys
from pathlib import Path

# What a request must look like is written once, for the functions that make requests and for the services here that take them.
sys.path.append(str(Path(__file__).parents[1] / "functions"))
