"""Which versions are kept, and what is removed of the others."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from builds import records, table
from retention import item, retiring, using
from retention.using import named_in
from tests.unit.launching.world import Killed, World

ROLE = "arn:aws:iam::123456789012:role/r"
REGISTRY = "123456789012.dkr.ecr.us-east-1.amazonaws.com/images"


def test_new_versions_are_looked_at_a_few_at_a_time_and_unfinished_ones_again() -> None:
    assert item.turn({}, 3) == [1, 2, 3]
    assert item.turn({"Through": 7, "Kept": {"5": [], "6": None}}, 9) == [6, 8, 9]
    assert item.turn({"Through": 7}, 100) == [8, 9, 10, 11, 12, 13, 14, 15, 16, 17]


def test_news_that_come_late_look_at_nothing_and_count_from_the_newest() -> None:
    assert item.turn({"Through": 7}, 5) == []
    assert item.newest({"Through": 7}, 5) == 7


def test_what_a_kept_version_uses_is_kept_however_far_behind() -> None:
    assert item.needed({9}, {9: [3], 3: [1], 2: [], 1: []}) == {9, 3, 1}
    assert item.needed({9, 8}, {9: None, 8: [9]}) == {9, 8}


def test_the_item_forgets_what_is_retired_and_never_goes_back() -> None:
    state = item.after({"Through": 4, "Kept": {"2": [], "4": [2]}}, {5: None}, [2], 5, 6)
    assert state == {"Through": 5, "Kept": {"4": [2], "5": None}, "Leaving": {"2": 6}}
    assert item.after(state, {5: []}, [2, 4], 6, 7) == {"Through": 5, "Kept": {"5": []}, "Leaving": {"2": 6, "4": 7}}
    assert item.after(state, {}, [2], 7, 7) == {"Through": 5, "Kept": {"4": [2], "5": None}, "Leaving": {}}
    assert item.after(state, {}, [2], 5, 7) == state


def test_images_that_are_used_again_stay_with_their_version() -> None:
    state = {"Through": 5, "Kept": {"4": []}, "Leaving": {"2": 5}}
    assert item.after(state, {6: [2]}, [], 6, 6) == {"Through": 6, "Kept": {"2": [], "4": [], "6": [2]}, "Leaving": {}}


def test_five_versions_are_kept_unless_the_document_says_otherwise() -> None:
    assert item.versions({}) == 5
    assert item.versions({"Retention": {"Versions": 2}}) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"ModelName": "churn-v3-0a1b2c3d"}', {3}),
        ('{"ModelName": "churn-dev-v3-0a1b2c3d", "Other": "my-churn-v4-0a1b2c3d"}', set()),
        (f'{{"Image": "{REGISTRY}:v12-training", "Then": "{REGISTRY}:v1-inference"}}', {12, 1}),
        (f'{{"Image": "{REGISTRY}-of-others:v12-training"}}', set()),
        ('{"Environment": {"SAGEMAKER_SUBMIT_DIRECTORY": "s3://code/versions/v7/inference/source.tar.gz"}}', {7}),
        ('{"ModelDataUrl": "s3://code/artifacts/churn-v7-0a1b2c3d/output/model.tar.gz"}', set()),
    ],
)
def test_a_description_names_versions_by_models_images_and_files(text: str, expected: set[int]) -> None:
    assert named_in(text, "churn", "code", "images") == expected


def name(version: int) -> str:
    return f"churn-v{version}-0a1b2c3d"


@pytest.fixture
def world() -> Iterator[World]:
    """A stack, its bucket and its registry."""
    with World() as made:
        yield made


def built(version: int, model: int = 0, image: str = "", images: dict[str, Any] | None = None, **parameters: Any) -> None:
    """Record and make what a version makes, whose model may be another version's, and whose images, too."""
    client = boto3.client("sagemaker")
    made = {"Model": name(version), "EndpointConfig": name(version), "Endpoint": "churn"}
    records.write_end(version, {"Names": made, "Images": images or {}, "Parameters": json.dumps(parameters), "EndedAt": "now"})
    container = {"Image": image or f"{REGISTRY}:v{version}-training", "ModelDataUrl": "s3://elsewhere/model.tar.gz"}
    client.create_model(ModelName=name(version), ExecutionRoleArn=ROLE, PrimaryContainer=container)
    variant = {"VariantName": "a", "ModelName": name(model or version), "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    client.create_endpoint_config(EndpointConfigName=name(version), ProductionVariants=[variant])
    kind = "application/vnd.docker.distribution.manifest.v2+json"
    manifest = json.dumps({"schemaVersion": 2, "mediaType": kind, "layers": [], "config": {"digest": f"sha256:{version:064}"}})
    tag = f"v{version}-training-0a1b2c3d4e5f6071"
    boto3.client("ecr").put_image(repositoryName="images", imageManifest=manifest, imageTag=tag)
    boto3.client("s3").put_object(Bucket="code", Key=f"versions/v{version}/training/source.tar.gz", Body=b"x")
    boto3.client("s3").put_object(Bucket="code", Key=f"artifacts/{name(version)}/output/model.tar.gz", Body=b"x")


def served(*versions: int) -> None:
    table.change({"Kind": "served", "Version": 0}, lambda state: {"Stack": list(versions), "Recent": list(versions), "Done": []})


def serving(version: int) -> None:
    boto3.client("sagemaker").create_endpoint(EndpointName="churn", EndpointConfigName=name(version))


def images() -> list[int]:
    """Return the versions that have images."""
    found = boto3.client("ecr").list_images(repositoryName="images")["imageIds"]
    return sorted(int(image["imageTag"].split("-")[0].removeprefix("v")) for image in found)


def left() -> dict[str, list[int]]:
    """Return the versions of which there is something else, by kind."""
    sagemaker, s3 = boto3.client("sagemaker"), boto3.client("s3")
    files = [entry["Key"] for entry in s3.list_objects_v2(Bucket="code", Prefix="versions/").get("Contents", [])]
    found = {
        "models": [entry["ModelName"].split("-v")[1] for entry in sagemaker.list_models(MaxResults=100)["Models"]],
        "configs": [entry["EndpointConfigName"].partition("-v")[2] for entry in sagemaker.list_endpoint_configs()["EndpointConfigs"]],
        "files": [key.removeprefix("versions/v").replace("/", "-") for key in files],
    }
    return {kind: sorted(int(text.split("-")[0]) for text in texts if text) for kind, texts in found.items()}


def everything(*versions: int) -> dict[str, list[int]]:
    return {kind: list(versions) for kind in ("models", "configs", "files")}


KEEP_TWO = {"Retention": {"Versions": 2}}


def test_versions_behind_the_last_ones_lose_everything_but_what_was_trained(world: World) -> None:
    for version in range(1, 6):
        built(version, **KEEP_TWO)
    served(1, 2, 3, 4, 5)
    retiring.retire(5)
    assert left() == everything(4, 5)
    artifacts = boto3.client("s3").list_objects_v2(Bucket="code", Prefix="artifacts/")["KeyCount"]
    assert artifacts == 5


def test_of_versions_that_never_served_the_last_ones_stay_too(world: World) -> None:
    for version in range(1, 6):
        built(version, **KEEP_TWO)
    served(1, 2)
    retiring.retire(5)
    assert left() == everything(1, 2, 4, 5)


def test_what_the_endpoint_serves_stays_with_all_that_it_uses(world: World) -> None:
    built(1, **KEEP_TWO)
    built(2, image=f"{REGISTRY}:v1-training", **KEEP_TWO)
    built(3, model=2, **KEEP_TWO)
    for version in range(4, 7):
        built(version, **KEEP_TWO)
    served(3, 4, 5, 6)
    serving(3)
    retiring.retire(6)
    assert left() == everything(1, 2, 3, 5, 6)


def test_a_version_that_a_rollback_goes_back_to_stays(world: World) -> None:
    for version in range(1, 6):
        built(version, **KEEP_TWO)
    served(1, 2, 3, 4, 5)
    table.change_launch(lambda state: {**state, "Rollback": {"To": 1}})
    retiring.retire(5)
    assert left() == everything(1, 4, 5)


def test_a_version_that_is_still_built_stays_and_is_looked_at_again(world: World) -> None:
    for version in range(1, 5):
        built(version, **KEEP_TWO)
    records.write_running(1, {}, attempt=1)
    retiring.retire(4)
    assert left() == everything(1, 3, 4)
    records.write_end(1, {"EndedAt": "now"}, attempt=1)
    retiring.retire(4)
    assert left() == everything(3, 4)


def test_nothing_is_removed_while_the_endpoint_has_a_configuration_of_nobodys(world: World) -> None:
    for version in range(1, 5):
        built(version, **KEEP_TWO)
    variant = {"VariantName": "a", "ModelName": name(1), "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    boto3.client("sagemaker").create_endpoint_config(EndpointConfigName="by-hand", ProductionVariants=[variant])
    boto3.client("sagemaker").create_endpoint(EndpointName="churn", EndpointConfigName="by-hand")
    retiring.retire(4)
    assert left()["models"] == [1, 2, 3, 4]


def test_a_hundred_old_versions_go_ten_at_a_time(world: World) -> None:
    for version in range(1, 101):
        records.write_end(version, {"EndedAt": "now"})
    built(101, **KEEP_TWO)
    for expected in (10, 20, 30):
        retiring.retire(101)
        state = table.state_of(table.read(item.KEY))
        assert (state["Through"], state["Kept"]) == (expected, {})


def test_a_build_that_was_refused_used_nothing(world: World) -> None:
    assert using.by_version({"Version": 1, "EndedAt": "now"}) == []


def keep_two_of(*versions: int) -> None:
    for version in versions:
        built(version, **KEEP_TWO)


def test_images_go_when_the_next_version_has_been_built(world: World) -> None:
    keep_two_of(1, 2, 3, 4)
    retiring.retire(4)
    retiring.retire(4)  # news may come twice
    assert images() == [1, 2, 3, 4]
    keep_two_of(5)
    retiring.retire(5)
    assert images() == [3, 4, 5]
    assert table.state_of(table.read(item.KEY)) == {"Through": 5, "Kept": {"4": [], "5": []}, "Leaving": {"3": 5}}


def test_images_that_a_build_may_have_found_wait_for_its_end(world: World) -> None:
    keep_two_of(1, 2, 3)
    table.change_launch(lambda state: {**state, "LastVersion": 4})
    retiring.retire(3)
    keep_two_of(4)
    retiring.retire(4)
    assert images() == [1, 2, 3, 4]
    keep_two_of(5)
    retiring.retire(5)
    assert images() == [3, 4, 5]


def test_an_image_stays_as_long_as_a_kept_version_has_it(world: World) -> None:
    keep_two_of(1, 2, 3)
    retiring.retire(3)
    of_first = {"Training": {"Version": 1, "Uri": f"{REGISTRY}@sha256:0"}, "Inference": {"Version": None}}
    built(4, images=of_first, **KEEP_TWO)
    for version in (5, 6):
        retiring.retire(version - 1)
        keep_two_of(version)
    assert 1 in images()
    for version in (6, 7):
        retiring.retire(version)
        keep_two_of(version + 1)
    assert 1 not in images()


def test_a_version_whose_turn_has_not_come_yet_keeps_the_image_that_it_uses(world: World) -> None:
    keep_two_of(1, 2)
    for version in range(3, 30):
        records.write_end(version, {"EndedAt": "now"})
    built(30, images={"Training": {"Version": 1}}, **KEEP_TWO)
    retiring.retire(30)
    assert (left(), images()) == (everything(30), [1, 2, 30])
    keep_two_of(31)
    retiring.retire(31)
    assert (left(), images()) == (everything(30, 31), [1, 30, 31])


def test_of_a_version_whose_image_is_used_nothing_else_stays(world: World) -> None:
    keep_two_of(1, 2, 3)
    for version in (4, 5):
        built(version, images={"Training": {"Version": 1}}, **KEEP_TWO)
        retiring.retire(version)
    assert left() == everything(4, 5)
    assert 1 in images()
    assert 1 not in item.leaving(table.state_of(table.read(item.KEY))), "the next build may find it"


def is_killed(world: World, at: int) -> bool:
    """Retire, and end in the middle after so many calls; return whether it came to that."""
    calls = itertools.count(1)

    def kill() -> None:
        if next(calls) == at:
            raise Killed

    try:
        with world.interrupted(after=kill):
            retiring.retire(4)
    except Killed:
        return True
    return False


def test_a_crash_after_any_call_ends_as_without_it(world: World) -> None:
    for version in range(1, 5):
        built(version, **KEEP_TWO)
    served(1, 2, 3, 4)
    crashes = 0
    while is_killed(world, crashes + 1):
        crashes += 1
    assert crashes > 12
    assert left() == everything(3, 4)
    assert table.state_of(table.read(item.KEY)) == {"Through": 4, "Kept": {"3": [], "4": []}, "Leaving": {"1": 4, "2": 4}}
