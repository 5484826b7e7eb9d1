"""What a build decided stands in its record, and is told in JSON and in words."""

from decimal import Decimal

from news import status
from news.decisions import decisions

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
