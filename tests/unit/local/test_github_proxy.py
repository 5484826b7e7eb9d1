"""Through the local AWS's proxy real clients reach GitHub: git itself, and whoever trusts the certificate."""

import json
import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme

from local.github import proxy

Asked = Callable[..., bytes]
COMMITTER = ["-c", "user.name=o", "-c", "user.email=o@example.com"]


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """The mirror of octo/churn, with one commit."""
    work, bare = tmp_path / "work", tmp_path / "mirrors/octo/churn.git"
    commands = [["git", "init", "-q", "-b", "main", str(work)]]
    commands += [["git", "-C", str(work), *COMMITTER, "commit", "-q", "--allow-empty", "-m", "first"]]
    commands += [["git", "clone", "-q", "--bare", str(work), str(bare)]]
    for command in commands:
        subprocess.run(command, check=True)
    return bare


@pytest.fixture
def authority(tmp_path: Path) -> trustme.CA:
    found = trustme.CA()
    found.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return found


@pytest.fixture
def address(tmp_path: Path, bare: Path, authority: trustme.CA) -> str:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("github.com", "api.github.com").configure_cert(tls)
    return proxy.listening(bare.parents[1], tls)


@pytest.fixture
def ask(address: str, authority: trustme.CA) -> Asked:
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"https": address}), urllib.request.HTTPSHandler(context=trusting))

    def asked(url: str, data: bytes | None = None, **headers: str) -> bytes:
        with opener.open(urllib.request.Request(url, data, headers), timeout=10) as answer:
            found: bytes = answer.read()
            return found

    return asked


def commit(bare: Path) -> str:
    return subprocess.run(["git", "rev-parse", "main"], cwd=bare, check=True, capture_output=True, text=True).stdout.strip()


def test_git_itself_lists_the_references(tmp_path: Path, bare: Path, address: str) -> None:
    settings = ["-c", f"http.proxy={address}", "-c", f"http.sslCAInfo={tmp_path / 'ca.pem'}", "-c", "protocol.version=0"]
    asked = ["git", *settings, "ls-remote", "https://github.com/Octo/churn", "main"]
    said = subprocess.run(asked, check=True, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)})
    assert said.stdout == f"{commit(bare)}\trefs/heads/main\n"


def test_the_api_tells_of_a_commit_and_keeps_its_statuses(bare: Path, ask: Asked) -> None:
    subprocess.run(["git", "config", "local.token", "ghp"], cwd=bare, check=True)
    api, token = "https://api.github.com/repos/octo/churn", {"Authorization": "Bearer ghp"}
    tree = json.loads(ask(f"{api}/git/commits/{commit(bare)}", **token))["tree"]["sha"]
    assert tree == "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
    ask(f"{api}/statuses/{commit(bare)}", b'{"state": "success"}', **token)
    assert json.loads(ask(f"{api}/commits/{commit(bare)}/statuses", **token)) == [{"state": "success"}]


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("https://api.github.com/repos/octo/churn/git/commits/{commit}", 404),
        ("https://github.com/octo/churn.git/info/refs?service=git-upload-pack", 404),
        ("https://github.com/octo/../../etc.git/info/refs?service=git-upload-pack", 404),
    ],
)
def test_a_private_repository_is_not_there_for_whoever_has_no_token(bare: Path, ask: Asked, url: str, status: int) -> None:
    subprocess.run(["git", "config", "local.token", "ghp"], cwd=bare, check=True)
    with pytest.raises(urllib.error.HTTPError) as refused:
        ask(url.format(commit=commit(bare)), Authorization="Bearer another")
    assert refused.value.code == status


def test_an_outage_is_answered_and_nothing_else_is_reached(bare: Path, ask: Asked) -> None:
    (bare.parents[1] / proxy.DOWN).touch()
    with pytest.raises(urllib.error.HTTPError) as refused:
        ask(f"https://api.github.com/repos/octo/churn/git/commits/{commit(bare)}")
    assert refused.value.code == 503
    with pytest.raises(OSError, match="Tunnel connection failed: 403"):
        ask("https://example.com/")
