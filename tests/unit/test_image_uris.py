"""The images of frameworks: what they should be, what is refused, and that the SageMaker Python SDK says the same."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from packaging.version import Version

from images.uris import UnsupportedImage, image_uri, newest_version, retired

CPU, GPU, GRAVITON, P2, P4D = "ml.m5.large", "ml.g5.xlarge", "ml.c7g.xlarge", "ml.p2.xlarge", "ml.p4d.24xlarge"
HF, HF_TF = "huggingface-pytorch", "huggingface-tensorflow"
PY2 = {"version": "1.13.1", "py_version": "py2"}
PT23, PT28, SK14 = {"version": "2.3"}, {"version": "2.8", "py_version": "py38"}, {"version": "1.4-2"}
PCA2 = {"algorithm": "pca", "version": "2"}
PT25 = {"version": "4.49.0", "base_framework_version": "pytorch2.5.1"}
PT26 = {"version": "4.49.0", "base_framework_version": "pytorch2.6.0"}
TF26 = {"version": "4.17", "base_framework_version": "tensorflow2.6"}
SDK_NAMES = {
    "TENSORFLOW": "tensorflow",
    "MXNET": "mxnet",
    "PYTORCH": "pytorch",
    "SKLEARN": "sklearn",
    "XGBOOST": "xgboost",
    "HUGGINGFACE": "huggingface",
}
ALGORITHMS = (
    "blazingtext",
    "factorization-machines",
    "forecasting-deepar",
    "image-classification",
    "ipinsights",
    "kmeans",
    "knn",
    "lda",
    "linear-learner",
    "ntm",
    "object-detection",
    "object2vec",
    "pca",
    "randomcutforest",
    "semantic-segmentation",
    "seq2seq",
    "xgboost",
)
COMMERCIAL = ("us-east-1", "us-west-1", "eu-west-1", "eu-central-2", "ap-northeast-1", "ap-southeast-2", "ca-west-1", "me-south-1")
NEW_OR_APART = ("ap-southeast-7", "il-central-1", "us-gov-east-1", "us-gov-west-1", "cn-north-1", "us-iso-east-1", "us-isob-east-1")
REGIONS = (*COMMERCIAL, *NEW_OR_APART, "us-isof-east-1", "mars-north-1")
NONE = "AWS has no such image for"


@pytest.mark.parametrize(
    ("framework", "kind", "instance_type", "options", "account", "image"),
    [
        ("TENSORFLOW", "Training", CPU, {"version": "2.19"}, "763104351884", "tensorflow-training:2.19-cpu-py312"),
        ("TENSORFLOW", "Inference", GPU, {"py_version": "py312"}, "763104351884", "tensorflow-inference:2.19.0-gpu"),
        ("TENSORFLOW", "Training", CPU, {"version": "1.15.5"}, "763104351884", "tensorflow-training:1.15.5-cpu-py37"),
        ("TENSORFLOW", "Training", CPU, PY2, "520713654638", "sagemaker-tensorflow-scriptmode:1.13.1-cpu-py2"),
        ("TENSORFLOW", "Training", P4D, {"version": "2.3.1"}, "763104351884", "tensorflow-training:2.3.1-gpu-py37-cu110-ubuntu18.04"),
        ("MXNET", "Training", GPU, {}, "763104351884", "mxnet-training:1.9.0-gpu-py38"),
        ("PYTORCH", "Training", "ml.p5.48xlarge", {}, "763104351884", "pytorch-training:2.8.0-gpu-py312"),
        ("PYTORCH", "Inference", None, {}, "763104351884", "pytorch-inference:2.6.0-cpu-py312"),
        ("PYTORCH", "Inference", GRAVITON, {}, "763104351884", "pytorch-inference-graviton:2.4.0-cpu-py311-ubuntu22.04-sagemaker"),
        ("PYTORCH", "Inference", "ml.m8g.large", PT23, "763104351884", "pytorch-inference-graviton:2.3-cpu-py311-ubuntu20.04-sagemaker"),
        ("SKLEARN", "Training", CPU, {}, "683313688378", "sagemaker-scikit-learn:1.4-2-cpu-py3"),
        ("SKLEARN", "Inference", CPU, {}, "683313688378", "sagemaker-scikit-learn:1.2-1-cpu-py3"),
        ("SKLEARN", "Inference", GRAVITON, {}, "683313688378", "sagemaker-scikit-learn:1.0-1-arm64-cpu-py3"),
        ("XGBOOST", "Training", GPU, {}, "683313688378", "sagemaker-xgboost:3.0-5"),
        ("XGBOOST", "Inference", GRAVITON, {}, "683313688378", "sagemaker-xgboost:1.5-1-arm64"),
        ("XGBOOST", "Training", CPU, {"version": "latest"}, "811284229777", "xgboost:latest"),
        ("HUGGINGFACE", "Training", GPU, {}, "763104351884", f"{HF}-training:2.8.0-transformers4.56.2-gpu-py312-cu129-ubuntu22.04"),
        ("HUGGINGFACE", "Training", GPU, PT25, "763104351884", f"{HF}-training:2.5.1-transformers4.49.0-gpu-py311-cu124-ubuntu22.04"),
        ("HUGGINGFACE", "Inference", CPU, TF26, "763104351884", f"{HF_TF}-inference:2.6-transformers4.17-cpu-py38-ubuntu20.04"),
        ("AMAZON", "Training", CPU, {"algorithm": "linear-learner"}, "382416733822", "linear-learner:1"),
        ("AMAZON", "Inference", GPU, {"algorithm": "xgboost"}, "683313688378", "sagemaker-xgboost:3.0-5"),
    ],
)
def test_the_image_is_the_one_that_aws_publishes(
    framework: str, kind: str, instance_type: str | None, options: dict[str, str], account: str, image: str
) -> None:
    assert image_uri(framework, kind, "us-east-1", instance_type, **options) == f"{account}.dkr.ecr.us-east-1.amazonaws.com/{image}"


@pytest.mark.parametrize(
    ("region", "registry"),
    [
        ("eu-west-1", "141502667606.dkr.ecr.eu-west-1.amazonaws.com"),
        ("ap-southeast-2", "783357654285.dkr.ecr.ap-southeast-2.amazonaws.com"),
        ("us-gov-west-1", "414596584902.dkr.ecr.us-gov-west-1.amazonaws.com"),
        ("cn-north-1", "450853457545.dkr.ecr.cn-north-1.amazonaws.com.cn"),
        ("us-iso-east-1", "833128469047.dkr.ecr.us-iso-east-1.c2s.ic.gov"),
        ("us-isob-east-1", "281123927165.dkr.ecr.us-isob-east-1.sc2s.sgov.gov"),
    ],
)
def test_each_region_pulls_from_its_own_registry(region: str, registry: str) -> None:
    assert image_uri("SKLEARN", "Training", region, CPU) == f"{registry}/sagemaker-scikit-learn:1.4-2-cpu-py3"


@pytest.mark.parametrize(
    ("framework", "kind", "instance_type", "options", "refusal"),
    [
        ("CHAINER", "Training", CPU, {}, "Framework CHAINER: AWS has no images for it; there is AMAZON, TENSORFLOW, MXNET, PYTORCH, "),
        ("AMAZON", "Training", CPU, {"algorithm": "kmean"}, f"Algorithm kmean: {NONE} the framework AMAZON; there is blazingtext, "),
        ("AMAZON", "Training", CPU, PCA2, f"FrameworkVersion 2: {NONE} Training with pca; there is 1."),
        ("SKLEARN", "Inference", CPU, SK14, f"FrameworkVersion 1.4-2: {NONE} Inference with SKLEARN; there is 1.2-1, 1.0-1, 0.23-1, "),
        ("SKLEARN", "Inference", GRAVITON, SK14, f"FrameworkVersion 1.4-2: {NONE} Inference with SKLEARN on Graviton; there is 1.0-1."),
        ("PYTORCH", "Training", CPU, PT28, f"PyVersion py38: {NONE} Training with PYTORCH 2.8; there is py312."),
        (
            "HUGGINGFACE",
            "Training",
            GPU,
            PT26,
            f"BaseFrameworkVersion pytorch2.6.0: {NONE} Training with HUGGINGFACE 4.49.0; there is pytorch2.5",
        ),
        ("HUGGINGFACE", "Training", CPU, {}, f"type ml.m5.large: {NONE} Training with HUGGINGFACE 4.56.2; there is one for GPU instances."),
        (
            "PYTORCH",
            "Training",
            GRAVITON,
            {},
            "type ml.c7g.xlarge: AWS has no Graviton image for Training with PYTORCH, only for Inference ",
        ),
        ("MXNET", "Inference", GRAVITON, {}, "type ml.c7g.xlarge: AWS has no Graviton image for Inference with MXNET, only for Inference "),
        ("PYTORCH", "Inference", "ml.inf2.xlarge", {}, "type ml.inf2.xlarge: there are no Neuron images here for Inference with PYTORCH; "),
        ("PYTORCH", "Training", P2, {}, "type ml.p2.xlarge: AWS has no P2 image for Training with PYTORCH from FrameworkVersion 1.13 on; "),
    ],
)
def test_what_aws_does_not_publish_is_refused_with_the_key_and_what_exists(
    framework: str, kind: str, instance_type: str, options: dict[str, str], refusal: str
) -> None:
    with pytest.raises(UnsupportedImage, match=re.escape(refusal)):
        image_uri(framework, kind, "us-east-1", instance_type, **options)


def test_amazon_needs_an_algorithm() -> None:
    with pytest.raises(
        UnsupportedImage, match="Algorithm is missing: the framework AMAZON needs one; there is blazingtext, factorization-mach"
    ):
        image_uri("AMAZON", "Training", "us-east-1", CPU)


def test_a_region_without_the_image_is_refused_with_the_regions_that_have_it() -> None:
    with pytest.raises(
        UnsupportedImage, match="region mars-north-1: AWS has no such image for Training with lda 1; there is ap-northeast-1, "
    ):
        image_uri("AMAZON", "Training", "mars-north-1", CPU, algorithm="lda")


def test_what_is_no_instance_type_is_refused() -> None:
    with pytest.raises(
        UnsupportedImage, match=r"instance type m5\.large is not one of SageMaker's; expected ml\.<family>\.<size>, such as "
    ):
        image_uri("PYTORCH", "Training", "us-east-1", "m5.large")


@pytest.mark.parametrize(
    ("framework", "serving", "expected"),
    [
        ("TENSORFLOW", CPU, "2.19.0"),
        ("TENSORFLOW", GRAVITON, "2.14.1"),
        ("MXNET", CPU, "1.9.0"),
        ("PYTORCH", None, "2.6.0"),
        ("SKLEARN", CPU, "1.2-1"),
        ("XGBOOST", GRAVITON, "1.5-1"),
        ("HUGGINGFACE", GPU, "4.49.0"),
    ],
)
def test_the_newest_version_for_a_build_both_trains_and_serves(framework: str, serving: str | None, expected: str) -> None:
    assert newest_version(framework, {"Training": GPU, "Inference": serving}) == expected


def test_the_newest_version_of_one_kind_may_be_newer() -> None:
    assert newest_version("SKLEARN", {"Training": CPU}) == "1.4-2"


def test_retired_frameworks_and_versions_are_told_of() -> None:
    assert retired("MXNET", "1.9.0") == ("AWS has not supported MXNet since 2023: its images still work but get no fixes; prefer PYTORCH.")
    assert "XGBoost 0.72" in (retired("XGBOOST", "latest") or "")
    assert "XGBoost 0.90" in (retired("XGBOOST", "0.90-2") or "")


def test_supported_frameworks_are_not_called_retired() -> None:
    assert [retired("XGBOOST", "1.7-1"), retired("XGBOOST", None), retired("PYTORCH", "2.8.0")] == [None, None, None]


@pytest.fixture(scope="module")
def sdk() -> Iterator[Any]:
    """Return the SDK's image_uris, offline, and spared from reading botocore's endpoints anew for every URI."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SAGEMAKER_SUPPRESS_V2_WARNING", "1")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        from sagemaker import image_uris, utils  # noqa: PLC0415 - it reads the environment when it is imported

        patch.setattr(utils, "_botocore_resolver", cache(utils._botocore_resolver))
        yield image_uris


@pytest.mark.parametrize("instance_type", [CPU, GPU, P2, P4D])
@pytest.mark.parametrize("kind", ["Training", "Inference"])
@pytest.mark.parametrize("framework", SDK_NAMES)
def test_every_version_has_the_image_that_the_sdk_retrieves(sdk: Any, framework: str, kind: str, instance_type: str) -> None:
    options = sdk_options(sdk, SDK_NAMES[framework], kind.lower())
    ours = [our_uri(framework, kind, "us-east-1", instance_type, **option) for option in options]
    assert ours == [sdk_uri(sdk, SDK_NAMES[framework], kind.lower(), "us-east-1", instance_type, **option) for option in options]


@pytest.mark.parametrize("instance_type", [CPU, GPU])
@pytest.mark.parametrize("kind", ["Training", "Inference"])
@pytest.mark.parametrize("framework", SDK_NAMES)
def test_the_oldest_and_newest_have_the_sdks_images_in_every_region(sdk: Any, framework: str, kind: str, instance_type: str) -> None:
    options = ends(sdk_options(sdk, SDK_NAMES[framework], kind.lower()))
    cases = [(region, option) for region in REGIONS for option in options]
    ours = [our_uri(framework, kind, region, instance_type, **option) for region, option in cases]
    assert ours == [sdk_uri(sdk, SDK_NAMES[framework], kind.lower(), region, instance_type, **option) for region, option in cases]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_algorithm_has_the_sdks_image_in_every_region(sdk: Any, algorithm: str) -> None:
    cases = [(kind, region, instance) for kind in ("Training", "Inference") for region in REGIONS for instance in (CPU, GPU)]
    version = "1.7-1" if algorithm == "xgboost" else "1"
    ours = [our_uri("AMAZON", kind, region, instance, version=version, algorithm=algorithm) for kind, region, instance in cases]
    assert ours == [sdk_uri(sdk, algorithm, kind.lower(), region, instance, version=version) for kind, region, instance in cases]


@pytest.mark.parametrize("framework", ["TENSORFLOW", "PYTORCH", "SKLEARN", "XGBOOST"])
def test_every_graviton_version_has_the_image_that_the_sdk_retrieves(sdk: Any, framework: str) -> None:
    options = sdk_options(sdk, SDK_NAMES[framework], "inference_graviton")
    cases = [(region, option) for region in REGIONS for option in options]
    ours = [our_uri(framework, "Inference", region, GRAVITON, **option) for region, option in cases]
    assert ours == [sdk_uri(sdk, SDK_NAMES[framework], "inference", region, GRAVITON, **option) for region, option in cases]


def our_uri(framework: str, kind: str, region: str, instance_type: str, **options: Any) -> str | None:
    """Return our URI, None where we refuse."""
    try:
        return image_uri(framework, kind, region, instance_type, **options)
    except UnsupportedImage:
        return None


def sdk_uri(sdk: Any, name: str, scope: str, region: str, instance_type: str, **options: Any) -> str | None:
    """Return the SDK's URI, None where it refuses. Its estimators name the CUDA that the first Hugging Face images leave out."""
    cuda = "cu110-ubuntu18.04" if name == "huggingface" and instance_type != CPU else None
    try:
        uri: str = sdk.retrieve(name, region, instance_type=instance_type, image_scope=scope, container_version=cuda, **options)
    except ValueError:
        return None
    return uri


def sdk_options(sdk: Any, name: str, scope: str) -> list[dict[str, Any]]:
    """Return every version, short version, Python and base framework that the SDK knows, from old to new."""
    config = sdk.config_for_framework(name)[scope]
    full = {**{version: version for version in config["versions"]}, **config.get("version_aliases", {})}
    full.pop("latest", None)
    return [
        {"version": version, **option}
        for version in sorted(full, key=Version)
        for option in version_options(config["versions"][full[version]])
    ]


def version_options(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every Python and base framework of one version."""
    if "repository" in entry:
        return [{"py_version": python} for python in entry.get("py_versions", [None])]
    shorts = entry.get("version_aliases", {})
    bases = {**{key: key for key in entry if key.startswith(("pytorch", "tensorflow"))}, **shorts}
    if bases:
        return [
            {"base_framework_version": base, "py_version": python} for base, full in bases.items() for python in entry[full]["py_versions"]
        ]
    return [{"py_version": python} for python in entry]


def ends(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the options of the oldest and of the newest version."""
    return [option for option in options if option["version"] in (options[0]["version"], options[-1]["version"])]
