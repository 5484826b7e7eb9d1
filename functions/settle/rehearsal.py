"""The rehearsal endpoint of a build that has ended: one that is being created when its build ends can be deleted only afterwards."""

import os

from builds import records
from builds.names import rehearsal_endpoint, version_in
from endpoints import endpoint
from endpoints.removal import remove

CHANGED = "SageMaker Endpoint State Change"


def end_if_over() -> None:
    """Remove a rehearsal endpoint whose build has ended, with what else that build has left."""
    found = endpoint.describe(rehearsal_endpoint(os.environ["STACK_NAME"]))
    version = version_in(found["EndpointConfigName"]) if found else None
    build = records.read(version) if version else {}
    if found and "EndedAt" in build and build["Names"]["EndpointConfig"] == found["EndpointConfigName"]:
        remove(build["Names"])
