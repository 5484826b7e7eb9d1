"""Rules of a processing job."""

from typing import Any

from api.rules.rule import Rule, either, get, given, has_own_disk, twice

ROOT = "/opt/ml/processing/"


def counts(cluster: dict[str, Any]) -> bool:
    """Return whether preferences and cluster do not agree on who says how many instances there are."""
    preferences = cluster.get("InstancePreferences", [])
    counted = sum("InstanceCount" in preference for preference in preferences)
    return 0 < counted < len(preferences) or (counted > 0 and "InstanceCount" in cluster)


def place(entry: dict[str, Any]) -> Any:
    """Return where an input's files land, which SageMaker wants to know unless the program fetches them itself."""
    return get(entry, "S3Input.LocalPath") if "S3Input" in entry else get(entry, "DatasetDefinition.LocalPath")


CLUSTER = (
    Rule("InstanceType", "expected one of InstanceType and InstancePreferences, got {}", "API_ProcessingClusterConfig",
         lambda cluster: either(cluster, "InstanceType", "InstancePreferences")),
    Rule("InstancePreferences", "expected each instance type once, got {} twice", "API_ProcessingInstancePreference",
         lambda cluster: twice([preference["InstanceType"] for preference in cluster.get("InstancePreferences", [])])),
    Rule("InstanceCount", "expected here or in every one of InstancePreferences, not in both", "API_ProcessingInstancePreference", counts),
    Rule("SelectedInstanceType", "only in SageMaker's answers", "API_ProcessingClusterConfig",
         lambda cluster: given(cluster, "SelectedInstanceType")),
    Rule("SelectedInstanceCount", "only in SageMaker's answers", "API_ProcessingClusterConfig",
         lambda cluster: given(cluster, "SelectedInstanceCount")),
    Rule("VolumeKmsKeyId", "not for {}, whose own disks are encrypted by themselves", "API_ProcessingClusterConfig",
         lambda cluster: "VolumeKmsKeyId" in cluster and has_own_disk(cluster.get("InstanceType")) and cluster["InstanceType"]),
)  # fmt: skip

INPUT = (
    Rule("S3Input", "expected one of S3Input and DatasetDefinition, got {}", "API_ProcessingInput",
         lambda entry: either(entry, "S3Input", "DatasetDefinition")),
    Rule("S3Input.LocalPath", "required", "API_ProcessingS3Input",
         lambda entry: "S3Input" in entry and not entry.get("AppManaged") and not place(entry)),
    Rule("S3Input.LocalPath", f"expected to begin with {ROOT}, got {{}}", "API_ProcessingS3Input",
         lambda entry: "S3Input" in entry and place(entry) and not f"{place(entry)}/".startswith(ROOT) and place(entry)),
    Rule("S3Input.S3CompressionType", "Gzip only with S3InputMode Pipe", "API_ProcessingS3Input",
         lambda entry: get(entry, "S3Input.S3CompressionType") == "Gzip" and get(entry, "S3Input.S3InputMode") != "Pipe"),
    Rule("DatasetDefinition.LocalPath", "required", "API_DatasetDefinition",
         lambda entry: "DatasetDefinition" in entry and not entry.get("AppManaged") and not place(entry)),
    Rule("DatasetDefinition", "expected one of AthenaDatasetDefinition and RedshiftDatasetDefinition, got {}", "API_DatasetDefinition",
         lambda entry: either(entry.get("DatasetDefinition"), "AthenaDatasetDefinition", "RedshiftDatasetDefinition")),
)  # fmt: skip

OUTPUT = (
    Rule("S3Output", "expected one of S3Output and FeatureStoreOutput, got {}", "API_ProcessingOutput",
         lambda entry: either(entry, "S3Output", "FeatureStoreOutput")),
    Rule("FeatureStoreOutput", "only with AppManaged: true", "API_ProcessingOutput",
         lambda entry: "FeatureStoreOutput" in entry and not entry.get("AppManaged")),
)  # fmt: skip
