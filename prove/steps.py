"""What a proof does to a stack, in this order: builds that succeed, one that is rolled back, and some that fail."""

import io
import json
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from examples.byod.digits import as_csv, split
from prove import documents
from prove.asking import refused
from prove.building import commit, ended, folder, launch, started, until
from prove.evidence import Evidence
from prove.listening import listen
from prove.traffic import Traffic

EXAMPLES = Path(__file__).parents[1] / "examples"
KEY = "train/digits 1+1.csv"  # S3 and EventBridge could each write such a key in a way of their own
LONGER_THAN_STANDARD = 5000  # characters; a standard SSM parameter holds 4,096


@dataclass(frozen=True)
class Step:
    """One thing that a proof does, about how long it takes on AWS, and what it uses by the minute."""

    does: str
    run: Callable[[Evidence], None]
    minutes: int
    uses: Mapping[str, int] = field(default_factory=dict)


def prepare(evidence: Evidence) -> None:
    """Listen, set off an alarm, write the document, and put the script where builds find it."""
    stack = evidence.stack
    listen(stack)
    alarm = stack.resources["LaunchDeadLetterAlarm"]
    stack.aws.client("cloudwatch").set_alarm_state(AlarmName=alarm, StateValue="ALARM", StateReason="the proof sets it off")
    text = json.dumps(documents.BASE).ljust(LONGER_THAN_STANDARD)
    stack.aws.client("ssm").put_parameter(Name=stack.outputs["ParameterStore"], Value=text, Tier="Intelligent-Tiering", Overwrite=True)
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        tar.add(EXAMPLES / "sklearn/train.py", "train.py")
    stack.aws.client("s3").put_object(Bucket=stack.bucket, Key=documents.SCRIPT, Body=buffer.getvalue())


def upload(evidence: Evidence) -> None:
    """Upload the data; there is no code yet, so that this build ends before it costs anything. Then redrive it."""
    put = evidence.stack.aws.client("s3").put_object
    body = as_csv(split()[0])
    arn = started(evidence.stack, lambda: put(Bucket=evidence.stack.outputs["DataBucket"], Key=KEY, Body=body), "an upload")
    evidence.builds["upload"] = ended(evidence.stack, arn)
    evidence.answers["redrive"] = refused(evidence.stack.aws.client("stepfunctions").redrive_execution, executionArn=arn)
    if not evidence.answers["redrive"].code:
        evidence.builds["redriven"] = ended(evidence.stack, arn)


def push(evidence: Evidence) -> None:
    """Commit the example's container, and try to delete and to update the endpoint while it is made."""
    stack, sagemaker = evidence.stack, evidence.stack.aws.client("sagemaker")
    files = folder(EXAMPLES / "byod") | {"Dockerfile.broken": (documents.BROKEN_DOCKERFILE, False)}
    arn = started(stack, lambda: evidence.facts.update(commit=commit(stack, files)), "a push")
    states = stack.aws.client("stepfunctions")

    def creating() -> list[str]:
        running = states.describe_execution(executionArn=arn)["status"] == "RUNNING"
        listed = sagemaker.list_endpoints(NameContains=stack.name, StatusEquals="Creating")["Endpoints"]
        found = [endpoint["EndpointConfigName"] for endpoint in map(described, listed) if endpoint["EndpointName"] == stack.name]
        return found or ([] if running else [""])

    def described(listed: dict[str, str]) -> dict[str, str]:
        return dict(sagemaker.describe_endpoint(EndpointName=listed["EndpointName"]))

    (config,) = until(stack, "the endpoint", creating, 3600)
    if config:
        evidence.answers["update-creating"] = refused(sagemaker.update_endpoint, EndpointName=stack.name, EndpointConfigName=config)
        evidence.answers["delete-creating"] = refused(sagemaker.delete_endpoint, EndpointName=stack.name)
    evidence.builds["push"] = ended(stack, arn)


def update(evidence: Evidence) -> None:
    """Build from a script in AWS's own image, and ask the endpoint all the while."""
    evidence.succeeded("push")
    with Traffic(evidence.stack) as traffic:
        arn = launch(evidence.stack, "prove: an update", documents.script(evidence.stack))
        evidence.builds["update"] = ended(evidence.stack, arn)
    evidence.facts["traffic"] = traffic


def roll_back(evidence: Evidence) -> None:
    """Update to a container that never answers, and look at the endpoint afterwards."""
    stack = evidence.stack
    uri, model = first(evidence)
    sagemaker = stack.aws.client("sagemaker")
    before = sagemaker.describe_endpoint(EndpointName=stack.name)["EndpointConfigName"]
    evidence.builds["rollback"] = ended(stack, launch(stack, "prove: a rollback", documents.broken_serving(uri, model)))
    evidence.facts["rolled-back"] = {"Before": before, **sagemaker.describe_endpoint(EndpointName=stack.name)}


def fail_training(evidence: Evidence) -> None:
    """Train with a hyperparameter that the program refuses."""
    wrong = {**documents.image(first(evidence)[0]), "HyperParameters": {"C": "nonsense"}}
    evidence.builds["training"] = ended(evidence.stack, launch(evidence.stack, "prove: a training that fails", wrong))


def fail_image(evidence: Evidence) -> None:
    """Build an image whose Dockerfile copies a file that is not there."""
    evidence.succeeded("push")
    evidence.builds["image"] = ended(evidence.stack, launch(evidence.stack, "prove: an image that fails", documents.BROKEN_IMAGE))


def stop(evidence: Evidence) -> None:
    """Stop a build while it trains."""
    stack, sagemaker = evidence.stack, evidence.stack.aws.client("sagemaker")
    long = {**documents.image(first(evidence)[0]), "HyperParameters": {"passes": 900}}
    arn = launch(stack, "prove: a build that is stopped", long)
    running = {"NameContains": f"{stack.name}-v", "StatusEquals": "InProgress"}
    (job, *_) = until(stack, "a training job", lambda: sagemaker.list_training_jobs(**running)["TrainingJobSummaries"])
    stack.aws.client("stepfunctions").stop_execution(executionArn=arn, error="Proof", cause="stopped by the proof")
    evidence.builds["stopped"] = ended(stack, arn)
    name = job["TrainingJobName"]

    def status() -> str:
        found = str(sagemaker.describe_training_job(TrainingJobName=name)["TrainingJobStatus"])
        return found if found not in ("InProgress", "Stopping") else ""

    evidence.facts["stopped-job"] = until(stack, f"the end of training job {name}", status, 900)


def first(evidence: Evidence) -> tuple[str, str]:
    """Return image and model of the first build that served."""
    output = evidence.succeeded("push").output
    return output["Build"]["Images"]["Training"]["Uri"], output["Training"]["ModelArtifacts"]


STEPS = [
    Step("listens to the news, sets off an alarm, and writes the parameter document", prepare, 1),
    Step("uploads data, which launches a build that finds no code, and redrives it", upload, 1),
    Step("commits a container, which launches a build that trains and serves it", push, 15, {"image": 3, "training": 4, "hosting": 8}),
    Step("updates the endpoint to a script in AWS's own image, under traffic", update, 14, {"training": 4, "hosting": 22}),
    Step("updates it to a container that never answers, which is rolled back", roll_back, 15, {"hosting": 30}),
    Step("trains with a wrong hyperparameter", fail_training, 5, {"training": 3, "hosting": 5}),
    Step("builds a broken image", fail_image, 2, {"image": 2, "hosting": 2}),
    Step("stops a build that trains", stop, 4, {"training": 3, "hosting": 4}),
]
