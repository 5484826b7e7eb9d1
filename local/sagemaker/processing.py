"""Processing jobs: each runs a program in its own /opt/ml/processing, between the objects that it reads and those that it makes."""

import contextvars
import threading
from typing import Any

from local.gateway import quotas
from local.gateway.protocol import ServiceError
from local.sagemaker.processing_run import ProcessingRun
from local.sagemaker.records import Kind, Record, summary
from local.sagemaker.training import RUNNING, assumable, pulled

JOBS = Kind("processing job", "ProcessingJobName", "ProcessingJobArn", "processing-job")
runs: dict[str, ProcessingRun] = {}


def create(request: Record) -> Record:
    """Answer CreateProcessingJob. Whether the inputs are there is seen when they are downloaded, and fails the job."""
    name = request["ProcessingJobName"]
    if name in JOBS.all:
        used = JOBS.all[name]["ProcessingJobArn"]
        message = f"Job name must be unique within an AWS account and region, and a job with this name already exists ({used})"
        raise ServiceError("ResourceInUse", message)
    kind, count = instances(request)
    check_known(request, count)
    check_quota(kind, count)
    assumable(request["RoleArn"])
    image = pulled(request["AppSpecification"]["ImageUri"], request["RoleArn"])
    record = JOBS.add(request, ProcessingJobStatus="InProgress")
    runs[name] = ProcessingRun(record, image)
    threading.Thread(target=contextvars.copy_context().run, args=(runs[name].run,), daemon=True).start()
    return {"ProcessingJobArn": record["ProcessingJobArn"]}


def instances(request: Record) -> tuple[str, int]:
    """Return type and number of a job's instances, by the first of its preferences if it has any."""
    cluster = request["ProcessingResources"]["ClusterConfig"]
    chosen = {**cluster, **cluster.get("InstancePreferences", [{}])[0]}
    return chosen["InstanceType"], chosen.get("InstanceCount", 1)


def check_known(request: Record, count: int) -> None:
    """Refuse what AWS does and the local AWS does not."""
    sources = [entry for entry in request.get("ProcessingInputs", []) if not entry.get("AppManaged")]
    targets = [entry for entry in request.get("ProcessingOutputConfig", {}).get("Outputs", []) if not entry.get("AppManaged")]
    refused = [
        *(f"input {entry['InputName']}: S3Input only" for entry in sources if "S3Input" not in entry),
        *(f"input {entry['InputName']}: S3InputMode File only" for entry in sources if is_piped(entry)),
        *(f"output {entry['OutputName']}: S3Output with a LocalPath only" for entry in targets if "LocalPath" not in entry["S3Output"]),
        *(["jobs of one instance only"] if count > 1 else []),
    ]
    if refused:
        raise ServiceError("ValidationException", f"the local AWS processes with: {refused[0]}")


def is_piped(entry: Record) -> bool:
    """Return whether an input is a pipe."""
    return bool(entry.get("S3Input", {}).get("S3InputMode") == "Pipe")


def check_quota(kind: str, count: int) -> None:
    """Refuse a job for whose instances there is no quota."""
    running = [instances(job) for job in JOBS.all.values() if job["ProcessingJobStatus"] in RUNNING]
    quotas.require(f"{kind} for processing job usage", sum(number for used, number in running if used == kind), count)


def describe(request: Record) -> Record:
    """Answer DescribeProcessingJob."""
    return JOBS.get(request["ProcessingJobName"])


def stop(request: Record) -> Record:
    """Answer StopProcessingJob."""
    record = JOBS.get(request["ProcessingJobName"])
    if record["ProcessingJobStatus"] not in RUNNING:
        message = f"The request was rejected because the processing job is in status {record['ProcessingJobStatus']}."
        raise ServiceError("ValidationException", message)
    runs[request["ProcessingJobName"]].stop()
    return {}


def listed(request: Record) -> Record:
    """Answer ListProcessingJobs."""
    page, more = JOBS.listed(request, "ProcessingJobStatus")
    members = (
        "ProcessingJobName",
        "ProcessingJobArn",
        "CreationTime",
        "ProcessingEndTime",
        "LastModifiedTime",
        "ProcessingJobStatus",
        "FailureReason",
        "ExitMessage",
    )
    return {"ProcessingJobSummaries": [summary(record, *members) for record in page], **more}


OPERATIONS: dict[str, Any] = {
    "CreateProcessingJob": create,
    "DescribeProcessingJob": describe,
    "StopProcessingJob": stop,
    "ListProcessingJobs": listed,
}
