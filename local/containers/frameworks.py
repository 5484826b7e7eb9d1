"""AWS's own images of frameworks and algorithms, as far as they run here: script mode's toolkits, and the built-in XGBoost.

An image stands for the programs in local/containers/toolkits; they run with the packages of the local AWS, so a script of a framework that is not
installed fails with its own ImportError. Known: training and hosting of every script-mode framework, and XGBoost. Not known: the other built-in
algorithms, requirements.txt, distributed training, MMS's and TensorFlow Serving's own protocols.
"""

import sys
from pathlib import Path

from images.sets import image_table
from local.containers import images
from local.containers.images import Image, ImageNotFound
from local.gateway.state import ACCOUNT, region, state_dir
from local.iam import authorization

ROOT = Path(__file__).parents[2]
PULL = ("ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
# What the built-in XGBoost reports without being asked to.
XGBOOST_METRICS = tuple(
    {"Name": f"{part}:{metric}", "Regex": rf".*\[[0-9]+\].*#011{part}-{metric}:([-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?).*"}
    for part in ("train", "validation")
    for metric in ("rmse", "mae", "logloss", "error", "merror", "mlogloss", "auc")
)


def is_framework(uri: str) -> bool:
    """Return whether a URI names an image in an account of AWS."""
    return account(uri) in {number for registry in image_table()["Registries"].values() for number in registry.values()}


def account(uri: str) -> str:
    """Return the account in an image's URI."""
    return uri.partition(".")[0]


def repository(uri: str) -> str:
    """Return the repository in an image's URI."""
    return images.parts(uri)[0]


def pull(uri: str, role_arn: str) -> Image:
    """Return the image behind a URI if the role may pull it; raise ImageNotFound otherwise."""
    name = repository(uri)
    for action in PULL:
        resource = "*" if action == "ecr:GetAuthorizationToken" else f"arn:aws:ecr:{region()}:{account(uri)}:repository/{name}"
        try:
            authorization.require_of_role(role_arn, action, resource)
        except authorization.Denied as denied:
            raise ImageNotFound(f"{uri}: {denied}") from None
    if not known_tag(uri):
        raise ImageNotFound(f"Requested image {uri} not found.")
    root = state_dir() / "frameworks"
    root.mkdir(exist_ok=True)
    environment = {"LOCAL_IMAGE_REPOSITORY": name, "PYTHONUNBUFFERED": "1", "PYTHONPATH": f"{ROOT}:{ROOT}/local/containers/toolkits/aws"}
    return Image(root, environment, "/", [sys.executable, "-m", "local.containers.toolkits.entry"])


def known_tag(uri: str) -> bool:
    """Return whether the table has a version that the tag begins with."""
    name, tag = repository(uri), images.parts(uri)[1].get("imageTag", "")
    for kinds in image_table()["Images"].values():
        for found in kinds.values():
            for version, variants in found["Versions"].items():
                prefixes = [version, version.rpartition(".")[0], *(str(variant.get("Prefix", "")) for variant in variants)]
                if any(variant["Repository"] == name for variant in variants) and ("Bases" in variants[0] or tag_fits(tag, prefixes)):
                    return True
    return False


def tag_fits(tag: str, prefixes: list[str]) -> bool:
    """Return whether a tag begins with one of some versions."""
    return any(prefix and (tag == prefix or tag.startswith(f"{prefix}-")) for prefix in prefixes)


def own_metrics(uri: str, hyperparameters: dict[str, str]) -> tuple[dict[str, str], ...]:
    """Return the metric definitions that an algorithm brings along."""
    built_in = is_framework(uri) and "xgboost" in repository(uri) and "sagemaker_program" not in hyperparameters
    return XGBOOST_METRICS if built_in else ()


def pull_any(uri: str, role_arn: str, ecr: object) -> Image:
    """Return one of AWS's images or one of this account's."""
    return pull(uri, role_arn) if account(uri) != ACCOUNT and is_framework(uri) else images.pull(uri, ecr)
