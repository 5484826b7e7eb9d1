"""A key of the customer's lets use it whom its policy admits, and whom the account's own policies allow it."""

import json
from typing import Any

import pytest
from ministack.services import dynamodb, ecr, iam, kms, lambda_svc, s3, sns, sqs, ssm
from ministack.services.cloudformation import provisioners

from local.ecr import keys as repositories
from local.gateway.protocol import ServiceError
from local.iam import authorization
from local.kms import messages, objects, policies, stored, use
from local.sagemaker import keys
from local.sagemaker.models import CONFIGS

KEY = "arn:aws:kms:us-east-1:000000000000:key/1234"
TOPIC, QUEUE = "arn:aws:sns:us-east-1:000000000000:news", "arn:aws:sqs:us-east-1:000000000000:launches"
ROLE = "arn:aws:iam::000000000000:role/launch"
OURS = {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:000000000000:log-group:churn-Launch"}
LOGS = {
    "Effect": "Allow",
    "Principal": {"Service": "logs.us-east-1.amazonaws.com"},
    "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
    "Resource": "*",
    "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:000000000000:log-group:churn-*"}},
}
ACCOUNT = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:root"}, "Action": "kms:*", "Resource": "*"}
USE = {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": KEY}
SOURCE = {"StringEquals": {"aws:SourceAccount": "000000000000"}}


@pytest.fixture(autouse=True)
def region(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINISTACK_REGION", "us-east-1")


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    record = {"Arn": KEY, "KeyState": "Enabled", "Policy": json.dumps({"Statement": [LOGS]})}
    monkeypatch.setattr(kms, "_keys", {"1234": record})
    return record


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The actions that a caller was asked for, each with what the key was to be used through; nobody may do anything."""
    found: list[tuple[str, str]] = []

    def require(headers: dict[str, str], action: str, resource: str, context: dict[str, Any]) -> None:
        found.append((action, context["kms:ViaService"]))
        if headers["authorization"] == "nobody":
            raise authorization.Denied(f"not authorized to perform: {action} on resource: {resource}")

    monkeypatch.setattr(authorization, "require", require)
    return found


def asks(service: str = "logs.us-east-1.amazonaws.com", **context: str) -> bool:
    return policies.admits(KEY, service, "kms:GenerateDataKey", context or OURS)


def test_a_service_that_the_keys_policy_names_is_admitted_for_what_it_names() -> None:
    assert asks()
    assert not asks(service="sns.amazonaws.com")
    assert not asks(**{"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:000000000000:log-group:other"})


def test_a_key_that_is_disabled_or_not_there_admits_nobody(key: dict[str, Any]) -> None:
    key["KeyState"] = "Disabled"
    assert not asks()
    assert not policies.admits(KEY.replace("1234", "5678"), "logs.us-east-1.amazonaws.com", "kms:GenerateDataKey", OURS)


@pytest.mark.parametrize(
    ("named", "state", "kind", "words"),
    [
        (KEY, "Disabled", "Disabled", f"{KEY} is disabled."),
        (KEY, "PendingDeletion", "InvalidState", f"{KEY} is pending deletion."),
        (KEY.replace("1234", "5678"), "Enabled", "NotFound", f"Key '{KEY.replace('1234', '5678')}' does not exist"),
        (KEY.replace("us-east-1", "eu-west-1"), "Enabled", "NotFound", "Invalid arn eu-west-1"),
    ],
)
def test_a_key_that_does_not_work_says_why(key: dict[str, Any], named: str, state: str, kind: str, words: str) -> None:
    key["KeyState"] = state
    with pytest.raises(use.Unusable) as refused:
        use.usable(named)
    assert (refused.value.kind, str(refused.value)) == (kind, words)


def test_whoever_writes_or_reads_in_an_encrypted_bucket_is_asked_for_the_key(
    monkeypatch: pytest.MonkeyPatch, asked: list[tuple[str, str]], key: dict[str, Any]
) -> None:
    of = {"preserved_headers": {objects.OWN: KEY}}
    monkeypatch.setattr(s3, "_bucket_encryption", {"code": f"<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>{KEY}</KMSMasterKeyID>"})
    monkeypatch.setattr(s3, "_buckets", {"code": {"objects": {"old": of}}})
    write, read = (objects.guarded(lambda *given: "done", place, actions) for place, actions in ((3, objects.WRITES), (2, objects.READS)))
    assert write("code", "key", b"body", {"authorization": "someone"}) == "done"
    status, _, said = write("code", "key", b"body", {"Authorization": "nobody"})
    assert (status, b"not authorized to perform: kms:GenerateDataKey" in said) == (403, True)
    assert read("code", "old", {"authorization": "nobody"})[0] == 403
    assert write("plain", "copy", b"", {"authorization": "nobody", "x-amz-copy-source": "/code/old?versionId=1"})[0] == 403
    assert [action for action, _ in asked] == ["kms:GenerateDataKey", "kms:GenerateDataKey", "kms:Decrypt", "kms:Decrypt"]
    assert write("plain", "key", b"body", {"authorization": "nobody"}) == "done"
    assert write("code", "key", b"body", {}) == "done"  # the local AWS itself
    key["KeyState"] = "Disabled"
    status, _, said = read("code", "old", {"authorization": "someone"})
    assert (status, b"<Code>KMS.DisabledException</Code>" in said) == (400, True)


async def handled(*_: Any) -> str:
    return "done"


def answered(handler: messages.Handler, body: str, target: str = "", caller: str = "nobody") -> Any:
    """Return what a handler answers, which waits for nothing."""
    try:
        handler("POST", "/", {"authorization": caller, "x-amz-target": target}, body.encode(), {}).__await__().send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("a handler waited")


@pytest.fixture
def encrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A topic, a queue, a parameter and a table that the key encrypts."""
    of = {"KmsMasterKeyId": KEY}
    monkeypatch.setattr(sns, "_topics", {TOPIC: {"attributes": of}})
    monkeypatch.setattr(sqs, "_queues", {sqs._queue_url("launches"): {"attributes": {**of, "QueueArn": QUEUE}}})
    monkeypatch.setattr(sqs, "_queue_by_arn", lambda queue: {"attributes": of} if queue == QUEUE else None)
    monkeypatch.setattr(ssm, "_parameters", {"/secret": {"Type": "SecureString", "KeyId": KEY}, "/open": {"Type": "String", "KeyId": ""}})
    monkeypatch.setattr(dynamodb, "_tables", {"builds": {"SSEDescription": {"KMSMasterKeyArn": KEY}}})


def test_whoever_publishes_to_an_encrypted_topic_is_asked_for_its_key(encrypted: None, asked: list[tuple[str, str]]) -> None:
    publish = messages.publishing(handled)
    status, _, said = answered(publish, f"Action=Publish&TopicArn={TOPIC}&Message=x")
    assert (status, b"<Code>KMSAccessDenied</Code>" in said) == (400, True)
    assert answered(publish, f"Action=Publish&TopicArn={TOPIC}&Message=x", caller="someone") == "done"
    assert asked[1:] == [("kms:GenerateDataKey", "sns.us-east-1.amazonaws.com"), ("kms:Decrypt", "sns.us-east-1.amazonaws.com")]
    assert answered(publish, f"Action=Publish&TopicArn={TOPIC}2&Message=x") == "done"
    assert answered(publish, f"Action=GetTopicAttributes&TopicArn={TOPIC}") == "done"


def test_whoever_sends_to_or_reads_an_encrypted_queue_is_asked_for_its_key(encrypted: None, asked: list[tuple[str, str]]) -> None:
    body, queue = json.dumps({"QueueUrl": "http://127.0.0.1:4566/000000000000/launches"}), messages.queueing(handled)
    status, headers, _ = answered(queue, body, "AmazonSQS.SendMessage")
    assert (status, headers["x-amzn-errortype"]) == (400, "KmsAccessDenied")
    assert answered(queue, body, "AmazonSQS.ReceiveMessage", "someone") == "done"
    assert asked == [("kms:GenerateDataKey", "sqs.us-east-1.amazonaws.com"), ("kms:Decrypt", "sqs.us-east-1.amazonaws.com")]
    assert answered(queue, body, "AmazonSQS.DeleteMessage") == "done"


def test_a_service_delivers_to_what_a_key_encrypts_only_if_the_keys_policy_admits_it(encrypted: None, key: dict[str, Any]) -> None:
    to_topic = messages.admitted(lambda *_: True, messages.topic_key)
    to_queue = messages.admitted(lambda *_: True, messages.queue_key)
    statement = {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": "*"}
    services = {"Service": ["cloudwatch.amazonaws.com", "events.amazonaws.com", "sns.amazonaws.com"]}
    assert not to_topic(TOPIC, "cloudwatch.amazonaws.com", "alarm", "000000000000")
    assert not to_queue(QUEUE, "sns.amazonaws.com", TOPIC, "000000000000")
    assert to_queue(QUEUE + "2", "sns.amazonaws.com", TOPIC, "000000000000")
    key["Policy"] = json.dumps({"Statement": [{**statement, "Principal": services, "Condition": SOURCE}]})
    assert to_topic(TOPIC, "cloudwatch.amazonaws.com", "alarm", "000000000000")
    assert to_queue(QUEUE, "sns.amazonaws.com", TOPIC, "000000000000")
    assert not to_topic(TOPIC, "events.amazonaws.com", "", "")  # EventBridge does not say for which account it asks
    key["Policy"] = json.dumps({"Statement": [{**statement, "Principal": services}]})
    assert to_topic(TOPIC, "events.amazonaws.com", "", "")
    key["Policy"] = json.dumps({"Statement": [{**statement, "Principal": services, "Action": "kms:GenerateDataKey"}]})
    assert not to_topic(TOPIC, "events.amazonaws.com", "", "")


def launch_role(monkeypatch: pytest.MonkeyPatch, *statements: dict[str, Any], boundary: str | None = None) -> dict[str, Any]:
    """Make a role with such statements, and a function and a mapping that has it."""
    policy = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    monkeypatch.setattr(iam, "_roles", Scoped({"launch": {"InlinePolicies": {"own": policy}, "PermissionsBoundary": boundary}}))
    monkeypatch.setattr(lambda_svc, "_functions", {"launch": {"config": {"Role": ROLE}}})
    return {"EventSourceArn": QUEUE, "FunctionName": "launch"}


class Scoped(dict[str, Any]):
    """The account's own things, as MiniStack looks them up."""

    def get_scoped(self, _account: str, _region: str | None, name: str) -> Any:
        return self.get(name)


def test_an_encrypted_queue_is_read_for_a_function_whose_role_may_decrypt(
    encrypted: None, key: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    mapping = launch_role(monkeypatch, USE)
    assert not messages.may_read(mapping)  # the key's policy leaves nothing to the account
    told = f"PROBLEM: User: {ROLE} is not authorized to perform: kms:Decrypt on resource: {KEY} because no %s-based policy allows the kms:Decrypt action"
    assert mapping["LastProcessingResult"] == told % "resource"
    key["Policy"] = json.dumps({"Statement": [ACCOUNT]})
    assert messages.may_read(mapping)
    mapping = launch_role(monkeypatch)
    assert not messages.may_read(mapping)
    assert mapping["LastProcessingResult"] == told % "identity"
    assert messages.may_read({"EventSourceArn": QUEUE + "2", "FunctionName": "launch"})


def test_what_a_service_does_with_a_role_stays_within_its_boundary(monkeypatch: pytest.MonkeyPatch, key: dict[str, Any]) -> None:
    key["Policy"] = json.dumps({"Statement": [ACCOUNT]})
    bounds = "arn:aws:iam::000000000000:policy/bounds"
    documents = {bounds: {"DefaultVersionId": "v1", "Versions": {"v1": {"Document": {"Statement": [{**USE, "Action": "kms:Encrypt"}]}}}}}
    monkeypatch.setattr(iam, "_policies", Scoped(documents))
    launch_role(monkeypatch, USE)
    authorization.require_of_role(ROLE, "kms:Decrypt", KEY)
    launch_role(monkeypatch, USE, boundary=bounds)
    with pytest.raises(authorization.Denied):
        authorization.require_of_role(ROLE, "kms:Decrypt", KEY)


def test_a_secure_parameter_is_written_and_decrypted_with_its_key(encrypted: None, asked: list[tuple[str, str]]) -> None:
    guarded = stored.guarded("ssm", handled, stored.parameter_needs)
    via = "ssm.us-east-1.amazonaws.com"
    written = {"Name": "/new", "Type": "SecureString", "KeyId": KEY, "Value": "{}"}
    for operation, request in {
        "PutParameter": written,
        "GetParameter": {"Name": "/secret", "WithDecryption": True},
        "GetParametersByPath": {"Path": "/", "WithDecryption": True},
    }.items():
        status, _, said = answered(guarded, json.dumps(request), f"AmazonSSM.{operation}")
        assert (status, json.loads(said)["__type"]) == (400, "AccessDeniedException")
    assert asked == [("kms:Encrypt", via), ("kms:Decrypt", via), ("kms:Decrypt", via)]
    assert answered(guarded, json.dumps({"Name": "/secret"}), "AmazonSSM.GetParameter") == "done"
    assert answered(guarded, json.dumps({"Name": "/open", "WithDecryption": True}), "AmazonSSM.GetParameter") == "done"
    assert answered(guarded, json.dumps({**written, "KeyId": "alias/aws/ssm"}), "AmazonSSM.PutParameter") == "done"
    _, _, said = answered(guarded, json.dumps({**written, "KeyId": KEY.replace("1234", "5678")}), "AmazonSSM.PutParameter", "someone")
    assert json.loads(said)["__type"] == "InvalidKeyId"


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        ("GetItem", {"TableName": "builds", "Key": {}}),
        ("PutItem", {"TableName": "arn:aws:dynamodb:us-east-1:000000000000:table/builds", "Item": {}}),
        ("Query", {"TableName": "builds", "KeyConditionExpression": "Kind = :kind"}),
        ("Scan", {"TableName": "builds"}),
        ("TransactWriteItems", {"TransactItems": [{"Put": {"TableName": "builds", "Item": {}}}]}),
        ("BatchGetItem", {"RequestItems": {"builds": {}}}),
    ],
)
def test_an_encrypted_tables_items_need_its_key(
    encrypted: None, asked: list[tuple[str, str]], operation: str, request_: dict[str, Any]
) -> None:
    status, _, said = answered(
        stored.guarded("dynamodb", handled, stored.table_needs), json.dumps(request_), f"DynamoDB_20120810.{operation}"
    )
    assert (status, json.loads(said)["__type"]) == (400, "AccessDeniedException")
    assert asked == [("kms:Decrypt", "dynamodb.us-east-1.amazonaws.com")]


def test_asking_what_a_table_is_like_needs_no_key(encrypted: None) -> None:
    assert stored.table_needs("DescribeTable", {"TableName": "builds"}) == []


VOLUME = {"ResourceConfig": {"VolumeKmsKeyId": KEY}, "RoleArn": ROLE}


def test_whoever_starts_a_job_on_encrypted_volumes_grants_the_key_unless_the_jobs_role_may(
    key: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    key["Policy"] = json.dumps({"Statement": [ACCOUNT]})
    launch_role(monkeypatch)
    needed = [("kms:CreateGrant", KEY, {"kms:ViaService": "sagemaker.us-east-1.amazonaws.com", "kms:GrantIsForAWSResource": "true"})]
    assert keys.volumes(VOLUME) == needed
    assert keys.volumes({"TrainingJobDefinition": VOLUME}) == needed
    assert keys.volumes({"ProcessingResources": {"ClusterConfig": {"VolumeKmsKeyId": KEY}}, "RoleArn": ROLE}) == needed
    assert keys.notebook({"KmsKeyId": KEY}) == needed
    assert keys.volumes({"ResourceConfig": {}, "RoleArn": ROLE}) == []
    launch_role(monkeypatch, {**USE, "Action": "kms:CreateGrant"})
    assert keys.volumes(VOLUME) == []


def test_an_endpoint_with_a_key_that_does_not_work_is_refused(key: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CONFIGS.all, "encrypted", {"KmsKeyId": KEY})
    assert [action for action, _, _ in keys.deployment({"EndpointConfigName": "encrypted"})] == ["kms:CreateGrant"]
    key["KeyState"] = "PendingDeletion"
    with pytest.raises(ServiceError, match=f"KMS key {KEY} can not be used: {KEY} is pending deletion."):
        keys.deployment({"EndpointConfigName": "encrypted"})


@pytest.mark.parametrize("call", ["_create_repository", "_initiate_layer_upload", "_put_image"])
def test_a_repository_takes_no_images_while_its_key_is_disabled(monkeypatch: pytest.MonkeyPatch, key: dict[str, Any], call: str) -> None:
    for name in ("_create_repository", "_initiate_layer_upload", "_put_image"):
        monkeypatch.setattr(ecr, name, lambda request: (200, {}, b""))
    repository = {"repositoryName": "images", "encryptionConfiguration": {"encryptionType": "KMS", "kmsKey": KEY}}
    monkeypatch.setattr(ecr, "_repositories", {} if call == "_create_repository" else {"images": repository})
    monkeypatch.setattr(provisioners, "_RESOURCE_HANDLERS", {"AWS::ECR::Repository": {"create": lambda *given: given[0]}})
    repositories.register()
    request = repository if call == "_create_repository" else {"repositoryName": "images"}
    assert getattr(ecr, call)(request)[0] == 200
    key["KeyState"] = "Disabled"
    with pytest.raises(use.Unusable, match=f"{KEY} is disabled"):
        provisioners._RESOURCE_HANDLERS["AWS::ECR::Repository"]["create"]("Images", {"EncryptionConfiguration": {"KmsKey": KEY}}, "churn")
    status, _, body = getattr(ecr, call)(request)
    assert (status, json.loads(body)) == (400, {"__type": "KmsException", "message": f"{KEY} is disabled."})
