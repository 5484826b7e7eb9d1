"""What a build leaves behind that never came past Clean Up, such as one that was stopped."""

from builds import records
from builds.trained import trained
from endpoints.removal import remove


def leave_nothing(version: int, attempt: int) -> None:
    """Keep what an unsuccessful build has trained in the history, and remove what else it made."""
    found = records.read(version)
    if found.get("Attempt", 0) > attempt or "Names" not in found:
        return
    if "ModelArtifacts" not in found and (made := trained(found)):
        records.write_end(version, made, attempt)
    remove(found["Names"])
