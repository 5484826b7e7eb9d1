"""A stack as AWS knows it: its outputs, and clients of the services behind them."""

import os
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from sagebuild import sentences
from sagebuild.errors import AwsError, SageBuildError

VARIABLE, FILE = "SAGEBUILD_STACK", ".sagebuild"
CONFIG = Config(user_agent_extra="sagebuild-client/0.1.0", retries={"mode": "standard", "max_attempts": 5})
# An answer comes when the function is done, which may take as long as a function may: all data is listed for an explanation.
ANSWERING = Config(read_timeout=900, tcp_keepalive=True)


class Access:
    """What every part of the client needs: the stack's name, its outputs, and clients whose errors are sentences.

    Attributes:
        name: the stack's name.
        session: the boto3.Session whose credentials and region are used.
    """

    def __init__(self, name: str | None = None, session: Any = None, config: Config | None = None) -> None:
        self._config = CONFIG.merge(config) if config else CONFIG
        self.name = name or default_name(Path.cwd())
        # boto3 itself heeds AWS_DEFAULT_REGION alone; the AWS CLI, and all other SDKs, AWS_REGION.
        self.session = session or said(lambda: boto3.Session(region_name=os.environ.get("AWS_REGION")))
        self._clients: dict[str, Any] = {}

    def client(self, service: str) -> Any:
        """Return the client of a service."""
        if service not in self._clients:
            config = ANSWERING.merge(self._config) if service == "lambda" else self._config
            made = said(lambda: self.session.client(service, config=config))
            sentences.speak(made)
            self._clients[service] = made
        return self._clients[service]

    @cached_property
    def outputs(self) -> dict[str, str]:
        """Return the stack's outputs, such as LaunchTopic, by their names.

        Raises:
            SageBuildError: there is no such stack, or it is none of SageBuild's.
        """
        where = f"in {self.client('cloudformation').meta.region_name}"
        try:
            (found,) = self.client("cloudformation").describe_stacks(StackName=self.name)["Stacks"]
        except AwsError as error:
            if error.code != "ValidationError":
                raise
            raise SageBuildError(f"There is no stack {self.name} {where}: name another one, or another region (AWS_REGION)") from None
        outputs = {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}
        if "ParameterStore" not in outputs:
            raise SageBuildError(
                f"The stack {self.name} {where} is none of SageBuild's, or is not complete yet: it is {found['StackStatus']}"
            )
        return outputs

    @cached_property
    def resources(self) -> dict[str, str]:
        """Return the physical names of the stack's resources by their logical ones."""
        pages = self.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=self.name)
        return {
            found["LogicalResourceId"]: found.get("PhysicalResourceId", "") for page in pages for found in page["StackResourceSummaries"]
        }


def said(make: Callable[[], Any]) -> Any:
    """Make a session or a client; what keeps that from being done is a sentence."""
    try:
        return make()
    except BotoCoreError as error:
        raise SageBuildError(sentences.of_exception(error)) from None


def default_name(folder: Path) -> str:
    """Return the name of the stack that a person works with: from SAGEBUILD_STACK, or a file .sagebuild here or above.

    Raises:
        SageBuildError: neither is there.
    """
    if name := os.environ.get(VARIABLE, "").strip():
        return name
    for place in (folder, *folder.parents):
        if (place / FILE).is_file() and (name := (place / FILE).read_text().strip()):
            return name
    raise SageBuildError(
        f'Which stack? Name it, such as SageBuild("churn") or --stack churn, or set {VARIABLE}, '
        f"or write the name into a file {FILE} in this folder or one above it"
    )
