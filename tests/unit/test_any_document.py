"""Whatever JSON stands in the document, it becomes requests that botocore accepts, or one sentence."""

from typing import Any

import botocore.session
from botocore.validate import ParamValidator
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from calls.checked import checked_request
from calls.deployment import update_request
from calls.endpoint_config import endpoint_config_request
from calls.model import model_request
from calls.training import training_request
from document.keys import DOCUMENT, FRAMEWORKS
from tests.unit.planning import planned, refusal

assert DOCUMENT.keys
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)
SOURCE = {"S3Uri": "s3://data/source.tar.gz", "EntryPoint": "train.py"}
MEMBERS = st.sampled_from(
    ["ResourceConfig", "InputDataConfig", "HyperParameters", "StoppingCondition", "ProductionVariants", "PrimaryContainer", "Containers",
     "DeploymentConfig", "HyperParameterTuningJobConfig", "TrainingJobDefinition", "TrainingJobDefinitions", "VpcConfig", "Tags", "Environment"]
)  # fmt: skip
FRAGMENT = st.dictionaries(MEMBERS, JSON, max_size=3)
LIKELY = st.fixed_dictionaries(
    {},
    optional={
        "Framework": st.sampled_from(FRAMEWORKS) | JSON,
        "FrameworkVersion": st.sampled_from(["2.19", "1.2-1", "latest"]) | JSON,
        "Algorithm": st.sampled_from(["xgboost", "linear-learner"]) | JSON,
        "Images": st.dictionaries(
            st.sampled_from(["Training", "Inference"]), JSON | st.dictionaries(st.sampled_from(["Image", "Build", "Dockerfile"]), JSON)
        ),
        "Source": st.just({"Training": SOURCE}) | st.dictionaries(st.sampled_from(["Training", "Inference"]), JSON),
        "HyperParameters": st.dictionaries(st.text(max_size=10), JSON, max_size=4),
        "Channels": st.dictionaries(st.text(max_size=10), st.just("s3://data/x/") | JSON, max_size=3),
        "Train": st.booleans() | JSON,
        "Deploy": st.booleans() | JSON,
        "Tags": st.dictionaries(st.text(max_size=10), st.text(max_size=10) | JSON, max_size=3),
        **dict.fromkeys(("TrainingJob", "TuningJob", "Model", "EndpointConfig", "Endpoint"), FRAGMENT | JSON),
    },
)
QUICK = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def accepted_by_botocore(operation: str, request: dict[str, Any]) -> bool:
    shape = botocore.session.get_session().get_service_model("sagemaker").operation_model(operation).input_shape
    return not ParamValidator().validate(request, shape).has_errors()


def check(document: Any) -> None:
    said = refusal(document)
    if said is not None:
        assert said.strip()
        assert "\n" not in said
        assert "Traceback" not in said
        return
    made = planned(document)
    build, parameters = made["Build"], made["Parameters"]
    training = {"JobName": "j", "ModelArtifacts": "s3://code/model.tar.gz", "Metrics": {}}
    event = {**made, "Stack": "churn", "Version": 1, "Preprocessing": None, "Training": training}
    if build["Train"]:
        assert accepted_by_botocore(build["Train"], checked_request(build["Train"], training_request(event), build, parameters))
    assert accepted_by_botocore("CreateModel", checked_request("CreateModel", model_request(event), build, parameters))
    request = checked_request("CreateEndpointConfig", endpoint_config_request(event), build, parameters)
    assert accepted_by_botocore("CreateEndpointConfig", request)
    assert accepted_by_botocore("UpdateEndpoint", update_request(build, parameters))


@QUICK
@given(JSON)
def test_any_json_becomes_requests_or_a_sentence(document: Any) -> None:
    check(document)


@QUICK
@given(LIKELY)
@example({})
@example({"Framework": "SKLEARN", "Source": {"Training": SOURCE}, "HyperParameters": {"ä": [1, None]}})
@example({"Train": False, "ModelDataUrl": "s3://m/m.tar.gz", "Tags": {"team": "x"}})
def test_a_document_that_is_nearly_right_becomes_requests_or_a_sentence(document: Any) -> None:
    check(document)
