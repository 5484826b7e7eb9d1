"""Every wrong document gets one clear sentence with the key's path."""

from typing import Any

import pytest

from tests.unit.planning import planned, refusal

SOURCE = {"S3Uri": "s3://data/source.tar.gz", "EntryPoint": "train.py"}
SKLEARN: dict[str, Any] = {"Framework": "SKLEARN", "Source": {"Training": SOURCE}}
VARIANT: dict[str, Any] = {"VariantName": "a", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
OBJECTIVE = {"Type": "Maximize", "MetricName": "m"}


def tuning(**config: Any) -> dict[str, Any]:
    return {"TuningJob": {"HyperParameterTuningJobConfig": {"HyperParameterTuningJobObjective": OBJECTIVE, **config}}}


def searching(ranges: dict[str, Any], **config: Any) -> dict[str, Any]:
    metrics = {"AlgorithmSpecification": {"MetricDefinitions": [{"Name": "m", "Regex": "m=(.*)"}]}}
    return {**tuning(**{"ParameterRanges": ranges, **config}), "TrainingJob": metrics}


def continuous(low: str, high: str, **more: str) -> dict[str, Any]:
    return {"ContinuousParameterRanges": [{"Name": "C", "MinValue": low, "MaxValue": high, **more}]}


def serverless(memory: int) -> dict[str, Any]:
    return {"VariantName": "a", "ServerlessConfig": {"MemorySizeInMB": memory, "MaxConcurrency": 5}}


def canary(size: dict[str, Any] | None) -> dict[str, Any]:
    routing = {"Type": "CANARY", "WaitIntervalInSeconds": 300, **({"CanarySize": size} if size else {})}
    return {"Endpoint": {"DeploymentConfig": {"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": routing}}}}


def scaling(variant: dict[str, Any]) -> dict[str, Any]:
    return {"EndpointConfig": {"ProductionVariants": [variant]}, "Autoscaling": {"MaxCapacity": 4, "InvocationsPerInstance": 70}}


SCALING: list[tuple[dict[str, Any], str]] = [
    ({"MaxCapacity": None}, "Autoscaling.MaxCapacity: required, the most instances that variant AllTraffic may have"),
    ({"MinCapacity": 5}, "Autoscaling.MaxCapacity: expected at least 5, got 4"),
    ({"MinCapacity": 0}, "Autoscaling.MinCapacity: expected at least 1, got 0; only an asynchronous endpoint may have no instance"),
    ({"MinCapacity": "1"}, 'Autoscaling.MinCapacity: expected an integer, got "1"'),
    ({"InvocationsPerInstance": 0}, "Autoscaling.InvocationsPerInstance: expected more than 0 a minute, got 0"),
    ({"InvocationsPerInstance": None}, "Autoscaling: expected either InvocationsPerInstance or TargetTracking"),
    ({"TargetTracking": {"TargetValue": 50}}, "Autoscaling: expected either InvocationsPerInstance or TargetTracking"),
    ({"ScaleInCooldown": -1}, "Autoscaling.ScaleInCooldown: expected at least 0, got -1"),
    ({"Variants": {"other": {}}}, "Autoscaling.Variants.other: expected a production variant of the endpoint, which are AllTraffic"),
    ({"Variants": {"AllTraffic": {"MaxCapacity": 0}}}, "Autoscaling.Variants.AllTraffic.MaxCapacity: expected at least 1, got 0"),
    (
        {"InvocationsPerInstance": None, "TargetTracking": {"TargetValue": 50}},
        "Autoscaling.TargetTracking: expected exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification",
    ),
    (
        {"InvocationsPerInstance": None, "TargetTracking": {"TargetVale": 50}},
        "Autoscaling.TargetTracking.TargetVale: unknown; did you mean TargetValue?",
    ),
]
ROUTING = "Endpoint.DeploymentConfig.BlueGreenUpdatePolicy.TrafficRoutingConfiguration"
WRONG: list[tuple[Any, str]] = [
    *(({"Autoscaling": {"MaxCapacity": 4, "InvocationsPerInstance": 70} | asked}, words) for asked, words in SCALING),
    (scaling(serverless(2048)), "Autoscaling: variant a is serverless, SageMaker scales it by itself"),
    (
        scaling(VARIANT | {"InstanceType": "ml.t2.medium"}),
        "Autoscaling: variant a has instance type ml.t2.medium, and burstable instances are not",
    ),
    (scaling(VARIANT | {"ModelName": None}), "Autoscaling: variant a is for inference components; give it ManagedInstanceScaling instead"),
    (
        scaling(VARIANT | {"ManagedInstanceScaling": {"Status": "ENABLED", "MinInstanceCount": 1, "MaxInstanceCount": 2}}),
        "Autoscaling: variant a has ManagedInstanceScaling, which counts its instances already",
    ),
    (
        {"TrainingJob": {"RoleArn": "arn:aws:iam::123456789012:role/mine"}},
        "TrainingJob.RoleArn: builds may pass SageMaker only the stack's own roles, arn:aws:iam::123456789012:role/training and "
        "arn:aws:iam::123456789012:role/hosting; the stack parameters ExternalTrainingPolicy and ExternalHostingPolicy give",
    ),
    (
        {"Model": {"ExecutionRoleArn": "arn:aws:iam::123456789012:role/mine"}},
        "Model.ExecutionRoleArn: builds may pass SageMaker only the stack's own roles",
    ),
    ({"HyperParamters": {}}, "HyperParamters: unknown key; did you mean HyperParameters?"),
    ({"zzz": 1}, "zzz: unknown key; expected one of Framework, FrameworkVersion"),
    ({"Framework": 1}, "Framework: expected a string, got 1"),
    (
        {"Framework": "KERAS"},
        'Framework: expected one of BYOD, AMAZON, TENSORFLOW, MXNET, PYTORCH, SKLEARN, XGBOOST, HUGGINGFACE, got "KERAS"',
    ),
    (
        {"Framework": "byod"},
        'Framework: expected one of BYOD, AMAZON, TENSORFLOW, MXNET, PYTORCH, SKLEARN, XGBOOST, HUGGINGFACE, got "byod"',
    ),
    ({"FrameworkVersion": 2.19}, "FrameworkVersion: expected a string, got 2.19"),
    ({"PyVersion": []}, "PyVersion: expected a string, got []"),
    ({"Images": []}, "Images: expected an object, got []"),
    ({"Images": {"Serving": {}}}, "Images.Serving: unknown key; expected one of Training, Inference"),
    ({"Images": {"Training": "Dockerfile"}}, 'Images.Training: expected an object, got "Dockerfile"'),
    ({"Images": {"Training": {"dockerfile": "x"}}}, "Images.Training.dockerfile: unknown key; did you mean Dockerfile?"),
    ({"Images": {"Training": {"Build": "false"}}}, 'Images.Training.Build: expected true or false, got "false"'),
    ({"Images": {"Training": {"Build": False}}}, "Images.Training.Image: required where Images.Training.Build is false"),
    ({"Images": {"Inference": {"Image": "has spaces:1"}}}, "Model.PrimaryContainer.Image: expected to match"),
    ({"Source": {"Training": SOURCE}}, "Source: only script mode has sources, and Framework is BYOD"),
    ({"Framework": "SKLEARN"}, "Source.Training.S3Uri: required by script mode, such as s3://bucket/source.tar.gz"),
    (
        {"Framework": "SKLEARN", "Source": {"Training": {"S3Uri": "s3://data/a.tar.gz"}}},
        "Source.Training.EntryPoint: required by script mode",
    ),
    (
        {"Framework": "SKLEARN", "Source": {"Training": {**SOURCE, "S3Uri": "data/a.tar.gz"}}},
        "Source.Training.S3Uri: expected s3://bucket/key, got data/a",
    ),
    (
        {"Framework": "SKLEARN", "Source": {"Training": {**SOURCE, "S3Uri": "s3://data"}}},
        "Source.Training.S3Uri: expected s3://bucket/key, got s3://data",
    ),
    ({**SKLEARN, "Source": {"Training": SOURCE, "Inference": {}}}, "Source.Inference.S3Uri: required by script mode"),
    (
        {**SKLEARN, "FrameworkVersion": "9.9"},
        "FrameworkVersion 9.9: AWS has no such image for Training with SKLEARN; there is 1.4-2, 1.2-1",
    ),
    ({**SKLEARN, "PyVersion": "py27"}, "PyVersion py27: AWS has no such image for Training with SKLEARN"),
    (
        {**SKLEARN, "Images": {"Training": {"Dockerfile": "D"}}},
        "Images.Training.Dockerfile: only BYOD builds images, and Framework is SKLEARN",
    ),
    ({"Framework": "AMAZON"}, "Algorithm is missing: the framework AMAZON needs one; there is"),
    ({"Framework": "AMAZON", "Algorithm": "magic"}, "Algorithm magic: AWS has no such image for the framework AMAZON; there is"),
    (
        {**SKLEARN, "TrainingJob": {"ResourceConfig": {"InstanceType": "ml.m7g.large"}}},
        "instance type ml.m7g.large: AWS has no Graviton image for Training",
    ),
    ({"HyperParameters": []}, "HyperParameters: expected an object, got []"),
    ({"HyperParameters": {"a": "x" * 2501}}, "TrainingJob.HyperParameters.a: expected at most 2500 characters, got 2501"),
    ({"HyperParameters": {str(number): 1 for number in range(101)}}, "TrainingJob.HyperParameters: expected at most 100 entries, got 101"),
    ({"Channels": "s3://data/"}, 'Channels: expected an object, got "s3://data/"'),
    ({"Channels": {"train": 1}}, "Channels.train: expected a string or an object, got 1"),
    ({"Channels": {"train": "data/train"}}, 'Channels.train: expected s3://bucket/prefix, got "data/train"'),
    ({"Channels": {"the train": "s3://data/train"}}, "TrainingJob.InputDataConfig[0].ChannelName: expected to match"),
    ({"Channels": {"train": {}}}, "TrainingJob.InputDataConfig[0].DataSource: required, but not given"),
    ({"Channels": {"train": {"DataSourc": {}}}}, "TrainingJob.InputDataConfig[0].DataSourc: unknown; did you mean DataSource?"),
    ({"Train": "no"}, 'Train: expected true or false, got "no"'),
    ({"Deploy": 0}, "Deploy: expected true or false, got 0"),
    ({"ModelDataUrl": "s3://m/model.tar.gz"}, "ModelDataUrl: only with Train: false, for a training makes its own model"),
    ({"Train": False, **tuning()}, "TuningJob: nothing can be tuned with Train: false"),
    ({"TrainingJob": []}, "TrainingJob: expected an object, got []"),
    (
        {"TrainingJob": {"ResourceConfig": {"InstanceCount": "two"}}},
        'TrainingJob.ResourceConfig.InstanceCount: expected an integer, got "two"',
    ),
    ({"TrainingJob": {"ResourceConfig": {"InstanceType": "big"}}}, "TrainingJob.ResourceConfig.InstanceType: expected one of"),
    (
        {"TrainingJob": {"StoppingCondition": {"MaxRuntimeInSeconds": 0}}},
        "TrainingJob.StoppingCondition.MaxRuntimeInSeconds: expected at least 1, got 0",
    ),
    ({"TrainingJob": {"RoleArn": "training"}}, "TrainingJob.RoleArn: expected at least 20 characters, got 8"),
    ({"TrainingJob": {"OutputDataConfig": None}}, "TrainingJob.OutputDataConfig: required, but not given"),
    ({"TrainingJob": {"EnableManagedSpotTraining": "yes"}}, 'TrainingJob.EnableManagedSpotTraining: expected true or false, got "yes"'),
    ({"TrainingJob": {"VpcConfig": {"Subnets": ["subnet-1"]}}}, "TrainingJob.VpcConfig.SecurityGroupIds: required, but not given"),
    (tuning(Strategy="Guess"), "TuningJob.HyperParameterTuningJobConfig.Strategy: expected one of Bayesian, Random, Hyperband, Grid"),
    (tuning(ResourceLimits={"MaxParallelTrainingJobs": 0}), "MaxParallelTrainingJobs: expected at least 1, got 0"),
    (
        tuning(ParameterRanges={"IntegerParameterRanges": [{"Name": "a", "MinValue": "1"}]}),
        "IntegerParameterRanges[0].MaxValue: required, but not given",
    ),
    ({"TuningJob": {"Strategy": "Random"}}, "TuningJob.Strategy: unknown; "),
    ({"Model": {"PrimaryContainer": {"Environment": {"A": 1}}}}, "Model.PrimaryContainer.Environment.A: expected a string, got 1"),
    ({"Model": {"Containers": [{"Image": 1}]}}, "Model.Containers[0].Image: expected a string, got 1"),
    ({"EndpointConfig": {"ProductionVariants": []}}, "EndpointConfig.ProductionVariants: expected at least 1 entries, got 0"),
    ({"EndpointConfig": {"ProductionVariants": {}}}, "EndpointConfig.ProductionVariants: expected a list, got an object"),
    (
        {"EndpointConfig": {"ProductionVariants": [{"InstanceType": "ml.m5.large"}]}},
        "EndpointConfig.ProductionVariants[0].VariantName: required",
    ),
    (
        {"EndpointConfig": {"ProductionVariants": [{**VARIANT, "InitialInstanceCount": "many"}]}},
        "InitialInstanceCount: expected an integer, got",
    ),
    (
        {
            "EndpointConfig": {
                "ProductionVariants": [{"VariantName": "a", "ServerlessConfig": {"MemorySizeInMB": 512, "MaxConcurrency": 1}}]
            }
        },
        "EndpointConfig.ProductionVariants[0].ServerlessConfig.MemorySizeInMB: expected at least 1024, got 512",
    ),
    ({"Endpoint": {"RetainAllVariantProperties": 1}}, "Endpoint.RetainAllVariantProperties: expected true or false, got 1"),
    ({"Endpoint": {"DeploymentConfig": {"Rolling": {}}}}, "Endpoint.DeploymentConfig.Rolling: unknown; expected one of"),
    ({"Tags": ["a"]}, 'Tags: expected an object, got ["a"]'),
    ({"Tags": {"team": 1}}, "Tags.team: expected a string, got 1"),
    ({"Tags": {"team": "x" * 257}}, "Tags[0].Value: expected at most 256 characters, got 257"),
    (
        {"TrainingJob": {"EnableManagedSpotTraining": True}},
        "TrainingJob.StoppingCondition.MaxWaitTimeInSeconds: required with EnableManagedSpotTraining, at least MaxRuntimeInSeconds",
    ),
    (
        {"TrainingJob": {"EnableManagedSpotTraining": True, "StoppingCondition": {"MaxWaitTimeInSeconds": 3600}}},
        "TrainingJob.StoppingCondition.MaxWaitTimeInSeconds: expected at least MaxRuntimeInSeconds (86400), got 3600",
    ),
    (
        {"TrainingJob": {"StoppingCondition": {"MaxWaitTimeInSeconds": 90000}}},
        "TrainingJob.StoppingCondition.MaxWaitTimeInSeconds: only with EnableManagedSpotTraining: true",
    ),
    (
        {"TrainingJob": {"StoppingCondition": {"MaxRuntimeInSeconds": 2500000}}},
        "TrainingJob.StoppingCondition.MaxRuntimeInSeconds: expected at most 28 days (2419200 seconds), got 2500000",
    ),
    (
        {"EndpointConfig": {"ProductionVariants": [VARIANT, VARIANT]}},
        "EndpointConfig.ProductionVariants: expected each VariantName once, got a twice",
    ),
    (
        {"EndpointConfig": {"ProductionVariants": [serverless(1500)]}},
        "EndpointConfig.ProductionVariants[0].ServerlessConfig.MemorySizeInMB: expected 1024, 2048, 3072, 4096, 5120 or 6144, got 1500",
    ),
    (
        {"EndpointConfig": {"ProductionVariants": [{**VARIANT, **serverless(2048)}]}},
        "EndpointConfig.ProductionVariants[0].ServerlessConfig: not together with InstanceType",
    ),
    (canary({"Type": "CAPACITY_PERCENT", "Value": 150}), f"{ROUTING}.CanarySize.Value: expected at most 50 percent, got 150"),
    (canary({"Type": "CAPACITY_PERCENT", "Value": 60}), f"{ROUTING}.CanarySize.Value: expected at most 50 percent, got 60"),
    (canary(None), f"{ROUTING}.CanarySize: required with Type CANARY"),
    (
        {"Model": {"PrimaryContainer": {"Environment": {}}, "Containers": [{"ContainerHostname": "a"}]}},
        "Model.PrimaryContainer: not together with Containers",
    ),
    ({"Tags": {"aws:team": "x"}}, "Tags[0].Key: keys that begin with aws: are AWS's own, got aws:team"),
    ({"Tags": {str(number): "x" for number in range(49)}}, "Tags: expected at most 48 beside SageBuild's own two, got 49"),
    (searching(continuous("2", "1")), "ContinuousParameterRanges[0].MinValue: expected at most MaxValue (1), got 2"),
    (searching(continuous("abc", "1")), 'ContinuousParameterRanges[0].MinValue: expected a number, got "abc"'),
    (
        searching(continuous("0", "1", ScalingType="Logarithmic")),
        'ContinuousParameterRanges[0].MinValue: expected more than 0 with ScalingType Logarithmic, got "0"',
    ),
    (
        searching(continuous("0", "1"), ResourceLimits={"MaxNumberOfTrainingJobs": 2, "MaxParallelTrainingJobs": 3}),
        "TuningJob.HyperParameterTuningJobConfig.ResourceLimits.MaxParallelTrainingJobs: expected at most MaxNumberOfTrainingJobs (2), got 3",
    ),
    (
        searching(continuous("0", "1"), Strategy="Grid"),
        "TuningJob.HyperParameterTuningJobConfig.ParameterRanges: Strategy Grid takes CategoricalParameterRanges only",
    ),
    (
        searching(continuous("0", "1"), HyperParameterTuningJobObjective={"Type": "Maximize", "MetricName": "n"}),
        'HyperParameterTuningJobObjective.MetricName: expected one of the names in MetricDefinitions (m), got "n"',
    ),
    ({"TuningJob": {}}, "TuningJob.HyperParameterTuningJobConfig.HyperParameterTuningJobObjective: required, such as {"),
    (
        {"Images": {"Training": {"Image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:1"}}},
        "TrainingJob.AlgorithmSpecification.TrainingImage: expected an image in Amazon ECR in us-east-1, such as "
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/name:tag, got 123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:1",
    ),
    (
        {"Images": {"Inference": {"Image": "nginx:latest"}}},
        "Model.PrimaryContainer.Image: expected an image in Amazon ECR in us-east-1",
    ),
    (
        {"TrainingJob": {"ResourceConfig": {"VolumeSizeInGB": 0}}},
        "TrainingJob.ResourceConfig.VolumeSizeInGB: expected at least 1, for ml.m5.large has no disk of its own",
    ),
    (
        {"Channels": {"train": "https://data.s3.amazonaws.com/train/"}},
        'Channels.train: expected s3://bucket/prefix, got "https://data.s3.amazonaws.com/train/"',
    ),
    (
        {"TrainingJob": {"AlgorithmSpecification": {"MetricDefinitions": [{"Name": "m", "Regex": "m=([0-9.]+"}]}}},
        "MetricDefinitions[0].Regex: expected a regular expression, but missing ), unterminated subpattern at position 2",
    ),
    (
        {"TrainingJob": {"ResourceConfig": {"InstanceType": "ml.m5.large", "InstancePreferences": [{"InstanceType": "ml.m5.large"}]}}},
        "TrainingJob.ResourceConfig.InstancePreferences: not together with InstanceType",
    ),
    (
        {"TrainingJob": {"ResourceConfig": {"InstanceType": "ml.m5.xlrage"}}},
        'got "ml.m5.xlrage"; did you mean ml.m5.xlarge?',
    ),
    ({"HyperParameters": {"a": "one\ntwo"}}, 'TrainingJob.HyperParameters.a: line breaks are not allowed, got "one\\ntwo"'),
    (
        {"Framework": "TENSORFLOW", "Source": {"Training": SOURCE, "Inference": {**SOURCE, "EntryPoint": "serve.py"}}},
        "Source.Inference.EntryPoint: expected inference.py, TENSORFLOW's serving container runs no other script, got serve.py",
    ),
    (
        {**SKLEARN, "TrainingJob": {"EnableNetworkIsolation": True}, "Channels": {"code": "s3://data/x/"}},
        "Channels.code: with EnableNetworkIsolation this channel holds the scripts; choose another name",
    ),
    (
        {"EndpointConfig": {"ProductionVariants": [serverless(2048)]}, "Model": {"EnableNetworkIsolation": True}},
        "EndpointConfig.ProductionVariants: ServerlessConfig does not go with the model's EnableNetworkIsolation",
    ),
    ([], "Parameters: expected an object, got []"),
    (None, "Parameters: expected an object, got null"),
]


@pytest.mark.parametrize(("document", "words"), WRONG, ids=lambda value: value[:60] if isinstance(value, str) else "")
def test_a_wrong_document_is_refused_in_one_sentence(document: Any, words: str) -> None:
    said = refusal(document)
    assert said is not None
    assert words in said
    assert "\n" not in said


def test_the_table_is_long() -> None:
    assert len(WRONG) >= 40


def test_a_stack_with_a_long_name_cannot_tune() -> None:
    assert refusal(tuning(), stack="c" * 30) == (
        f"TuningJob: the names of tuning jobs have at most 32 characters, and {'c' * 30}-v1-0a1b2c3d has 42: deploy a stack with a shorter name"
    )


def test_switching_the_framework_keeps_everything_else() -> None:
    document = {"Framework": "SKLEARN", "Source": {"Training": SOURCE}, "HyperParameters": {"a": 1}, "Tags": {"team": "x"}}
    other = planned({**document, "Framework": "XGBOOST"})["Parameters"]
    assert other == {**document, "Framework": "XGBOOST"}
