"""What a company asks of the stacks in its account: the example's key, its network without a way out, and its boundary."""

import shutil
from contextlib import suppress
from pathlib import Path

from local.commands import ROOT
from local.launcher import LocalAws


def company(aws: LocalAws) -> dict[str, str]:
    """Make the example's stack unless it is there, and return what it asks for by the names of the stack parameters."""
    cloudformation, template = aws.client("cloudformation"), (ROOT / "examples/company/company.yaml").read_text()
    with suppress(cloudformation.exceptions.AlreadyExistsException):
        cloudformation.create_stack(StackName="company", TemplateBody=template, Capabilities=["CAPABILITY_IAM"])
        cloudformation.get_waiter("stack_create_complete").wait(StackName="company", WaiterConfig={"Delay": 1})
    (made,) = cloudformation.describe_stacks(StackName="company")["Stacks"]
    return {"FunctionsInVpc": "True"} | {output["OutputKey"]: output["OutputValue"] for output in made["Outputs"]}


def beginning_with(image: str, scratch: Path) -> Path:
    """Return the example's code, whose Dockerfile begins with an image in the account's ECR: what lies elsewhere, such a network does not reach."""
    source = shutil.copytree(ROOT / "examples/byod", scratch / "source")
    (source / "Dockerfile").write_text(f"FROM {image}\nCOPY program /opt/program\n")
    return Path(source)
