"""An image that is there is not built again, and the reason is said; what is used is named by its digest."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from builds import records, table
from plans import known_images, lookups, source
from plans.image_origins import images
from plans.source import MissingSource
from retention import item
from tests.unit.planned_stack import planned_stack
from tests.unit.planning import RESOURCES

REPOSITORY = RESOURCES["RepositoryUri"]
COMMIT = "c" * 40
DOCKERFILE, TREE, ANOTHER = "d" * 40, "e" * 40, "f" * 40
CONTENT = "c616ad9280da10b0"
DIGEST = "sha256:" + "1" * 64
TRAINING = {"Dockerfile": "training/Dockerfile", "Context": "training"}
KEYS = {"region_name": "us-east-1", "aws_access_key_id": "x", "aws_secret_access_key": "x"}


@pytest.fixture
def codecommit(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    with planned_stack():
        monkeypatch.setenv("CODE_REPOSITORY", "churn")
        client = boto3.client("codecommit", **KEYS)
        monkeypatch.setattr(source, "client", lambda _: client)
        with Stubber(client) as stub:
            stub.add_response("get_branch", {"branch": {"commitId": COMMIT}}, {"repositoryName": "churn", "branchName": "main"})
            yield stub
            stub.assert_no_pending_responses()


@pytest.fixture
def ecr(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    client = boto3.client("ecr", **KEYS)
    monkeypatch.setattr(lookups, "client", lambda _: client)
    with Stubber(client) as stub:
        yield stub


def holds(codecommit: Stubber, dockerfile: str | None = DOCKERFILE, tree: str | None = TREE, image: dict[str, Any] = TRAINING) -> None:
    """Let the commit hold a Dockerfile, no .dockerignore of its own, and a folder."""
    where = {"repositoryName": "churn", "commitSpecifier": COMMIT}
    path = image.get("Dockerfile", "Dockerfile")
    for name, blob in ((path, dockerfile), (f"{path}.dockerignore", None)):
        if blob:
            found = {"commitId": COMMIT, "blobId": blob, "filePath": name, "fileMode": "NORMAL", "fileSize": 1, "fileContent": b"x"}
            codecommit.add_response("get_file", found, {**where, "filePath": name})
        else:
            codecommit.add_client_error("get_file", "FileDoesNotExistException", expected_params={**where, "filePath": name})
    folder = image.get("Context", "")
    if tree:
        codecommit.add_response("get_folder", {"commitId": COMMIT, "folderPath": folder, "treeId": tree}, {**where, "folderPath": folder})
    else:
        codecommit.add_client_error("get_folder", "FolderDoesNotExistException")


def keeps(ecr: Stubber, *tags: str, days: int = 3) -> None:
    """Let the repository keep images that were pushed some days ago, the first first."""
    pushed = datetime.now(UTC) - timedelta(days=days, minutes=1)
    details = [
        {"imageTags": [tag], "imageDigest": f"sha256:{number * 64}", "imagePushedAt": pushed + timedelta(seconds=int(number))}
        for number, tag in zip("123456789", tags, strict=False)
    ]
    ecr.add_response("describe_images", {"imageDetails": details}, {"repositoryName": "churn", "filter": {"tagStatus": "TAGGED"}})


def look(given: dict[str, Any], framework: str = "BYOD", version: int = 12) -> dict[str, Any]:
    parameters = {"Framework": framework, "Images": given}
    build = {"Images": images(parameters, version, "us-east-1", REPOSITORY)}
    known_images.look(build, parameters, RESOURCES)
    return build


def training(found: dict[str, Any]) -> tuple[Any, ...]:
    image = found["Images"]["Training"]
    return image["Build"], image["Uri"].removeprefix(REPOSITORY), image["Version"], image["Identity"].removeprefix(REPOSITORY)


def because(found: dict[str, Any], kind: str = "Training") -> tuple[str, Any, str]:
    made = found["Decisions"][f"{kind}Image"]
    return made["Decision"], made["Version"], made["Because"]


def record(version: int, **changed: Any) -> None:
    """Let an earlier version have built an image."""
    objects = {"Dockerfile": DOCKERFILE, "Dockerignore": None, "Context": TREE}
    image = {**TRAINING, "BuildArgs": {}, "Content": "0" * 16, "Version": version, **changed}
    records.note(version, {"Images": {"Training": {"Objects": objects, **image}}})


def test_the_first_image_is_built_under_a_tag_that_says_of_what(codecommit: Stubber, ecr: Stubber) -> None:
    holds(codecommit)
    keeps(ecr)
    found = look({"Training": TRAINING})
    assert training(found) == (True, f":v12-training-{CONTENT}", 12, f":v12-training-{CONTENT}")
    assert found["Images"]["Training"]["Objects"] == {"Dockerfile": DOCKERFILE, "Dockerignore": None, "Context": TREE}
    assert found["Images"]["Inference"] == {**found["Images"]["Training"], "Build": False}
    assert found["Source"] == {"Repository": "churn", "Branch": "main", "Version": COMMIT, "Commit": COMMIT}
    assert because(found) == ("DONE", 12, "no version has built one before")
    assert because(found, "Inference") == ("SKIPPED", 12, "the training image serves, too")


def test_an_image_of_the_same_content_is_used_again_by_its_digest(codecommit: Stubber, ecr: Stubber) -> None:
    holds(codecommit)
    keeps(ecr, f"v7-inference-{CONTENT}", f"v9-training-{CONTENT}", "v10-training-" + "0" * 16, "v11-training")
    found = look({"Training": TRAINING})
    assert training(found) == (False, "@sha256:" + "2" * 64, 9, f":v9-training-{CONTENT}")
    assert found["Images"]["Inference"] == found["Images"]["Training"]
    reused = ("REUSED", 9, "nothing in training/ has changed since version 9")
    assert [because(found), because(found, "Inference")] == [reused, reused]


def test_two_kinds_of_one_content_are_one_image_whichever_was_built_first(codecommit: Stubber, ecr: Stubber) -> None:
    holds(codecommit)
    keeps(ecr, f"v7-inference-{CONTENT}")
    assert training(look({"Training": TRAINING})) == (False, f"@{DIGEST}", 7, f":v7-inference-{CONTENT}")


def test_an_image_that_is_about_to_be_removed_is_not_used_again(codecommit: Stubber, ecr: Stubber) -> None:
    table.change(item.KEY, lambda _: {"Through": 9, "Kept": {}, "Leaving": {"9": 11}})
    holds(codecommit)
    keeps(ecr, f"v9-training-{CONTENT}")
    assert training(look({"Training": TRAINING}))[:2] == (True, f":v12-training-{CONTENT}")


def test_all_pages_of_the_registry_are_read(codecommit: Stubber, ecr: Stubber) -> None:
    holds(codecommit)
    asked = {"repositoryName": "churn", "filter": {"tagStatus": "TAGGED"}}
    ecr.add_response("describe_images", {"imageDetails": [], "nextToken": "more"}, asked)
    last = {"imageTags": ["kept", f"v9-training-{CONTENT}"], "imageDigest": DIGEST, "imagePushedAt": datetime.now(UTC)}
    ecr.add_response("describe_images", {"imageDetails": [last]}, {**asked, "nextToken": "more"})
    assert training(look({"Training": TRAINING}))[:3] == (False, f"@{DIGEST}", 9)


@pytest.mark.parametrize(
    ("days", "most", "sentence"),
    [
        (29, None, None),
        (30, None, "its image of version 9 is 30 days old (Images.RebuildAfterDays 30)"),
        (1, 1, "its image of version 9 is 1 day old (Images.RebuildAfterDays 1)"),
        (0, 0, "its image of version 9 is there, but Images.RebuildAfterDays is 0"),
        (400, 1000, None),
    ],
)
def test_an_image_is_built_again_when_what_it_begins_with_may_have_changed(
    codecommit: Stubber, ecr: Stubber, days: int, most: int | None, sentence: str | None
) -> None:
    holds(codecommit)
    keeps(ecr, f"v9-training-{CONTENT}", days=days)
    found = look({"Training": TRAINING, **({} if most is None else {"RebuildAfterDays": most})})
    if sentence is None:
        assert training(found)[0] is False
    else:
        assert because(found) == ("DONE", 12, sentence)
        # Of layers that are kept it would be the same image again.
        assert (training(found)[1], found["Images"]["Training"]["Fresh"]) == (f":v12-training-{CONTENT}", True)


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        ({"Dockerfile": "Dockerfile"}, "its Dockerfile was Dockerfile, is training/Dockerfile"),
        ({"Context": "."}, "its context was the repository, is training/"),
        ({"BuildArgs": {"CPU": "1"}}, "the build argument CPU has changed"),
        ({"Objects": {"Dockerfile": ANOTHER, "Dockerignore": None, "Context": ANOTHER}}, "the Dockerfile training/Dockerfile has changed"),
        (
            {"Objects": {"Dockerfile": DOCKERFILE, "Dockerignore": ANOTHER, "Context": TREE}},
            "training/Dockerfile.dockerignore has changed",
        ),
        ({"Objects": {"Dockerfile": DOCKERFILE, "Dockerignore": None, "Context": ANOTHER}}, "something in training/ has changed"),
        ({}, "no image of it is kept"),
    ],
)
def test_the_first_thing_that_differs_from_the_last_image_of_the_kind_is_named(
    codecommit: Stubber, ecr: Stubber, before: dict[str, Any], sentence: str
) -> None:
    record(8, Dockerfile="another")
    record(9, **before)
    records.note(10, {"Images": {"Training": {"Uri": "given", "Content": None}}})
    record(12, Dockerfile="its own, written before Plan Build was repeated")
    holds(codecommit)
    keeps(ecr)
    assert because(look({"Training": TRAINING})) == ("DONE", 12, sentence)


def test_what_lies_beside_the_context_is_part_of_what_has_not_changed(codecommit: Stubber, ecr: Stubber) -> None:
    apart = {"Dockerfile": "docker/training", "Context": "training"}
    holds(codecommit, image=apart)
    keeps(ecr, "v9-training-c48de467d42b5972")
    found = look({"Training": apart})
    assert because(found)[2] == "neither docker/training nor anything in training/ has changed since version 9"


def test_the_repositorys_root_is_the_context_unless_another_folder_is(codecommit: Stubber, ecr: Stubber) -> None:
    holds(codecommit, image={})
    keeps(ecr, "v9-training-4631739b68880276")
    assert because(look({}))[2] == "nothing in the repository has changed since version 9"


def test_a_dockerfile_or_a_folder_that_the_commit_does_not_hold_is_named(codecommit: Stubber, ecr: Stubber) -> None:
    where = "in repository churn, branch main, commit cccccccc"
    for dockerfile, tree, sentence in (
        (None, TREE, f"Images.Training.Dockerfile: there is no file training/Dockerfile {where}"),
        (DOCKERFILE, None, f"Images.Training.Context: there is no folder training {where}"),
    ):
        holds(codecommit, dockerfile, tree)
        keeps(ecr)
        with pytest.raises(MissingSource) as refused:
            look({"Training": TRAINING})
        assert str(refused.value) == sentence
        if tree:
            codecommit.add_response("get_branch", {"branch": {"commitId": COMMIT}})


def test_without_knowing_what_the_commit_holds_an_image_is_built(ecr: Stubber) -> None:
    with planned_stack():
        found = look({})
    assert training(found) == (True, ":v12-training", 12, ":v12-training")
    assert found["Images"]["Training"]["Content"] is None
    assert because(found) == ("DONE", 12, "it is not known what the commit holds")


def test_an_image_that_is_given_is_used_by_its_digest_where_it_can_be_looked_up(ecr: Stubber) -> None:
    own, others = f"{REPOSITORY}-base:latest", "999999999999.dkr.ecr.us-east-1.amazonaws.com/theirs:1"
    ecr.add_response(
        "describe_images",
        {"imageDetails": [{"imageDigest": DIGEST}]},
        {"repositoryName": "churn-base", "imageIds": [{"imageTag": "latest"}]},
    )
    found = look({"Training": {"Image": own}, "Inference": {"Image": others}})
    assert training(found) == (False, f"-base@{DIGEST}", None, f"-base@{DIGEST}")
    assert (found["Images"]["Inference"]["Uri"], found["Images"]["Inference"]["Identity"]) == (others, others)
    assert because(found) == ("SKIPPED", None, "Images.Training.Image names one that is there")
    assert found["Source"] is None
    ecr.add_client_error("describe_images", "AccessDeniedException")
    assert training(look({"Training": {"Image": own}, "Inference": {"Image": others}}))[1] == "-base:latest"


def test_a_framework_has_the_image_of_aws(ecr: Stubber) -> None:
    found = look({}, "XGBOOST")
    assert because(found) == ("SKIPPED", None, "Framework is XGBOOST: AWS's own image")
    assert because(found, "Inference") == because(found)
