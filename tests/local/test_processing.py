"""Processing jobs really run, by themselves and for a state machine that waits for them."""

import io
import json
import pickle
import tarfile
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from sklearn.linear_model import LinearRegression

from local.launcher import LocalAws
from tests.local import by_hand
from tests.local.waiting import until

SKLEARN = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.4-2-cpu-py3"
DATA = f"s3://{by_hand.BUCKET}/data"
# Written as those of SageMaker Pipelines' examples are; they run in "/", and several of them take ".." for it.
EVALUATE = """
import json
import pathlib
import pickle
import tarfile

import numpy as np
import pandas as pd
from sklearn.metrics import mean_squared_error

if __name__ == "__main__":
    with tarfile.open("/opt/ml/processing/model/model.tar.gz") as tar:
        tar.extractall(path="..")
    model = pickle.load(open("line.pkl", "rb"))
    df = pd.read_csv("/opt/ml/processing/test/test.csv", header=None)
    y_test = df.iloc[:, 0].to_numpy()
    df.drop(df.columns[0], axis=1, inplace=True)
    predictions = model.predict(df.values)
    mse = mean_squared_error(y_test, predictions)
    std = np.std(y_test - predictions)
    report_dict = {"regression_metrics": {"mse": {"value": mse, "standard_deviation": std}}}
    output_dir = "/opt/ml/processing/evaluation"
    pathlib.Path(output_dir).mkdir(parents=True, exist_ok=True)
    with open(f"{output_dir}/evaluation.json", "w") as f:
        f.write(json.dumps(report_dict))
"""
# Does what its arguments say, after it has said what it finds.
PROGRAM = """
import json, os, pathlib, signal, sys, time
config = pathlib.Path("/opt/ml/config")
ml = pathlib.Path("/opt/ml/processing")
found = {
    "arguments": sys.argv[1:],
    "job": json.loads((config / "processingjobconfig.json").read_text()),
    "hosts": json.loads((config / "resourceconfig.json").read_text()),
    "files": sorted(str(file.relative_to(ml)) for file in ml.rglob("*") if file.is_file()),
    "told": os.environ.get("TOLD"),
    "rights": "AWS_ACCESS_KEY_ID" in os.environ,
}
(ml / "out").mkdir(exist_ok=True)
(ml / "out/found.json").write_text(json.dumps(found))
print("looked around")
if "wait" in sys.argv:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    time.sleep(60)
if "fail" in sys.argv:
    pathlib.Path("/opt/ml/output/message").write_text("the rows have no target")
    sys.exit(3)
if "mumble" in sys.argv:
    pathlib.Path("/opt/ml/output/message").write_bytes(bytes([255]))
"""


@pytest.fixture(scope="module")
def uri(aws: LocalAws) -> str:
    """An image whose program looks around, and data that it finds."""
    found = by_hand.image(aws, "looking", by_hand.program("looking", PROGRAM))
    for key in ("one.csv", "deep/two.csv"):
        aws.client("s3").put_object(Bucket=by_hand.BUCKET, Key=f"data/{key}", Body=b"1")
    return found


def request(name: str, uri: str, *arguments: str, **more: Any) -> dict[str, Any]:
    """Return a CreateProcessingJob request."""
    return {
        "ProcessingJobName": name,
        "RoleArn": by_hand.ROLE,
        "AppSpecification": {"ImageUri": uri, **({"ContainerArguments": list(arguments)} if arguments else {})},
        "ProcessingInputs": [read("data", DATA, "data")],
        "ProcessingOutputConfig": {"Outputs": [made("out", name)]},
        "ProcessingResources": {"ClusterConfig": by_hand.INSTANCES},
        **more,
    }


def read(name: str, uri: str, place: str, kind: str = "S3Prefix") -> dict[str, Any]:
    return {"InputName": name, "S3Input": {"S3Uri": uri, "LocalPath": f"/opt/ml/processing/{place}", "S3DataType": kind}}


def made(name: str, job: str, mode: str = "EndOfJob", place: str = "/opt/ml/processing/out") -> dict[str, Any]:
    return {
        "OutputName": name,
        "S3Output": {"S3Uri": f"s3://{by_hand.BUCKET}/made/{job}/", "LocalPath": place, "S3UploadMode": mode},
    }


def look(aws: LocalAws, name: str) -> dict[str, Any]:
    found: dict[str, Any] = aws.client("sagemaker").describe_processing_job(ProcessingJobName=name)
    return found


def processed(aws: LocalAws, asked: dict[str, Any]) -> dict[str, Any]:
    """Run a job to its end, and return its description."""
    aws.client("sagemaker").create_processing_job(**asked)
    until(lambda: look(aws, asked["ProcessingJobName"])["ProcessingJobStatus"] in ("Completed", "Failed", "Stopped"))
    return look(aws, asked["ProcessingJobName"])


def uploaded(aws: LocalAws, key: str) -> Any:
    return json.loads(aws.client("s3").get_object(Bucket=by_hand.BUCKET, Key=f"made/{key}")["Body"].read())


def keys(aws: LocalAws, prefix: str) -> list[str]:
    listed = aws.client("s3").list_objects_v2(Bucket=by_hand.BUCKET, Prefix=f"made/{prefix}").get("Contents", [])
    return [entry["Key"].removeprefix("made/") for entry in listed]


def test_a_script_written_for_sagemaker_pipelines_evaluates_a_model(aws: LocalAws, uri: str) -> None:
    s3, packed = aws.client("s3"), io.BytesIO()
    body = pickle.dumps(LinearRegression().fit([[0.0], [1.0]], [0.0, 2.0]))
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        member = tarfile.TarInfo("line.pkl")
        member.size = len(body)
        tar.addfile(member, io.BytesIO(body))
    for key, content in (("trained/model.tar.gz", packed.getvalue()), ("test/test.csv", b"5,2\n7,3\n"), ("evaluate.py", EVALUATE.encode())):
        s3.put_object(Bucket=by_hand.BUCKET, Key=key, Body=content)
    asked = request("evaluation", SKLEARN)
    asked["AppSpecification"]["ContainerEntrypoint"] = ["python3", "/opt/ml/processing/input/code/evaluate.py"]
    asked["ProcessingInputs"] = [
        read("model", f"s3://{by_hand.BUCKET}/trained/model.tar.gz", "model"),
        read("test", f"s3://{by_hand.BUCKET}/test/", "test"),
        read("code", f"s3://{by_hand.BUCKET}/evaluate.py", "input/code"),
    ]
    asked["ProcessingOutputConfig"] = {"Outputs": [made("evaluation", "evaluation", place="/opt/ml/processing/evaluation")]}
    done = processed(aws, asked)
    assert (done["ProcessingJobStatus"], done.get("FailureReason")) == ("Completed", None)
    assert uploaded(aws, "evaluation/evaluation.json")["regression_metrics"]["mse"]["value"] == pytest.approx(1.0)


def test_the_images_own_program_finds_its_inputs_and_what_it_is_told(aws: LocalAws, uri: str) -> None:
    done = processed(aws, request("looks", uri, "a", "b", Environment={"TOLD": "so"}, Tags=[{"Key": "who", "Value": "me"}]))
    assert done["ProcessingJobStatus"] == "Completed"
    assert done["ProcessingStartTime"] <= done["ProcessingEndTime"]
    found = uploaded(aws, "looks/found.json")
    assert (found["arguments"], found["told"], found["rights"]) == (["a", "b"], "so", True)
    assert found["files"] == ["data/deep/two.csv", "data/one.csv"]
    assert found["hosts"] == {"current_host": "algo-1", "hosts": ["algo-1"]}
    assert found["job"]["ProcessingJobName"] == "looks"
    assert found["job"]["AppSpecification"]["ContainerEntrypoint"] is None
    sagemaker = aws.client("sagemaker")
    assert sagemaker.list_tags(ResourceArn=done["ProcessingJobArn"])["Tags"] == [{"Key": "who", "Value": "me"}]
    (listed,) = sagemaker.list_processing_jobs(NameContains="looks")["ProcessingJobSummaries"]
    assert listed["ProcessingJobStatus"] == "Completed"
    logs = aws.client("logs").filter_log_events(logGroupName="/aws/sagemaker/ProcessingJobs", logStreamNamePrefix="looks/algo-1-")
    assert [event["message"] for event in logs["events"]] == ["looked around"]


def test_a_manifest_brings_what_it_lists_by_the_names_in_it(aws: LocalAws, uri: str) -> None:
    listed = [{"prefix": f"{DATA}/"}, "deep/two.csv"]
    aws.client("s3").put_object(Bucket=by_hand.BUCKET, Key="some.manifest", Body=json.dumps(listed))
    inputs = [read("some", f"s3://{by_hand.BUCKET}/some.manifest", "some", "ManifestFile")]
    assert processed(aws, request("manifest", uri, ProcessingInputs=inputs))["ProcessingJobStatus"] == "Completed"
    assert uploaded(aws, "manifest/found.json")["files"] == ["some/deep/two.csv"]


def test_a_program_that_fails_fails_the_job_leaves_its_message_and_uploads_nothing(aws: LocalAws, uri: str) -> None:
    done = processed(aws, request("fails", uri, "fail"))
    assert (done["ProcessingJobStatus"], done["FailureReason"]) == ("Failed", "AlgorithmError: , exit code: 3")
    assert done["ExitMessage"] == "the rows have no target"
    assert keys(aws, "fails/") == []
    done = processed(aws, request("mumbles", uri, "mumble"))
    assert (done["ProcessingJobStatus"], done["FailureReason"]) == (
        "Failed",
        "ClientError: /opt/ml/output/message is not encoded as UTF-8.",
    )


def test_an_input_that_is_not_there_is_found_missing_by_the_job_alone(aws: LocalAws, uri: str) -> None:
    done = processed(aws, request("misses", uri, ProcessingInputs=[read("none", f"s3://{by_hand.BUCKET}/nothing/", "none")]))
    reason = f"ClientError: Failed to download data. No S3 objects found under s3://{by_hand.BUCKET}/nothing/."
    assert (done["ProcessingJobStatus"], done["FailureReason"]) == ("Failed", reason)


def test_a_job_is_stopped_by_a_call_and_by_its_time_and_what_is_uploaded_all_the_time_is_there(aws: LocalAws, uri: str) -> None:
    outputs = {"Outputs": [made("out", "waits", "Continuous")]}
    sagemaker = aws.client("sagemaker")
    sagemaker.create_processing_job(**request("waits", uri, "wait", ProcessingOutputConfig=outputs))
    until(lambda: keys(aws, "waits/") == ["waits/found.json"])
    assert look(aws, "waits")["ProcessingJobStatus"] == "InProgress"
    sagemaker.stop_processing_job(ProcessingJobName="waits")
    until(lambda: look(aws, "waits")["ProcessingJobStatus"] == "Stopped")
    with pytest.raises(ClientError, match="the processing job is in status Stopped"):
        sagemaker.stop_processing_job(ProcessingJobName="waits")
    done = processed(aws, request("late", uri, "wait", StoppingCondition={"MaxRuntimeInSeconds": 1}))
    assert done["ProcessingJobStatus"] == "Stopped"
    assert keys(aws, "late/") == []


def test_network_isolation_takes_a_jobs_rights(aws: LocalAws, uri: str) -> None:
    assert processed(aws, request("alone", uri, NetworkConfig={"EnableNetworkIsolation": True}))["ProcessingJobStatus"] == "Completed"
    assert uploaded(aws, "alone/found.json")["rights"] is False


def test_what_aws_refuses_at_once_is_refused(aws: LocalAws, uri: str) -> None:
    def refused(asked: dict[str, Any]) -> str:
        with pytest.raises(ClientError) as error:
            aws.client("sagemaker").create_processing_job(**asked)
        return str(error.value)

    processed(aws, request("once", uri))
    assert "(ResourceInUse)" in refused(request("once", uri))
    assert "expected to begin with /opt/ml/processing/" in refused(
        request(
            "no-place", uri, ProcessingInputs=[{**read("a", DATA, ""), "S3Input": {**read("a", DATA, "")["S3Input"], "LocalPath": "/tmp"}}]
        )
    )
    assert "not found" in refused(request("no-image", f"{uri}-none"))
    assert "Could not assume role" in refused({**request("no-role", uri), "RoleArn": f"{by_hand.ROLE}-none"})
    by_hand.local(aws, "quotas", {"ml.m5.large for processing job usage": 0})
    assert "(ResourceLimitExceeded)" in refused(request("no-quota", uri))
    by_hand.local(aws, "quotas", {"ml.m5.large for processing job usage": None})


ALLOWED: list[dict[str, Any]] = [
    {
        "Effect": "Allow",
        "Action": ["sagemaker:CreateProcessingJob", "sagemaker:DescribeProcessingJob", "sagemaker:StopProcessingJob", "sagemaker:ListTags"],
        "Resource": "arn:aws:sagemaker:us-east-1:000000000000:processing-job/each-*",
    },
    {"Effect": "Allow", "Action": "iam:PassRole", "Resource": by_hand.ROLE},
]
RULE = {
    "Effect": "Allow",
    "Action": ["events:PutTargets", "events:PutRule", "events:DescribeRule"],
    "Resource": "arn:aws:events:us-east-1:000000000000:rule/StepFunctionsGetEventsForSageMakerProcessingJobsRule",
}


def definition() -> str:
    """Return a machine that runs a job for each request in its input."""
    job = {"Type": "Task", "Resource": "arn:aws:states:::sagemaker:createProcessingJob.sync", "Arguments": "{% $states.input %}"}
    caught = [{"ErrorEquals": ["States.ALL"], "Output": "{% $states.errorOutput %}", "Next": "Caught"}]
    each = {
        "Type": "Map",
        "Items": "{% $states.input.Jobs %}",
        "ItemProcessor": {
            "StartAt": "Job",
            "States": {"Job": {**job, "Output": "{% $states.result.ProcessingJobStatus %}", "End": True}},
        },
        "Catch": caught,
        "Next": "Done",
    }
    states = {"Each": each, "Caught": {"Type": "Succeed"}, "Done": {"Type": "Succeed"}}
    return json.dumps({"QueryLanguage": "JSONata", "StartAt": "Each", "States": states})


@pytest.fixture(scope="module")
def machine(aws: LocalAws, uri: str) -> Iterator[str]:
    """A state machine whose role may do exactly what it needs."""
    trust = by_hand.document({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "states.amazonaws.com"}})
    iam, states = aws.client("iam"), aws.client("stepfunctions")
    role = iam.create_role(RoleName="each", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    iam.put_role_policy(RoleName="each", PolicyName="jobs", PolicyDocument=by_hand.document(*ALLOWED))
    with pytest.raises(ClientError, match="is not authorized to create managed-rule"):
        states.create_state_machine(name="each", definition=definition(), roleArn=role)
    iam.put_role_policy(RoleName="each", PolicyName="rule", PolicyDocument=by_hand.document(RULE))
    arn: str = states.create_state_machine(name="each", definition=definition(), roleArn=role)["stateMachineArn"]
    yield arn
    states.delete_state_machine(stateMachineArn=arn)


def started(aws: LocalAws, machine: str, *jobs: dict[str, Any]) -> str:
    arn: str = aws.client("stepfunctions").start_execution(stateMachineArn=machine, input=json.dumps({"Jobs": jobs}))["executionArn"]
    return arn


def ended(aws: LocalAws, execution: str) -> dict[str, Any]:
    states = aws.client("stepfunctions")
    until(lambda: states.describe_execution(executionArn=execution)["status"] != "RUNNING")
    described: dict[str, Any] = states.describe_execution(executionArn=execution)
    return described


def test_a_machine_runs_a_job_for_each_item_side_by_side(aws: LocalAws, uri: str, machine: str) -> None:
    execution = started(aws, machine, request("each-1", uri), request("each-2", uri))
    assert json.loads(ended(aws, execution)["output"]) == ["Completed", "Completed"]
    events = aws.client("stepfunctions").get_execution_history(executionArn=execution, maxResults=100)["events"]
    begun = [event["mapIterationStartedEventDetails"]["index"] for event in events if event["type"] == "MapIterationStarted"]
    assert sorted(begun) == [0, 1]


def test_a_job_that_fails_ends_the_others_and_its_words_are_the_cause(aws: LocalAws, uri: str, machine: str) -> None:
    done = ended(aws, started(aws, machine, request("each-3", uri, "wait"), request("each-4", uri, "fail")))
    output = json.loads(done["output"])
    cause = json.loads(output["Cause"])
    assert output["Error"] == "States.TaskFailed"
    assert (cause["FailureReason"], cause["ExitMessage"]) == ("AlgorithmError: , exit code: 3", "the rows have no target")
    assert look(aws, "each-3")["ProcessingJobStatus"] in ("Stopping", "Stopped")


def test_stopping_the_execution_stops_the_job(aws: LocalAws, uri: str, machine: str) -> None:
    execution = started(aws, machine, request("each-5", uri, "wait"))
    until(lambda: aws.client("sagemaker").list_processing_jobs(NameContains="each-5")["ProcessingJobSummaries"])
    aws.client("stepfunctions").stop_execution(executionArn=execution)
    until(lambda: look(aws, "each-5")["ProcessingJobStatus"] == "Stopped")


def test_a_name_that_the_role_may_not_give_is_denied(aws: LocalAws, uri: str, machine: str) -> None:
    output = json.loads(ended(aws, started(aws, machine, request("other", uri)))["output"])
    assert "is not authorized to perform: sagemaker:CreateProcessingJob" in output["Cause"]
