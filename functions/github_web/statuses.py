"""The status of a commit: what people see beside it.

Source: GitHub's documentation, "REST API endpoints for commit statuses".
"""

from typing import Any

from github_web import web

# Our statuses by GitHub's; what was stopped or never began has not failed.
STATES = {
    "STARTED": "pending",
    "SUCCEEDED": "success",
    "FAILED": "failure",
    "TIMED_OUT": "failure",
    "STOPPED": "error",
}
LONGEST = 140  # characters of a description


def write(repository: str, commit: str, said: dict[str, Any]) -> None:
    """Give a commit the status that a status message tells; raise NotThere or Unanswered."""
    web.api(repository, f"statuses/{commit}", body(said))


def body(said: dict[str, Any]) -> dict[str, str]:
    """Return what is posted."""
    version = f"version {said['Version']}"
    words = {"STARTED": f"{version} is being built", "SUCCEEDED": f"{version} succeeded", "STOPPED": f"{version} was stopped"}
    description = words.get(said["Status"]) or f"{version}: {said['Error']}: {said['Cause']}"
    link = {"target_url": said["ConsoleUrl"]} if said["ConsoleUrl"] else {}
    return {
        "state": STATES[said["Status"]],
        "context": f"sagebuild/{said['Stack']}",
        "description": description if len(description) <= LONGEST else description[: LONGEST - 4] + " ...",
        **link,
    }
