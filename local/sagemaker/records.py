"""The records of SageMaker's resources: finding, listing, tagging."""

from datetime import UTC, datetime
from typing import Any

from local.gateway.protocol import ServiceError
from local.gateway.state import arn

Record = dict[str, Any]
PAGE = 10


class Kind:
    """All resources of one kind, by name."""

    def __init__(self, label: str, member: str, arn_member: str, type_in_arn: str, missing: str = "") -> None:
        self.label, self.member, self.arn_member, self.type_in_arn, self.missing = label, member, arn_member, type_in_arn, missing
        self.all: dict[str, Record] = {}

    def add(self, request: Record, **more: Any) -> Record:
        """Record a new resource."""
        now = datetime.now(UTC)
        content = {key: value for key, value in request.items() if key != "Tags"}
        name = request[self.member]
        made = {
            **content,
            self.arn_member: arn("sagemaker", f"{self.type_in_arn}/{name.lower()}"),
            "CreationTime": now,
            "LastModifiedTime": now,
            **more,
        }
        self.all[name] = made
        tags[made[self.arn_member]] = {tag["Key"]: tag["Value"] for tag in request.get("Tags", [])}
        return made

    def get(self, name: str) -> Record:
        """Return a resource; AWS has no error of its own for one that does not exist."""
        if name not in self.all:
            words = f'Could not find {self.label} "{arn("sagemaker", f"{self.type_in_arn}/{name.lower()}")}".'
            raise ServiceError("ValidationException", self.missing or words)
        return self.all[name]

    def remove(self, name: str) -> None:
        """Forget a resource."""
        tags.pop(self.get(name)[self.arn_member], None)
        del self.all[name]

    def listed(self, request: Record, status_member: str = "") -> tuple[list[Record], dict[str, str]]:
        """Return a page of the resources that a List request asks for, and the NextToken if there are more."""
        found = [record for name, record in self.all.items() if request.get("NameContains", "") in name]
        for member in ("CreationTime", "LastModifiedTime"):
            after, before = request.get(f"{member}After", 0), request.get(f"{member}Before", float("inf"))
            found = [record for record in found if after < record[member].timestamp() < before]
        if request.get("StatusEquals"):
            found = [record for record in found if record[status_member] == request["StatusEquals"]]
        by = {"Name": self.member, "Status": status_member}.get(request.get("SortBy", ""), "CreationTime")
        default = "Descending" if self.type_in_arn.startswith(("endpoint", "model", "training")) else "Ascending"
        found.sort(key=lambda record: record[by], reverse=request.get("SortOrder", default) == "Descending")
        start = int(request.get("NextToken", 0))
        end = start + int(request.get("MaxResults", PAGE))
        return found[start:end], ({"NextToken": str(end)} if end < len(found) else {})


def summary(record: Record, *members: str) -> Record:
    """Return the members of a record that a listing shows."""
    return {member: record[member] for member in members if member in record}


tags: dict[str, dict[str, str]] = {}


def tagged(resource_arn: str) -> dict[str, str]:
    """Return the tags of a resource."""
    if resource_arn not in tags:
        raise ServiceError("ValidationException", f"Could not find resource {resource_arn}")
    return tags[resource_arn]


def add_tags(request: Record) -> Record:
    """Answer AddTags."""
    tagged(request["ResourceArn"]).update({tag["Key"]: tag["Value"] for tag in request["Tags"]})
    return list_tags(request)


def list_tags(request: Record) -> Record:
    """Answer ListTags."""
    return {"Tags": [{"Key": key, "Value": value} for key, value in tagged(request["ResourceArn"]).items()]}


def delete_tags(request: Record) -> Record:
    """Answer DeleteTags."""
    for key in request["TagKeys"]:
        tagged(request["ResourceArn"]).pop(key, None)
    return {}


OPERATIONS = {"AddTags": add_tags, "ListTags": list_tags, "DeleteTags": delete_tags}
