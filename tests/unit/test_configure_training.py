"""Configure Training: the whole CreateTrainingJob request of a build that names nothing but its framework."""

from configure_training.app import handler
from tests.unit.planning import planned


def test_a_document_that_says_nothing_trains_on_the_data_buckets_train_folder() -> None:
    assert handler(planned({}), None) == {
        "TrainingJobName": "churn-v1-0a1b2c3d",
        "AlgorithmSpecification": {
            "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:v1-training",
            "TrainingInputMode": "File",
        },
        "RoleArn": "arn:aws:iam::123456789012:role/training",
        "InputDataConfig": [
            {
                "ChannelName": "train",
                "DataSource": {
                    "S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://data/train/", "S3DataDistributionType": "FullyReplicated"}
                },
            }
        ],
        "OutputDataConfig": {"S3OutputPath": "s3://code/artifacts/"},
        "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 30},
        "StoppingCondition": {"MaxRuntimeInSeconds": 86400},
        "HyperParameters": {},
    }
