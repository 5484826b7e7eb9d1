"""What a stack's builds leave in SageMaker, found by name and by tag, and removed."""

import functools
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionError

from teardown_sagemaker.answers import ended_is_done, gone_is_done, is_gone

LOOK_SECONDS = 2
MOST_ALARMS = 100  # that CloudWatch deletes at once; a stack has ten at most
# What builds start and wait for, and how boto3 calls it.
JOBS = {
    "HyperParameterTuningJob": "hyper_parameter_tuning_job",
    "ProcessingJob": "processing_job",
    "TrainingJob": "training_job",
}


class Teardown:
    """The removal of one stack's resources. Gone is done: it can be repeated, and it works on a stack that never built."""

    def __init__(self, stack: str, state_machines: list[str], image_project: str) -> None:
        self._stack, self._state_machines, self._image_project = stack, state_machines, image_project

    def run(self, is_over: Callable[[], bool]) -> list[str]:
        """Stop what runs, then remove endpoint, configurations and models; return what is left when time runs out."""
        while left := [*self.stop_executions(), *self.stop_image_builds(), *self.stop_jobs(), *self.delete_endpoints()]:
            if is_over():
                return left
            time.sleep(LOOK_SECONDS)
        for name in self.owned("list_endpoint_configs", "EndpointConfigs", "EndpointConfig"):
            gone_is_done(client("sagemaker").delete_endpoint_config, EndpointConfigName=name)
        for name in self.owned("list_models", "Models", "Model"):
            gone_is_done(client("sagemaker").delete_model, ModelName=name)
        self.delete_alarms()
        return []

    def delete_alarms(self) -> None:
        """Delete the alarms of the endpoint's variants; who has the endpoint's name and a slash before his own is nobody else's."""
        pages = (
            client("cloudwatch").get_paginator("describe_alarms").paginate(AlarmNamePrefix=f"{self._stack}/", AlarmTypes=["MetricAlarm"])
        )
        names = [alarm["AlarmName"] for page in pages for alarm in page["MetricAlarms"]]
        if names:
            client("cloudwatch").delete_alarms(AlarmNames=names[:MOST_ALARMS])

    def stop_executions(self) -> list[str]:
        """Stop running builds, and return those that were still running."""
        found = []
        for machine in self._state_machines:
            try:
                pages = client("stepfunctions").get_paginator("list_executions").paginate(stateMachineArn=machine, statusFilter="RUNNING")
                running = [execution["executionArn"] for page in pages for execution in page["executions"]]
            except client("stepfunctions").exceptions.StateMachineDoesNotExist:
                continue
            for arn in running:
                client("stepfunctions").stop_execution(executionArn=arn, error="StackDeleted", cause="the stack is being deleted")
            found += running
        return found

    def stop_image_builds(self) -> list[str]:
        """Stop CodeBuild's running builds, and return those that were still running.

        Step Functions stops them too, but no longer than the state machine's role lets it, and without the project nobody else would.
        """
        try:
            ids = client("codebuild").list_builds_for_project(projectName=self._image_project, sortOrder="DESCENDING").get("ids")
        except client("codebuild").exceptions.ResourceNotFoundException:
            return []
        except ConnectionError:  # functions in a network may have no way to it
            return []
        builds = client("codebuild").batch_get_builds(ids=ids)["builds"] if ids else []
        running = [build["id"] for build in builds if build["buildStatus"] == "IN_PROGRESS"]
        for build in running:
            client("codebuild").stop_build(id=build)
        return running

    def stop_jobs(self) -> list[str]:
        """Stop running jobs, tuning jobs with their trials, and return those that have not ended."""
        left: list[str] = []
        for kind, words in JOBS.items():
            listing = (f"list_{words}s", f"{kind}Summaries", kind)
            left += self.owned(*listing, StatusEquals="Stopping")
            running = list(self.owned(*listing, StatusEquals="InProgress"))
            for name in running:
                ended_is_done(getattr(client("sagemaker"), f"stop_{words}"), **{f"{kind}Name": name})
            left += running
        return left

    def delete_endpoints(self) -> list[str]:
        """Delete the endpoint and that of a rehearsal, and return those that are still there."""
        return [left for name in (self._stack, f"{self._stack}-rehearsal") for left in self.delete_endpoint(name)]

    def delete_endpoint(self, name: str) -> list[str]:
        """Delete an endpoint if it is this stack's, and return it as long as it is there; one that is being changed has to be waited for."""
        try:
            found = client("sagemaker").describe_endpoint(EndpointName=name)
            if not self.is_owned(found["EndpointArn"]):
                return []
            if found["EndpointStatus"] not in ("Creating", "Updating", "RollingBack", "SystemUpdating", "Deleting"):
                client("sagemaker").delete_endpoint(EndpointName=name)
            return [f"endpoint {name} ({found['EndpointStatus']})"]
        except ClientError as error:
            if is_gone(error):
                return []
            # It began to change between the two calls, such as by its scaling: it is waited for like one that was changing before.
            if error.operation_name == "DeleteEndpoint" and error.response["Error"]["Code"] == "ValidationException":
                return [f"endpoint {name} ({error.response['Error']['Message']})"]
            raise

    def owned(self, operation: str, key: str, kind: str, **filters: str) -> Iterator[str]:
        """Yield the names of this stack's resources of one kind."""
        for page in client("sagemaker").get_paginator(operation).paginate(NameContains=f"{self._stack}-v", **filters):
            for entry in page[key]:
                name = entry[f"{kind}Name"]
                if re.fullmatch(rf"{re.escape(self._stack)}-v\d+-[0-9a-f]+(-new|-old)?", name) and self.is_owned(entry[f"{kind}Arn"]):
                    yield name

    def is_owned(self, arn: str) -> bool:
        """Return whether a resource has this stack's tag."""
        pages = client("sagemaker").get_paginator("list_tags").paginate(ResourceArn=arn)
        return any(tag == {"Key": "sagebuild:stack", "Value": self._stack} for page in pages for tag in page["Tags"])


@functools.cache
def client(service: str) -> Any:
    """Return this process's client of a service; a rate of calls that is used up is waited for, as a deletion that fails has to be begun anew."""
    attempts = {"mode": "standard", "total_max_attempts": 2 if service == "codebuild" else 10}
    return boto3.client(service, config=Config(connect_timeout=5, retries=attempts))
