"""A stack on what is there already: a GitHub repository, a bucket, another topic, a schedule, state machines before and after."""

import hashlib
import hmac
import http.client
import json
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from boto3.dynamodb.types import TypeDeserializer

from examples.byod.digits import as_csv, split
from local.commands import ROOT
from local.github.proxy import DOWN
from local.github.repositories import Repository
from local.github.repositories import mirror as mirrored
from local.launcher import LocalAws
from local.stack import Stack
from tests.events import event
from tests.local.conftest import DOCUMENT
from tests.local.packaged import deploy
from tests.local.told import everything
from tests.local.waiting import until
from tests.local.watching import News, at_rest, inputs, reasons

UPLOADS = 200
TOKEN = "ghp_of_the_stack"
SECRET = "It's a Secret to Everybody"
OF_THE_MODEL = "canary-of-the-serving-container"
ALREADY = "nothing is built: this delivery has launched a build already; publish {} to LaunchTopic for another one"
TRUST = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "states.amazonaws.com"}, "Action": "sts:AssumeRole"}]}


def machine(aws: LocalAws, name: str, state: dict[str, Any]) -> str:
    """Create or change a state machine of one state, and return its ARN."""
    client = aws.client("stepfunctions")
    definition = json.dumps({"QueryLanguage": "JSONata", "StartAt": "Only", "States": {"Only": state}})
    known = {found["name"]: found["stateMachineArn"] for found in client.list_state_machines()["stateMachines"]}
    if name in known:
        client.update_state_machine(stateMachineArn=known[name], definition=definition)
        return str(known[name])
    role = aws.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    return str(client.create_state_machine(name=name, definition=definition, roleArn=role)["stateMachineArn"])


def mirror(aws: LocalAws) -> None:
    """Put the example into the mirror of a private GitHub repository."""
    assert aws.github
    work = aws.github / "work"
    commands = [
        f"cp -a {ROOT}/examples/byod {work}",
        f"git -C {work} init -q -b main",
        f"git -C {work} add -A",
        f"git -C {work} -c user.name=o -c user.email=o@example.com commit -qm first",
        f"git clone -q --bare {work} {aws.github}/octo/churn.git",
        f"git -C {aws.github}/octo/churn.git config local.token {TOKEN}",
    ]
    for command in commands:
        subprocess.run(command.split(), check=True)


@pytest.fixture(scope="module")
def others(aws: LocalAws) -> News:
    """Who has listened to the bucket before the stack."""
    listener = News(aws, "", "listener")
    aws.client("s3").create_bucket(Bucket="shared-data")
    told = {"QueueConfigurations": [{"Id": "mine", "QueueArn": listener.arn, "Events": ["s3:ObjectCreated:*"]}]}
    aws.client("s3").put_bucket_notification_configuration(Bucket="shared-data", NotificationConfiguration=told)
    return listener


@pytest.fixture(scope="module")
def stack(aws: LocalAws, built: Path, others: News) -> Stack:
    """The stack, which builds from what is there."""
    mirror(aws)
    secrets = aws.client("secretsmanager")
    secret = secrets.create_secret(Name="webhook", SecretString=SECRET)["ARN"]
    token = json.dumps({"ServerType": "GITHUB", "AuthType": "PERSONAL_ACCESS_TOKEN", "Token": TOKEN})
    topic = aws.client("sns").create_topic(Name="elsewhere")["TopicArn"]
    prepared = {"Type": "Pass", "Output": {"Rows": "{% $count($keys($states.input.Build)) %}"}, "End": True}
    given = {
        "ExternalGithubRepo": "https://github.com/octo/churn",
        "GithubWebhookSecretArn": secret,
        "GithubTokenSecretArn": secrets.create_secret(Name="token", SecretString=token)["ARN"],
        "ExternalDataBucket": "shared-data",
        "BucketTriggerBuild": "True",
        "BucketTriggerKeys": "train/*.csv, */_SUCCESS",
        "QuietSeconds": "10",
        "ExternalLaunchTopic": topic,
        "BuildSchedule": "rate(30 days)",
        "PreprocessStateMachine": machine(aws, "prepare", prepared),
        "PostprocessStateMachine": machine(aws, "celebrate", {"Type": "Succeed"}),
        "Parameters": json.dumps({**DOCUMENT, "Model": {"PrimaryContainer": {"Environment": {"API_KEY": OF_THE_MODEL}}}}),
    }
    made = Stack(aws, "github-prod")
    deploy(made, built, given)
    return made


def deliver(stack: Stack, body: bytes, signature: str | None, name: str = "push", guid: str = "d") -> tuple[int, str]:
    """Send a delivery to the function URL as GitHub does, and return the answer."""
    url = urlsplit(stack.outputs["GithubWebhookUrl"])
    headers = {"Content-Type": "application/json", "X-GitHub-Event": name, "X-GitHub-Delivery": guid}
    if signature is not None:
        headers["X-Hub-Signature-256"] = signature
    connection = http.client.HTTPConnection(url.netloc, timeout=60)
    connection.request("POST", url.path, body, headers)
    answer = connection.getresponse()
    found = answer.status, answer.read().decode().strip()
    connection.close()
    return found


def signed(body: bytes) -> str:
    return "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()


def body(**changes: Any) -> bytes:
    return json.dumps({**event("github_push"), **changes}, ensure_ascii=False).encode()


def test_two_hundred_uploads_to_a_bucket_that_was_there_are_one_build_from_github_which_sees_them_all(stack: Stack, others: News) -> None:
    lines = as_csv(split()[0]).splitlines(keepends=True)
    parts = {f"train/part-{number:03}.csv": b"".join(lines[number::UPLOADS]) for number in range(UPLOADS)}
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: stack.upload(key, parts[key]), parts))
    assert stack.executions() == []
    until(lambda: inputs(stack) and at_rest(stack), 180)
    assert [given["Requests"] for given in inputs(stack)] == [UPLOADS]
    assert reasons(stack)[0].startswith("s3://shared-data/train/part-")
    done = stack.wait(stack.executions()[0]["executionArn"])
    assert not done.get("cause")
    assert "1437 rows of 64 features, 10 labels" in trained(stack)
    assert len(stack.invoke(as_csv(split()[1][:3], labels=False)).split()) == 3
    assert any("part-007.csv" in json.dumps(message) for message in others.listen()), "who listened before still does"


def repository(aws: LocalAws) -> Repository:
    """Return the repository as GitHub sees it."""
    assert aws.github
    found = mirrored(aws.github, "octo/churn")
    assert found
    return found


def head(aws: LocalAws) -> str:
    """Return the commit that the branch is at."""
    return repository(aws).git("rev-parse", "main").decode().strip()


def record(stack: Stack, version: int) -> dict[str, Any]:
    """Return what the history says of a build."""
    plain = TypeDeserializer()
    return {key: plain.deserialize(value) for key, value in stack.record(version).items()}


def decided(record: dict[str, Any]) -> list[str]:
    """Return what was decided of a build's images, and why."""
    images = (record["Decisions"][f"{kind}Image"] for kind in ("Training", "Inference"))
    return [f"{found['Decision']}: {found['Because']}" for found in images]


def test_the_images_are_those_of_one_commit_which_shows_how_it_went(stack: Stack, aws: LocalAws) -> None:
    made, commit = record(stack, 1), head(aws)
    assert made["Source"] == {
        "Repository": "https://github.com/octo/churn",
        "Branch": "main",
        "Version": commit,
        "Commit": commit,
    }
    assert made["Images"]["Training"]["Objects"]["Context"] == repository(aws).git("rev-parse", "main^{tree}").decode().strip()
    until(lambda: repository(aws).statuses())
    ((of, status),) = repository(aws).statuses()
    assert (of, status["state"], status["description"]) == (commit, "success", "version 1 succeeded")
    assert status["target_url"].endswith(stack.executions()[-1]["executionArn"])


def trained(stack: Stack) -> list[str]:
    """Return what the newest training has said."""
    jobs = stack.account.client("sagemaker").list_training_jobs(NameContains=f"{stack.name}-v")["TrainingJobSummaries"]
    where, logs = {"logGroupName": "/aws/sagemaker/TrainingJobs"}, stack.account.client("logs")
    stream = logs.describe_log_streams(**where, logStreamNamePrefix=f"{jobs[0]['TrainingJobName']}/")["logStreams"][0]["logStreamName"]
    return [event["message"] for event in logs.get_log_events(**where, logStreamName=stream, startFromHead=True)["events"]]


def test_the_users_own_state_machines_have_run_and_what_the_first_put_out_was_seen(stack: Stack, aws: LocalAws) -> None:
    client = aws.client("stepfunctions")
    for name in ("prepare", "celebrate"):
        (found,) = client.list_executions(stateMachineArn=machine_arn(aws, name))["executions"]
        assert found["status"] == "SUCCEEDED", name
    history = client.get_execution_history(executionArn=stack.executions()[0]["executionArn"], maxResults=1000)["events"]
    configured = [
        e for e in history if e["type"] == "TaskScheduled" and "ConfigureTraining" in e["taskScheduledEventDetails"]["parameters"]
    ]
    assert json.loads(configured[0]["taskScheduledEventDetails"]["parameters"])["Payload"]["Preprocessing"]["Rows"] > 5


def machine_arn(aws: LocalAws, name: str) -> str:
    machines = aws.client("stepfunctions").list_state_machines()["stateMachines"]
    return next(str(found["stateMachineArn"]) for found in machines if found["name"] == name)


@pytest.mark.parametrize(
    ("signature", "status", "words"),
    [
        ("sha256=" + "0" * 64, 401, "X-Hub-Signature-256 does not match"),
        (None, 401, "the header X-Hub-Signature-256 is missing"),
    ],
)
def test_a_delivery_that_github_did_not_sign_launches_nothing(stack: Stack, signature: str | None, status: int, words: str) -> None:
    before = len(stack.executions())
    found, said = deliver(stack, body(), signature)
    assert (found, words in said) == (status, True)
    assert deliver(stack, body(), signed(body()), "ping") == (200, "pong")
    assert len(stack.executions()) == before


def test_a_burst_of_garbage_is_turned_away_and_what_is_too_large_reaches_no_function(stack: Stack) -> None:
    before = len(stack.executions())
    started = time.monotonic()
    with ThreadPoolExecutor(16) as pool:
        statuses = set(pool.map(lambda number: deliver(stack, b"{" * number, "sha256=" + "0" * 64)[0], range(60)))
    assert statuses <= {401, 429}
    assert time.monotonic() - started < 30
    large = b"x" * (7 * 2**20)
    assert deliver(stack, large, signed(large))[0] == 413
    assert len(stack.executions()) == before


def test_a_failing_preprocessing_fails_the_build_with_its_own_cause_and_a_push_of_a_megabyte_launches_it(
    stack: Stack, aws: LocalAws
) -> None:
    machine(aws, "prepare", {"Type": "Fail", "Error": "NoData", "Cause": "the table is empty"})
    seen = {execution["executionArn"] for execution in stack.executions()}
    big = body(padding="ä" * 500_000)
    assert deliver(stack, big, signed(big)) == (202, "a build of 59b20b8d is launched")
    done = stack.wait(stack.next_execution(seen))
    assert reasons(stack)[-1] == "Octo/churn: main is at 59b20b8d"
    assert inputs(stack)[-1]["Commit"] == "59b20b8d5c6ff8d09518454d4dd8b7b30f095ab5"
    assert done["status"] == "FAILED"
    assert done["cause"].startswith("Run Preprocessing: execution arn:aws:states:")
    assert done["cause"].endswith("failed: NoData: the table is empty")
    until(lambda: at_rest(stack))
    assert deliver(stack, big, signed(big), guid="another") == (200, ALREADY)
    old = body(repository={**event("github_push")["repository"], "pushed_at": int(time.time()) - 30 * 86400})
    assert deliver(stack, old, signed(old))[0] == 400
    assert {execution["executionArn"] for execution in stack.executions()} == {*seen, done["executionArn"]}


def test_a_push_builds_what_the_branch_is_at_and_no_image_that_is_there(stack: Stack, aws: LocalAws) -> None:
    made, pushed = record(stack, 2), "59b20b8d5c6ff8d09518454d4dd8b7b30f095ab5"
    assert made["Source"]["Commit"] == head(aws) != pushed
    assert decided(made) == ["REUSED: nothing in the repository has changed since version 1"] * 2
    assert [(of, status["state"]) for of, status in repository(aws).statuses()][1:] == [(head(aws), "failure")]


def test_while_github_is_down_builds_go_on_and_take_nothing_for_known(stack: Stack, aws: LocalAws) -> None:
    assert aws.github
    (aws.github / DOWN).touch()
    try:
        failed = stack.build({"Reason": "an outage"})
    finally:
        (aws.github / DOWN).unlink()
    assert failed["cause"].endswith("failed: NoData: the table is empty")
    assert decided(record(stack, 3))[0] == "PLANNED: it is not known what the commit holds"


def test_a_private_repository_that_the_token_does_not_open_fails_the_build_in_githubs_words(stack: Stack, aws: LocalAws) -> None:
    machine(aws, "prepare", {"Type": "Pass", "End": True})
    repository(aws).git("config", "local.token", "another")
    try:
        failed = stack.build({"Reason": "a token that ended"})
    finally:
        repository(aws).git("config", "local.token", TOKEN)
        machine(aws, "prepare", {"Type": "Fail", "Error": "NoData", "Cause": "the table is empty"})
    assert "Authentication failed for 'https://github.com/octo/churn.git/'" in failed["cause"]


def test_a_message_on_another_topic_launches_a_build(stack: Stack, aws: LocalAws) -> None:
    seen = {execution["executionArn"] for execution in stack.executions()}
    aws.client("sns").publish(TopicArn="arn:aws:sns:us-east-1:000000000000:elsewhere", Message='{"Reason": "from elsewhere"}')
    stack.wait(stack.next_execution(seen))
    assert reasons(stack)[-1] == "from elsewhere"
    until(lambda: at_rest(stack))


def test_only_keys_of_the_patterns_launch(stack: Stack) -> None:
    seen = {execution["executionArn"] for execution in stack.executions()}
    for key in ("train/notes.txt", "raw/part-000.csv", "_SUCCESS", "train/_SUCCESS.old"):
        stack.upload(key, b"1")
    stack.upload("raw/2026/_SUCCESS", b"")
    stack.wait(stack.next_execution(seen))
    assert reasons(stack)[-1] == "s3://shared-data/raw/2026/_SUCCESS uploaded"
    until(lambda: at_rest(stack))


def test_a_buckets_own_notification_and_an_alarm_launch_builds(stack: Stack, aws: LocalAws) -> None:
    topic = stack.outputs["LaunchTopic"]
    aws.client("s3").create_bucket(Bucket="classic-data")
    told = {"TopicConfigurations": [{"TopicArn": topic, "Events": ["s3:ObjectCreated:*"]}]}
    aws.client("s3").put_bucket_notification_configuration(Bucket="classic-data", NotificationConfiguration=told)
    seen = {execution["executionArn"] for execution in stack.executions()}
    aws.client("s3").put_object(Bucket="classic-data", Key="new rows.csv", Body=b"1")
    stack.wait(stack.next_execution(seen))
    assert reasons(stack)[-1] == "s3://classic-data/new rows.csv uploaded"
    until(lambda: at_rest(stack))
    alarm = {"Namespace": "Drift", "MetricName": "Distance", "Statistic": "Maximum", "Period": 60, "EvaluationPeriods": 1}
    compared = {"Threshold": 1.0, "ComparisonOperator": "GreaterThanThreshold"}
    aws.client("cloudwatch").put_metric_alarm(AlarmName="drift", AlarmActions=[topic], **alarm, **compared)
    seen = {execution["executionArn"] for execution in stack.executions()}
    aws.client("cloudwatch").set_alarm_state(AlarmName="drift", StateValue="ALARM", StateReason="it drifted")
    stack.wait(stack.next_execution(seen))
    assert reasons(stack)[-1] == "alarm drift is in state ALARM"
    until(lambda: at_rest(stack))


def test_a_schedule_launches_builds(stack: Stack, aws: LocalAws) -> None:
    name = stack.resource("ScheduleRule")
    rule = aws.client("events").describe_rule(Name=name)
    assert (rule["ScheduleExpression"], rule["State"]) == ("rate(30 days)", "ENABLED")
    assert [target["Arn"] for target in aws.client("events").list_targets_by_rule(Rule=name)["Targets"]] == [stack.outputs["LaunchTopic"]]


def test_no_secret_is_in_a_log_a_state_an_item_an_environment_or_the_template(stack: Stack) -> None:
    told = everything(stack)
    assert {where for where, text in told.items() if len(text) < 500} == set()
    assert "Octo/churn: main is at" in told["states"]
    assert "rows of 64 features" in told["logs"]
    for secret in (SECRET, TOKEN):
        assert [where for where, text in told.items() if secret in text] == []


def test_what_a_document_gives_a_container_is_in_its_request_and_its_record_and_in_no_log(stack: Stack) -> None:
    assert [where for where, text in everything(stack).items() if OF_THE_MODEL in text] == ["states", "items"]


def test_the_bucket_stays_as_it_is_when_the_stack_goes(stack: Stack, aws: LocalAws, others: News) -> None:
    stack.remove()
    found = aws.client("s3").get_bucket_notification_configuration(Bucket="shared-data")
    assert [configuration["Id"] for configuration in found["QueueConfigurations"]] == ["mine"]
    assert "EventBridgeConfiguration" in found
    assert aws.client("s3").list_objects_v2(Bucket="shared-data")["KeyCount"] == UPLOADS + 5
