"""A SageBuild stack on the local AWS, driven as a person drives it: with sam, git and boto3. The demo and the tests share it."""

import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local.commands import SAM, Account, run

ENDED = {"SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"}


@dataclass
class Stack:
    """One deployed stack."""

    account: Account
    name: str
    outputs: dict[str, str] = field(default_factory=dict)

    def deploy(self, template: Path, parameters: dict[str, str] | None = None) -> None:
        """Create or update the stack with sam deploy, from a template that sam build made; without a notebook instance unless one is asked for."""
        command: list[str | Path] = [SAM, "deploy", "--template-file", template, "--stack-name", self.name, "--resolve-s3"]
        command += ["--capabilities", "CAPABILITY_IAM", "--no-fail-on-empty-changeset", "--no-progressbar"]
        given = {"NotebookInstanceType": "NONE", **(parameters or {})}
        command += ["--parameter-overrides", *(f"{key}={json.dumps(value)}" for key, value in given.items())]
        run(command, self.account, cwd=template.parent)
        (described,) = self.account.client("cloudformation").describe_stacks(StackName=self.name)["Stacks"]
        self.outputs = {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}

    def resource(self, logical_id: str) -> str:
        """Return the physical id of one of the stack's resources."""
        client = self.account.client("cloudformation")
        detail = client.describe_stack_resource(StackName=self.name, LogicalResourceId=logical_id)["StackResourceDetail"]
        return str(detail["PhysicalResourceId"])

    def delete(self) -> None:
        """Delete the stack with sam delete."""
        region = self.account.environment()["AWS_DEFAULT_REGION"]
        run([SAM, "delete", "--no-prompts", "--stack-name", self.name, "--region", region], self.account)

    def remove(self) -> None:
        """Delete the stack as the console does; sam delete looks every thirty seconds whether it is gone."""
        client = self.account.client("cloudformation")
        client.delete_stack(StackName=self.name)
        client.get_waiter("stack_delete_complete").wait(StackName=self.name, WaiterConfig={"Delay": 1, "MaxAttempts": 300})

    def push(self, source: Path, scratch: Path, branch: str = "main") -> str:
        """Commit a folder's files and push them to the stack's repository; return the commit."""
        work = scratch / f"{self.name}-repository"
        if not work.exists():
            self._git(scratch, "clone", "--quiet", self.outputs["RepoUrl"], str(work))
        run(["cp", "-a", f"{source}/.", work], self.account)
        self._git(work, "add", "--all")
        self._git(
            work, "-c", "user.name=SageBuild", "-c", "user.email=demo@example.com", "commit", "--quiet", "--message", "The model's code"
        )
        self._git(work, "push", "--quiet", "origin", f"HEAD:{branch}")
        return self._git(work, "rev-parse", "HEAD").strip()

    def _git(self, work: Path, *words: str) -> str:
        return run(["git", *words], self.account, cwd=work)

    def upload(self, key: str, body: bytes) -> None:
        """Put an object into the data bucket."""
        self.account.client("s3").put_object(Bucket=self.outputs["DataBucket"], Key=key, Body=body)

    def parameters(self, document: dict[str, Any] | str) -> None:
        """Replace the parameter document."""
        value = document if isinstance(document, str) else json.dumps(document)
        self.account.client("ssm").put_parameter(Name=self.outputs["ParameterStore"], Value=value, Overwrite=True)

    def launch(self, message: dict[str, Any] | str | None = None) -> str:
        """Publish to LaunchTopic, and return SNS's id of the message."""
        text = message if isinstance(message, str) else json.dumps(message or {})
        return str(self.account.client("sns").publish(TopicArn=self.outputs["LaunchTopic"], Message=text)["MessageId"])

    def executions(self) -> list[dict[str, Any]]:
        """Return the builds' executions, newest first."""
        found: list[dict[str, Any]] = self.account.client("stepfunctions").list_executions(stateMachineArn=self.outputs["StateMachine"])[
            "executions"
        ]
        return found

    def next_execution(self, seen: set[str], timeout: float = 60) -> str:
        """Wait for an execution that is not among those seen, and return its ARN."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            new = [e["executionArn"] for e in self.executions() if e["executionArn"] not in seen]
            if new:
                return str(new[-1])
            time.sleep(0.2)
        raise TimeoutError(f"no build of {self.name} started within {timeout:g} seconds")

    def training(self, execution_arn: str, timeout: float = 60) -> str:
        """Wait until an execution's training job trains, and return the job's name."""
        client, deadline = self.account.client("sagemaker"), time.monotonic() + timeout
        started = self.account.client("stepfunctions").describe_execution(executionArn=execution_arn)["startDate"]
        while time.monotonic() < deadline:
            jobs = client.list_training_jobs(NameContains=f"{self.name}-v", StatusEquals="InProgress", CreationTimeAfter=started)
            for job in jobs["TrainingJobSummaries"]:
                if client.describe_training_job(TrainingJobName=job["TrainingJobName"])["SecondaryStatus"] == "Training":
                    return str(job["TrainingJobName"])
            time.sleep(0.2)
        raise TimeoutError(f"{execution_arn} did not train within {timeout:g} seconds")

    def wait(self, execution_arn: str, timeout: float = 240) -> dict[str, Any]:
        """Wait until an execution has ended, and return its description."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            described: dict[str, Any] = self.account.client("stepfunctions").describe_execution(executionArn=execution_arn)
            if described["status"] in ENDED:
                return described
            time.sleep(0.5)  # each look costs both sides, and a build takes many
        raise TimeoutError(f"{execution_arn} did not end within {timeout:g} seconds")

    def build(self, message: dict[str, Any] | str | None = None, timeout: float = 240) -> dict[str, Any]:
        """Launch a build, wait for its end, and return the execution's description."""
        seen = {e["executionArn"] for e in self.executions()}
        self.launch(message)
        return self.wait(self.next_execution(seen), timeout)

    def record(self, version: int) -> dict[str, Any]:
        """Return a build's item of the history, in DynamoDB's JSON."""
        item = self.account.client("dynamodb").get_item(
            TableName=self.outputs["BuildTable"], Key={"Kind": {"S": "build"}, "Version": {"N": str(version)}}, ConsistentRead=True
        )
        found: dict[str, Any] = item.get("Item", {})
        return found

    def invoke(self, body: bytes, content_type: str = "text/csv") -> str:
        """Send a request to the endpoint and return the answer."""
        answer = self.account.client("sagemaker-runtime").invoke_endpoint(
            EndpointName=self.outputs["SageMakerEndpoint"], ContentType=content_type, Body=body
        )
        return str(answer["Body"].read().decode())
