"""Every rule between members, broken once, and the requests that keep them."""

import copy
from typing import Any

import pytest

from api.rules import table
from api.rules.rule import Rule, has_no_disk, has_own_disk
from api.shapes import InvalidRequest

ARN = "arn:aws:iam::123456789012:role/training"
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:v1"
JOB: dict[str, Any] = {
    "TrainingJobName": "j",
    "AlgorithmSpecification": {
        "TrainingImage": IMAGE,
        "TrainingInputMode": "File",
        "MetricDefinitions": [{"Name": "m", "Regex": "m=(.*)"}],
    },
    "RoleArn": ARN,
    "InputDataConfig": [{"ChannelName": "train", "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://b/train/"}}}],
    "OutputDataConfig": {"S3OutputPath": "s3://b/"},
    "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 30},
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
}
TUNING: dict[str, Any] = {
    "HyperParameterTuningJobName": "t",
    "HyperParameterTuningJobConfig": {
        "Strategy": "Bayesian",
        "HyperParameterTuningJobObjective": {"Type": "Maximize", "MetricName": "m"},
        "ResourceLimits": {"MaxNumberOfTrainingJobs": 4, "MaxParallelTrainingJobs": 2},
        "ParameterRanges": {"ContinuousParameterRanges": [{"Name": "c", "MinValue": "0", "MaxValue": "1"}]},
    },
    "TrainingJobDefinition": {key: value for key, value in JOB.items() if key != "TrainingJobName"},
}
MODEL: dict[str, Any] = {"ModelName": "m", "ExecutionRoleArn": ARN, "PrimaryContainer": {"Image": IMAGE, "ModelDataUrl": "s3://b/m.tar.gz"}}
INSTANCES: dict[str, Any] = {"VariantName": "a", "ModelName": "m", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
SERVERLESS: dict[str, Any] = {"VariantName": "a", "ModelName": "m", "ServerlessConfig": {"MemorySizeInMB": 2048, "MaxConcurrency": 5}}
CONFIG: dict[str, Any] = {"EndpointConfigName": "c", "ProductionVariants": [INSTANCES]}
TRAFFIC: dict[str, Any] = {"Type": "CANARY", "WaitIntervalInSeconds": 0, "CanarySize": {"Type": "CAPACITY_PERCENT", "Value": 50}}
UPDATE: dict[str, Any] = {"DeploymentConfig": {"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": TRAFFIC}}}
ROLLING: dict[str, Any] = {"MaximumBatchSize": {"Type": "CAPACITY_PERCENT", "Value": 50}, "WaitIntervalInSeconds": 0}
PROCESSING: dict[str, Any] = {
    "ProcessingJobName": "p",
    "ProcessingResources": {"ClusterConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 30}},
    "AppSpecification": {"ImageUri": IMAGE},
    "ProcessingInputs": [
        {"InputName": "i", "S3Input": {"S3Uri": "s3://b/", "S3DataType": "S3Prefix", "LocalPath": "/opt/ml/processing/i"}}
    ],
    "ProcessingOutputConfig": {"Outputs": [{"OutputName": "o", "S3Output": {"S3Uri": "s3://b/", "S3UploadMode": "EndOfJob"}}]},
}
TOGETHER: dict[str, Any] = {"Model": MODEL, "EndpointConfig": CONFIG, "Endpoint": UPDATE}
GOOD = {
    "CreateTrainingJob": JOB,
    "CreateHyperParameterTuningJob": TUNING,
    "CreateModel": MODEL,
    "CreateEndpointConfig": CONFIG,
    "UpdateEndpoint": UPDATE,
    "CreateProcessingJob": PROCESSING,
    "together": TOGETHER,
}
PREFERENCES = [{"InstanceType": "ml.m5.large"}, {"InstanceType": "ml.c5.xlarge"}]
LIMITS = "HyperParameterTuningJobConfig.ResourceLimits"
RANGES = "HyperParameterTuningJobConfig.ParameterRanges"
TUNING_JOB, CLUSTER = "HyperParameterTuningJobConfig", "ProcessingResources.ClusterConfig"
BLUE_GREEN = "DeploymentConfig.BlueGreenUpdatePolicy"
ROUTING = f"{BLUE_GREEN}.TrafficRoutingConfiguration"
VARIANT, INPUT, OUTPUT = "ProductionVariants[0]", "ProcessingInputs[0]", "ProcessingOutputConfig.Outputs[0]"


def integers(low: str, high: str, **more: str) -> dict[str, Any]:
    return {"IntegerParameterRanges": [{"Name": "n", "MinValue": low, "MaxValue": high, **more}]}


def continuous(low: str, high: str, **more: str) -> dict[str, Any]:
    return {"ContinuousParameterRanges": [{"Name": "c", "MinValue": low, "MaxValue": high, **more}]}


# Operation, what is changed in a good request of it (null: what is left out), and the sentence.
BROKEN: list[tuple[str, dict[str, Any], str]] = [
    ("CreateTrainingJob", {"EnableManagedSpotTraining": True},
     "StoppingCondition.MaxWaitTimeInSeconds: required with EnableManagedSpotTraining, at least MaxRuntimeInSeconds"),
    ("CreateTrainingJob", {"EnableManagedSpotTraining": True, "StoppingCondition.MaxWaitTimeInSeconds": 3599},
     "StoppingCondition.MaxWaitTimeInSeconds: expected at least MaxRuntimeInSeconds (3600), got 3599"),
    ("CreateTrainingJob", {"StoppingCondition.MaxWaitTimeInSeconds": 7200},
     "StoppingCondition.MaxWaitTimeInSeconds: only with EnableManagedSpotTraining: true"),
    ("CreateTrainingJob", {"StoppingCondition.MaxRuntimeInSeconds": 2419201},
     "StoppingCondition.MaxRuntimeInSeconds: expected at most 28 days (2419200 seconds), got 2419201"),
    ("CreateTrainingJob", {"AlgorithmSpecification.AlgorithmName": "mine"},
     "AlgorithmSpecification: expected one of TrainingImage and AlgorithmName, got TrainingImage, AlgorithmName"),
    ("CreateTrainingJob", {"ResourceConfig.InstancePreferences": PREFERENCES},
     "ResourceConfig.InstancePreferences: not together with InstanceType"),
    ("CreateTrainingJob", {"ResourceConfig": {"VolumeSizeInGB": 1}},
     "ResourceConfig: expected one of InstanceType, InstanceGroups and InstancePreferences"),
    ("CreateTrainingJob", {"AlgorithmSpecification.TrainingImageConfig": {"TrainingRepositoryAccessMode": "Vpc"}},
     "AlgorithmSpecification.TrainingImageConfig.TrainingRepositoryAccessMode: Vpc needs a VpcConfig"),
    ("CreateTrainingJob", {"ResourceConfig.InstanceGroups": [{"InstanceType": "ml.m5.large", "InstanceCount": 1, "InstanceGroupName": "g"}]},
     "ResourceConfig.InstanceGroups: not together with InstanceType, InstanceCount"),
    ("CreateTrainingJob", {"ResourceConfig.InstanceType": None, "ResourceConfig.InstancePreferences": [PREFERENCES[0], PREFERENCES[0]]},
     "ResourceConfig.InstancePreferences: each instance type once, got ml.m5.large twice"),
    ("CreateTrainingJob", {"ResourceConfig": {"InstancePreferences": PREFERENCES, "VolumeSizeInGB": 1}},
     "ResourceConfig.InstanceCount: expected here or in every one of InstancePreferences, not in both"),
    ("CreateTrainingJob", {"ResourceConfig": {
        "InstanceCount": 1, "TrainingPlanArn": "arn", "InstancePreferences": [{**PREFERENCES[0], "TrainingPlanArns": ["arn"]}]}},
     "ResourceConfig.TrainingPlanArn: not together with the TrainingPlanArns of InstancePreferences"),
    ("CreateTrainingJob", {"ResourceConfig.SelectedInstanceType": "ml.m5.large"},
     "ResourceConfig.SelectedInstanceType: only in SageMaker's answers"),
    ("CreateTrainingJob", {"ResourceConfig.SelectedInstanceCount": 1}, "ResourceConfig.SelectedInstanceCount: only in SageMaker's answers"),
    ("CreateTrainingJob", {"ResourceConfig.VolumeSizeInGB": 0},
     "ResourceConfig.VolumeSizeInGB: expected at least 1, for ml.m5.large has no disk of its own"),
    ("CreateTrainingJob", {"ResourceConfig.InstanceType": "ml.g5.xlarge", "ResourceConfig.VolumeKmsKeyId": "k"},
     "ResourceConfig.VolumeKmsKeyId: not for ml.g5.xlarge, whose own disks are encrypted by themselves"),
    ("CreateTrainingJob", {"InputDataConfig[0].DataSource": {}},
     "InputDataConfig[0].DataSource: expected one of S3DataSource, FileSystemDataSource and DatasetSource, got none"),
    ("CreateTrainingJob", {"InputDataConfig[0].DataSource.S3DataSource.S3Uri": "https://b.s3.amazonaws.com/train/"},
     "InputDataConfig[0].DataSource.S3DataSource.S3Uri: expected s3://bucket/prefix, got https://b.s3.amazonaws.com/train/"),
    ("CreateTrainingJob", {"AlgorithmSpecification.MetricDefinitions[0].Regex": "m=([0-9.]+"},
     "AlgorithmSpecification.MetricDefinitions[0].Regex: expected a regular expression, but missing ), unterminated subpattern at position 2"),
    ("CreateTrainingJob", {"Tags": [{"Key": "AWS:mine", "Value": ""}]}, "Tags[0].Key: keys that begin with aws: are AWS's own, got AWS:mine"),
    ("CreateHyperParameterTuningJob", {"TrainingJobDefinitions": [TUNING["TrainingJobDefinition"]]},
     "TrainingJobDefinition: expected one of TrainingJobDefinition and TrainingJobDefinitions, "
     "got TrainingJobDefinition, TrainingJobDefinitions"),
    ("CreateHyperParameterTuningJob", {f"{TUNING_JOB}.HyperParameterTuningJobObjective": None},
     f'{TUNING_JOB}.HyperParameterTuningJobObjective: required, such as {{"Type": "Maximize", "MetricName": "validation:accuracy"}}'),
    ("CreateHyperParameterTuningJob", {RANGES: {}}, f"{RANGES}: required: which hyperparameters are tuned, and in which ranges"),
    ("CreateHyperParameterTuningJob", {f"{TUNING_JOB}.HyperParameterTuningJobObjective.MetricName": "n"},
     f'{TUNING_JOB}.HyperParameterTuningJobObjective.MetricName: expected one of the names in MetricDefinitions (m), got "n"'),
    ("CreateHyperParameterTuningJob", {f"{LIMITS}.MaxParallelTrainingJobs": 5},
     f"{LIMITS}.MaxParallelTrainingJobs: expected at most MaxNumberOfTrainingJobs (4), got 5"),
    ("CreateHyperParameterTuningJob", {RANGES: integers("1", "3")},
     f"{LIMITS}.MaxNumberOfTrainingJobs: expected at most 3, the number of combinations of the ranges, got 4"),
    ("CreateHyperParameterTuningJob", {f"{TUNING_JOB}.Strategy": "Grid"}, f"{RANGES}: Strategy Grid takes CategoricalParameterRanges only"),
    ("CreateHyperParameterTuningJob",
     {RANGES: {"ContinuousParameterRanges": [{"Name": str(n), "MinValue": "0", "MaxValue": "1"} for n in range(30)],
               "CategoricalParameterRanges": [{"Name": "k", "Values": ["a"]}]}},
     f"{RANGES}: expected at most 30 hyperparameters, got 31"),
    ("CreateHyperParameterTuningJob", {"TrainingJobDefinition.StaticHyperParameters": {"c": "1"}},
     "TrainingJobDefinition.StaticHyperParameters: c is both fixed and tuned"),
    ("CreateHyperParameterTuningJob", {f"{TUNING_JOB}.StrategyConfig": {}}, f"{TUNING_JOB}.StrategyConfig: only with Strategy Hyperband"),
    ("CreateHyperParameterTuningJob", {f"{TUNING_JOB}.Strategy": "Hyperband", f"{TUNING_JOB}.TrainingJobEarlyStoppingType": "Auto"},
     f"{TUNING_JOB}.TrainingJobEarlyStoppingType: expected Off with Strategy Hyperband"),
    ("CreateHyperParameterTuningJob", {f"{TUNING_JOB}.Strategy": "Hyperband"},
     f"{TUNING_JOB}.StrategyConfig.HyperbandStrategyConfig.MaxResource: required with Strategy Hyperband, "
     "or a hyperparameter called one of epochs, numepochs, n-epochs, n_epochs, num_epochs"),
    ("CreateHyperParameterTuningJob",
     {f"{TUNING_JOB}.Strategy": "Hyperband", f"{TUNING_JOB}.StrategyConfig": {"HyperbandStrategyConfig": {"MaxResource": 20001}}},
     f"{TUNING_JOB}.StrategyConfig.HyperbandStrategyConfig.MaxResource: expected at most 20000, got 20001"),
    ("CreateHyperParameterTuningJob", {"TrainingJobDefinition.HyperParameterTuningResourceConfig": {}},
     "TrainingJobDefinition.ResourceConfig: not together with HyperParameterTuningResourceConfig"),
    ("CreateHyperParameterTuningJob",
     {"TrainingJobDefinition.ResourceConfig": None,
      "TrainingJobDefinition.HyperParameterTuningResourceConfig": {"InstanceType": "ml.m5.large", "InstanceConfigs": [{}]}},
     "TrainingJobDefinition.HyperParameterTuningResourceConfig.InstanceConfigs: not together with InstanceType"),
    ("CreateHyperParameterTuningJob", {"TrainingJobDefinition.EnableManagedSpotTraining": True},
     "TrainingJobDefinition.StoppingCondition.MaxWaitTimeInSeconds: "
     "required with EnableManagedSpotTraining, at least MaxRuntimeInSeconds"),
    ("CreateHyperParameterTuningJob", {RANGES: integers("1.5", "9")}, f'{RANGES}.IntegerParameterRanges[0].MinValue: expected an integer, got "1.5"'),
    ("CreateHyperParameterTuningJob", {RANGES: integers("1", "")}, f'{RANGES}.IntegerParameterRanges[0].MaxValue: expected an integer, got ""'),
    ("CreateHyperParameterTuningJob", {RANGES: integers("1", "9", ScalingType="ReverseLogarithmic")},
     f"{RANGES}.IntegerParameterRanges[0].ScalingType: ReverseLogarithmic is for continuous ranges only"),
    ("CreateHyperParameterTuningJob", {RANGES: continuous("abc", "9")}, f'{RANGES}.ContinuousParameterRanges[0].MinValue: expected a number, got "abc"'),
    ("CreateHyperParameterTuningJob", {RANGES: continuous("1", "inf")}, f'{RANGES}.ContinuousParameterRanges[0].MaxValue: expected a number, got "inf"'),
    ("CreateHyperParameterTuningJob", {RANGES: continuous("0", "1", ScalingType="ReverseLogarithmic")},
     f"{RANGES}.ContinuousParameterRanges[0].ScalingType: ReverseLogarithmic needs a range within 0 <= x < 1"),
    ("CreateHyperParameterTuningJob", {RANGES: continuous("2", "1")},
     f"{RANGES}.ContinuousParameterRanges[0].MinValue: expected at most MaxValue (1), got 2"),
    ("CreateHyperParameterTuningJob", {RANGES: continuous("0", "1", ScalingType="Logarithmic")},
     f'{RANGES}.ContinuousParameterRanges[0].MinValue: expected more than 0 with ScalingType Logarithmic, got "0"'),
    ("CreateModel", {"Containers": [{"Image": IMAGE}]}, "PrimaryContainer: not together with Containers"),
    ("CreateModel", {"PrimaryContainer": None}, "PrimaryContainer: expected one of PrimaryContainer and Containers, got none"),
    ("CreateModel", {"PrimaryContainer": None, "Containers": [{"Image": IMAGE, "ContainerHostname": "a"}, {"Image": IMAGE}]},
     "Containers: expected a ContainerHostname in all of them or in none"),
    ("CreateModel", {"PrimaryContainer": None, "Containers": [{"Image": IMAGE, "ContainerHostname": "a"}] * 2},
     "Containers: expected each ContainerHostname once, got a twice"),
    ("CreateModel", {"PrimaryContainer.ImageConfig": {"RepositoryAccessMode": "Vpc"}}, "VpcConfig: required for an image of RepositoryAccessMode Vpc"),
    ("CreateModel", {"PrimaryContainer.Environment": {str(number): "x" * 1000 for number in range(10, 43)}},
     "PrimaryContainer.Environment: expected at most 32768 bytes in all containers, got 33066"),
    ("CreateModel", {"PrimaryContainer.Image": None}, "PrimaryContainer.Image: required, or a ModelPackageName"),
    ("CreateModel", {"PrimaryContainer.ModelDataSource": {}}, "PrimaryContainer.ModelDataUrl: not together with ModelDataSource"),
    ("CreateModel", {"PrimaryContainer.ModelDataUrl": None, "PrimaryContainer.ModelDataSource": {}, "PrimaryContainer.Mode": "MultiModel"},
     "PrimaryContainer.ModelDataSource: not with Mode MultiModel"),
    ("CreateModel", {"PrimaryContainer.ModelDataUrl": None,
                     "PrimaryContainer.ModelDataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://b/m"}}},
     "PrimaryContainer.ModelDataSource.S3DataSource.S3Uri: expected a prefix that ends with /, got s3://b/m"),
    ("CreateModel", {"PrimaryContainer.ImageConfig": {"RepositoryAccessMode": "Platform", "RepositoryAuthConfig": {}}},
     "PrimaryContainer.ImageConfig.RepositoryAuthConfig: only with RepositoryAccessMode Vpc"),
    ("CreateEndpointConfig", {"ProductionVariants": [INSTANCES, INSTANCES]}, "ProductionVariants: expected each VariantName once, got a twice"),
    ("CreateEndpointConfig", {"ShadowProductionVariants": [{**INSTANCES, "VariantName": "b"}, {**INSTANCES, "VariantName": "c"}]},
     "ShadowProductionVariants: expected one shadow beside one production variant"),
    ("CreateEndpointConfig", {"ShadowProductionVariants": [{**INSTANCES, "VariantName": "b"}], "AsyncInferenceConfig": {}},
     "ShadowProductionVariants: not with AsyncInferenceConfig"),
    ("CreateEndpointConfig",
     {"ProductionVariants": [SERVERLESS, {**INSTANCES, "VariantName": "b"}], "DataCaptureConfig": {"EnableCapture": True}, "AsyncInferenceConfig": {}},
     "ProductionVariants: ServerlessConfig does not go with several ProductionVariants, DataCaptureConfig, AsyncInferenceConfig"),
    ("CreateEndpointConfig", {f"{VARIANT}.InstanceType": "ml.g4dn.xlarge", "KmsKeyId": "k"},
     "KmsKeyId: not with instance type ml.g4dn.xlarge, whose own disks are encrypted by themselves"),
    ("CreateEndpointConfig", {"EnableNetworkIsolation": True},
     "EnableNetworkIsolation: only for variants without ModelName; Model.EnableNetworkIsolation isolates a model"),
    ("CreateEndpointConfig", {f"{VARIANT}.ServerlessConfig": {"MemorySizeInMB": 2048, "MaxConcurrency": 5}},
     f"{VARIANT}.ServerlessConfig: not together with InstanceType"),
    ("CreateEndpointConfig", {f"{VARIANT}.InstanceType": None}, f"{VARIANT}.InstanceType: required, or a ServerlessConfig"),
    ("CreateEndpointConfig", {f"{VARIANT}.InitialInstanceCount": None}, f"{VARIANT}.InitialInstanceCount: required with InstanceType"),
    ("CreateEndpointConfig", {"ProductionVariants": [{**SERVERLESS, "ServerlessConfig": {"MemorySizeInMB": 1500, "MaxConcurrency": 5}}]},
     f"{VARIANT}.ServerlessConfig.MemorySizeInMB: expected 1024, 2048, 3072, 4096, 5120 or 6144, got 1500"),
    ("CreateEndpointConfig",
     {"ProductionVariants": [{**SERVERLESS, "ServerlessConfig": {"MemorySizeInMB": 1024, "MaxConcurrency": 5, "ProvisionedConcurrency": 6}}]},
     f"{VARIANT}.ServerlessConfig.ProvisionedConcurrency: expected at most MaxConcurrency, got 6"),
    ("CreateEndpointConfig", {f"{VARIANT}.AcceleratorType": "ml.eia2.medium"}, f"{VARIANT}.AcceleratorType: AWS has given Elastic Inference up"),
    ("CreateEndpointConfig", {f"{VARIANT}.InstanceType": "ml.g5.xlarge", f"{VARIANT}.VolumeSizeInGB": 100},
     f"{VARIANT}.VolumeSizeInGB: not with instance type ml.g5.xlarge, which has disks of its own"),
    ("CreateEndpointConfig", {f"{VARIANT}.ManagedInstanceScaling": {"MinInstanceCount": 0}},
     f"{VARIANT}.ManagedInstanceScaling.MinInstanceCount: 0 only for a variant without ModelName, which hosts inference components"),
    ("CreateEndpointConfig", {f"{VARIANT}.ManagedInstanceScaling": {"MinInstanceCount": 3, "MaxInstanceCount": 2}},
     f"{VARIANT}.ManagedInstanceScaling.MinInstanceCount: expected at most MaxInstanceCount, got 3"),
    ("CreateEndpointConfig", {f"{VARIANT}.RoutingConfig": {"RoutingStrategy": "RANDOM", "PrefixAwareRoutingConfig": {}}},
     f"{VARIANT}.RoutingConfig.PrefixAwareRoutingConfig: only with RoutingStrategy PREFIX_AWARE"),
    ("CreateEndpointConfig", {f"{VARIANT}.RoutingConfig": {"RoutingStrategy": "PREFIX_AWARE"}},
     f"{VARIANT}.RoutingConfig.PrefixAwareRoutingConfig: PrefixLength and ConcurrencyThreshold are required with RoutingStrategy PREFIX_AWARE"),
    ("UpdateEndpoint", {"DeploymentConfig.RollingUpdatePolicy": ROLLING},
     f"{BLUE_GREEN}: not together with RollingUpdatePolicy"),
    ("UpdateEndpoint", {f"{ROUTING}.CanarySize": None}, f"{ROUTING}.CanarySize: required with Type CANARY"),
    ("UpdateEndpoint", {f"{ROUTING}.CanarySize.Value": 60}, f"{ROUTING}.CanarySize.Value: expected at most 50 percent, got 60"),
    ("UpdateEndpoint", {f"{ROUTING}.Type": "LINEAR"}, f"{ROUTING}.LinearStepSize: required with Type LINEAR"),
    ("UpdateEndpoint", {f"{ROUTING}.Type": "LINEAR", f"{ROUTING}.LinearStepSize": {"Type": "CAPACITY_PERCENT", "Value": 9}},
     f"{ROUTING}.LinearStepSize.Value: expected 10 to 50 percent, got 9"),
    ("UpdateEndpoint", {f"{BLUE_GREEN}.TerminationWaitInSeconds": 600, f"{BLUE_GREEN}.MaximumExecutionTimeoutInSeconds": 600},
     f"{BLUE_GREEN}.MaximumExecutionTimeoutInSeconds: expected more than the waits, which are 600 seconds"),
    ("UpdateEndpoint", {"DeploymentConfig": {"RollingUpdatePolicy": {**ROLLING, "MaximumBatchSize": {"Type": "CAPACITY_PERCENT", "Value": 4}}}},
     "DeploymentConfig.RollingUpdatePolicy.MaximumBatchSize.Value: expected 5 to 50 percent, got 4"),
    ("UpdateEndpoint",
     {"DeploymentConfig": {"RollingUpdatePolicy": {**ROLLING, "RollbackMaximumBatchSize": {"Type": "CAPACITY_PERCENT", "Value": 101}}}},
     "DeploymentConfig.RollingUpdatePolicy.RollbackMaximumBatchSize.Value: expected at most 100 percent, got 101"),
    ("CreateProcessingJob", {f"{CLUSTER}.InstanceType": None}, f"{CLUSTER}.InstanceType: expected one of InstanceType and InstancePreferences, got none"),
    ("CreateProcessingJob", {f"{CLUSTER}.InstanceType": None, f"{CLUSTER}.InstancePreferences": [PREFERENCES[0], PREFERENCES[0]]},
     f"{CLUSTER}.InstancePreferences: expected each instance type once, got ml.m5.large twice"),
    ("CreateProcessingJob", {f"{CLUSTER}.InstanceType": None, f"{CLUSTER}.InstancePreferences": [{**PREFERENCES[0], "InstanceCount": 1}]},
     f"{CLUSTER}.InstanceCount: expected here or in every one of InstancePreferences, not in both"),
    ("CreateProcessingJob", {f"{CLUSTER}.SelectedInstanceType": "ml.m5.large"}, f"{CLUSTER}.SelectedInstanceType: only in SageMaker's answers"),
    ("CreateProcessingJob", {f"{CLUSTER}.SelectedInstanceCount": 1}, f"{CLUSTER}.SelectedInstanceCount: only in SageMaker's answers"),
    ("CreateProcessingJob", {f"{CLUSTER}.InstanceType": "ml.g5.xlarge", f"{CLUSTER}.VolumeKmsKeyId": "k"},
     f"{CLUSTER}.VolumeKmsKeyId: not for ml.g5.xlarge, whose own disks are encrypted by themselves"),
    ("CreateProcessingJob", {f"{INPUT}.S3Input": None}, f"{INPUT}.S3Input: expected one of S3Input and DatasetDefinition, got none"),
    ("CreateProcessingJob", {f"{INPUT}.S3Input.LocalPath": None}, f"{INPUT}.S3Input.LocalPath: required"),
    ("CreateProcessingJob", {f"{INPUT}.S3Input.LocalPath": "/data"}, f"{INPUT}.S3Input.LocalPath: expected to begin with /opt/ml/processing/, got /data"),
    ("CreateProcessingJob", {f"{INPUT}.S3Input.S3CompressionType": "Gzip"}, f"{INPUT}.S3Input.S3CompressionType: Gzip only with S3InputMode Pipe"),
    ("CreateProcessingJob", {INPUT: {"InputName": "i", "DatasetDefinition": {"AthenaDatasetDefinition": {}}}},
     f"{INPUT}.DatasetDefinition.LocalPath: required"),
    ("CreateProcessingJob", {INPUT: {"InputName": "i", "DatasetDefinition": {"LocalPath": "/opt/ml/processing/i"}}},
     f"{INPUT}.DatasetDefinition: expected one of AthenaDatasetDefinition and RedshiftDatasetDefinition, got none"),
    ("CreateProcessingJob", {f"{OUTPUT}.S3Output": None}, f"{OUTPUT}.S3Output: expected one of S3Output and FeatureStoreOutput, got none"),
    ("CreateProcessingJob", {OUTPUT: {"OutputName": "o", "FeatureStoreOutput": {}}}, f"{OUTPUT}.FeatureStoreOutput: only with AppManaged: true"),
    ("together", {"EndpointConfig.ProductionVariants": [SERVERLESS], "Model.VpcConfig": {}, "Model.EnableNetworkIsolation": True},
     "EndpointConfig.ProductionVariants: ServerlessConfig does not go with the model's VpcConfig, EnableNetworkIsolation"),
    ("together", {"EndpointConfig.ProductionVariants": [SERVERLESS], "Endpoint.DeploymentConfig": {"RollingUpdatePolicy": ROLLING}},
     "Endpoint.DeploymentConfig.RollingUpdatePolicy: not for a serverless endpoint"),
    ("together", {"EndpointConfig.ProductionVariants": [INSTANCES, INSTANCES], "Endpoint.DeploymentConfig": {"RollingUpdatePolicy": ROLLING}},
     "Endpoint.DeploymentConfig.RollingUpdatePolicy: only for an endpoint of one production variant, and there are 2"),
]  # fmt: skip


def changed(request: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Return a copy of a request with what stands at some paths changed, or left out for None."""
    made = copy.deepcopy(request)
    for path, value in changes.items():
        *parents, last = path.replace("[0]", ".0").split(".")
        place: Any = made
        for parent in parents:
            place = place[int(parent) if parent.isdigit() else parent]
        if value is None:
            del place[last]
        else:
            place[int(last) if last.isdigit() else last] = value
    return made


def refusal(operation: str, request: dict[str, Any], region: str | None = "us-east-1") -> str | None:
    try:
        table.check(operation, request, "", region)
    except InvalidRequest as refused:
        return str(refused)
    return None


@pytest.mark.parametrize(
    ("operation", "changes", "sentence"), BROKEN, ids=[f"{number} {case[2][:70]}" for number, case in enumerate(BROKEN)]
)
def test_a_broken_rule_is_said_in_one_sentence(operation: str, changes: dict[str, Any], sentence: str) -> None:
    assert refusal(operation, changed(GOOD[operation], changes)) == sentence


@pytest.mark.parametrize("operation", GOOD)
def test_a_good_request_breaks_none(operation: str) -> None:
    assert refusal(operation, GOOD[operation]) is None


def test_every_rule_is_broken_by_a_case_here() -> None:
    rules = {id(rule): rule for placed in table.TABLE.values() for _, held in placed for rule in held}
    said = [sentence for _, _, sentence in BROKEN]

    def is_here(rule: Rule) -> bool:
        words = rule.says.replace("{{", "{").replace("}}", "}").split("{}")
        return any(all(word in sentence for word in (*words, f"{rule.member}: ")) for sentence in said)

    assert [f"{rule.member}: {rule.says}" for rule in rules.values() if not is_here(rule)] == []
    assert [rule.member for rule in rules.values() if not rule.source] == []


@pytest.mark.parametrize(
    "image",
    ["python:3", "docker.io/library/python:3", IMAGE.replace("us-east-1", "eu-west-1"), "public.ecr.aws/docker/library/python:3"],
)
def test_an_image_has_to_be_in_ecr_of_the_region(image: str) -> None:
    assert refusal("CreateModel", changed(MODEL, {"PrimaryContainer.Image": image})) == (
        "PrimaryContainer.Image: expected an image in Amazon ECR in us-east-1, such as "
        f"123456789012.dkr.ecr.us-east-1.amazonaws.com/name:tag, got {image}"
    )
    assert refusal("CreateModel", changed(MODEL, {"PrimaryContainer.Image": image}), region=None) is None


@pytest.mark.parametrize(
    "image",
    [
        IMAGE,
        IMAGE.replace(":v1", "@sha256:" + "0" * 64),
        IMAGE.replace(".ecr.", ".ecr-fips."),
        "123456789012.dkr-ecr.us-east-1.on.aws/churn:v1",
    ],
)
def test_every_address_of_ecr_is_one(image: str) -> None:
    assert refusal("CreateTrainingJob", changed(JOB, {"AlgorithmSpecification.TrainingImage": image})) is None


def test_an_image_in_a_registry_of_the_vpc_may_have_any_address() -> None:
    private = {
        "PrimaryContainer.Image": "registry.mine:5000/x",
        "PrimaryContainer.ImageConfig": {"RepositoryAccessMode": "Vpc"},
        "VpcConfig": {},
    }
    assert refusal("CreateModel", changed(MODEL, private)) is None


def test_the_metrics_of_amazons_algorithms_need_no_definitions() -> None:
    image = "811284229777.dkr.ecr.us-east-1.amazonaws.com/image-classification:1"
    definition = {"TrainingJobDefinition.AlgorithmSpecification": {"TrainingImage": image, "TrainingInputMode": "File"}}
    assert refusal("CreateHyperParameterTuningJob", changed(TUNING, definition)) is None


def test_a_regular_expression_of_another_dialect_is_left_to_sagemaker() -> None:
    for expression in (r"\p{Alpha}=(?<value>.*)", r"\Q(\E([0-9]+)"):
        assert refusal("CreateTrainingJob", changed(JOB, {"AlgorithmSpecification.MetricDefinitions[0].Regex": expression})) is None


def test_numbers_beyond_all_bounds_are_none() -> None:
    assert refusal("CreateHyperParameterTuningJob", changed(TUNING, {RANGES: integers("1", "1e400")})) == (
        f'{RANGES}.IntegerParameterRanges[0].MaxValue: expected an integer, got "1e400"'
    )


def test_spot_may_wait_as_long_as_it_runs() -> None:
    assert (
        refusal("CreateTrainingJob", changed(JOB, {"EnableManagedSpotTraining": True, "StoppingCondition.MaxWaitTimeInSeconds": 3600}))
        is None
    )


def test_only_what_is_known_of_disks_is_said() -> None:
    own = ["ml.g4dn.xlarge", "ml.g5.xlarge", "ml.p4d.24xlarge", "ml.p5en.48xlarge", "ml.trn1.2xlarge", "ml.m5d.large", "ml.r7gd.xlarge"]
    none = ["ml.m5.large", "ml.t3.medium", "ml.c5n.xlarge", "ml.c7i-flex.large", "ml.r8i.large", "ml.p3.2xlarge"]
    unknown = ["ml.g7.2xlarge", "ml.inf2.xlarge", "ml.m9.large", None]
    assert [has_own_disk(name) for name in own + none + unknown] == [True] * 7 + [False] * 10
    assert [has_no_disk(name) for name in own + none + unknown] == [False] * 7 + [True] * 6 + [False] * 4
