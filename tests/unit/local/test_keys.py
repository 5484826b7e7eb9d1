"""A key of the customer's lets use it whom its policy admits, and whom the account's own policies allow it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from ministack.services import kms, s3

from local.iam import authorization
from local.kms import objects, policies

KEY = "arn:aws:kms:us-east-1:000000000000:key/1234"
OURS = {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:000000000000:log-group:churn-Launch"}
LOGS = {
    "Effect": "Allow",
    "Principal": {"Service": "logs.us-east-1.amazonaws.com"},
    "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
    "Resource": "*",
    "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:000000000000:log-group:churn-*"}},
}


@pytest.fixture(autouse=True)
def region(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINISTACK_REGION", "us-east-1")


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    record = {"Arn": KEY, "Enabled": True, "KeyState": "Enabled", "Policy": json.dumps({"Statement": [LOGS]})}
    monkeypatch.setattr(kms, "_keys", {"1234": record})
    yield record


def asks(service: str = "logs.us-east-1.amazonaws.com", **context: str) -> bool:
    return policies.admits(KEY, service, "kms:GenerateDataKey", context or OURS)


def test_a_service_that_the_keys_policy_names_is_admitted_for_what_it_names(key: dict[str, Any]) -> None:
    assert asks()
    assert not asks(service="sns.amazonaws.com")
    assert not asks(**{"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:000000000000:log-group:other"})


def test_a_key_that_is_disabled_or_not_there_admits_nobody(key: dict[str, Any]) -> None:
    key["Enabled"] = False
    assert not asks()
    assert not policies.admits(KEY.replace("1234", "5678"), "logs.us-east-1.amazonaws.com", "kms:GenerateDataKey", OURS)


def test_whoever_writes_or_reads_in_an_encrypted_bucket_is_asked_for_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def require(headers: dict[str, str], action: str, resource: str, context: dict[str, Any]) -> None:
        asked.append((action, resource))
        if headers["authorization"] == "nobody":
            raise authorization.Denied(f"not authorized to perform: {action}")

    monkeypatch.setattr(authorization, "require", require)
    monkeypatch.setattr(s3, "_bucket_encryption", {"code": f"<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>{KEY}</KMSMasterKeyID>"})
    write = objects.guarded(lambda *given: given, 3, objects.WRITES)
    assert write("code", "key", b"body", {"authorization": "someone"}) == ("code", "key", b"body", {"authorization": "someone"})
    status, _, said = write("code", "key", b"body", {"authorization": "nobody"})
    assert (status, b"not authorized to perform: kms:GenerateDataKey" in said) == (403, True)
    assert asked == [("kms:GenerateDataKey", KEY)] * 2
    write("plain", "key", b"body", {"authorization": "nobody"})
    write("code", "key", b"body", {})  # the emulator itself
    assert len(asked) == 2
