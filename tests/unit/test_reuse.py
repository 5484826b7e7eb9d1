"""Trainings that are taken over, in the histories in which that is right, and those that never are."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from builds import records, served, table
from data import kept
from document.reading import InvalidParameters
from plan_build import copies
from plans import lookups
from plans.source import MissingSource
from reuse.differences import difference
from tests.unit.archives import archive
from tests.unit.histories import ALWAYS, History, history, inputs, told
from tests.unit.planned_stack import DOCUMENT
from validate_model import app as validate_model

UNCONFIRMED = "nothing has changed since version 1, but nobody has confirmed that its data stayed the same while it was trained"


@pytest.fixture
def churn() -> Iterator[History]:
    """Have a stack that takes over what failed behind its training, as every stack does whose document says nothing else."""
    with history(DOCUMENT) as found:
        yield found


def training(build: dict[str, Any]) -> str:
    return told(build)["Training"]


@pytest.mark.parametrize(
    ("status", "how"), [("FAILED", "whose build failed"), ("TIMED_OUT", "whose build failed"), ("STOPPED", "whose build was stopped")]
)
def test_a_build_that_failed_behind_its_training_need_not_pay_for_it_twice(churn: History, status: str, how: str) -> None:
    first = churn.build(status=status)
    build = churn.build()
    assert training(build) == f"REUSED 1: nothing that it depends on has changed since version 1, {how} behind it"
    artifact = f"s3://code/artifacts/{first['Names']['TrainingJob']}/output/model.tar.gz"
    assert (build["Train"], build["ModelVersion"], build["Reused"], build["Images"]["Training"]["Build"]) == (None, 1, True, False)
    assert build["Model"] == {"JobName": first["Names"]["TrainingJob"], "ModelArtifacts": artifact, "Metrics": {"accuracy": 0.9}}
    assert (records.read(2)["Fingerprint"], records.read(2)["Reused"]) == (first["Fingerprint"], True)
    # It has been deployed now.
    deployed = "DONE: nothing has changed since version 2, which was deployed, and Reuse.Training is FAILED, not ALWAYS"
    assert training(churn.plan()) == deployed


def test_what_was_taken_over_is_taken_over_again_from_the_version_that_trained_it(churn: History) -> None:
    churn.build(status="FAILED")
    churn.build(status="FAILED")
    build = churn.plan()
    assert (build["ModelVersion"], build["Decisions"]["Training"]["Version"]) == (1, 1)
    assert training(build) == "REUSED 1: nothing that it depends on has changed since version 2, whose build failed behind it"


def test_a_build_that_failed_after_its_version_had_served_is_trained_again(churn: History) -> None:
    build = churn.plan()
    churn.train(build)
    churn.end(build, "FAILED", deployed=True)
    deployed = "DONE: nothing has changed since version 1, which was deployed, and Reuse.Training is FAILED, not ALWAYS"
    assert training(churn.plan()) == deployed


def test_a_success_that_deployed_nothing_is_trained_again(churn: History) -> None:
    churn.build({"Deploy": False})
    succeeded = "DONE: nothing has changed since version 1, which succeeded, and Reuse.Training is FAILED, not ALWAYS"
    assert training(churn.plan()) == succeeded


def test_a_training_that_is_not_confirmed_is_never_taken_over(churn: History) -> None:
    build = churn.plan(ALWAYS)
    assert records.read(1)["Fingerprint"] is None
    churn.train(build, confirmed=False)
    churn.end(build, "FAILED")
    assert training(churn.plan()) == training(churn.plan(ALWAYS)) == f"DONE: {UNCONFIRMED}"


def test_a_build_that_has_not_ended_lends_nothing(churn: History) -> None:
    churn.train(churn.plan(ALWAYS))
    assert training(churn.plan(ALWAYS)) == "DONE: version 1, which depends on the very same, has not ended"


def test_a_model_that_is_gone_is_trained_again(churn: History) -> None:
    first = churn.build(status="FAILED")
    boto3.client("s3").delete_object(Bucket="code", Key=f"artifacts/{first['Names']['TrainingJob']}/output/model.tar.gz")
    assert training(churn.plan()) == "DONE: nothing has changed since version 1, but its model is gone"


def test_what_an_older_version_has_trained_is_taken_over_where_a_change_is_undone(churn: History) -> None:
    churn.build(ALWAYS)
    churn.build({"HyperParameters": {"C": 10}, **ALWAYS})
    build = churn.plan(ALWAYS)
    assert told(build)["Training"] == "REUSED 1: nothing that it depends on has changed since version 1"
    assert told(build)["Deployment"] == "DONE: version 2, which serves, has another model"


def test_a_launch_may_say_which_training_is_taken_over(churn: History) -> None:
    churn.build(status="FAILED")
    assert training(churn.plan({"Reuse": {"Training": "NEVER"}})) == "DONE: Reuse.Training is NEVER"
    with pytest.raises(InvalidParameters, match=r"Reuse.Training: expected one of FAILED, ALWAYS, NEVER, got \"SOMETIMES\""):
        churn.plan({"Reuse": {"Training": "SOMETIMES"}})


def test_the_first_difference_is_told_as_far_as_the_list_of_the_data_is_kept(churn: History) -> None:
    churn.build()
    boto3.client("s3").put_object(Bucket="data", Key="train/two.csv", Body=b"3,4\n")
    assert training(churn.plan()) == "DONE: train/two.csv is new"
    boto3.client("s3").delete_object(Bucket="code", Key="versions/v1/data.json")
    assert kept.state("code", 1) is None
    assert training(churn.plan()) == "DONE: the data of channel train differs"


def test_held_out_data_that_changed_is_no_reason_to_train(churn: History) -> None:
    s3 = boto3.client("s3")
    s3.put_object(Bucket="data", Key="test/one.csv", Body=b"1,2\n")
    s3.put_object(Bucket="data", Key="source.tar.gz", Body=archive(train_py="1", evaluate_py="2"))
    exam = {"Evaluation": {}, **ALWAYS}
    churn.build(exam)
    s3.put_object(Bucket="data", Key="test/one.csv", Body=b"3,4\n")
    build = churn.plan(exam)
    assert (told(build)["Training"].split(":")[0], told(build)["Evaluation"]) == ("REUSED 1", "DONE: the data of channel test differs")
    assert told(build)["Deployment"] == "DONE: the data of channel test differs"
    s3.put_object(Bucket="data", Key="train/two.csv", Body=b"3,4\n")
    assert told(churn.plan(exam))["Training"] == "DONE: train/two.csv is new"


def test_a_source_that_is_written_anew_meanwhile_is_not_the_one_that_was_looked_at() -> None:
    source = {"S3Uri": "s3://data/source.tar.gz", "EntryPoint": "train.py", "ETag": '"0a"'}
    asked = {
        "Bucket": "code",
        "Key": "versions/v1/training/source.tar.gz",
        "CopySource": {"Bucket": "data", "Key": "source.tar.gz"},
        "CopySourceIfMatch": '"0a"',
        "TaggingDirective": "REPLACE",
    }
    with Stubber(copies.s3()) as stub, pytest.raises(MissingSource) as refused:
        stub.add_client_error("copy_object", "PreconditionFailed", expected_params=asked)
        copies.kept({"Training": source}, 1, "code")
    assert str(refused.value) == (
        "Source.Training.S3Uri: s3://data/source.tar.gz was written anew while the build was planned; launch another one"
    )


def test_nothing_is_changed_only_for_what_serves_in_peace(churn: History) -> None:
    churn.build(ALWAYS)
    assert churn.plan(ALWAYS)["Unchanged"] == 1
    records.note(1, {"Status": "FAILED"})
    assert told(churn.plan(ALWAYS))["Deployment"] == "DONE: the build of version 1, which serves, is FAILED"
    records.note(1, {"Status": "SUCCEEDED", "Inputs": None})
    assert told(churn.plan(ALWAYS))["Deployment"] == "DONE: what version 1 was made of is not known"
    boto3.client("sagemaker").delete_endpoint(EndpointName="churn")
    assert told(churn.plan(ALWAYS))["Deployment"] == "DONE: no version serves yet"


def test_nothing_is_changed_outside_the_endpoints_hours_for_what_comes_back_when_they_begin(churn: History) -> None:
    churn.build(ALWAYS)
    table.change(served.KEY, lambda _: {"Stack": [1], "Recent": [1], "Done": []})
    table.change_launch(
        lambda state: {**state, "Hours": {"Serve": False, "At": "2026-11-27T18:00:00Z", "Hours": "07:00-19:00 MON-FRI UTC"}}
    )
    boto3.client("sagemaker").delete_endpoint(EndpointName="churn")
    assert churn.plan(ALWAYS)["Unchanged"] == 1


def test_a_build_of_which_nothing_has_changed_says_so(churn: History) -> None:
    churn.build(ALWAYS)
    build = churn.build(ALWAYS)
    assert build["Notice"] == "nothing has changed since version 1, which serves on."
    assert records.read(2)["Notice"] == "nothing has changed since version 1, which serves on."
    # What it did not change is compared with what serves, again and again.
    assert churn.plan(ALWAYS)["Unchanged"] == 1


def test_a_model_that_was_refused_is_refused_again_and_one_that_somebody_chose_is_not() -> None:
    taken, chosen = {"Train": None, "Reused": True}, {"Train": None, "Reused": False}
    assert [validate_model.is_chosen(build, {}) for build in (taken, chosen)] == [False, True]


def test_what_a_version_depends_on_stands_in_its_record(churn: History) -> None:
    build = churn.build()
    found = inputs(1)["Training"]
    assert found["Sources"] == {"Training": boto3.client("s3").head_object(Bucket="data", Key="source.tar.gz")["ETag"]}
    assert found["Image"] == build["Images"]["Training"]["Uri"]
    assert set(found["Data"]) == {"train"}
    assert build["Names"]["TrainingJob"] not in records.read(1)["Inputs"]


def test_what_a_program_of_ones_own_made_is_not_what_the_stack_itself_would_make(churn: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENDPOINT_CONFIG_LAMBDA", "arn:aws:lambda:us-east-1:123456789012:function:own")
    churn.build(ALWAYS)
    monkeypatch.setenv("ENDPOINT_CONFIG_LAMBDA", "")
    why = "DONE: EndpointConfigLambda was your own in version 1, and what it did is not known"
    assert told(churn.plan(ALWAYS))["Deployment"] == why


REGISTRY = "999999999999.dkr.ecr.us-east-1.amazonaws.com"
WEIGHTS = {"S3DataSource": {"S3Uri": "s3://data/weights/", "S3DataType": "S3Prefix", "CompressionType": "None"}}
QUERY = {
    "InputName": "test",
    "S3Input": {
        "S3Uri": "s3://data/list.json",
        "LocalPath": "/opt/ml/processing/test",
        "S3DataType": "ManifestFile",
        "S3InputMode": "File",
    },
}
EXAM = {"AppSpecification": {"ContainerEntrypoint": ["python3", "exam.py"]}}
UNKNOWN: dict[str, tuple[dict[str, Any], str]] = {
    "a tag of a registry of somebody else's": (
        {"Images": {"Inference": {"Image": f"{REGISTRY}/sklearn:2"}}},
        f"{REGISTRY}/sklearn:2",
    ),
    "a tag of one's own registry that may not be looked at": (
        {"Images": {"Inference": {"Image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/sklearn:2"}}},
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/sklearn:2",
    ),
    "a model that is not packed": ({"Model": {"PrimaryContainer": {"ModelDataSource": WEIGHTS}}}, "s3://data/weights/"),
    "a model that is fetched otherwise": (
        {"Train": False, "ModelDataUrl": "https://models.s3.amazonaws.com/model.tar.gz"},
        "https://models.s3.amazonaws.com/model.tar.gz",
    ),
    "a folder in a variable": ({"Model": {"PrimaryContainer": {"Environment": {"VOCABULARY": "s3://data/words/"}}}}, "s3://data/words/"),
    "held-out data that is listed elsewhere": ({"Evaluation": {**EXAM, "ProcessingInputs": [QUERY]}}, "input test"),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_is_named_and_nobody_can_see_may_be_another_tomorrow(churn: History, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given, what = UNKNOWN[name]
    look = {**lookups.LOOK, "image": refused}
    monkeypatch.setattr(lookups, "LOOK", look)
    churn.build({**given, **ALWAYS})
    assert told(churn.plan({**given, **ALWAYS}))["Deployment"] == f"DONE: what {what} holds is not known"


def refused(name: str) -> Any:
    raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": name}}, "DescribeImages")


def test_what_an_address_in_a_hyperparameter_holds_is_looked_at(churn: History) -> None:
    s3 = boto3.client("s3")
    s3.put_object(Bucket="data", Key="base.bin", Body=b"1")
    given = {"HyperParameters": {"base_model": "s3://data/base.bin"}}
    churn.build(given, status="FAILED")
    assert training(churn.plan(given)).startswith("REUSED 1:")
    s3.put_object(Bucket="data", Key="base.bin", Body=b"2")
    assert training(churn.plan(given)) == "DONE: s3://data/base.bin differs"


def test_a_program_of_ones_own_that_takes_the_exam_is_looked_at(churn: History) -> None:
    s3 = boto3.client("s3")
    s3.put_object(Bucket="data", Key="test/one.csv", Body=b"1,2\n")
    s3.put_object(Bucket="data", Key="exam/exam.py", Body=b"1")
    code = {**QUERY, "InputName": "code", "S3Input": {**QUERY["S3Input"], "S3Uri": "s3://data/exam/", "S3DataType": "S3Prefix"}}
    given = {"Evaluation": {**EXAM, "ProcessingInputs": [code]}, **ALWAYS}
    churn.build(given)
    assert churn.plan(given)["Unchanged"] == 1
    s3.put_object(Bucket="data", Key="exam/exam.py", Body=b"2")
    assert told(churn.plan(given))["Deployment"] == "DONE: the data of channel code differs"


def test_without_a_training_the_model_that_was_taken_over_last_is_deployed_again(churn: History) -> None:
    first = churn.build(ALWAYS)
    churn.build({"HyperParameters": {"C": 10}, **ALWAYS})
    third = churn.build(ALWAYS)
    assert third["ModelVersion"] == 1
    build = churn.plan({"Train": False})
    artifact = f"s3://code/artifacts/{first['Names']['TrainingJob']}/output/model.tar.gz"
    assert (build["ModelVersion"], build["Model"]["ModelArtifacts"], build["Unchanged"]) == (1, artifact, 3)


SCALED = {"Autoscaling": {"MaxCapacity": 4, "InvocationsPerInstance": 70}, **ALWAYS}


def test_scaling_that_a_failed_build_may_have_ended_is_made_anew(churn: History) -> None:
    churn.build(SCALED)
    assert churn.plan(SCALED)["Unchanged"] == 1
    churn.build({**SCALED, "Model": {"EnableNetworkIsolation": False}}, status="FAILED")
    failed = "DONE: version 3 has failed since, and what has become of the scaling is not known"
    assert told(churn.plan(SCALED))["Deployment"] == failed
    churn.build(SCALED)
    assert churn.plan(SCALED)["Unchanged"] == 5


def test_scaling_that_a_failed_rollback_may_have_ended_is_made_anew(churn: History) -> None:
    churn.build(SCALED)
    records.write_end(1, {"Status": "FAILED", "EndedAt": "2026-11-26T14:00:00Z"}, kind=records.ROLLBACK)
    failed = "DONE: a rollback has failed since, and what has become of the scaling is not known"
    assert told(churn.plan(SCALED))["Deployment"] == failed


@pytest.mark.parametrize("key", ["Model", "EndpointConfig"])
def test_tags_of_what_serves_count(churn: History, key: str) -> None:
    churn.build(ALWAYS)
    build = churn.plan({key: {"Tags": [{"Key": "cost-center", "Value": "7"}]}, **ALWAYS})
    assert told(build)["Deployment"] == f"DONE: {key}.Tags is new"


def test_a_channel_that_is_called_as_an_input_of_the_evaluation_is_not_taken_for_that(churn: History) -> None:
    given = {"Channels": {"Evaluation.test": "s3://data/train/"}, **ALWAYS}
    churn.build(given)
    assert training(churn.plan(given)) == "DONE: channel Evaluation.test is called as an input of the evaluation"


def test_a_whole_bucket_is_listed_with_and_without_a_slash(churn: History) -> None:
    given = {"Channels": {"train": "s3://data"}, **ALWAYS}
    churn.build(given)
    assert training(churn.plan(given)).startswith("REUSED 1:")


def test_an_image_that_a_version_has_built_is_named_by_that() -> None:
    repository = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn-imagerepository-f7666c38b2d89"
    before = {"Image": f"{repository}:v4-training-fa69d199b11f040c", "Request": {}}
    now = {"Image": f"{repository}:v5-training-61e0b53acee1a6d7", "Request": {}}
    assert difference("Training", before, now, {}, lambda _: None) == "the image was that of version 4, is that of version 5"
