"""A small world in which an endpoint serves what builds and rollbacks leave on it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from builds import executions, records, served, table
from plans import given
from tests.unit.launching.world import MACHINE, ROLLBACK_TOPIC, World, client

ROLE = "arn:aws:iam::123456789012:role/r"


def name_of(version: int) -> str:
    """Return what everything of a version is called."""
    return f"churn-v{version}-0a1b2c3d"


class Serving(World):
    """An execution that succeeds changes what the endpoint serves; the endpoint is moto's, and moves at once."""

    def end(self, name: str, how: str = "SUCCEEDED") -> None:
        """End an execution: what it was to deploy serves if it has succeeded."""
        if how == "SUCCEEDED":
            known = self.executions[name]
            if known["stateMachineArn"] == MACHINE:
                self.deploy(executions.version_of(self.arn(name)))
            elif "Serve" in (asked := json.loads(known["input"])):
                self.keep_hours(self.arn(name), asked["Serve"])
            else:
                self.serve(asked["To"])
        super().end(name, how)

    def deploy(self, version: int) -> None:
        """Make what a version is made of, and let it serve."""
        name = name_of(version)
        names = {"TrainingJob": name, "TuningJob": name, "Model": name, "EndpointConfig": name, "Endpoint": "churn"}
        records.write_running(version, {"Names": names})
        client("sagemaker").create_model(ModelName=name, ExecutionRoleArn=ROLE, PrimaryContainer={"Image": "i"})
        variant = {"VariantName": "AllTraffic", "ModelName": name, "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
        client("sagemaker").create_endpoint_config(EndpointConfigName=name, ProductionVariants=[variant])
        self.serve(version)

    def serve(self, version: int) -> None:
        """Let the endpoint serve a version."""
        self.take_endpoint_away()
        client("sagemaker").create_endpoint(EndpointName="churn", EndpointConfigName=name_of(version))

    def keep_hours(self, execution: str, serve: bool) -> None:
        """Bring the endpoint back or take it away, and note whether there was anything to do, as Plan Rollback does."""
        if bool(client("sagemaker").list_endpoints()["Endpoints"]) != serve:
            records.write_running(executions.number_of(execution, records.HOURS), {"Changed": served.current()}, 0, records.HOURS)
            if serve:
                self.serve(int(served.current() or 0))
            else:
                self.take_endpoint_away()

    def schedule(self, serve: bool, at: str) -> None:
        """Send what the schedule of the endpoint's hours sends: to the queue itself, through no topic."""
        said = {"detail-type": "SageBuild Endpoint Hours", "Serve": serve, "At": at, "Hours": "07:00-19:00 MON-FRI Europe/Berlin"}
        self.launches.append(self.record(said))

    def take_endpoint_away(self) -> None:
        """Delete the endpoint, as people do by hand."""
        if client("sagemaker").list_endpoints()["Endpoints"]:
            client("sagemaker").delete_endpoint(EndpointName="churn")

    def have_served(self, count: int) -> None:
        """Let versions have been deployed one after the other, as if they had been built."""
        versions = list(range(1, count + 1))
        for version in versions:
            self.deploy(version)
            records.write_end(version, {"Status": "SUCCEEDED", "Deployed": True, "EndedAt": "before"})
        table.change(served.KEY, lambda _: {"Stack": versions, "Recent": versions, "Done": []})
        table.change_launch(lambda state: {**state, "LastVersion": count})

    def build(self) -> None:
        """Build a version, from the launch to the last news of it."""
        self.message({"Reason": "a build"})
        self.run_to_the_end()

    def ask(self, content: Any) -> None:
        """Send a message to RollbackTopic."""
        self.message(content, ROLLBACK_TOPIC)

    def way(self) -> list[int]:
        """Return what has served, the last one last."""
        found: list[int] = served.state()["Stack"]
        return found

    def rejected(self) -> list[str]:
        """Return why messages were refused, for each that is in the dead-letter queue."""
        found = []
        while messages := client("sqs").receive_message(QueueUrl=self.dead_letters, MessageAttributeNames=["All"]).get("Messages"):
            found += [message["MessageAttributes"]["Cause"]["StringValue"] for message in messages]
            client("sqs").delete_message(QueueUrl=self.dead_letters, ReceiptHandle=messages[0]["ReceiptHandle"])
        return found


@contextmanager
def deployed(count: int, document: str = "{}") -> Iterator[Serving]:
    """A world with a parameter document, in which versions have been deployed one after the other."""
    given.ssm.cache_clear()
    with Serving() as made, pytest.MonkeyPatch.context() as patched:
        patched.setenv("PARAMETER_NAME", "/sagebuild/churn")
        client("ssm").put_parameter(Name="/sagebuild/churn", Value=document, Type="String")
        made.have_served(count)
        yield made
    given.ssm.cache_clear()
