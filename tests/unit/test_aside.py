"""Defaults step aside for what excludes them, and every one of these documents is accepted."""

from typing import Any

from calls.endpoint_config import endpoint_config_request
from calls.model import model_request
from calls.training import training_request
from tests.unit.planning import planned

METRICS = {"AlgorithmSpecification": {"MetricDefinitions": [{"Name": "m", "Regex": "m=(.*)"}]}}
SKLEARN: dict[str, Any] = {"Framework": "SKLEARN", "Source": {"Training": {"S3Uri": "s3://data/source.tar.gz", "EntryPoint": "train.py"}}}
TRAINED = {"JobName": "j", "ModelArtifacts": "s3://code/model.tar.gz", "Metrics": {}}


def event(document: dict[str, Any]) -> dict[str, Any]:
    return {**planned(document), "Training": TRAINED}


def training(part: dict[str, Any]) -> dict[str, Any]:
    return training_request(event({"TrainingJob": part}))


def limits(**config: Any) -> dict[str, Any]:
    config = {"HyperParameterTuningJobObjective": {"Type": "Maximize", "MetricName": "m"}, **config}
    request = training_request(event({"TrainingJob": METRICS, "TuningJob": {"HyperParameterTuningJobConfig": config}}))
    found: dict[str, Any] = request["HyperParameterTuningJobConfig"]["ResourceLimits"]
    return found


def categories(*counts: int) -> dict[str, Any]:
    return {"CategoricalParameterRanges": [{"Name": str(n), "Values": [str(v) for v in range(count)]} for n, count in enumerate(counts)]}


def test_preferences_take_the_place_of_our_instance_type() -> None:
    counted = [{"InstanceType": "ml.m5.large", "InstanceCount": 2}]
    assert training({"ResourceConfig": {"InstancePreferences": counted}})["ResourceConfig"] == {
        "InstancePreferences": counted,
        "VolumeSizeInGB": 30,
    }
    uncounted = [{"InstanceType": "ml.m5.large"}]
    assert training({"ResourceConfig": {"InstancePreferences": uncounted}})["ResourceConfig"] == {
        "InstancePreferences": uncounted,
        "InstanceCount": 1,
        "VolumeSizeInGB": 30,
    }


def test_instance_groups_take_the_place_of_our_instance_type_and_count() -> None:
    groups = [{"InstanceType": "ml.c5.xlarge", "InstanceCount": 2, "InstanceGroupName": "g"}]
    assert training({"ResourceConfig": {"InstanceGroups": groups}})["ResourceConfig"] == {"InstanceGroups": groups, "VolumeSizeInGB": 30}


def test_the_name_of_an_algorithm_takes_the_place_of_our_image() -> None:
    request = training({"AlgorithmSpecification": {"AlgorithmName": "mine"}})
    assert request["AlgorithmSpecification"] == {"AlgorithmName": "mine", "TrainingInputMode": "File"}


def test_a_tuning_jobs_own_resources_take_the_place_of_the_trainings() -> None:
    config = {"HyperParameterTuningJobObjective": {"Type": "Maximize", "MetricName": "m"}, "ParameterRanges": categories(12)}
    own = {"InstanceConfigs": [{"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 30}]}
    tuning = {"HyperParameterTuningJobConfig": config, "TrainingJobDefinition": {"HyperParameterTuningResourceConfig": own}}
    definition = training_request(event({"TrainingJob": METRICS, "TuningJob": tuning}))["TrainingJobDefinition"]
    assert ("ResourceConfig" in definition, definition["HyperParameterTuningResourceConfig"]) == (False, own)


def test_no_more_trials_are_asked_for_than_there_are_combinations() -> None:
    assert limits(ParameterRanges=categories(2, 2)) == {"MaxNumberOfTrainingJobs": 4, "MaxParallelTrainingJobs": 2}
    assert limits(ParameterRanges=categories(1)) == {"MaxNumberOfTrainingJobs": 1, "MaxParallelTrainingJobs": 1}
    assert limits(ParameterRanges=categories(5, 5)) == {"MaxNumberOfTrainingJobs": 10, "MaxParallelTrainingJobs": 2}
    integers = {"IntegerParameterRanges": [{"Name": "n", "MinValue": "1", "MaxValue": "3"}]}
    assert limits(ParameterRanges=integers)["MaxNumberOfTrainingJobs"] == 3


def test_a_grid_is_tried_whole() -> None:
    assert limits(Strategy="Grid", ParameterRanges=categories(3)) == {"MaxParallelTrainingJobs": 2}


def test_one_trial_is_not_tried_twice_at_once() -> None:
    for one in (1, "1"):
        found = limits(ParameterRanges=categories(5), ResourceLimits={"MaxNumberOfTrainingJobs": one})
        assert found == {"MaxNumberOfTrainingJobs": one, "MaxParallelTrainingJobs": 1}


def test_a_model_package_brings_image_and_data_of_its_own() -> None:
    assert model_request(event({"Model": {"PrimaryContainer": {"ModelPackageName": "mine"}}}))["PrimaryContainer"] == {
        "ModelPackageName": "mine"
    }
    containers = [{"ModelPackageName": "mine"}, {}]
    image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:v1-training"
    assert model_request(event({"Model": {"Containers": containers}}))["Containers"] == [
        {"ModelPackageName": "mine"},
        {"Image": image, "ModelDataUrl": "s3://code/model.tar.gz"},
    ]


def test_a_data_source_takes_the_place_of_the_artifact() -> None:
    source = {"S3DataSource": {"S3Uri": "s3://mine/m/", "S3DataType": "S3Prefix", "CompressionType": "None"}}
    container = model_request(event({"Model": {"PrimaryContainer": {"ModelDataSource": source}}}))["PrimaryContainer"]
    assert container == {"Image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:v1-training", "ModelDataSource": source}


def test_a_variant_whose_model_name_is_null_is_for_inference_components() -> None:
    variant = {"VariantName": "a", "InstanceType": "ml.g5.xlarge", "InitialInstanceCount": 1}
    request = endpoint_config_request(event({"EndpointConfig": {"ProductionVariants": [{**variant, "ModelName": None}]}}))
    assert request["ProductionVariants"] == [variant]
    assert request["ExecutionRoleArn"] == "arn:aws:iam::123456789012:role/hosting"
    with_model = endpoint_config_request(event({"EndpointConfig": {"ProductionVariants": [variant]}}))
    assert with_model["ProductionVariants"] == [{**variant, "ModelName": "churn-v1-0a1b2c3d"}]
    assert "ExecutionRoleArn" not in with_model


def test_a_training_without_a_network_gets_its_scripts_as_a_channel() -> None:
    request = training_request(event({**SKLEARN, "TrainingJob": {"EnableNetworkIsolation": True}}))
    assert request["HyperParameters"]["sagemaker_submit_directory"] == '"/opt/ml/input/data/code/source.tar.gz"'
    assert request["InputDataConfig"][1] == {
        "ChannelName": "code",
        "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://data/source.tar.gz"}},
    }
    assert len(training_request(event(SKLEARN))["InputDataConfig"]) == 1


def test_trials_without_a_network_get_their_scripts_as_a_channel() -> None:
    config = {"HyperParameterTuningJobObjective": {"Type": "Maximize", "MetricName": "m"}, "ParameterRanges": categories(2)}
    tuning = {"HyperParameterTuningJobConfig": config, "TrainingJobDefinition": {"EnableNetworkIsolation": True}}
    definition = training_request(event({**SKLEARN, "TrainingJob": METRICS, "TuningJob": tuning}))["TrainingJobDefinition"]
    assert [channel["ChannelName"] for channel in definition["InputDataConfig"]] == ["train", "code"]


def test_a_model_without_a_network_holds_its_script_itself() -> None:
    isolated = event({**SKLEARN, "Model": {"EnableNetworkIsolation": True}})
    assert isolated["Build"]["Repack"] is True
    environment = model_request(isolated)["PrimaryContainer"]["Environment"]
    assert environment["SAGEMAKER_SUBMIT_DIRECTORY"] == "/opt/ml/model/code"
    assert event(SKLEARN)["Build"]["Repack"] is False


def test_the_build_says_which_values_it_could_not_check() -> None:
    made = planned({"TrainingJob": {"ResourceConfig": {"InstanceType": "ml.m9.large"}}})
    notice = "TrainingJob.ResourceConfig.InstanceType: ml.m9.large is newer than this SageBuild, and SageMaker is asked without a check"
    assert made["Build"]["Notice"] == notice
    assert planned({})["Build"]["Notice"] is None
