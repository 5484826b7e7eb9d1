"""What these tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from github_web import objects, secret, web
from tests.unit.github_web.stand_in import Github, stand_in


@pytest.fixture
def github(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Github]:
    monkeypatch.delenv("GITHUB_TOKEN_SECRET_ARN", raising=False)
    for cached in (secret.read, objects.root, objects.folder):
        cached.cache_clear()
    with stand_in(tmp_path) as (repository, address):
        monkeypatch.setattr(web, "GIT", address)
        monkeypatch.setattr(web, "API", address)
        yield repository
    secret.read.cache_clear()
