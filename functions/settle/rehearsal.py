"""The rehearsal endpoint of a build that has ended: one that is being created when its build ends can be deleted only afterwards."""

import os

from builds import records
from builds.names import rehearsal_endpoint, version_in
from endpoints import endpoint
from endpoints.removal import end, remove

CHANGED = "SageMaker Endpoint State Change"


def end_if_over() -> None:
    """Remove a rehearsal endpoint whose build has ended, with what else that build has left; what has been deployed is kept."""
    found = endpoint.describe(rehearsal_endpoint(os.environ["STACK_NAME"]))
    version = version_in(found["EndpointConfigName"]) if found else None
    build = records.read(version) if version else {}
    if not found or "EndedAt" not in build or build["Names"]["EndpointConfig"] != found["EndpointConfigName"]:
        return
    if build.get("Deployed"):
        end(found)
    else:
        remove(build["Names"])
