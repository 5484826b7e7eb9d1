"""An image goes with its last tag."""

import json
from typing import Any

import pytest
from ministack.services import ecr

from local.ecr import tags


@pytest.fixture
def repository(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """A repository with one image that has two tags."""
    for name in ("_batch_delete_image", "_list_images"):
        monkeypatch.setattr(ecr, name, getattr(ecr, name))
    tags.register()
    images = [{"imageDigest": "d", "imageId": {"imageDigest": "d", "imageTag": "v2"}, "imageTags": ["v1", "v2"]}]
    monkeypatch.setattr(ecr, "_repositories", {"r": {}})
    monkeypatch.setattr(ecr, "_images", {"r": images})
    return images


def deleted(*names: str) -> dict[str, Any]:
    """Delete images by their tags, and return the answer."""
    request = {"repositoryName": "r", "imageIds": [{"imageTag": name} for name in names]}
    found: dict[str, Any] = json.loads(ecr._batch_delete_image(request)[2])
    return found


def test_a_tag_is_taken_from_an_image_that_has_another(repository: list[dict[str, Any]]) -> None:
    assert deleted("v1") == {"imageIds": [{"imageTag": "v1"}], "failures": []}
    assert repository[0]["imageTags"] == ["v2"]


def test_with_its_last_tag_it_goes_and_what_is_not_there_is_told(repository: list[dict[str, Any]]) -> None:
    answer = deleted("v1", "v2", "v3")
    assert repository == []
    assert [failure["failureCode"] for failure in answer["failures"]] == ["ImageNotFound"]


def test_every_tag_is_listed(repository: list[dict[str, Any]]) -> None:
    repository.append({"imageDigest": "e", "imageId": {"imageDigest": "e"}, "imageTags": []})

    def listed(**more: Any) -> Any:
        return json.loads(ecr._list_images({"repositoryName": "r", **more})[2])["imageIds"]

    tagged = [{"imageDigest": "d", "imageTag": "v1"}, {"imageDigest": "d", "imageTag": "v2"}]
    assert listed() == [*tagged, {"imageDigest": "e"}]
    assert listed(filter={"tagStatus": "TAGGED"}) == tagged
    deleted("v2")
    assert listed(filter={"tagStatus": "TAGGED"}) == [{"imageDigest": "d", "imageTag": "v1"}]
