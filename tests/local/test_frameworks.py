"""One stack becomes another framework by its parameter document alone; each trains on the UCI digits and serves them."""

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from examples.byod.digits import as_csv, split
from local.commands import ROOT
from local.launcher import LocalAws
from local.stack import Stack
from tests.local.conftest import METRICS
from tests.local.packaged import deploy

ELSEWHERE = "data-that-was-here-before"
BUILT_IN = {"objective": "multi:softmax", "num_class": 10, "num_round": 15, "eval_metric": "merror", "nthread": 1}


def archive(folder: Path, **more: str) -> bytes:
    """Return a tar.gz of a folder's files, and of some more."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for file in sorted(folder.glob("*.py")):
            tar.add(file, file.name)
        for name, text in more.items():
            member = tarfile.TarInfo(f"{name}.py")
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))
    return buffer.getvalue()


@pytest.fixture(scope="module")
def tuned(aws: LocalAws, built: Path, tmp_path_factory: pytest.TempPathFactory) -> Stack:
    """A stack with data and sources for every framework, which has built nothing yet."""
    stack = Stack(aws, "frameworks")
    aws.client("s3").create_bucket(Bucket=ELSEWHERE)
    reading = may_read(aws, ELSEWHERE)
    deploy(stack, built, {"ConfigFramework": "SKLEARN", "ExternalTrainingPolicy": reading, "ExternalHostingPolicy": reading})
    train, held_out = split()
    stack.upload("train/digits.csv", as_csv(train))
    stack.upload("validation/digits.csv", as_csv(held_out))
    stack.upload("source/sklearn.tar.gz", archive(ROOT / "examples/sklearn"))
    stack.upload("source/xgboost.tar.gz", archive(ROOT / "examples/xgboost", broken="raise SystemExit('the rows are of another shape')\n"))
    stack.push(ROOT / "examples/byod", tmp_path_factory.mktemp("frameworks"))
    return stack


def may_read(aws: LocalAws, bucket: str) -> str:
    """Make a managed policy that allows to read a bucket, and return its ARN."""
    reading = [
        {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": f"arn:aws:s3:::{bucket}"},
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/*"},
    ]
    document = json.dumps({"Version": "2012-10-17", "Statement": reading})
    return str(aws.client("iam").create_policy(PolicyName=f"read-{bucket}", PolicyDocument=document)["Policy"]["Arn"])


def source(stack: Stack, name: str, entry_point: str = "train.py") -> dict[str, Any]:
    return {"Training": {"S3Uri": f"s3://{stack.outputs['DataBucket']}/source/{name}.tar.gz", "EntryPoint": entry_point}}


def channel(stack: Stack, name: str) -> dict[str, Any]:
    where = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{stack.outputs['DataBucket']}/{name}/"}
    return {"ContentType": "text/csv", "DataSource": {"S3DataSource": where}}


def built_with(stack: Stack, document: dict[str, Any]) -> dict[str, Any]:
    """Build with a document, and return what the build put out; every version is kept, for one of the last builds serves the first model again."""
    stack.parameters({**document, "Retention": {"Versions": 100}})
    done = stack.build()
    assert not done.get("cause"), done["cause"]
    output: dict[str, Any] = json.loads(done["output"])
    return output


def accuracy(stack: Stack, held_out: list[list[int]] | None = None) -> float:
    """Return the share of the held-out digits that the endpoint reads rightly."""
    held_out = held_out or split()[1]
    answers = json.loads("[" + stack.invoke(as_csv(held_out, labels=False)).strip().strip("[]").replace("\n", ",") + "]")
    return sum(int(answer) == row[0] for answer, row in zip(answers, held_out, strict=True)) / len(held_out)


def test_scikit_learn_in_script_mode(tuned: Stack) -> None:
    done = built_with(tuned, {"Source": source(tuned, "sklearn"), "HyperParameters": {"n_estimators": 50}, "TrainingJob": METRICS})
    assert done["Build"]["Framework"] == "SKLEARN"
    assert done["Build"]["Images"]["Training"]["Uri"].endswith("/sagemaker-scikit-learn:1.2-1-cpu-py3")
    assert done["Training"]["Metrics"]["validation:accuracy"] >= 0.9
    assert accuracy(tuned) >= 0.95


def test_a_version_keeps_its_own_copy_of_the_script(tuned: Stack) -> None:
    uri = container(tuned)["Environment"]["SAGEMAKER_SUBMIT_DIRECTORY"]
    assert uri == f"s3://{tuned.outputs['CodeBucket']}/versions/v1/inference/source.tar.gz"


def test_training_and_serving_without_a_network_run_the_script_all_the_same(tuned: Stack) -> None:
    isolated = {"EnableNetworkIsolation": True}
    document = {"Source": source(tuned, "sklearn"), "HyperParameters": {"n_estimators": 20}}
    done = built_with(tuned, {**document, "TrainingJob": {**METRICS, **isolated}, "Model": isolated})
    version, bucket = done["Build"]["Version"], tuned.outputs["CodeBucket"]
    assert done["Training"]["Metrics"]["validation:accuracy"] >= 0.9
    assert container(tuned)["ModelDataUrl"] == f"s3://{bucket}/versions/v{version}/model/model.tar.gz"
    assert accuracy(tuned) >= 0.9


def tuned_model(stack: Stack) -> str:
    return str(stack.account.client("sagemaker").describe_endpoint(EndpointName=stack.name)["EndpointConfigName"])


def container(stack: Stack) -> dict[str, Any]:
    """Return the container of the model that serves."""
    found: dict[str, Any] = stack.account.client("sagemaker").describe_model(ModelName=tuned_model(stack))["PrimaryContainer"]
    return found


def test_xgboost_in_script_mode(tuned: Stack) -> None:
    built_with(
        tuned, {"Framework": "XGBOOST", "Source": source(tuned, "xgboost"), "HyperParameters": {"num_round": 20}, "TrainingJob": METRICS}
    )
    assert accuracy(tuned) >= 0.92


def test_the_built_in_xgboost_reports_its_own_metrics(tuned: Stack) -> None:
    channels = {name: channel(tuned, name) for name in ("train", "validation")}
    done = built_with(tuned, {"Framework": "AMAZON", "Algorithm": "xgboost", "HyperParameters": BUILT_IN, "Channels": channels})
    assert done["Training"]["Metrics"]["validation:merror"] <= 0.1
    assert accuracy(tuned) >= 0.9


def test_a_tuning_job_runs_its_trials_and_the_best_is_deployed(tuned: Stack) -> None:
    config = {
        "Strategy": "Grid",
        "HyperParameterTuningJobObjective": {"Type": "Maximize", "MetricName": "validation:accuracy"},
        "ResourceLimits": {"MaxParallelTrainingJobs": 3},
        "ParameterRanges": {"CategoricalParameterRanges": [{"Name": "max_depth", "Values": ["1", "3", "12"]}]},
    }
    document = {"Source": source(tuned, "sklearn"), "HyperParameters": {"n_estimators": 20, "max_depth": 2}, "TrainingJob": METRICS}
    done = built_with(tuned, {**document, "TuningJob": {"HyperParameterTuningJobConfig": config}})
    tuning = done["Training"]["Tuning"]
    assert [trial["HyperParameters"] for trial in tuning["Trials"]] == [{"max_depth": "12"}, {"max_depth": "3"}, {"max_depth": "1"}]
    assert tuning["Best"] == tuning["Trials"][0]["JobName"] == done["Training"]["JobName"]
    assert tuning["Best"] in container(tuned)["ModelDataUrl"]
    trials = [tuned.account.client("sagemaker").describe_training_job(TrainingJobName=trial["JobName"]) for trial in tuning["Trials"]]
    assert max(trial["TrainingStartTime"] for trial in trials) < min(trial["TrainingEndTime"] for trial in trials), "side by side"
    record = tuned.record(done["Build"]["Version"])
    assert len(record["Tuning"]["M"]["Trials"]["L"]) == 3


def test_nothing_is_trained_and_the_last_model_is_deployed_again(tuned: Stack) -> None:
    before = container(tuned)["ModelDataUrl"]
    again = {"Train": False, "Reuse": {"Training": "NEVER"}, "Source": source(tuned, "sklearn")}  # what serves is not left as it is
    done = built_with(tuned, again)
    assert done["Training"] == {"JobName": None, "ModelArtifacts": before, "Metrics": {}}
    assert accuracy(tuned) >= 0.9


def test_a_pipeline_of_containers_hands_a_request_from_one_to_the_next(tuned: Stack) -> None:
    text = "def model_fn(folder):\n    return None\n\n\ndef predict_fn(rows, model):\n    return -rows\n"
    code, image = f"s3://{ELSEWHERE}/negative/source.tar.gz", container(tuned)["Image"]
    s3 = tuned.account.client("s3")
    s3.put_object(Bucket=ELSEWHERE, Key="negative/source.tar.gz", Body=archive(ROOT / "nothing", negative=text))
    s3.put_object(Bucket=ELSEWHERE, Key="negative/model.tar.gz", Body=archive(ROOT / "nothing"))
    environment = {"SAGEMAKER_PROGRAM": "negative.py", "SAGEMAKER_SUBMIT_DIRECTORY": code}
    first = {"Image": image, "ModelDataUrl": f"s3://{ELSEWHERE}/negative/model.tar.gz", "Environment": environment}
    built_with(tuned, {"Train": False, "Source": source(tuned, "sklearn"), "Model": {"Containers": [first, {}]}})
    negatives = [[row[0], *(-pixel for pixel in row[1:])] for row in split()[1]]
    assert accuracy(tuned, negatives) >= 0.9
    with pytest.raises(tuned.account.client("sagemaker-runtime").exceptions.ModelError, match="from container-2 with message"):
        tuned.invoke(b"1,2")


def test_several_variants_serve_side_by_side_and_one_of_them_is_an_earlier_model(tuned: Stack) -> None:
    earlier = next(model["ModelName"] for model in tuned.account.client("sagemaker").list_models(NameContains="frameworks-v1-")["Models"])
    sizes = {"InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    variants = [
        {"VariantName": "new", **sizes, "InitialVariantWeight": 1},
        {"VariantName": "trusted", "ModelName": earlier, **sizes, "InitialVariantWeight": 9},
    ]
    built_with(tuned, {"Train": False, "Source": source(tuned, "sklearn"), "EndpointConfig": {"ProductionVariants": variants}})
    runtime, body = tuned.account.client("sagemaker-runtime"), as_csv(split()[1][:1], labels=False)
    for name in ("new", "trusted"):
        answer = runtime.invoke_endpoint(EndpointName=tuned.name, TargetVariant=name, ContentType="text/csv", Body=body)
        seen = (answer["InvokedProductionVariant"], answer["ContentType"], answer["Body"].read().strip())
        assert seen == (name, "application/json", b"[2]")


def test_data_and_script_may_lie_in_a_bucket_that_a_policy_of_the_users_opens(tuned: Stack) -> None:
    s3 = tuned.account.client("s3")
    s3.put_object(Bucket=ELSEWHERE, Key="digits/part.csv", Body=as_csv(split()[0][:300]))
    s3.put_object(Bucket=ELSEWHERE, Key="source.tar.gz", Body=archive(ROOT / "examples/sklearn"))
    script = {"Training": {"S3Uri": f"s3://{ELSEWHERE}/source.tar.gz", "EntryPoint": "train.py"}}
    done = built_with(tuned, {"Source": script, "Channels": {"train": f"s3://{ELSEWHERE}/digits/"}, "Deploy": False})
    assert done["Training"]["JobName"].startswith("frameworks-v")


def test_nothing_is_deployed_and_the_endpoint_stays(tuned: Stack) -> None:
    before = tuned_model(tuned)
    done = built_with(tuned, {"Deploy": False, "Source": source(tuned, "sklearn"), "HyperParameters": {"n_estimators": 5}})
    assert (done["Deployment"], tuned_model(tuned)) == (None, before)
    assert tuned.account.client("sagemaker").describe_model(ModelName=done["Build"]["Names"]["Model"])


@pytest.mark.parametrize("strategy", ["Bayesian", "Random", "Hyperband"])
def test_every_strategy_tries_what_is_in_the_ranges_and_a_warm_start_begins_near_the_best(tuned: Stack, strategy: str) -> None:
    sagemaker = tuned.account.client("sagemaker")
    listed = sagemaker.list_hyper_parameter_tuning_jobs(SortBy="CreationTime", SortOrder="Ascending")["HyperParameterTuningJobSummaries"]
    grid = {"HyperParameterTuningJobName": listed[0]["HyperParameterTuningJobName"]}
    config = {
        "Strategy": strategy,
        "HyperParameterTuningJobObjective": {"Type": "Maximize", "MetricName": "validation:accuracy"},
        "ResourceLimits": {"MaxNumberOfTrainingJobs": 3, "MaxParallelTrainingJobs": 3},
        "ParameterRanges": {"IntegerParameterRanges": [{"Name": "max_depth", "MinValue": "1", "MaxValue": "16"}]},
    }
    if strategy == "Hyperband":
        config["StrategyConfig"] = {"HyperbandStrategyConfig": {"MaxResource": 10}}
    tuning = {"HyperParameterTuningJobConfig": config}
    if strategy == "Bayesian":
        tuning["WarmStartConfig"] = {"WarmStartType": "IdenticalDataAndAlgorithm", "ParentHyperParameterTuningJobs": [grid]}
    document = {"Source": source(tuned, "sklearn"), "HyperParameters": {"n_estimators": 10}, "TrainingJob": METRICS, "Deploy": False}
    done = built_with(tuned, {**document, "TuningJob": tuning})
    found = done["Training"]["Tuning"]
    depths = [int(trial["HyperParameters"]["max_depth"]) for trial in found["Trials"]]
    assert len(depths) == 3
    assert all(1 <= depth <= 16 for depth in depths)
    assert found["Best"] == max(found["Trials"], key=lambda trial: trial["Metric"])["JobName"]
    if strategy == "Bayesian":
        assert all(9 <= depth <= 15 for depth in depths), "the best of the grid was 12"


def test_bring_your_own_docker_again_on_the_same_stack(tuned: Stack) -> None:
    built_with(tuned, {"Framework": "BYOD", "TrainingJob": METRICS})
    assert accuracy(tuned) >= 0.95


def test_a_script_of_a_framework_that_is_not_installed_fails_with_its_own_words_and_its_model_would_have_been_repacked(
    tuned: Stack,
) -> None:
    text = "import torch_that_is_not_there\n"
    tuned.upload("source/torch.tar.gz", archive(ROOT / "nothing", train=text))
    tuned.parameters({"Framework": "PYTORCH", "Source": source(tuned, "torch")})
    cause = tuned.build()["cause"]
    assert "ExecuteUserScriptError" in cause
    assert "ModuleNotFoundError: No module named 'torch_that_is_not_there'" in cause


def test_a_pytorch_scripts_code_travels_in_the_model(tuned: Stack) -> None:
    text = (ROOT / "examples/sklearn/train.py").read_text()
    tuned.upload("source/torch.tar.gz", archive(ROOT / "nothing", train=text))
    done = built_with(tuned, {"Framework": "PYTORCH", "Source": source(tuned, "torch"), "HyperParameters": {"n_estimators": 30}})
    model = container(tuned)
    assert model["ModelDataUrl"] == f"s3://{tuned.outputs['CodeBucket']}/versions/v{done['Build']['Version']}/model/model.tar.gz"
    assert model["Environment"]["SAGEMAKER_SUBMIT_DIRECTORY"] == "/opt/ml/model/code"
    assert accuracy(tuned) >= 0.95


def test_a_failing_scripts_last_words_are_the_cause(tuned: Stack) -> None:
    tuned.parameters({"Framework": "XGBOOST", "Source": source(tuned, "xgboost", "broken.py")})
    assert 'ExitCode 1\nErrorMessage "the rows are of another shape"' in tuned.build()["cause"]


def test_an_entry_point_that_is_not_in_the_source_is_named_before_anything_starts(tuned: Stack) -> None:
    tuned.parameters({"Framework": "XGBOOST", "Source": source(tuned, "xgboost", "main.py")})
    uri = f"s3://{tuned.outputs['DataBucket']}/source/xgboost.tar.gz"
    cause = f"Plan Build: Source.Training.EntryPoint: there is no file main.py in {uri}; it holds broken.py, train.py"
    assert tuned.build()["cause"] == cause
