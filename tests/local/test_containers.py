"""A container is alone: what it writes reaches neither the host nor another container, and nothing of another one answers for it."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.commands import ROOT
from local.launcher import LocalAws
from tests.local import by_hand

MARK = "written-in-a-container"
FOLDERS = ["/tmp", "/var/tmp", "/var/lib", "/run", "/home", "/root", "/usr/local/bin", "/etc", "/opt", "/dev/shm", "/srv"]
# Tries to write and to break out, and reports what it could do.
PROBE = f"""
import glob, json, os, pathlib, socket, subprocess, sys
given = json.load(open("/opt/ml/input/config/hyperparameters.json"))
report = {{"found": [], "written": [], "out": [], "network": []}}
for folder in json.loads(given["folders"]):
    place = pathlib.Path(folder, "{MARK}")
    if place.exists():
        report["found"].append(folder)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("x")
        report["written"].append(folder)
    except OSError:
        pass
def attempt(name, action):
    try:
        action()
        report["out"].append(name)
    except OSError:
        pass
def through_another_root():
    roots = [pathlib.Path(root) for root in glob.glob("/proc/[0-9]*/root/")]
    if all(not os.access(root, os.R_OK) or root.samefile("/") for root in roots):
        raise OSError
attempt("a device of the disk", lambda: os.mknod("/tmp/disk", 0o60600, os.makedev(254, 0)))
attempt("the kernel's settings", lambda: open("/proc/sys/kernel/panic", "a").write("0"))
attempt("another process's root", through_another_root)
for command in (["mount", "-o", "remount,rw", "/sys"], ["mount", "-t", "tmpfs", "tmpfs", "/mnt"], ["unshare", "--mount", "true"]):
    if subprocess.run(command, capture_output=True).returncode == 0:
        report["out"].append(" ".join(command))
for port in json.loads(given["ports"]):
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            report["network"].append(port)
report["me"] = [socket.gethostname(), socket.gethostbyname(socket.gethostname()), os.environ.get("AWS_ACCESS_KEY_ID", "")[:4]]
report["processes"] = len(glob.glob("/proc/[0-9]*"))
report["goes on"] = "sklearn" in sys.modules
open("/opt/ml/model/report.json", "w").write(json.dumps(report))
"""

# The probe in a Python of its own, and in one that has imported what many programs begin with.
ITS_OWN = by_hand.program("probe", PROBE)
GOES_ON = {
    "Dockerfile": 'FROM scratch\nENV PYTHONUNBUFFERED=1\nCOPY program /opt/probe/program\nENTRYPOINT ["/opt/probe/program"]\n',
    "program": f"#!/usr/bin/env python\n{PROBE}",
}


def probed(aws: LocalAws, name: str, folders: list[str], image: dict[str, str] = ITS_OWN, **more: Any) -> dict[str, Any]:
    """Run the probe as a training job, and return its report."""
    uri = by_hand.image(aws, "goes-on" if image is GOES_ON else "probe", image)
    given = {"folders": json.dumps(folders), "ports": json.dumps([aws.port, 22, 8080])}
    done = by_hand.trained(aws, by_hand.training(name, uri, HyperParameters=given, **more))
    assert done["TrainingJobStatus"] == "Completed", done["FailureReason"]
    report: dict[str, Any] = by_hand.artifact(aws, done, "report.json")
    return report


@pytest.fixture
def state(aws: LocalAws) -> list[str]:
    """Folders of the host, where nothing may appear: those of the system, the checkout, and those of local AWSs that may be looked into."""
    found = [str(folder) for folder in Path(tempfile.gettempdir()).glob("local-aws-*/") if os.access(folder, os.X_OK)]
    assert found
    return [*FOLDERS, str(ROOT), str(ROOT / "local"), *found]


@pytest.mark.parametrize(("image", "goes_on"), [(ITS_OWN, False), (GOES_ON, True)])
def test_root_in_a_container_writes_in_its_own_folders_and_nothing_of_it_is_the_hosts(
    aws: LocalAws, state: list[str], image: dict[str, str], goes_on: bool
) -> None:
    first = probed(aws, f"probe-1-{goes_on}", state, image)
    assert first["goes on"] is goes_on
    assert {"/tmp", "/var/tmp", "/var/lib", "/run", "/home", "/root", "/etc", "/opt", "/dev/shm"} <= set(first["written"])
    assert [folder for folder in state if Path(folder, MARK).exists()] == []
    assert first["out"] == []
    second = probed(aws, f"probe-2-{goes_on}", state, image)
    assert second["found"] == [], "what the first one had written"


def test_a_container_reaches_the_local_aws_and_no_other_port_and_sees_its_own_processes_alone(aws: LocalAws) -> None:
    report = probed(aws, "probe-3", [])
    assert report["network"] == [aws.port]
    assert report["me"] == ["algo-1", "127.0.0.1", "ASIA"]
    assert report["processes"] <= 4


def test_network_isolation_leaves_no_way_out_and_no_credentials(aws: LocalAws) -> None:
    report = probed(aws, "probe-4", [], EnableNetworkIsolation=True)
    assert report["network"] == []
    assert report["me"] == ["algo-1", "127.0.0.1", ""]


def test_a_metric_regex_that_does_not_compile_is_refused_as_often_as_it_is_tried(aws: LocalAws) -> None:
    request = by_hand.training("no-regex", by_hand.image(aws, "probe", by_hand.program("probe", PROBE)))
    request["AlgorithmSpecification"]["MetricDefinitions"] = [{"Name": "loss", "Regex": "loss=(["}]
    for _ in range(2):
        with pytest.raises(ClientError, match=r"Regex: expected a regular expression, but unterminated character set"):
            aws.client("sagemaker").create_training_job(**request)
