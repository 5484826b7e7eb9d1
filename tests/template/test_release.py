"""A release fits what takes it: CloudFormation, its console, and the Serverless Application Repository."""

import json
import re
import tomllib
from typing import Any

from local.commands import ROOT

Template = dict[str, Any]


def test_the_template_stays_under_cloudformations_limits_by_far(template: Template) -> None:
    assert (ROOT / "template.yaml").stat().st_size < 1_000_000  # a template in S3
    assert len(json.dumps(template)) < 460_800  # what older tools take of a template in S3
    assert len(template["Resources"]) < 400  # of 500; a few more come from functions' events
    assert len(template["Parameters"]) < 200
    assert len(template["Outputs"]) < 200


def test_the_application_is_described_as_the_serverless_repository_asks(template: Template) -> None:
    told = template["Metadata"]["AWS::ServerlessRepo::Application"]
    assert re.fullmatch(r"[a-zA-Z0-9\-]{1,140}", told["Name"])
    assert 1 <= len(told["Description"]) <= 256
    assert re.fullmatch(r"[a-z0-9]([a-z0-9]|-(?!-))*[a-z0-9]", told["Author"])
    assert len(told["Labels"]) <= 10
    assert all(re.fullmatch(r"[a-zA-Z0-9+\-_:/@]{1,127}", label) for label in told["Labels"])
    assert told["SpdxLicenseId"] == "Apache-2.0"
    assert "Apache License" in (ROOT / told["LicenseUrl"]).read_text()
    assert (ROOT / told["ReadmeUrl"]).read_text().startswith("# SageBuild")
    assert told["SemanticVersion"] == tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
