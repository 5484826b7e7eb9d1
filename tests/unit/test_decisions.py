"""What a build decided stands in its record, and is told in JSON and in words."""

from decimal import Decimal

from news import status
from news.decisions import decisions, ended

RECORD = {
    "Decisions": {
        "Deployment": {"Decision": "DONE", "Version": None, "Because": "the model is new"},
        "TrainingImage": {"Decision": "REUSED", "Version": Decimal(9), "Because": "nothing in training/ has changed"},
        "Training": {"Decision": "DONE", "Version": None, "Because": "HyperParameters.C was 1, is 10"},
        "Evaluation": {"Decision": "SKIPPED", "Version": None, "Because": "the document has no Evaluation"},
    }
}


def test_decisions_are_told_in_the_order_of_a_build_with_numbers_that_json_has() -> None:
    found = decisions(RECORD)
    assert found and list(found) == ["TrainingImage", "Training", "Evaluation", "Deployment"]
    assert found["TrainingImage"] == {"Decision": "REUSED", "Version": 9, "Because": "nothing in training/ has changed"}
    said = status.message("SUCCEEDED", "churn", Version=12, Decisions=found)
    assert said["Decisions"] == found
    assert status.words(said).splitlines() == [
        "churn: version 12 succeeded",
        "Training image: reused from version 9: nothing in training/ has changed",
        "Training: done: HyperParameters.C was 1, is 10",
        "Evaluation: skipped: the document has no Evaluation",
        "Deployment: done: the model is new",
    ]


def test_a_build_that_did_not_come_so_far_has_decided_nothing() -> None:
    assert decisions({"Status": "FAILED"}) is None
    assert status.words(status.message("FAILED", "churn", Version=12, Decisions=None)) == "churn: version 12 failed"


def told(status: str, **record: object) -> dict[str, str]:
    """Return what is told of each part of a build that has ended so."""
    found = ended({**RECORD, "Status": status, **record})
    assert found
    return {part: made["Decision"] for part, made in found.items()}


def test_what_a_build_did_not_come_to_was_only_planned() -> None:
    assert told("FAILED") == {"TrainingImage": "REUSED", "Training": "PLANNED", "Evaluation": "SKIPPED", "Deployment": "PLANNED"}
    refused = told("FAILED", ModelArtifacts="s3://code/model.tar.gz", Evaluation={"Metrics": {}}, Deployed=False)
    assert refused == {"TrainingImage": "REUSED", "Training": "DONE", "Evaluation": "SKIPPED", "Deployment": "PLANNED"}
    assert told("FAILED", ModelArtifacts="s3://code/model.tar.gz", Deployed=True)["Deployment"] == "DONE", "its end failed"


def test_what_an_earlier_attempt_of_a_build_had_planned_is_done_when_it_succeeds() -> None:
    planned = ended({**RECORD, "Status": "TIMED_OUT"})
    again = ended({"Decisions": planned, "Status": "SUCCEEDED"})
    assert again and [made["Decision"] for made in again.values()] == ["REUSED", "DONE", "SKIPPED", "DONE"]


def test_a_build_that_decided_nothing_has_done_nothing() -> None:
    assert ended({"Status": "FAILED"}) is None
