"""Defaults that step aside for what excludes them, so that a document says what it wants and not what it does not."""

import math
from typing import Any

from api.rules.ranges import combinations, tuned

TRIALS, PARALLEL = 10, 2


def resources(defaults: dict[str, Any], given: Any) -> dict[str, Any]:
    """Return a ResourceConfig's defaults without those that InstanceGroups or InstancePreferences exclude."""
    asked = given if isinstance(given, dict) else {}
    preferences = asked.get("InstancePreferences")
    if isinstance(preferences, list):
        counted = any(isinstance(entry, dict) and "InstanceCount" in entry for entry in preferences)
        return without(defaults, "InstanceType", *(["InstanceCount"] if counted else []))
    return without(defaults, "InstanceType", "InstanceCount") if asked.get("InstanceGroups") else defaults


def container(defaults: dict[str, Any], given: Any) -> dict[str, Any]:
    """Return a container's defaults without those that its ModelPackageName or ModelDataSource exclude."""
    asked = given if isinstance(given, dict) else {}
    if asked.get("ModelPackageName"):
        return without(defaults, "Image", "ModelDataUrl")
    return without(defaults, "ModelDataUrl") if asked.get("ModelDataSource") else defaults


def limits(given: Any) -> dict[str, Any]:
    """Return the ResourceLimits of a tuning job by default: as many trials as its ranges and its own limits leave room for."""
    config = given if isinstance(given, dict) else {}
    own = config.get("ResourceLimits") if isinstance(config.get("ResourceLimits"), dict) else {}
    if config.get("Strategy") == "Grid":  # tries everything once
        return {"MaxParallelTrainingJobs": PARALLEL}
    trials = min(TRIALS, choices(config.get("ParameterRanges")))
    most = str((own or {}).get("MaxNumberOfTrainingJobs"))
    return {"MaxNumberOfTrainingJobs": trials, "MaxParallelTrainingJobs": min(PARALLEL, int(most) if most.isdecimal() else trials)}


def choices(ranges: Any) -> Any:
    """Return how many combinations ranges have; what is malformed is refused elsewhere."""
    try:
        return combinations(ranges) if tuned(ranges) else math.inf
    except (AttributeError, KeyError, TypeError):
        return math.inf


def without(defaults: dict[str, Any], *members: str) -> dict[str, Any]:
    """Return defaults without some members."""
    return {key: value for key, value in defaults.items() if key not in members}
