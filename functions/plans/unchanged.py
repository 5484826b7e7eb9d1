"""Whether the version that serves is the very one that a build would make."""

from typing import Any

from boto3.dynamodb.conditions import Attr

from builds import champion, records
from builds.expected import expected
from plans import history
from reuse.differences import difference
from reuse.inputs import Inputs
from reuse.unseen import incomparable

# What is no part of the training. The training's own model serves, or all of them do not count.
PARTS = ("Model", "EndpointConfig", "Endpoint", "Autoscaling", "Evaluation", "Validation", "Verification", "Tags")


def serving(made: dict[str, Any], now: Inputs, names: dict[str, str]) -> tuple[int | None, str]:
    """Return the version that serves if it is what a build would make, or None and why it is not."""
    build, name = made["Build"], made["Build"]["Names"]["Endpoint"]
    if build["Train"]:
        return None, "the model is new"
    found = expected(name)
    if found is None:
        return None, "no version serves yet"
    config, status = found["EndpointConfigName"], found["EndpointStatus"]
    record = champion.record_of(config)
    if not record:
        return None, f"endpoint {name} runs {config}, which no build of this stack has made"
    version = int(record["Version"])
    if records.artifact_of(record) != build["Model"]["ModelArtifacts"]:
        return None, f"version {version}, which serves, has another model"
    if status != "InService":
        return None, f"endpoint {name} is {status}"
    if record["Status"] != "SUCCEEDED":
        return None, f"the build of version {version}, which serves, is {record['Status']}"
    why = difference_from(record, now, names) or unfinished(record, made)
    return (version, "") if why is None else (None, why)


def difference_from(record: dict[str, Any], now: Inputs, names: dict[str, str]) -> str | None:
    """Return the first thing in which a build differs from that of a record, beside its training."""
    before = history.depended_on(record)
    if before is None:
        return f"what version {record['Version']} was made of is not known"
    differences = (difference(part, before.get(part), now[part], names, lambda _: None) for part in PARTS)
    why = next((found for found in differences if found), incomparable({part: now[part] for part in PARTS}))
    return why or of_programs(before, now, record["Version"])


def of_programs(before: Inputs, now: Inputs, version: int) -> str | None:
    """Return the first of the user's own programs that takes part in a build, or took part in an earlier one; None if there is none."""
    programs = [(found.get("Programs") or {}).get("Request", {}) for found in (now, before)]
    for name in programs[0]:
        return f"{name} is your own, and what it does is not known"
    for name in programs[1]:
        return f"{name} was your own in version {version}, and what it did is not known"
    return None


def unfinished(record: dict[str, Any], made: dict[str, Any]) -> str | None:
    """Return which build or rollback has failed since a version served: before an update the scaling ends that it does not allow, and nobody makes it anew."""
    if not made["Parameters"].get("Autoscaling"):
        return None
    failed = Attr("Status").is_in(history.UNSUCCESSFUL)
    build = records.newest(failed & Attr("Deploy").eq(True), made["Build"]["Version"])
    if build and build["Version"] > record["Version"]:
        return f"version {build['Version']} has failed since, and what has become of the scaling is not known"
    for rollback in records.latest(1, records.ROLLBACK):
        if rollback["Status"] in history.UNSUCCESSFUL and rollback["EndedAt"] > record["EndedAt"]:
            return "a rollback has failed since, and what has become of the scaling is not known"
    return None
