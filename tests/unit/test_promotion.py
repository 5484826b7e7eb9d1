"""Promotion: a version that another stack has proven becomes one of this stack, with everything that it needs."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ConnectTimeoutError
from botocore.stub import Stubber

from builds import launches, records
from check_parameters import app as check_parameters
from document.reading import InvalidParameters
from launch.request import launch_request
from plan_build import app
from promotion import origin
from tests.unit.archives import archive, members
from tests.unit.planned_stack import DOCUMENT, planned_stack, stored, write
from tests.unit.tables import create_build_table

ACCURACY = {"Metric": "accuracy", "Objective": "Maximize", "Threshold": 0.9}
IMAGE = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3"
PROVEN: dict[str, Any] = {
    "Kind": "build",
    "Version": 12,
    "Status": "SUCCEEDED",
    "EndedAt": "2099-01-01T12:00:00.250Z",
    "Framework": "SKLEARN",
    "Parameters": json.dumps({**DOCUMENT, "FrameworkVersion": "1.2-1"}),
    "ModelArtifacts": "s3://dev-code/training/churn-dev-v12-0a1b2c3d/output/model.tar.gz",
    "Metrics": {},
    "Images": {"Training": {"Uri": None}, "Inference": {"Uri": IMAGE, "Version": None, "Content": None}},
    "Sources": {"Inference": {"S3Uri": "s3://dev-code/versions/v12/inference/source.tar.gz", "EntryPoint": "train.py", "ETag": '"1"'}},
}
MODEL, SOURCE = "training/churn-dev-v12-0a1b2c3d/output/model.tar.gz", "versions/v12/inference/source.tar.gz"
OUTPUTS = {"BuildTable": "dev-builds", "CodeBucket": "dev-code"}
REAL_OUTPUTS = origin.outputs
STARTED = "2026-11-26T12:00:00.000Z"


@pytest.fixture(autouse=True)
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with planned_stack():
        monkeypatch.setenv("PROMOTE_FROM", "churn-dev")
        create_build_table("dev-builds")
        # moto's CloudFormation needs more than the tests have.
        monkeypatch.setattr(origin, "outputs", lambda stack, _: OUTPUTS)
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="dev-code")
        s3.put_object(Bucket="dev-code", Key=MODEL, Body=b"the model of dev")
        s3.put_object(Bucket="dev-code", Key=SOURCE, Body=archive(train_py="of dev"))
        prove()
        yield


def prove(**changes: Any) -> None:
    table, metrics = boto3.resource("dynamodb").Table("dev-builds"), {"accuracy": records.table.storable(0.97)}
    table.put_item(Item={**PROVEN, "Metrics": metrics, **changes})


def plan(name: str = "promotes", reproduce: int | None = None, **parameters: Any) -> dict[str, Any]:
    execution = {
        "Id": f"arn:aws:states:us-east-1:123456789012:execution:churn:{name}",
        "Name": name,
        "StartTime": STARTED,
        "RedriveCount": 0,
    }
    asked = {"Promote": {"Stack": "churn-dev", "Version": 12}, **parameters}
    return app.handler({"Execution": execution, "Launch": {"Parameters": asked, "Reproduce": reproduce}}, None)


def refusal(**parameters: Any) -> str:
    with pytest.raises(InvalidParameters) as refused:
        plan("is refused", **parameters)
    return str(refused.value)


def got(key: str) -> bytes:
    body: bytes = boto3.client("s3").get_object(Bucket="code", Key=key)["Body"].read()
    return body


def test_a_promoted_version_is_not_trained_and_has_the_model_the_image_and_the_sources_that_it_had() -> None:
    made = plan()
    build, parameters = made["Build"], made["Parameters"]
    assert (build["Train"], build["Deploy"], build["ModelVersion"]) == (None, True, None)
    assert build["Model"] == {
        "JobName": None,
        "ModelArtifacts": "s3://code/versions/v1/promoted/model.tar.gz",
        "Metrics": {"accuracy": 0.97},
    }
    assert got("versions/v1/promoted/model.tar.gz") == b"the model of dev"
    assert members(got("versions/v1/inference/source.tar.gz")) == {"train.py": "of dev"}
    assert build["Images"]["Inference"]["Uri"] == IMAGE
    assert (parameters["FrameworkVersion"], "Promote" in parameters) == ("1.2-1", False)


def test_the_record_and_the_decisions_say_where_it_is_from() -> None:
    plan()
    record = records.read(1)
    assert record["Promoted"] == {
        "Stack": "churn-dev",
        "Version": 12,
        "ModelArtifacts": f"s3://dev-code/{MODEL}",
        "Image": IMAGE,
        "Metrics": {"accuracy": records.table.storable(0.97)},
    }
    because = {part: made["Because"] for part, made in record["Decisions"].items()}
    assert because["Training"] == "version 12 of churn-dev is promoted, with its model"
    assert because["InferenceImage"] == "it is that of version 12 of churn-dev"


def test_the_document_of_this_stack_stays_but_for_what_the_version_brings() -> None:
    write({**DOCUMENT, "TuningJob": {}, "Validation": ACCURACY, "EndpointConfig": {"Tags": [{"Key": "of", "Value": "prod"}]}})
    parameters = plan()["Parameters"]
    assert (parameters["Validation"], parameters["HyperParameters"], "TuningJob" in parameters) == (ACCURACY, {"C": 1}, False)
    assert parameters["EndpointConfig"] == {"Tags": [{"Key": "of", "Value": "prod"}]}
    assert plan("that is not deployed", Deploy=False)["Build"]["Deploy"] is False


def test_a_version_that_took_its_model_over_has_the_metrics_of_the_one_that_trained_it() -> None:
    prove(Version=11, Metrics={"accuracy": records.table.storable(0.5), "loss": records.table.storable(0.1)})
    prove(ModelVersion=11)
    assert plan()["Build"]["Model"]["Metrics"] == {"accuracy": 0.97, "loss": 0.1}


def test_a_version_of_this_stack_can_be_promoted_once_more_and_has_copies_of_its_own() -> None:
    plan()
    assert plan("again")["Build"]["Model"]["ModelArtifacts"] == "s3://code/versions/v2/promoted/model.tar.gz"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"Status": "FAILED"},
            "Promote.Version: expected a version whose build has succeeded, and that of version 12 of churn-dev is FAILED",
        ),
        (
            {"DataChanged": "The data changed while version 12 was trained"},
            "Promote.Version: the training of version 12 of churn-dev is not confirmed: The data changed while version 12 was trained",
        ),
        ({"Framework": "XGBOOST"}, "Promote: version 12 of churn-dev is of Framework XGBOOST, and this stack builds SKLEARN"),
        (
            {"EndedAt": "2026-01-01T12:00:00Z"},
            f"Promote: version 12 of churn-dev cannot be promoted: s3://dev-code/{MODEL} has been written again since its build ended",
        ),
        ({"ModelArtifacts": None}, "Promote.Version: version 12 of churn-dev has no model"),
        (
            {"ModelArtifacts": "s3://dev-code/gone/model.tar.gz"},
            "Promote: version 12 of churn-dev cannot be promoted: s3://dev-code/gone/model.tar.gz is gone",
        ),
        (
            {"ModelArtifacts": "s3://dev-code/output/"},
            "Promote: expected one model.tar.gz, and the model of version 12 of churn-dev is s3://dev-code/output/",
        ),
    ],
)
def test_what_its_own_stack_has_not_proven_or_not_kept_is_refused_and_nothing_is_copied(changes: dict[str, Any], sentence: str) -> None:
    prove(**changes)
    assert refusal() == sentence
    assert stored()["keys"] == []


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"Stack": "churn-dev", "Version": 13}, "Promote.Version: there is no version 13 of churn-dev"),
        (
            {"Stack": "churn-old", "Version": 12},
            "Promote.Stack: this stack may promote from churn-dev (its parameter PromoteFrom), got churn-old",
        ),
        ({"Stack": "churn-dev", "Version": 10**40}, f"Promote.Version: there is no version {10**40} of churn-dev"),
        ({"Stack": "churn-dev", "Version": "12"}, 'Promote.Version: expected an integer, got "12"'),
        ({"Stack": 12, "Version": 12}, "Promote.Stack: expected a string, got 12"),
        ({}, 'Promote.Stack: required, such as {"Stack": "churn-dev", "Version": 12}'),
        ({"Stack": "churn-dev"}, 'Promote.Version: required, such as {"Stack": "churn-dev", "Version": 12}'),
        ({"Version": 12}, 'Promote.Stack: required, such as {"Stack": "churn-dev", "Version": 12}'),
    ],
)
def test_another_version_than_one_of_the_stack_that_may_be_promoted_is_refused(asked: dict[str, Any], sentence: str) -> None:
    assert refusal(Promote=asked) == sentence


@pytest.mark.parametrize(
    ("key", "value"), [("Images", {}), ("ModelDataUrl", "s3://code/x"), ("ModelVersion", 1), ("Source", {}), ("Train", True)]
)
def test_a_launch_that_names_another_model_as_well_is_refused(key: str, value: Any) -> None:
    assert refusal(**{key: value}) == f"{key}: not together with Promote, which brings the model, its image and its sources"


def test_a_stack_that_names_no_other_promotes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMOTE_FROM", "")
    assert refusal() == "Promote: this stack promotes from no other; its parameter PromoteFrom names the one from which it may"


def test_a_stack_that_is_not_there_is_named() -> None:
    cloudformation = boto3.client("cloudformation")
    with Stubber(cloudformation) as stub, pytest.raises(InvalidParameters) as refused, origin.reading("stack churn-dev"):
        stub.add_client_error("describe_stacks", "ValidationError", "Stack with id churn-dev does not exist")
        cloudformation.describe_stacks(StackName="churn-dev")
    assert str(refused.value) == "Promote: stack churn-dev cannot be read (ValidationError: Stack with id churn-dev does not exist)"


@pytest.mark.parametrize("status", ["CREATE_IN_PROGRESS", "ROLLBACK_COMPLETE", "UPDATE_COMPLETE"])
@pytest.mark.parametrize("found", [{}, {"Outputs": [{"OutputKey": "BucketName", "OutputValue": "logs"}]}])
def test_a_stack_that_is_not_there_yet_or_is_no_sagebuild_is_named(found: dict[str, Any], status: str) -> None:
    cloudformation = boto3.client("cloudformation")
    with Stubber(cloudformation) as stub, pytest.raises(InvalidParameters) as refused:
        described = {"StackName": "churn-dev", "StackStatus": status, "CreationTime": STARTED, **found}
        stub.add_response("describe_stacks", {"Stacks": [described]}, {"StackName": "churn-dev"})
        REAL_OUTPUTS("churn-dev", cloudformation)
    assert str(refused.value) == f"Promote: stack churn-dev is {status} and has no output BuildTable: it has no version to promote"


def test_a_stack_to_which_there_is_no_way_is_named() -> None:
    with pytest.raises(InvalidParameters) as refused, origin.reading("stack churn-dev"):
        raise ConnectTimeoutError(endpoint_url="https://sts.us-east-1.amazonaws.com/")
    assert str(refused.value).startswith("Promote: stack churn-dev cannot be read: Connect timeout on endpoint URL")


PIPELINE = {"Containers": [{"Image": IMAGE, "Environment": {"WORKERS": "1"}}, {}]}
OTHER = {"PrimaryContainer": {"Image": "of-its-own:1"}}


@pytest.mark.parametrize(
    ("there", "here", "sentence"),
    [
        (OTHER, {}, 'names [{"Image": "of-its-own:1"}] itself, and that of this stack []'),
        ({}, OTHER, 'names [] itself, and that of this stack [{"Image": "of-its-own:1"}]'),
        (PIPELINE, {}, ", {}] itself, and that of this stack []"),
        (PIPELINE, {"Containers": [{}, {"Image": "scaler:1"}]}, 'and that of this stack [{}, {"Image": "scaler:1"}]'),
        ({"PrimaryContainer": {"ModelDataUrl": "s3://models/all/", "Mode": "MultiModel"}}, {}, '"Mode": "MultiModel"'),
    ],
)
def test_a_version_that_did_not_serve_by_what_is_brought_is_refused_unless_this_stack_names_the_same(
    there: dict[str, Any], here: dict[str, Any], sentence: str
) -> None:
    prove(Parameters=json.dumps({**DOCUMENT, "FrameworkVersion": "1.2-1", "Model": there}))
    write({**DOCUMENT, "Model": here})
    assert sentence in refusal()
    assert refusal().endswith("; expected both to name the same, for that is what serves")
    assert stored()["keys"] == []


def test_a_stack_may_give_the_containers_its_own_surroundings_and_a_launch_the_containers() -> None:
    write({**DOCUMENT, "Model": {"EnableNetworkIsolation": True}})
    own = {"Containers": [{"Image": IMAGE, "Environment": {"WORKERS": "8"}}, {}]}
    prove(Parameters=json.dumps({**DOCUMENT, "FrameworkVersion": "1.2-1", "Model": PIPELINE}))
    assert plan(Model=own)["Parameters"]["Model"] == {"EnableNetworkIsolation": True, **own}


def test_a_wish_to_promote_stands_in_a_launch_alone() -> None:
    sentence = "Promote: stands in a launch message alone, neither in the parameter document nor beside Reproduce"
    write({**DOCUMENT, "Promote": {"Stack": "churn-dev", "Version": 12}})
    assert refusal() == sentence
    write(DOCUMENT)
    with pytest.raises(InvalidParameters, match=sentence):
        plan("that is trained", Promote=None)
        plan("again", reproduce=2)


def test_the_gate_is_this_stacks_own_and_a_metric_that_the_version_has_not_is_refused_at_once() -> None:
    write({**DOCUMENT, "Validation": ACCURACY})
    assert plan()["Build"]["Validation"] is True
    write({**DOCUMENT, "Validation": {**ACCURACY, "Metric": "recall"}})
    assert refusal() == (
        "Validation.Metric: version 12 of churn-dev comes without a metric recall (it has: accuracy); an Evaluation finds out how good it is"
    )


def test_whoever_asks_beforehand_hears_what_a_promotion_would_do_and_nothing_is_copied() -> None:
    context, launch = SimpleNamespace(invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:churn-Check"), {"Version": 12}
    event = {"Parameters": None, "Launch": {"Promote": {"Stack": "churn-dev", **launch}}, "Explain": True}
    before = stored()
    answer = check_parameters.handler(event, context)
    assert answer["Decisions"]["Training"]["Because"] == "version 12 of churn-dev is promoted, with its model"
    assert answer["Parameters"]["ModelDataUrl"] == f"s3://dev-code/{MODEL}"
    assert stored() == before
    prove(Status="FAILED")
    refused = "Promote.Version: expected a version whose build has succeeded, and that of version 12 of churn-dev is FAILED"
    assert check_parameters.handler(event, context) == {"Refused": {"Error": "InvalidParameters", "Cause": refused}}


def test_a_launch_that_waits_does_not_become_a_promotion_by_another_one() -> None:
    def request(number: int, parameters: dict[str, Any]) -> dict[str, Any]:
        asked = launch_request(json.dumps({"Parameters": parameters}))
        assert asked
        return {"Id": str(number), **asked}

    promotion = {"Promote": {"Stack": "churn-dev", "Version": 12}}
    requests = [request(1, {}), request(2, promotion), request(3, {"Deploy": False})]
    state = launches.add({}, requests, "build-1", STARTED, 0)
    assert (state["Pending"]["MessageIds"], state["Pending"]["Parameters"]) == (["1", "3"], '{"Deploy": false}')
    state = launches.add({}, [request(2, promotion), request(4, promotion), request(1, {})], "build-2", STARTED, 0)
    assert state["Pending"]["MessageIds"] == ["2", "4"]
    assert state["Pending"]["Reasons"] == ["version 12 of churn-dev is promoted"] * 2
