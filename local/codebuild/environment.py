"""The environment that the buildspec's commands run in, with the docker and aws that they find."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from local.codebuild import registries, tools
from local.forks import forked
from local.gateway.state import region, state_dir, url
from local.iam import roles
from local.vpc import doors

ROOT = Path(__file__).parents[2]
ASKED = ROOT / "local/forks/asked.py"


def build_environment(
    record: dict[str, Any], spec: dict[str, Any], workspace: Path, role_arn: str, place: doors.Place | None = None
) -> dict[str, str]:
    """Return the environment of a build's commands."""
    own = {variable["name"]: variable["value"] for variable in record["environment"]["environmentVariables"]}
    folder = workspace / "bin"
    folder.mkdir()
    for name in tools.TOOLS:
        words = f'"{sys.executable}" -IS "{ASKED}" "{nursery().address}" -m local.codebuild.tools {name}'
        (folder / name).write_text(f'#!/bin/sh\nexec {words} "$@"\n')
        (folder / name).chmod(0o755)
    return {
        "PATH": f"{folder}:{os.environ['PATH']}",
        "HOME": str(workspace),
        "LOCAL_AWS_STATE_DIR": str(state_dir()),
        "AWS_ENDPOINT_URL": url(),
        "AWS_DEFAULT_REGION": region(),
        "AWS_REGION": region(),
        "CODEBUILD_BUILD_ID": record["id"],
        "CODEBUILD_BUILD_ARN": record["arn"],
        "CODEBUILD_RESOLVED_SOURCE_VERSION": record.get("resolvedSourceVersion", ""),
        "CODEBUILD_SOURCE_VERSION": record.get("sourceVersion") or "",
        **roles.credentials(role_arn, "AWSCodeBuild", place),
        registries.CLOSED: json.dumps([way for way in registries.WAYS if doors.refusal(place, way)]),
        **{key: str(value) for key, value in spec.get("env", {}).get("variables", {}).items()},
        **own,
    }


@forked.once
def nursery() -> forked.Nursery:
    """Return the process that a build's docker and aws are forked from."""
    return forked.Nursery(sys.executable, state_dir() / "tools.sock", ROOT, ("boto3", "jmespath", "local.codebuild.docker"))
