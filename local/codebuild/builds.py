"""CodeBuild without Docker: a build runs its buildspec's commands for real, in a shell whose docker and aws are small programs of our own.

The source is cloned, the image pushed and the log written with the project's service role, and from its network. Known: CODECOMMIT and NO_SOURCE
sources, an inline buildspec, overrides of it and of the environment, VPCs, StopBuild. Not known: artifacts, caches, batch builds, reports.
"""

import contextvars
import copy
import os
import shutil
import signal
import tempfile
import threading
from pathlib import Path
from typing import Any

import yaml
from ministack.core.responses import error_response_json, json_response
from ministack.services import codebuild

from local.codebuild.environment import build_environment
from local.codebuild.phases import Log, Phase, PhaseFailed, finish
from local.codebuild.shell import Shell, processes
from local.codebuild.source import download
from local.gateway import quotas
from local.gateway.state import arn, region, state_dir
from local.iam import authorization, roles
from local.vpc import networks
from local.vpc.doors import Place

# https://docs.aws.amazon.com/codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html
NETWORK_RIGHTS = (
    *networks.INTERFACES,
    "ec2:CreateNetworkInterfacePermission",
    "ec2:DescribeDhcpOptions",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeVpcs",
)
PHASES = ("install", "pre_build", "build", "post_build")


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


def connect(network: dict[str, Any], role_arn: str) -> Place | None:
    """Put a build into its project's network, as the project's role has to be allowed to, and return its place there."""
    if not network.get("subnets"):
        return None
    subnets, groups = network["subnets"], network.get("securityGroupIds", [])
    try:
        networks.check(subnets, groups)
        networks.check_rights(role_arn, NETWORK_RIGHTS)
    except networks.Refused as refused:
        raise PhaseFailed(str(refused), "VPC_CLIENT_ERROR") from None
    return Place(tuple(subnets), tuple(groups))


def run(record: dict[str, Any], project: dict[str, Any]) -> None:
    """Run a build to its end."""
    role_arn = project["serviceRole"]
    workspace = Path(tempfile.mkdtemp(prefix="codebuild-", dir=state_dir()))
    try:
        with Phase(record, "PROVISIONING"):
            if not roles.is_assumable(role_arn, "codebuild.amazonaws.com"):
                raise PhaseFailed(f"CodeBuild is not authorized to perform: sts:AssumeRole on {role_arn}")
            place = connect(project.get("vpcConfig") or {}, role_arn)
        with Phase(record, "DOWNLOAD_SOURCE"):
            log = Log(record, role_arn, place)
            source = download(record, project, workspace, role_arn, log, place)
        spec = yaml.safe_load(project["source"]["buildspec"])
        environment = build_environment(record, spec, workspace, role_arn, place)
        with Shell(record, source, environment, log) as shell:
            for name in PHASES:
                with Phase(record, name.upper()):
                    for command in spec["phases"].get(name, {}).get("commands", []):
                        shell.run(command)
            record["exportedEnvironmentVariables"] = shell.exported(spec.get("env", {}).get("exported-variables", []))
        finish(record, "SUCCEEDED")
    except PhaseFailed:
        finish(record, "FAILED")
    except Exception as error:
        with Phase(record, "FINALIZING", str(error)):
            pass
        finish(record, "FAULT")
    finally:
        shutil.rmtree(workspace, ignore_errors=True)
