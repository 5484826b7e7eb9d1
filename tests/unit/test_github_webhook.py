import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

from github_webhook import app
from github_webhook.delivery import UnusablePush, delivery, launch_message, refusal
from tests.events import event

SECRET = b"It's a Secret to Everybody"
PUSHED_AT = 1_700_000_000  # seconds
DAY = 24 * 3600


def sent(body: str, signature: str | None = "", name: str = "push", method: str = "POST", encoded: bool = False) -> dict[str, Any]:
    """Return the event of a function URL for a delivery; signature "" means the right one, None none."""
    right = "sha256=" + hmac.new(SECRET, body.encode(), hashlib.sha256).hexdigest()
    headers = {"x-github-event": name, "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958", "content-type": "application/json"}
    if signature is not None:
        headers["x-hub-signature-256"] = signature or right
    return {
        "version": "2.0",
        "rawPath": "/",
        "headers": headers,
        "requestContext": {"http": {"method": method, "path": "/"}},
        "body": base64.b64encode(body.encode()).decode() if encoded else body,
        "isBase64Encoded": encoded,
    }


def push(**changes: Any) -> str:
    return json.dumps({**event("github_push"), **changes}, ensure_ascii=False)


def dated(pushed_at: Any) -> str:
    return push(repository={"full_name": "Octo/churn", "pushed_at": pushed_at})


def said(body: str, name: str = "push", now: float = PUSHED_AT) -> tuple[dict[str, Any] | None, str]:
    return launch_message(delivery(sent(body, name=name)), "octo/churn", "main", now)


def test_githubs_own_example_of_a_signature_is_right() -> None:
    given = sent("Hello, World!", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")
    assert refusal(delivery(given), SECRET) is None


@pytest.mark.parametrize("encoded", [False, True])
def test_the_signature_is_over_the_raw_bytes(encoded: bool) -> None:
    assert refusal(delivery(sent(push(), encoded=encoded)), SECRET) is None


def test_a_body_of_a_megabyte_is_checked_like_any_other() -> None:
    assert refusal(delivery(sent(push(padding="x" * 1_000_000))), SECRET) is None
    assert refusal(delivery(sent(push(padding="x" * 1_000_000), "sha256=00")), SECRET) is not None


@pytest.mark.parametrize("signature", ["sha256=", "sha256=" + "0" * 64, "sha1=abc", "ä"])
def test_a_wrong_signature_is_refused(signature: str) -> None:
    refused = refusal(delivery(sent(push(), signature)), SECRET)
    assert refused == (401, "X-Hub-Signature-256 does not match: the webhook's secret and the one in Secrets Manager differ")


def test_a_missing_signature_is_refused() -> None:
    refused = refusal(delivery(sent(push(), None)), SECRET)
    assert refused == (401, "the header X-Hub-Signature-256 is missing: give the webhook a secret")


def test_a_broken_encoding_and_another_method_are_refused() -> None:
    assert refusal(delivery({**sent("x"), "body": "%", "isBase64Encoded": True}), SECRET) is not None
    assert refusal(delivery(sent(push(), method="GET")), SECRET) == (405, "expected a POST request from GitHub")


def test_a_push_to_the_branch_launches_a_build() -> None:
    message = {"Reason": "Octo/churn: main is at 59b20b8d", "Commit": event("github_push")["after"]}
    assert said(push()) == (message, "a build of 59b20b8d is launched")


def test_a_ping_is_answered() -> None:
    assert said(json.dumps(event("github_ping")), "ping") == (None, "pong")


@pytest.mark.parametrize(
    ("body", "name", "words"),
    [
        (push(ref="refs/heads/other"), "push", "expected a push to the branch main, got one to refs/heads/other"),
        (push(ref="refs/tags/main"), "push", "expected a push to the branch main, got one to refs/tags/main"),
        (push(repository={"full_name": "octo/other"}), "push", "expected a push to octo/churn, got one to octo/other"),
        (push(after="0" * 40), "push", "the branch main was deleted"),
        (push(), "issues", "nothing is built for the event issues"),
        (push(), "", "nothing is built for the event without a name"),
    ],
)
def test_anything_else_launches_nothing_and_says_why(body: str, name: str, words: str) -> None:
    message, answer = said(body, name)
    assert message is None
    assert words in answer


@pytest.mark.parametrize("body", ["", "payload=%7B%7D", "[]", '{"repository": null}', "[" * 100_000])
def test_a_push_that_cannot_be_read_is_unusable_and_says_what_was_expected(body: str) -> None:
    with pytest.raises(UnusablePush) as unusable:
        said(body)
    assert str(unusable.value) == "nothing is built: expected the JSON of a push, with repository.full_name, ref and after"


def test_a_push_older_than_github_redelivers_launches_nothing() -> None:
    assert said(dated(PUSHED_AT), now=PUSHED_AT + 4 * DAY)[0]
    with pytest.raises(UnusablePush) as unusable:
        said(dated(PUSHED_AT), now=PUSHED_AT + 4 * DAY + 1)
    assert str(unusable.value) == "nothing is built: expected a push of the last four days, for GitHub redelivers none older than three"


@pytest.mark.parametrize("pushed_at", [None, "2015-05-15T15:20:41Z"])
def test_a_push_without_a_moment_in_seconds_is_not_taken_for_an_old_one(pushed_at: Any) -> None:
    assert said(dated(pushed_at))[0]


@pytest.mark.parametrize("name", ["push", "ping"])
@pytest.mark.parametrize(
    ("content_type", "got"), [("application/x-www-form-urlencoded", "application/x-www-form-urlencoded"), ("", "none")]
)
def test_a_delivery_that_is_not_json_is_refused_at_the_first_ping(name: str, content_type: str, got: str) -> None:
    given = sent("payload=%7B%7D", name=name)
    given["headers"]["content-type"] = content_type
    assert refusal(delivery(given), SECRET) == (
        415,
        f"expected the content type application/json, got {got}: choose application/json in the settings of the webhook",
    )


def test_the_content_type_may_name_its_characters() -> None:
    given = sent(push())
    given["headers"]["content-type"] = "Application/JSON; charset=utf-8"
    assert refusal(delivery(given), SECRET) is None


def test_an_unusable_push_is_answered_with_400(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", "https://github.com/octo/churn")
    monkeypatch.setenv("BRANCH", "main")
    monkeypatch.setenv("SECRET_ARN", "arn:aws:secretsmanager:us-east-1:123456789012:secret:webhook")
    monkeypatch.setattr(app, "secret", lambda arn: SECRET.decode())
    assert app.handler(sent("[]"), None)["statusCode"] == 400
