"""What a build builds: the clone of its source, made with the project's role."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from local.codebuild.phases import Log, PhaseFailed
from local.gateway.state import region, url
from local.github.repositories import mirror
from local.iam import roles
from local.vpc import OUTSIDE, doors


def download(
    record: dict[str, Any], project: dict[str, Any], workspace: Path, role_arn: str, log: Log, place: doors.Place | None = None
) -> Path:
    """Clone the source with the project's role and return the folder."""
    target = workspace / "src"
    if project["source"]["type"] == "NO_SOURCE":
        target.mkdir()
        return target
    check_way(project["source"], record["sourceVersion"], place)
    check_token(project["source"], role_arn)
    key = roles.credentials(role_arn, "AWSCodeBuild")["AWS_ACCESS_KEY_ID"]
    location = project["source"]["location"].replace("http://", f"http://{key}:local@")
    environment = {**git_environment(key), "HOME": str(workspace)}

    def git(words: list[str]) -> str:
        done = subprocess.run(["git", *words], env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            said = done.stderr.replace(f"{key}:local@", "").strip()
            log.say(said)
            raise PhaseFailed(f"git {next(word for word in words if word in ('clone', 'checkout', 'rev-parse'))} failed: {said}")
        return done.stdout.strip()

    git(["clone", "--quiet", location, str(target)])
    if record["sourceVersion"]:  # otherwise the repository's own branch
        git(["-C", str(target), "checkout", "--quiet", record["sourceVersion"]])
    record["resolvedSourceVersion"] = git(["-C", str(target), "rev-parse", "HEAD"])
    return target


def check_way(source: dict[str, Any], version: str | None, place: doors.Place | None) -> None:
    """Raise PhaseFailed, in CodeBuild's words, where no way leads to the repository."""
    service = "git-codecommit" if source["type"] == "CODECOMMIT" else OUTSIDE
    if doors.refusal(place, service):
        said = f'Get "{source["location"]}/info/refs?service=git-upload-pack": dial tcp: i/o timeout'
        raise PhaseFailed(f"{said} for primary source and source version {version or ''}".rstrip(), "CLIENT_ERROR")


def check_token(source: dict[str, Any], role_arn: str) -> None:
    """Raise PhaseFailed unless the project's role reads a token that opens the private mirror of GitHub from which a source is cloned."""
    mirrors, (_, github, name) = os.environ.get("LOCAL_AWS_GITHUB"), source["location"].partition("https://github.com/")
    repository = mirror(Path(mirrors), name) if mirrors and github else None
    if repository and not repository.may_read(f"Bearer {token(source.get('auth', {}), role_arn)}"):
        raise PhaseFailed(f"git clone failed: remote: Invalid username or token. fatal: Authentication failed for '{source['location']}/'")


def token(auth: dict[str, str], role_arn: str) -> str | None:
    """Return the token of a project's Auth, in the form that CodeBuild asks of a secret; None without one."""
    if auth.get("type") != "SECRETS_MANAGER":
        return None
    manager = roles.client("secretsmanager", role_arn, "AWSCodeBuild")
    try:
        found = json.loads(manager.get_secret_value(SecretId=auth["resource"])["SecretString"])
    except ClientError as error:
        raise PhaseFailed(f"the secret {auth['resource']} cannot be read: {error}") from None
    except ValueError:
        return None
    return found.get("Token") if isinstance(found, dict) else None


def git_environment(key: str) -> dict[str, str]:
    """Return git's environment: CodeCommit's own addresses lead here, and GitHub's to the mirrors in LOCAL_AWS_GITHUB, if there are any."""
    here = url().replace("http://", f"http://{key}:local@")
    mirrors = os.environ.get("LOCAL_AWS_GITHUB")
    leads = {f"https://git-codecommit.{region()}.amazonaws.com/": f"{here}/", **({"https://github.com/": f"{mirrors}/"} if mirrors else {})}
    config: dict[str, str] = {}
    for index, (address, place) in enumerate(leads.items()):
        config |= {f"GIT_CONFIG_KEY_{index}": f"url.{place}.insteadOf", f"GIT_CONFIG_VALUE_{index}": address}
    common = {"PATH": os.environ["PATH"], "GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_COUNT": str(len(leads))}
    return common | config
