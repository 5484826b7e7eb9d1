"""CodeBuild without Docker: a build runs its buildspec's commands for real, in a shell whose docker and aws are small programs of our own.

The source is cloned, the image pushed and the log written with the project's service role. Known: CODECOMMIT and NO_SOURCE sources, an inline
buildspec, overrides of it and of the environment, StopBuild. Not known: artifacts, caches, batch builds, VPCs, reports.
"""

import contextvars
import copy
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import yaml
from botocore.exceptions import ClientError
from ministack.core.responses import error_response_json, json_response
from ministack.services import codebuild

from local.codebuild import tools
from local.gateway import quotas
from local.gateway.state import arn, region, state_dir, url
from local.iam import authorization, roles

ROOT = Path(__file__).parents[2]
PHASES = ("install", "pre_build", "build", "post_build")
processes: dict[str, subprocess.Popen[str]] = {}


class PhaseFailed(Exception):
    """A phase of a build ended badly; the message is what its context says."""


def register() -> None:
    """Make builds run."""
    authorization.govern("codebuild")
    codebuild._start_build = start_build
    codebuild._stop_build = stop_build


def start_build(request: dict[str, Any]) -> Any:
    """Answer StartBuild."""
    name = request.get("projectName", "")
    if name not in codebuild._projects:
        return error_response_json("ResourceNotFoundException", f"Project cannot be found: {arn('codebuild', f'project/{name}')}")
    refusal = quotas.too_many_builds(sum(build["buildStatus"] == "IN_PROGRESS" for build in codebuild._builds.values()))
    if refusal:
        return error_response_json("AccountLimitExceededException", refusal)
    project = copy.deepcopy(codebuild._projects[name])
    project["source"] |= {"buildspec": request.get("buildspecOverride") or project["source"].get("buildspec")}
    record = codebuild._make_build_record(project, codebuild._build_id(name), request.get("sourceVersion"))
    record |= {"buildStatus": "IN_PROGRESS", "currentPhase": "SUBMITTED", "phases": [], "logs": logs(project, record)}
    record.pop("endTime")
    variables = [*project["environment"].get("environmentVariables", []), *request.get("environmentVariablesOverride", [])]
    record["environment"] = {**project["environment"], "environmentVariables": variables}
    codebuild._builds[record["id"]] = record
    answer = json_response({"build": copy.deepcopy(record)})
    threading.Thread(target=contextvars.copy_context().run, args=(run, record, project), daemon=True).start()
    return answer


def stop_build(request: dict[str, Any]) -> Any:
    """Answer StopBuild: the commands and all that they started end at once."""
    record = codebuild._builds.get(request.get("id", ""))
    if not record:
        return error_response_json("ResourceNotFoundException", f"Build cannot be found: {request.get('id')}")
    if record["buildStatus"] == "IN_PROGRESS":
        finish(record, "STOPPED")
        process = processes.get(record["id"])
        if process:
            os.killpg(process.pid, signal.SIGKILL)
    return json_response({"build": copy.deepcopy(record)})


def logs(project: dict[str, Any], record: dict[str, Any]) -> dict[str, str]:
    """Return where a build's log is."""
    group = project.get("logsConfig", {}).get("cloudWatchLogs", {}).get("groupName") or f"/aws/codebuild/{project['name']}"
    stream = record["id"].rpartition(":")[2]
    link = f"https://console.aws.amazon.com/cloudwatch/home?region={region()}#logsV2:log-groups/log-group/{group.replace('/', '$252F')}/log-events/{stream}"
    return {"groupName": group, "streamName": stream, "deepLink": link}


class Log:
    """The log of one build, written with the project's role; a role that may not write loses it, as on AWS."""

    def __init__(self, record: dict[str, Any], role_arn: str) -> None:
        self._client = roles.client("logs", role_arn, "AWSCodeBuild")
        self._where = {"logGroupName": record["logs"]["groupName"], "logStreamName": record["logs"]["streamName"]}
        try:
            self._client.create_log_stream(**self._where)
        except ClientError:
            self._where = {}

    def say(self, line: str) -> None:
        """Write one line."""
        if self._where:
            event = {"timestamp": int(time.time() * 1000), "message": line or " "}
            try:
                self._client.put_log_events(**self._where, logEvents=[event])
            except ClientError:
                self._where = {}


def run(record: dict[str, Any], project: dict[str, Any]) -> None:
    """Run a build to its end."""
    role_arn = project["serviceRole"]
    workspace = Path(tempfile.mkdtemp(prefix="codebuild-", dir=state_dir()))
    try:
        with Phase(record, "PROVISIONING"):
            if not roles.is_assumable(role_arn, "codebuild.amazonaws.com"):
                raise PhaseFailed(f"CodeBuild is not authorized to perform: sts:AssumeRole on {role_arn}")
        log = Log(record, role_arn)
        with Phase(record, "DOWNLOAD_SOURCE"):
            source = download(record, project, workspace, role_arn, log)
        spec = yaml.safe_load(project["source"]["buildspec"])
        environment = build_environment(record, spec, workspace, role_arn)
        for name in PHASES:
            commands = spec["phases"].get(name, {}).get("commands", [])
            with Phase(record, name.upper()):
                for command in commands:
                    execute(record, command, source, environment, log)
        finish(record, "SUCCEEDED")
    except PhaseFailed:
        finish(record, "FAILED")
    except Exception as error:
        with Phase(record, "FINALIZING", str(error)):
            pass
        finish(record, "FAULT")
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


class Phase:
    """One phase in a build's record."""

    def __init__(self, record: dict[str, Any], name: str, fault: str = "") -> None:
        self._record = record
        self._phase: dict[str, Any] = {
            "phaseType": name,
            "startTime": int(time.time()),
            **({"contexts": [{"message": fault}]} if fault else {}),
        }

    def __enter__(self) -> None:
        self._record["currentPhase"] = self._phase["phaseType"]
        self._record["phases"].append(self._phase)

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        now = int(time.time())
        self._phase |= {
            "phaseStatus": "FAILED" if error else "SUCCEEDED",
            "endTime": now,
            "durationInSeconds": now - self._phase["startTime"],
        }
        if isinstance(error, PhaseFailed):
            self._phase["contexts"] = [{"statusCode": "COMMAND_EXECUTION_ERROR", "message": str(error)}]


def finish(record: dict[str, Any], status: str) -> None:
    """End a build, once."""
    if record["buildStatus"] != "IN_PROGRESS":
        return
    record |= {"buildStatus": status, "endTime": int(time.time()), "currentPhase": "COMPLETED"}
    record["phases"].append({"phaseType": "COMPLETED", "startTime": record["endTime"]})
    detail = {"build-status": status, "project-name": record["projectName"], "build-id": record["arn"], "current-phase": "COMPLETED"}
    roles.emit_event("aws.codebuild", "CodeBuild Build State Change", [record["arn"]], detail)


def download(record: dict[str, Any], project: dict[str, Any], workspace: Path, role_arn: str, log: Log) -> Path:
    """Clone the source with the project's role and return the folder."""
    target = workspace / "src"
    if project["source"]["type"] == "NO_SOURCE":
        target.mkdir()
        return target
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
    git(["-C", str(target), "checkout", "--quiet", record["sourceVersion"]])
    record["resolvedSourceVersion"] = git(["-C", str(target), "rev-parse", "HEAD"])
    return target


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


def build_environment(record: dict[str, Any], spec: dict[str, Any], workspace: Path, role_arn: str) -> dict[str, str]:
    """Return the environment of a build's commands."""
    own = {variable["name"]: variable["value"] for variable in record["environment"]["environmentVariables"]}
    folder = workspace / "bin"
    folder.mkdir()
    for name in tools.TOOLS:
        (folder / name).write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m local.codebuild.tools {name} "$@"\n')
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
        **roles.credentials(role_arn, "AWSCodeBuild"),
        **{key: str(value) for key, value in spec.get("env", {}).get("variables", {}).items()},
        **own,
    }


def execute(record: dict[str, Any], command: str, source: Path, environment: dict[str, str], log: Log) -> None:
    """Run one command of the buildspec, line by line into the log."""
    log.say(f"[Container] Running command {command.strip()}")
    if record["buildStatus"] != "IN_PROGRESS":
        raise PhaseFailed("the build was stopped")
    process = subprocess.Popen(
        ["/bin/sh", "-c", command],
        cwd=source,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    processes[record["id"]] = process
    assert process.stdout
    for line in process.stdout:
        log.say(line.rstrip())
    status = process.wait()
    del processes[record["id"]]
    if status:
        raise PhaseFailed(f"Error while executing command: {command.strip()}. Reason: exit status {status}")
