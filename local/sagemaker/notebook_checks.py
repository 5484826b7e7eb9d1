"""What may be asked of notebook instances: their records, what is so unless it is said otherwise, and what SageMaker refuses."""

from local.gateway import quotas
from local.gateway.protocol import ServiceError
from local.sagemaker import lifecycle_configs
from local.sagemaker.records import Kind, Record
from local.sagemaker.training import assumable

NAME, STATUS, CONFIG = "NotebookInstanceName", "NotebookInstanceStatus", "NotebookInstanceLifecycleConfigName"
INSTANCES = Kind("notebook instance", NAME, "NotebookInstanceArn", "notebook-instance", missing="RecordNotFound")
ENDED = ("Stopped", "Failed")
PLATFORM = "notebook-al2023-v1"
DEFAULTS = {
    "DirectInternetAccess": "Enabled",
    "VolumeSizeInGB": 5,
    "RootAccess": "Enabled",
    "PlatformIdentifier": PLATFORM,
    "IpAddressType": "ipv4",
    "InstanceMetadataServiceConfiguration": {"MinimumInstanceMetadataServiceVersion": "1"},
}
# As Describe calls what Create and Update call otherwise.
RENAMED = {"LifecycleConfigName": CONFIG, "SecurityGroupIds": "SecurityGroups"}


def refuse(sentence: str) -> ServiceError:
    """Return a refusal."""
    return ServiceError("ValidationException", sentence)


def renamed(request: Record) -> Record:
    """Return a request's members as Describe shows them."""
    return {RENAMED.get(key, key): value for key, value in request.items()}


def check(request: Record, present: Record) -> None:
    """Refuse what SageMaker would of a request, upon what is there already."""
    wanted = present | request
    if "RoleArn" in request:
        assumable(request["RoleArn"])
    if request.get("LifecycleConfigName"):
        lifecycle_configs.found(request["LifecycleConfigName"])
    if wanted["PlatformIdentifier"] != PLATFORM:
        raise refuse(f"PlatformIdentifier {wanted['PlatformIdentifier']} is not supported any more, use {PLATFORM}.")
    if wanted["DirectInternetAccess"] == "Disabled" and "SubnetId" not in wanted:
        raise refuse("DirectInternetAccess can be Disabled only with a SubnetId.")
    if request.get("SecurityGroupIds") and "SubnetId" not in wanted:
        raise refuse("SecurityGroupIds need a SubnetId.")
    if wanted["VolumeSizeInGB"] < present["VolumeSizeInGB"]:
        raise refuse(f"The volume's size cannot be decreased from {present['VolumeSizeInGB']} to {wanted['VolumeSizeInGB']} GB.")


def check_quota(kind: str) -> None:
    """Refuse an instance for which there is no quota."""
    used = sum(record["InstanceType"] == kind and record[STATUS] not in ENDED for record in INSTANCES.all.values())
    quotas.require(f"{kind} for notebook instance usage", used, 1)
