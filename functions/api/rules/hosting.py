"""Rules of an endpoint configuration and its variants."""

from typing import Any

from api.rules.rule import Rule, get, given, has_own_disk, twice

MEMORY_STEP = 1024
INSTANCES = ("InstanceType", "InstancePools")
PREFIX = "RoutingConfig.PrefixAwareRoutingConfig"


def variants(config: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the production variants and the shadows."""
    return [*config["ProductionVariants"], *config.get("ShadowProductionVariants", [])]


def is_serverless(config: dict[str, Any]) -> bool:
    """Return whether an endpoint has a serverless variant."""
    return any("ServerlessConfig" in variant for variant in variants(config))


def of_models(config: dict[str, Any]) -> bool:
    """Return whether variants serve models; those of inference components name none."""
    return any("ModelName" in variant for variant in variants(config))


def beside_serverless(config: dict[str, Any]) -> str | None:
    """Return what a serverless endpoint cannot have beside its variant."""
    several = ["several ProductionVariants"] if len(config["ProductionVariants"]) > 1 else []
    captured = ["DataCaptureConfig"] if get(config, "DataCaptureConfig.EnableCapture") else []
    others = [*several, *captured, *given(config, "ShadowProductionVariants", "AsyncInferenceConfig")]
    return ", ".join(others) if is_serverless(config) and others else None


def own_disks(config: dict[str, Any]) -> str | None:
    """Return an instance type that has a disk of its own."""
    return next((variant["InstanceType"] for variant in variants(config) if has_own_disk(variant.get("InstanceType"))), None)


CONFIG = (
    Rule("ProductionVariants", "expected each VariantName once, got {} twice", "API_CreateEndpointConfig",
         lambda config: twice([variant["VariantName"] for variant in variants(config)])),
    Rule("ShadowProductionVariants", "expected one shadow beside one production variant", "API_CreateEndpointConfig",
         lambda config: "ShadowProductionVariants" in config and len(variants(config)) != 2),
    Rule("ShadowProductionVariants", "not with AsyncInferenceConfig", "dg/shadow-tests-exclusions",
         lambda config: len(given(config, "ShadowProductionVariants", "AsyncInferenceConfig")) > 1),
    Rule("ProductionVariants", "ServerlessConfig does not go with {}", "dg/serverless-endpoints", beside_serverless),
    Rule("KmsKeyId", "not with instance type {}, whose own disks are encrypted by themselves", "API_CreateEndpointConfig",
         lambda config: "KmsKeyId" in config and own_disks(config)),
    Rule("EnableNetworkIsolation", "only for variants without ModelName; Model.EnableNetworkIsolation isolates a model",
         "terraform-provider-aws 48738", lambda config: config.get("EnableNetworkIsolation") and of_models(config)),
)  # fmt: skip

VARIANT = (
    Rule("ServerlessConfig", "not together with {}", "API_ProductionVariant",
         lambda variant: "ServerlessConfig" in variant and ", ".join(given(variant, *INSTANCES))),
    Rule("InstanceType", "required, or a ServerlessConfig", "API_ProductionVariant",
         lambda variant: not given(variant, *INSTANCES, "ServerlessConfig")),
    Rule("InitialInstanceCount", "required with InstanceType", "API_ProductionVariant",
         lambda variant: len(given(variant, "InstanceType", "ModelName")) == 2
         and not given(variant, "InitialInstanceCount", "ManagedInstanceScaling")),
    Rule("ServerlessConfig.MemorySizeInMB", "expected 1024, 2048, 3072, 4096, 5120 or 6144, got {}", "API_ProductionVariantServerlessConfig",
         lambda variant: (memory := get(variant, "ServerlessConfig.MemorySizeInMB") or 0) % MEMORY_STEP and memory),
    Rule("ServerlessConfig.ProvisionedConcurrency", "expected at most MaxConcurrency, got {}", "API_ProductionVariantServerlessConfig",
         lambda variant: (n := get(variant, "ServerlessConfig.ProvisionedConcurrency") or 0)
         > (get(variant, "ServerlessConfig.MaxConcurrency") or 0) and n),
    Rule("AcceleratorType", "AWS has given Elastic Inference up", "API_ProductionVariant", lambda variant: given(variant, "AcceleratorType")),
    Rule("VolumeSizeInGB", "not with instance type {}, which has disks of its own", "SageMaker Python SDK, volume_size_supported",
         lambda variant: "VolumeSizeInGB" in variant and has_own_disk(variant.get("InstanceType")) and variant["InstanceType"]),
    Rule("ManagedInstanceScaling.MinInstanceCount", "0 only for a variant without ModelName, which hosts inference components",
         "terraform-provider-aws 45926",
         lambda variant: get(variant, "ManagedInstanceScaling.MinInstanceCount") == 0 and "ModelName" in variant),
    Rule("ManagedInstanceScaling.MinInstanceCount", "expected at most MaxInstanceCount, got {}",
         "API_ProductionVariantManagedInstanceScaling",
         lambda variant: len(given(variant, "ManagedInstanceScaling.MinInstanceCount", "ManagedInstanceScaling.MaxInstanceCount")) == 2
         and (n := variant["ManagedInstanceScaling"]["MinInstanceCount"]) > variant["ManagedInstanceScaling"]["MaxInstanceCount"] and n),
    Rule(PREFIX, "only with RoutingStrategy PREFIX_AWARE", "API_ProductionVariantRoutingConfig",
         lambda variant: given(variant, PREFIX) and variant["RoutingConfig"]["RoutingStrategy"] != "PREFIX_AWARE"),
    Rule(PREFIX, "PrefixLength and ConcurrencyThreshold are required with RoutingStrategy PREFIX_AWARE", "API_PrefixAwareRoutingConfig",
         lambda variant: get(variant, "RoutingConfig.RoutingStrategy") == "PREFIX_AWARE"
         and len(given(variant, f"{PREFIX}.PrefixLength", f"{PREFIX}.ConcurrencyThreshold")) < 2),
)  # fmt: skip
