"""The URI of AWS's Docker image for a framework, by the rules of the SageMaker Python SDK 2 and from its own map."""

from images.sets import ImageSet, UnsupportedImage, image_set, image_table, refusal
from images.versions import Choice, choose, order

DOMAINS = {"cn": "amazonaws.com.cn", "us-iso": "c2s.ic.gov", "us-isob": "sc2s.sgov.gov", "us-isof": "csp.hci.ic.gov"}
FIRST_WITHOUT_P2 = {"tensorflow": "2.12", "pytorch": "1.13"}
RETIRED = {
    "MXNET": "AWS has not supported MXNet since 2023: its images still work but get no fixes; prefer PYTORCH.",
    "XGBOOST 1": "FrameworkVersion 1, also called latest, is XGBoost 0.72 of 2018: it still works but gets no fixes; prefer a newer one.",
    "XGBOOST 0.90": "AWS no longer supports XGBoost 0.90: its images still work but get no fixes; prefer a newer one.",
}


def image_uri(
    framework: str,
    kind: str,
    region: str,
    instance_type: str | None,
    version: str | None = None,
    py_version: str | None = None,
    algorithm: str | None = None,
    base_framework_version: str | None = None,
) -> str:
    """Return the URI of AWS's image for a framework.

    Args:
        framework: one of image_sets.FRAMEWORKS.
        kind: Training or Inference.
        region: the region that the image runs in.
        instance_type: such as ml.g5.xlarge: CPU, GPU and Graviton instances have different images. None: a serverless endpoint.
        version: the framework's version, for HUGGINGFACE that of transformers; full (2.19.0), or short (2.19) for the tag that AWS
            moves along with its fixes. None: the newest of this kind. Ask newest_version for one that both trains and serves.
        py_version: such as py312. None: the newest of the version. Ignored where an image's tag names no Python.
        algorithm: the built-in algorithm of AMAZON, such as linear-learner; ignored for the others.
        base_framework_version: such as pytorch2.5.1 for HUGGINGFACE, ignored for the others. None: the newest PyTorch.

    Raises:
        UnsupportedImage: AWS publishes no such image.
    """
    images = image_set(framework, kind, instance_type, algorithm)
    choice = choose(images, version, py_version, base_framework_version)
    refuse_old_hardware(images, choice)
    domain = DOMAINS.get(region.rsplit("-", 2)[0], "amazonaws.com")
    return f"{account(images, choice, region)}.dkr.ecr.{region}.{domain}/{choice.variant['Repository']}:{tag(images, choice)}"


def newest_version(framework: str, instance_types: dict[str, str | None], algorithm: str | None = None) -> str:
    """Return the newest full version that has images for all the kinds asked for.

    AWS's newest training image often has no inference image yet, and a model may not load in another version than it was trained in.

    Args:
        framework: one of image_sets.FRAMEWORKS.
        instance_types: by kind, such as {"Training": "ml.m5.large", "Inference": "ml.c7g.large"}; None for a serverless endpoint.
        algorithm: the built-in algorithm of AMAZON.

    Raises:
        UnsupportedImage: AWS publishes no such images.
    """
    sets = [image_set(framework, kind, instance_type, algorithm) for kind, instance_type in instance_types.items()]
    return max(set.intersection(*(set(images.versions) for images in sets)), key=order)


def retired(framework: str, version: str | None) -> str | None:
    """Return a sentence for the user where AWS has given up a framework, or this version of it, and its images still work."""
    short = "1" if version == "latest" else (version or "").split("-")[0]
    return RETIRED.get(framework) or RETIRED.get(f"{framework} {short}")


def account(images: ImageSet, choice: Choice, region: str) -> str:
    """Return the AWS account that holds the image in a region."""
    accounts: dict[str, str] = image_table()["Registries"][choice.variant["Registries"]]
    if region not in accounts:
        raise refusal("region", region, f"{images.use} {choice.version}", accounts)
    return accounts[region]


def tag(images: ImageSet, choice: Choice) -> str:
    """Return the tag, such as 2.19-gpu-py312."""
    processor = tagged_processor(images, choice)
    first = choice.variant.get("Prefix", choice.version)
    if choice.base:
        first = f"{choice.base.removeprefix('pytorch').removeprefix('tensorflow')}-transformers{choice.version}"
    ending = choice.variant.get("Endings", {}).get(processor)
    words = "-".join(word for word in (first, processor, choice.python, ending) if word)
    if images.machine.family == "p4d" and (p4d_ending := image_table()["P4dEndings"].get(f"{images.name}:{words}")):
        return f"{words}-{p4d_ending}"
    return words


def tagged_processor(images: ImageSet, choice: Choice) -> str | None:
    """Return the processor in the tag; None where one image runs on all."""
    processors: list[str] = choice.variant.get("Processors", [])
    processor = "gpu" if images.machine.processor == "gpu" else "cpu"
    if processors and processor not in processors:
        existing = f"one for {'/'.join(processors).upper()} instances"
        raise refusal("instance type", images.machine.name, f"{images.use} {choice.version}", [existing])
    return processor if processors else None


def refuse_old_hardware(images: ImageSet, choice: Choice) -> None:
    """Refuse P2 instances, whose GPUs newer frameworks no longer drive."""
    first_without = FIRST_WITHOUT_P2.get(images.name)
    if images.machine.family == "p2" and first_without and order(choice.version) >= order(first_without):
        raise UnsupportedImage(
            f"instance type {images.machine.name}: AWS has no P2 image for {images.use} from FrameworkVersion {first_without} on; "
            "choose a newer GPU instance or an older FrameworkVersion."
        )
