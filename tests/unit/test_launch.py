import json
from typing import Any

import pytest

from document.reading import InvalidParameters
from launch.request import launch_id, launch_request
from tests.events import event

LAUNCH = "63a3f6b6-d533-4a47-aef9-fcf5cf758c76"  # of the envelope


def asks(reason: str, launch: str | None = LAUNCH, **more: Any) -> dict[str, Any]:
    """Return what a message asks for that asks for nothing more than more."""
    return {"Launch": launch, "Reason": reason, "Parameters": {}, "Reproduce": None, "Commit": None, "Burst": False, **more}


def wrapped(message: Any) -> str:
    """Return a message as SNS hands it to a queue."""
    return json.dumps({**event("sns_envelope"), "Message": message if isinstance(message, str) else json.dumps(message)})


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("s3_object_created", "s3://data/train/first half+1.csv uploaded"),
        ("s3_notification", "s3://data/train/first half+1.csv uploaded; s3://data/train/second.csv uploaded"),
        ("s3_object_deleted", "s3://data/train/old rows.csv: Object Deleted"),
        ("s3_object_removed", "s3://data/train/old rows.csv: ObjectRemoved:DeleteMarkerCreated"),
        ("codecommit_push", "churn: main is at 3e5983DE"),
        ("codecommit_notification", "churn: main is at 3e5983DE"),
        ("codecommit_trigger", "churn: main is at 5c4ef104"),
        ("codepipeline_state", "CodePipeline Pipeline Execution State Change: features"),
        ("codepipeline_notification", "CodePipeline Pipeline Execution State Change: features"),
        ("codepipeline_approval", "pipeline features waits for Launch"),
        ("schedule", "scheduled at 2026-10-08T16:53:06Z"),
        ("scheduler", "scheduled at 2026-10-08T16:53:06Z"),
        ("alarm", "alarm churn-drift is in state ALARM"),
    ],
)
def test_an_event_becomes_the_reason(name: str, reason: str) -> None:
    assert launch_request(wrapped(event(name))) == asks(reason, Burst=name.startswith(("s3", "codecommit")))
    assert launch_request(json.dumps(event(name))) == asks(reason, None, Burst=name.startswith(("s3", "codecommit")))


def test_every_branch_of_a_codecommit_trigger_is_named() -> None:
    (record,) = event("codecommit_trigger")["Records"]
    references = [{"ref": "refs/heads/main", "commit": "5c4ef1049f1d"}, {"ref": "refs/heads/dev", "commit": "0a1b2c3d4e5f"}]
    found = launch_request(json.dumps({"Records": [{**record, "codecommit": {"references": references}}]}))
    assert found and found["Reason"] == "churn: main is at 5c4ef104; churn: dev is at 0a1b2c3d"


def test_only_sns_gives_a_message_its_launch() -> None:
    assert launch_id(wrapped("go")) == LAUNCH
    other = '{"Type": "SubscriptionConfirmation", "TopicArn": "arn", "MessageId": "mine"}'
    for body in ("go", "{}", other, '{"MessageId": "mine"}', '{"Type": "Notification", "TopicArn": "arn"}', "[" * 100_000):
        assert launch_id(body) is None


def test_s3s_test_event_launches_nothing() -> None:
    assert launch_request(wrapped(event("s3_test_event"))) is None


def test_a_messages_own_reason_and_parameters_are_taken() -> None:
    assert launch_request(json.dumps(event("sns_envelope"))) == asks("the nightly data", Parameters={"HyperParameters": {"C": None}})


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("{}", "launched by a message"),
        ("", "an empty message"),
        ("go\nnow", "go now"),
        ("[1]", "[1]"),
        ('{"Parameters": null}', "launched by a message"),
        ('{"Reason": null}', "launched by a message"),
        ('{"Records": []}', "launched by a message"),
        ('{"Records": [null, 1, {"s3": {}}, {"s3": {"bucket": []}}, {"codecommit": {"references": [1]}}]}', "launched by a notification; an upload; a push"),
        ('{"detail-type": "Object Created"}', "an upload"),
        ('{"detail-type": "Object Created", "detail": {"bucket": "x"}}', "an upload"),
        ('{"detail-type": "CodeCommit Repository State Change", "detail": null}', "a push"),
        ('{"detail-type": "ECR Image Action", "resources": []}', "ECR Image Action"),
        ('{"detailType": ["x"], "resources": [1]}', "['x']: 1"),
        ('{"Reason": "' + "x" * 5000 + '"}', "x" * 200),
    ],
)  # fmt: skip
def test_any_message_launches_and_what_an_event_lacks_is_left_out(message: str, reason: str) -> None:
    assert launch_request(wrapped(message)) == asks(reason, Burst=reason.endswith(("an upload", "a push")))


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ([], "Parameters: expected an object, got []"),
        ("x", 'Parameters: expected an object, got "x"'),
        ({"HyperParamters": {}}, "HyperParamters: unknown key; did you mean HyperParameters?"),
        ({"HyperParameters": {"a": "x" * 9000}}, "Parameters: expected at most 8192 characters of JSON, got 9030"),
    ],
)
def test_parameters_that_no_build_can_use_are_refused(parameters: Any, words: str) -> None:
    with pytest.raises(InvalidParameters) as refused:
        launch_request(wrapped({"Parameters": parameters}))
    assert str(refused.value) == words


def test_what_is_taken_over_may_stand_beside_the_parameters() -> None:
    always, never = {"Training": "ALWAYS"}, {"Training": "NEVER"}
    assert launch_request(wrapped({"Reuse": always})) == asks("launched by a message", Parameters={"Reuse": always})
    both = {"Reuse": always, "Parameters": {"HyperParameters": {"C": 1}, "Reuse": never}}
    assert launch_request(wrapped(both)) == asks("launched by a message", Parameters={"HyperParameters": {"C": 1}, "Reuse": always})
    with pytest.raises(InvalidParameters, match=r"Reuse\.Training: expected"):
        launch_request(wrapped({"Reuse": {"Training": "SOMETIMES"}}))


def test_a_version_to_reproduce_and_a_commit_are_taken() -> None:
    assert launch_request(wrapped({"Reproduce": 12})) == asks("launched by a message", Reproduce=12)
    assert launch_request(wrapped({"Reproduce": None, "Commit": None})) == asks("launched by a message")
    assert launch_request(wrapped({"Commit": "5c4ef1049f1d27deadbeeff313e0730018be182b"})) == asks(
        "launched by a message", Commit="5c4ef1049f1d27deadbeeff313e0730018be182b", Burst=True
    )
    assert launch_request(wrapped({"Commit": "ab" * 32})) == asks("launched by a message", Commit="ab" * 32, Burst=True)


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"Reproduce": 0}, "Reproduce: expected the number of a version, such as 7, got 0"),
        ({"Reproduce": "12"}, 'Reproduce: expected the number of a version, such as 7, got "12"'),
        ({"Reproduce": 12.0}, "Reproduce: expected the number of a version, such as 7, got 12.0"),
        ({"Reproduce": True}, "Reproduce: expected the number of a version, such as 7, got true"),
        ({"Reproduce": 10**15 + 1}, "Reproduce: expected the number of a version, such as 7, got 1000000000000001"),
        ({"Commit": "main"}, 'Commit: expected the 40 hexadecimal digits of a commit, got "main"'),
        ({"Commit": "A" * 40}, f'Commit: expected the 40 hexadecimal digits of a commit, got "{"A" * 40}"'),
        ({"Commit": 7}, "Commit: expected the 40 hexadecimal digits of a commit, got 7"),
        ({"Commit": "a" * 40 + "\n"}, "Commit: expected the 40 hexadecimal digits of a commit, got "),
        ('[{"Reproduce": 12}]', "the message: expected a JSON object, got ["),
    ],
)
def test_what_cannot_be_reproduced_or_built_from_is_refused(message: Any, words: str) -> None:
    with pytest.raises(InvalidParameters) as refused:
        launch_request(wrapped(message))
    assert str(refused.value).startswith(words)


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ('{"Parameters": {"HyperParameters": {"C": NaN}}}', "the message is not JSON: NaN is not a JSON value"),
        ('{"Parameters": {"HyperParameters": {"C": 1e400}}}', "the message is not JSON: the number 1e400 is too large"),
        ('{"Parameters": {"Deploy": false,}}', "the message is not JSON: "),
        ("{'Parameters': {'Deploy': false}}", "the message is not JSON: "),
        ('\ufeff {"Deploy": false', "the message is not JSON: "),
        ('go {"Parameters": {"Deploy": false}}', "the message is not JSON: "),
        ('[{"Parameters": {"Deploy": false}}]', "the message: expected a JSON object, got [{"),
        ('"{\\"Parameters\\": {}}"', "the message: expected a JSON object, got "),
        ('{"Parameters": ' + "[" * 100_000, "the message is not JSON: nested more than 100 levels deep"),
        ('{"Parameters": {"HyperParameters": ' + '{"a":' * 1100 + "1" + "}" * 1102, "the message is not JSON: nested more than 100 levels deep"),
    ],
)  # fmt: skip
def test_a_message_whose_parameters_cannot_be_read_is_refused_and_never_launched_without_them(message: str, words: str) -> None:
    for body in (message, wrapped(message)):
        with pytest.raises(InvalidParameters) as refused:
            launch_request(body)
        assert str(refused.value).startswith(words)


def test_a_byte_order_mark_changes_nothing() -> None:
    assert launch_request(wrapped('\ufeff{"Parameters": {"Deploy": false}}')) == asks("launched by a message", Parameters={"Deploy": False})


@pytest.mark.parametrize("words", ["[ci] retrain", "go: {now}", "retrain, the parameters are new", '"go"', "1e400"])
def test_words_launch(words: str) -> None:
    assert launch_request(wrapped(words)) == asks(words)


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (r'{"Reason": "a\ud800b\u0000c"}', "a\ufffdb\ufffdc"),
        (r'{"AlarmName": "\udfff"}', "alarm \ufffd is in state None"),
        ("a\x00b", "a\ufffdb"),
    ],
)
def test_a_reason_is_text_that_every_store_takes(message: str, reason: str) -> None:
    assert launch_request(json.dumps({**event("sns_envelope"), "Message": message})) == asks(reason)


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        (r'{"HyperParameters": {"a": "\ud800"}}', "HyperParameters.a: holds the character U+D800, which AWS's stores refuse"),
        (
            r'{"HyperParameters": {"a": {"b": ["c\u0000"]}}}',
            "HyperParameters.a.b[0]: holds the character U+0000, which AWS's stores refuse",
        ),
        (r'{"Model": {"Environment": {"\udfff": "x"}}}', "Model.Environment.\ufffd: holds the character U+DFFF, which AWS's stores refuse"),
    ],
)
def test_parameters_hold_only_text_that_every_store_takes(parameters: str, words: str) -> None:
    with pytest.raises(InvalidParameters) as refused:
        launch_request('{"Parameters": ' + parameters + "}")
    assert str(refused.value) == words
