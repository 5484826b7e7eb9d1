from typing import Any

import pytest

from sagebuild import SageBuild
from sagebuild.builds import build
from sagebuild.watching import printed
from sagebuild.watching.printed import Printed
from tests.unit.client.conftest import StubbedAws

BUILD = build({"Version": 3, "Names": {"TrainingJob": "churn-v3-1a2b"}})
STREAMS = {"logGroupName": "/aws/sagemaker/TrainingJobs", "logStreamNamePrefix": "churn-v3-1a2b/"}
NOW = 1_795_694_400_000  # 26 November 2026, 12:00 UTC, in milliseconds


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printed.logs, "milliseconds", lambda moment: NOW)


def described(aws: StubbedAws, *definitions: dict[str, str]) -> None:
    answer = {
        "TrainingJobName": "churn-v3-1a2b",
        "TrainingJobArn": "arn:aws:sagemaker:eu-west-1:123456789012:training-job/churn-v3-1a2b",
        "ModelArtifacts": {"S3ModelArtifacts": "s3://code/model.tar.gz"},
        "TrainingJobStatus": "InProgress",
        "SecondaryStatus": "Training",
        "AlgorithmSpecification": {"TrainingInputMode": "File", "MetricDefinitions": list(definitions)},
        "ResourceConfig": {"VolumeSizeInGB": 30},
        "StoppingCondition": {},
        "CreationTime": NOW / 1000,
    }
    aws.answers("sagemaker", "describe_training_job", answer, TrainingJobName="churn-v3-1a2b")


def printing(aws: StubbedAws, since: int, *events: tuple[str, int, str]) -> None:
    answer = [{"eventId": name, "timestamp": timestamp, "message": message} for name, timestamp, message in events]
    aws.answers("logs", "filter_log_events", {"events": answer}, **STREAMS, startTime=since)


def test_what_a_training_prints_is_read_once_in_its_order_by_the_jobs_own_definitions(churn: SageBuild, aws: StubbedAws) -> None:
    described(aws, {"Name": "accuracy", "Regex": "accuracy=([0-9.]+)"}, {"Name": "loss", "Regex": "loss=([0-9.]+)"})
    printing(aws, NOW, ("a", NOW + 5, "loss=0.9 accuracy=0.5\n"), ("b", NOW + 7, "loss=0.4"))
    printing(aws, NOW + 7, ("b", NOW + 7, "loss=0.4"), ("c", NOW + 7, "loss=0.3"))
    watched = Printed(churn, BUILD)
    assert watched.new() == [("accuracy", 0.5), ("loss", 0.9), ("loss", 0.4)]
    assert watched.new() == [("loss", 0.3)]


def test_without_definitions_no_log_is_read(churn: SageBuild, aws: StubbedAws) -> None:
    described(aws)
    watched = Printed(churn, BUILD)
    assert (watched.new(), watched.new()) == ([], [])


@pytest.mark.parametrize("record", [{"Names": {}}, {"Names": {"TrainingJob": "t"}, "Train": "CreateHyperParameterTuningJob"}])
def test_a_build_without_a_training_job_of_its_own_prints_nothing(churn: SageBuild, record: dict[str, Any]) -> None:
    assert Printed(churn, build({"Version": 3, **record})).new() == []


def test_a_regex_that_only_sagemaker_understands_is_left_out() -> None:
    found = printed.regexes([{"Name": "good", "Regex": "x=(.*)"}, {"Name": "bad", "Regex": "(?<x"}])
    assert list(found) == ["good"]


def test_what_is_no_number_is_no_metric() -> None:
    regexes = printed.regexes([{"Name": "x", "Regex": "x=(a)?(.*)"}, {"Name": "y", "Regex": "y="}, {"Name": "z", "Regex": "z=(.*)"}])
    assert printed.values(regexes, ["x=1", "y=2", "z=three", "z=4e-3"]) == [("z", 0.004)]
