"""The whole life of a stack, in which every permission that it has is needed."""

import io
import json
import tarfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from examples.byod.digits import as_csv, split
from local.stack import Stack
from local.talk.device import Device
from tests.events import event
from tests.local import hours
from tests.local.company import beginning_with
from tests.local.conftest import DOCUMENT, METRICS, keep_first_image
from tests.local.job_of import training_request
from tests.local.waiting import until
from tests.local.watching import at_rest, settle

BROKEN_SERVING = {**DOCUMENT, "Model": {"PrimaryContainer": {"Environment": {"PYTHONHOME": "/nowhere"}}}}
ROLLING_BACK = {
    "BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": {"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 1}},
    "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "too-many-errors"}]},
}
TUNING = {
    "HyperParameterTuningJobConfig": {
        "Strategy": "Grid",
        "HyperParameterTuningJobObjective": {"Type": "Maximize", "MetricName": "validation:accuracy"},
        "ResourceLimits": {"MaxParallelTrainingJobs": 1},
        "ParameterRanges": {"CategoricalParameterRanges": [{"Name": "kind", "Values": ["a"]}]},
    }
}
SCRIPT = """
import json, os, sys, time
def model_fn(folder):
    return open(folder + "/model").read()
def input_fn(text, kind):
    return text.splitlines()
def predict_fn(data, model):
    return [model for _ in data]
if __name__ == "__main__":
    time.sleep(float(json.loads(os.environ["SM_HPS"])["seconds"]))
    print("validation:accuracy=1.0")
    open(os.environ["SM_MODEL_DIR"] + "/model", "w").write("2")
"""
USED_UP = {
    "Error": "SageMaker.ResourceLimitExceededException",
    "Cause": "The account-level service limit 'ml.m5.large for training job usage' is 1 Instances, with current utilization of 1 Instances "
    "and a request delta of 1 Instances.",
}
VARIANT = {"VariantName": "b", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
# SageMaker would make it, for inference components; the local one refuses it when it is created.
FOR_COMPONENTS = [{**VARIANT, "ModelName": None}]
# The account's, not the stack's: it is there before and stays.
ALARM = {
    "AlarmName": "too-many-errors",
    "ComparisonOperator": "GreaterThanThreshold",
    "MetricName": "Errors",
    "Namespace": "churn",
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1,
}


def live(stack: Stack, scratch: Path) -> list[str]:
    """Build in every way, and leave the stack in the middle of a training; return how the builds ended."""
    roll_back(stack)  # refused: nothing has been served yet
    stack.parameters(BROKEN_SERVING)
    ends = [end(stack.build())]  # leaves an endpoint that has failed
    begin_with_an_own_image(stack, scratch)
    stack.parameters({**DOCUMENT, "Autoscaling": {"MaxCapacity": 2, "InvocationsPerInstance": 1000}})
    second = stack.build()  # puts one in its place, which scales until the next build
    ends += [end(second), train_again(stack, json.loads(second["output"])["Build"]["Version"])]
    stack.parameters({**DOCUMENT, "Endpoint": {"DeploymentConfig": ROLLING_BACK}})
    seen = {execution["executionArn"] for execution in stack.executions()}
    stack.launch()
    updating = stack.next_execution(seen)
    stack.launch(
        {"Parameters": {"Train": False, "EndpointConfig": {"ProductionVariants": FOR_COMPONENTS}}}
    )  # waits, and is started when the other has ended
    ends.append(end(stack.wait(updating)))
    ends.append(end(stack.wait(stack.next_execution(seen | {updating}))))
    roll_back_while_it_trains(stack)
    stack.parameters(DOCUMENT)  # with alarms of the stack's own again
    ends.append(end(stack.build({"Parameters": naming_what_is_there(stack)})))
    ends += keep_hours(stack)
    ends.append(rehearse(stack))
    stop_while_it_rehearses(stack)
    ends += with_exams(stack)
    ends += with_scripts(stack)
    stack.launch({"Parameters": {"HyperParamters": {}}})
    stop_while_an_image_is_built(stack)
    stop_while_it_trains(stack)
    leave_something(stack)
    scale(stack)
    seen = {execution["executionArn"] for execution in stack.executions()}
    stack.launch({"Parameters": {"HyperParameters": {"passes": 300}}})
    stack.training(stack.next_execution(seen))
    settle(stack, {"detail-type": "SageBuild Look"})  # as it comes once an hour
    redrive_beside_it(stack)
    meet_a_quota(stack)
    ask_which_alarm_it_was(stack)
    plan_a_rollback_that_no_event_has_told_of(stack)
    return ends


def train_again(stack: Stack, version: int) -> str:
    """Train a version again whose data has changed since, and change its copy during the training; return how the build ended."""
    stack.upload("train/digits.csv", as_csv(split()[0][1:]))
    seen = {execution["executionArn"] for execution in stack.executions()}
    stack.launch({"Reproduce": version, "Parameters": {"HyperParameters": {"passes": 3}}})
    execution = stack.next_execution(seen)
    job = stack.account.client("sagemaker").describe_training_job(TrainingJobName=stack.training(execution))
    (uri,) = (channel["DataSource"]["S3DataSource"]["S3Uri"] for channel in job["InputDataConfig"])
    stack.account.client("s3").put_object(Bucket=stack.outputs["CodeBucket"], Key=f"{uri.split('/', 3)[3]}more.csv", Body=b"")
    return end(stack.wait(execution))


def ask_which_alarm_it_was(stack: Stack) -> None:
    """Tell of a state that waits in vain for an endpoint that serves something else, with a token of no state machine's."""
    build = {"Version": 1}
    event = {"TaskToken": "over", "Endpoint": stack.name, "For": "SERVING", "EndpointConfig": "another", "Alarms": [ALARM["AlarmName"]]}
    event |= {"StartedAt": "2026-01-01T00:00:00+00:00", "Attempt": 0, "PatienceSeconds": 3600, "Build": build}
    answer = stack.account.client("lambda").invoke(FunctionName=stack.resource("AwaitEndpointFunction"), Payload=json.dumps(event))
    assert "calling the SendTaskFailure operation" in answer["Payload"].read().decode()


def meet_a_quota(stack: Stack) -> None:
    """Have it weighed that a quota is used up."""
    execution = stack.executions()[0]["executionArn"]
    build = {"Stack": stack.name, "Version": 1, "Reason": "", "ExecutionArn": execution, "StartedAt": ""}
    event = {"Build": build, "Failure": {"State": "Train Model", **USED_UP}, "Before": None}
    answer = stack.account.client("lambda").invoke(FunctionName=stack.resource("WeighLimitFunction"), Payload=json.dumps(event))
    assert json.loads(answer["Payload"].read())["WaitSeconds"] > 0


def redrive_beside_it(stack: Stack) -> None:
    """Let an execution run beside the build that holds the lock, as if it were redriven; it is stopped."""
    states = stack.account.client("stepfunctions")
    execution = states.start_execution(stateMachineArn=stack.outputs["StateMachine"], name="by-hand", input="{}")["executionArn"]
    settle(stack, redriven(stack, execution))
    until(lambda: states.describe_execution(executionArn=execution)["status"] == "ABORTED")


def redriven(stack: Stack, execution: str) -> dict[str, Any]:
    """Return the event that tells that an execution has been redriven in the console."""
    detail = event("states_running")["detail"] | {"executionArn": execution, "stateMachineArn": stack.outputs["StateMachine"]}
    return {
        "detail-type": "Step Functions Execution Status Change",
        "detail": {**detail, "name": execution.rsplit(":", maxsplit=1)[-1], "redriveCount": 1},
    }


def naming_what_is_there(stack: Stack) -> dict[str, Any]:
    """Return parameters that name a model and an artifact that are there, and an image that is not."""
    sagemaker = stack.account.client("sagemaker")
    model = sagemaker.describe_model(ModelName=sagemaker.describe_endpoint(EndpointName=stack.name)["EndpointConfigName"])
    artifact = model["PrimaryContainer"]["ModelDataUrl"]
    image = f"000000000000.dkr.ecr.us-east-1.amazonaws.com/{stack.resource('ImageRepository')}:no-such-image"
    return {
        "Train": False,
        "ModelDataUrl": artifact,
        "Images": {"Inference": {"Image": image}},
        "EndpointConfig": {"ProductionVariants": [{**VARIANT, "ModelName": model["ModelName"]}]},
    }


def keep_hours(stack: Stack) -> list[str]:
    """Let the endpoint's hours end, build outside of them, and let them begin; return how that ended, and what served before, between and after."""
    before, sagemaker = hours.served(stack), stack.account.client("sagemaker")
    ends = [hours.keep(stack, serve=False)["status"]]
    left = hours.served(stack)
    ends.append(end(stack.build({"Parameters": {"Train": False, "Model": {"PrimaryContainer": {"Environment": {"NIGHT": "1"}}}}})))
    until(lambda: hours.served(stack) is None and at_rest(stack), 120)
    ends.append(hours.keep(stack, serve=True)["status"])
    model = sagemaker.describe_model(ModelName=hours.served(stack))["PrimaryContainer"]["Environment"].get("NIGHT")
    return [*ends, f"served {before is not None}, then {left}, then the one of {model}"]


def rehearse(stack: Stack) -> str:
    """Rehearse where an endpoint stands that nobody needs, and answer otherwise than the requests in S3 expect; return how the build ended."""
    sagemaker = stack.account.client("sagemaker")
    serving = sagemaker.describe_endpoint_config(
        EndpointConfigName=sagemaker.describe_endpoint(EndpointName=stack.name)["EndpointConfigName"]
    )
    sagemaker.create_endpoint_config(EndpointConfigName=f"{stack.name}-by-hand", ProductionVariants=serving["ProductionVariants"])
    tags = [{"Key": "sagebuild:stack", "Value": stack.name}]
    sagemaker.create_endpoint(EndpointName=f"{stack.name}-rehearsal", EndpointConfigName=f"{stack.name}-by-hand", Tags=tags)
    stack.upload("verification.jsonl", b'{"Body": "no row", "ExpectContains": "7"}')
    asked = {"When": "BEFORE", "S3Uri": f"s3://{stack.outputs['DataBucket']}/verification.jsonl"}
    ended = end(stack.build({"Parameters": {"Train": False, "Verification": asked}}))
    sagemaker.delete_endpoint_config(EndpointConfigName=f"{stack.name}-by-hand")
    return ended


def stop_while_it_rehearses(stack: Stack) -> None:
    """Stop a build in its rehearsal, whose endpoint goes all the same."""
    sagemaker, seen = stack.account.client("sagemaker"), {execution["executionArn"] for execution in stack.executions()}

    def rehearsing() -> bool:
        return bool(sagemaker.list_endpoints(NameContains=f"{stack.name}-rehearsal")["Endpoints"])

    until(lambda: not rehearsing())
    stack.launch({"Parameters": {"Train": False, "Verification": {"When": "BEFORE", "Body": "no row"}}})
    execution = stack.next_execution(seen)
    until(rehearsing)
    stack.account.client("stepfunctions").stop_execution(executionArn=execution)
    until(lambda: not rehearsing())


def begin_with_an_own_image(stack: Stack, scratch: Path) -> None:
    """Let the example's Dockerfile begin with the image of version 1, under a name of its own: the version is retired later, with a file that it had."""
    source = beginning_with(keep_first_image(stack), scratch)
    stack.account.client("s3").put_object(Bucket=stack.outputs["CodeBucket"], Key="versions/v1/training/source.tar.gz")
    stack.push(source, scratch)


def roll_back(stack: Stack) -> None:
    """Ask for the version before."""
    stack.account.client("sns").publish(TopicArn=stack.outputs["RollbackTopic"], Message="{}")


def plan_a_rollback_that_no_event_has_told_of(stack: Stack) -> None:
    """Let Plan Rollback be the first that hears of an execution, and number it."""
    execution = {"Id": f"{stack.outputs['RollbackStateMachine']}:nobodys", "Name": "nobodys", "StartTime": "2026-01-01T00:00:00Z"}
    event = json.dumps({"Execution": execution, "Launch": {"To": 900}})
    answer = stack.account.client("lambda").invoke(FunctionName=stack.resource("PlanRollbackFunction"), Payload=event)
    assert "version 900 has never served" in answer["Payload"].read().decode()


def roll_back_while_it_trains(stack: Stack) -> None:
    """Go back to the version before in the middle of a training, whose build is stopped."""
    seen = {execution["executionArn"] for execution in stack.executions()}
    stack.launch({"Parameters": {"HyperParameters": {"passes": 300}}})
    stack.training(stack.next_execution(seen))
    roll_back(stack)
    states, machine = stack.account.client("stepfunctions"), stack.outputs["RollbackStateMachine"]
    until(lambda: states.list_executions(stateMachineArn=machine, statusFilter="SUCCEEDED")["executions"], 120)
    until(lambda: at_rest(stack))


def stop_while_it_trains(stack: Stack) -> None:
    """Stop a build in the middle of its training."""
    seen = {execution["executionArn"] for execution in stack.executions()}
    stack.launch({"Parameters": {"HyperParameters": {"passes": 300}}})
    execution = stack.next_execution(seen)
    job = stack.training(execution)
    assert f"<td>training {job}</td><td>1 × ml.m5.large</td>" in shown(stack)
    device = listening(stack)
    assert "has been training" in device.hears("is my build done").text
    until(lambda: device.hears("stop the build").listens and device.hears("yes").text.startswith("I have stopped"))
    assert stack.account.client("stepfunctions").describe_execution(executionArn=execution)["status"] == "ABORTED"
    sagemaker = stack.account.client("sagemaker")
    until(lambda: sagemaker.describe_training_job(TrainingJobName=job)["TrainingJobStatus"] == "Stopped")


def listening(stack: Stack) -> Device:
    """Return a device by which the skill has answered: its function is warm then, and answers before it loses patience."""
    device = Device(stack)
    until(lambda: not device.hears("is my build done").text.startswith("Sorry"))
    return device


def with_exams(stack: Stack) -> list[str]:
    """Have the model that serves and an earlier one take an exam, judge one by its training, and stop a build during an exam."""
    stack.upload("test/digits.csv", as_csv(split()[1]))
    chosen = {"Train": False, "Deploy": False}
    judged = {"Metric": "validation:accuracy", "Objective": "Maximize"}
    ends = [
        end(stack.build({"Parameters": {**chosen, "Evaluation": {}}})),
        end(stack.build({"Parameters": {**chosen, "Validation": judged}})),
    ]
    seen = {execution["executionArn"] for execution in stack.executions()}
    stack.launch({"Parameters": {**chosen, "Evaluation": {"AppSpecification": {"ContainerEntrypoint": ["sleep", "300"]}}}})
    execution, sagemaker = stack.next_execution(seen), stack.account.client("sagemaker")
    running = {"NameContains": f"{stack.name}-v", "StatusEquals": "InProgress"}
    until(lambda: sagemaker.list_processing_jobs(**running)["ProcessingJobSummaries"])
    stack.account.client("stepfunctions").stop_execution(executionArn=execution)
    until(lambda: not sagemaker.list_processing_jobs(**running)["ProcessingJobSummaries"])
    return ends


def with_scripts(stack: Stack) -> list[str]:
    """Tune a script whose code travels in the model, fail to repack something that is no model, and stop a tuning."""
    stack.upload("source/torch.tar.gz", archive({"train.py": SCRIPT}))
    stack.upload("source/broken.tar.gz", b"no archive")
    bucket = stack.outputs["DataBucket"]
    source = {"Training": {"S3Uri": f"s3://{bucket}/source/torch.tar.gz", "EntryPoint": "train.py"}}
    script = {"Framework": "PYTORCH", "Source": source, "HyperParameters": {"seconds": 0}, "TrainingJob": METRICS}
    ends = [end(stack.build({"Parameters": {**script, "TuningJob": TUNING}}))]
    garbage = f"s3://{stack.outputs['CodeBucket']}/garbage.tar.gz"
    stack.account.client("s3").put_object(Bucket=stack.outputs["CodeBucket"], Key="garbage.tar.gz", Body=b"no archive")
    ends.append(end(stack.build({"Parameters": {**script, "Train": False, "ModelDataUrl": garbage}})))
    seen = {execution["executionArn"] for execution in stack.executions()}
    stack.launch({"Parameters": {**script, "HyperParameters": {"seconds": 300}, "TuningJob": TUNING}})
    execution = stack.next_execution(seen)
    sagemaker = stack.account.client("sagemaker")
    running = {"NameContains": f"{stack.name}-v", "StatusEquals": "InProgress"}
    until(lambda: sagemaker.list_hyper_parameter_tuning_jobs(**running)["HyperParameterTuningJobSummaries"])
    assert "is being built: <b>Tune Model</b>" in shown(stack)
    stack.account.client("stepfunctions").stop_execution(executionArn=execution)
    until(lambda: not sagemaker.list_hyper_parameter_tuning_jobs(**running)["HyperParameterTuningJobSummaries"])
    return ends


def shown(stack: Stack) -> str:
    """Return the first widget of the dashboard, as CloudWatch asks for it."""
    answer = stack.account.client("lambda").invoke(FunctionName=stack.resource("ShowBuildsFunction"), Payload=b'{"widgetContext": {}}')
    return str(json.loads(answer["Payload"].read()))


def archive(files: dict[str, str]) -> bytes:
    """Return a tar.gz of files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))
    return buffer.getvalue()


def end(done: dict[str, Any]) -> str:
    """Return how a build ended: its status, or the state that failed."""
    return str(done["status"] if done["status"] != "FAILED" else done["cause"].split(":")[0])


def stop_while_an_image_is_built(stack: Stack, timeout: float = 60) -> None:
    """Start a build by voice, and stop it in its first minute, while it builds an image of which nothing has changed."""
    stack.parameters({**DOCUMENT, "Images": {"RebuildAfterDays": 0}})
    device = listening(stack)
    until(lambda: "A new build would" in device.hears("give me the details").text)
    seen = {execution["executionArn"] for execution in stack.executions()}
    assert device.hears("start a build").text.startswith("I have launched a build")
    execution, codebuild = stack.next_execution(seen), stack.account.client("codebuild")
    known = set(codebuild.list_builds_for_project(projectName=stack.resource("ImageProject"))["ids"])
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        ids = [
            build for build in codebuild.list_builds_for_project(projectName=stack.resource("ImageProject"))["ids"] if build not in known
        ]
        if ids and codebuild.batch_get_builds(ids=ids)["builds"][0]["buildStatus"] == "IN_PROGRESS":
            stack.account.client("stepfunctions").stop_execution(executionArn=execution)
            stack.parameters(DOCUMENT)
            return
    raise TimeoutError(f"no image was built within {timeout:g} seconds")


def leave_something(stack: Stack) -> None:
    """Leave more objects than S3 lists or deletes at once, an unfinished upload, and a training, a tuning, an exam and an image whose builds are gone."""
    slow = "{version: 0.2, phases: {build: {commands: [sleep 3000]}}}"
    stack.account.client("codebuild").start_build(projectName=stack.resource("ImageProject"), buildspecOverride=slow)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: stack.upload(f"many/{number}", b""), range(1050)))
    stack.account.client("s3").create_multipart_upload(Bucket=stack.outputs["DataBucket"], Key="train/unfinished.csv")
    request = training_request(stack, f"{stack.name}-v99-0a1b2c3d", HyperParameters={"passes": "300"})
    stack.account.client("sagemaker").create_training_job(**request, Tags=[{"Key": "sagebuild:stack", "Value": stack.name}])
    sagemaker = stack.account.client("sagemaker")
    exam = sagemaker.list_processing_jobs(SortBy="CreationTime", SortOrder="Descending")["ProcessingJobSummaries"][0]
    asked = sagemaker.describe_processing_job(ProcessingJobName=exam["ProcessingJobName"])
    members = ("ProcessingInputs", "ProcessingOutputConfig", "ProcessingResources", "AppSpecification", "RoleArn")
    sagemaker.create_processing_job(
        ProcessingJobName=f"{stack.name}-v97-0a1b2c3d-new",
        **{member: asked[member] for member in members},
        Tags=[{"Key": "sagebuild:stack", "Value": stack.name}],
    )
    last = sagemaker.list_hyper_parameter_tuning_jobs(SortBy="CreationTime", SortOrder="Descending")["HyperParameterTuningJobSummaries"][0]
    job = sagemaker.describe_hyper_parameter_tuning_job(HyperParameterTuningJobName=last["HyperParameterTuningJobName"])
    sagemaker.create_hyper_parameter_tuning_job(
        HyperParameterTuningJobName=f"{stack.name}-v98-0a1b2c3d",
        HyperParameterTuningJobConfig=job["HyperParameterTuningJobConfig"],
        TrainingJobDefinition=job["TrainingJobDefinition"],
        Tags=[{"Key": "sagebuild:stack", "Value": stack.name}],
    )


def update_slowly(stack: Stack) -> None:
    """Begin an update of the endpoint that outlasts an invocation of the teardown, which gets five seconds of work."""
    client, teardown = stack.account.client("lambda"), stack.resource("TeardownSageMakerFunction")
    client.update_function_configuration(FunctionName=teardown, Timeout=35)
    sagemaker = stack.account.client("sagemaker")
    serving = sagemaker.describe_endpoint(EndpointName=stack.name)["EndpointConfigName"]
    found = sagemaker.list_endpoint_configs(NameContains=f"{stack.name}-v")["EndpointConfigs"]
    other = next(config["EndpointConfigName"] for config in found if config["EndpointConfigName"] != serving)
    slow = {"TrafficRoutingConfiguration": {"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 3500}}
    sagemaker.update_endpoint(EndpointName=stack.name, EndpointConfigName=other, DeploymentConfig={"BlueGreenUpdatePolicy": slow})


def clear_in_steps(stack: Stack) -> None:
    """Give the clearing of buckets no time, so that each of its invocations removes one page and hands on to the next."""
    stack.account.client("lambda").update_function_configuration(FunctionName=stack.resource("ClearBucketFunction"), Timeout=30)


def lose_key(stack: Stack, key: str) -> None:
    """Have a log group of the stack lose its key, as by an update without one, which is done here by a stack of nothing else."""
    client = stack.account.client("cloudformation")
    detail = client.describe_stack_resource(StackName=stack.name, LogicalResourceId="RehearsalLogs")["StackResourceDetail"]
    function = stack.account.client("lambda").get_function_configuration(FunctionName=stack.resource("KeepLogGroupFunction"))
    group = f"arn:aws:logs:us-east-1:000000000000:log-group:{detail['PhysicalResourceId']}"
    given = {"ServiceToken": function["FunctionArn"], "StackName": stack.name, "LogGroupArn": group, "RetentionInDays": 30}
    for change, waiter, more in ((client.create_stack, "create", {"KmsKeyId": key}), (client.update_stack, "update", {})):
        kept = {"Type": "Custom::KeepLogGroup", "DeletionPolicy": "Retain", "Properties": {**given, **more}}
        change(StackName="keyless", TemplateBody=json.dumps({"Resources": {"Group": kept}}))
        client.get_waiter(f"stack_{waiter}_complete").wait(StackName="keyless", WaiterConfig={"Delay": 1})
    client.delete_stack(StackName="keyless")


def scale(stack: Stack) -> None:
    """Let the endpoint scale by somebody's own policy beside the stack's, have it planned that the stack's ends, and let the other one end too."""
    client, variant = stack.account.client("application-autoscaling"), f"endpoint/{stack.name}/variant/AllTraffic"
    of = {"ServiceNamespace": "sagemaker", "ResourceId": variant, "ScalableDimension": "sagemaker:variant:DesiredInstanceCount"}
    client.register_scalable_target(**of, MinCapacity=1, MaxCapacity=4)
    requests = {"PredefinedMetricSpecification": {"PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"}}
    heat = {"CustomizedMetricSpecification": {"Namespace": "Own", "MetricName": "Heat", "Statistic": "Average"}}
    for name, metric in {"sagebuild": requests, "by-hand": heat}.items():
        tracking = {"TargetValue": 9000.0, **metric}
        client.put_scaling_policy(
            **of, PolicyName=name, PolicyType="TargetTrackingScaling", TargetTrackingScalingPolicyConfiguration=tracking
        )
    plan_its_deployment(stack)
    (left,) = client.describe_scaling_policies(**of)["ScalingPolicies"]
    assert left["PolicyName"] == "by-hand"
    client.delete_scaling_policy(**of, PolicyName="by-hand")


def plan_its_deployment(stack: Stack) -> None:
    """Have the deployment of what serves planned once more."""
    sagemaker = stack.account.client("sagemaker")
    serving = sagemaker.describe_endpoint(EndpointName=stack.name)["EndpointConfigName"]
    variants = sagemaker.describe_endpoint_config(EndpointConfigName=serving)["ProductionVariants"]
    build = {"Stack": stack.name, "Verification": None, "Names": {"Endpoint": stack.name, "EndpointConfig": serving}}
    event = {"Build": build, "Parameters": {}, "EndpointConfig": {"ProductionVariants": variants}, "Rehearsed": None}
    answer = stack.account.client("lambda").invoke(FunctionName=stack.resource("PlanDeploymentFunction"), Payload=json.dumps(event))
    assert json.loads(answer["Payload"].read())["Action"] == "UPDATE"
