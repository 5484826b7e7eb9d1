"""Configure Model: the whole CreateModel request of a build."""

from configure_model.app import handler
from tests.unit.planning import planned

TRAINED = {"JobName": "churn-v1-0a1b2c3d", "ModelArtifacts": "s3://code/artifacts/model.tar.gz", "Metrics": {}}


def test_a_model_is_the_inference_image_with_what_was_trained() -> None:
    assert handler({**planned({}), "Training": TRAINED}, None) == {
        "ModelName": "churn-v1-0a1b2c3d",
        "ExecutionRoleArn": "arn:aws:iam::123456789012:role/hosting",
        "PrimaryContainer": {
            "Image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:v1-training",
            "ModelDataUrl": "s3://code/artifacts/model.tar.gz",
        },
    }
