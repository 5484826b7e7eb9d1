"""What a rollback brings back, and how the document says now that an endpoint is changed."""

import json
from typing import Any

from document.reading import InvalidParameters, combine, parse

# What the document says now counts, for it is about the endpoint; all the rest was settled when the version was built.
ABOUT_THE_ENDPOINT = ("Autoscaling", "Endpoint", "Tags", "Verification")


class NoVersion(Exception):
    """An execution that was started without what launch gives it."""


def asked(launch: Any) -> dict[str, Any]:
    """Return {"From", "To", "Reason"} of an execution's input; one that was started by hand needs To alone."""
    given = launch if isinstance(launch, dict) else {}
    if type(given.get("To")) is not int:
        raise NoVersion("To: expected the number of the version to go back to; the stack's RollbackTopic starts rollbacks")
    return {"From": given.get("From"), "To": given["To"], "Reason": str(given.get("Reason") or "started by hand")}


def planned(build: dict[str, Any], record: dict[str, Any], document: str) -> dict[str, Any]:
    """Return {"Build", "Parameters"} of a rollback to the version of a record; document is the parameter document's text.

    A document that nobody can read must not keep a bad version on the endpoint: what the version was built with counts then.
    """
    own, notice = json.loads(record.get("Parameters", "{}")), None
    try:
        now = combine(parse(document, "the parameter document"), {}, own.get("Framework", "BYOD"))
    except InvalidParameters as error:
        now, notice = (
            own,
            f"The endpoint is changed as version {record['Version']} was deployed, for the parameter document cannot be used: {error}",
        )
    parameters = {key: now[key] if key != "Endpoint" else unalarmed(now[key]) for key in ABOUT_THE_ENDPOINT if key in now}
    known = {"Version": int(record["Version"]), "Names": record["Names"], "Notice": notice}
    # It has been served before: nothing is rehearsed.
    return {"Build": {**build, **known, "Verification": "AFTER" if "Verification" in parameters else None}, "Parameters": parameters}


def unalarmed(given: dict[str, Any]) -> dict[str, Any]:
    """Return the document's Endpoint without the alarms that it names: they may be why somebody goes back, and SageMaker would turn that back.

    The stack's own alarms take their place, which judge what comes and not what goes.
    """
    deployment = given.get("DeploymentConfig") or {}
    if not deployment.get("AutoRollbackConfiguration"):
        return given
    return {**given, "DeploymentConfig": {key: value for key, value in deployment.items() if key != "AutoRollbackConfiguration"}}


def serves(found: dict[str, Any] | None, config: str) -> bool:
    """Return whether an endpoint serves a configuration, and is not being changed."""
    return found is not None and found["EndpointStatus"] == "InService" and found["EndpointConfigName"] == config
