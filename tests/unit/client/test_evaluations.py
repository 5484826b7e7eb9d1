from sagebuild import Evaluation
from sagebuild.builds import build
from sagebuild.comparison import compare
from sagebuild.evaluations import evaluation
from sagebuild.history import frame

ACCURACY = "classification_metrics.accuracy.value"
SENTENCE = "classification_metrics.accuracy.value is 0.98, and 0.96 of version 3, which serves"
RECORD = {
    "Version": 4,
    "Stack": "churn",
    "Status": "SUCCEEDED",
    "Metrics": {"validation:accuracy": 0.97},
    "Evaluation": {"Metrics": {ACCURACY: 0.98}, "Champion": {ACCURACY: 0.96}, "ChampionVersion": 3, "Sentence": SENTENCE},
}


def test_an_evaluation_is_that_of_the_model_and_of_the_one_that_served() -> None:
    assert build(RECORD).evaluation == Evaluation({ACCURACY: 0.98}, {ACCURACY: 0.96}, 3, SENTENCE)
    assert build({"Version": 4}).evaluation is None


def test_the_first_model_has_no_champion() -> None:
    assert evaluation({"Evaluation": {"Metrics": {"mse": "NaN"}, "Champion": None}}) == Evaluation({"mse": "NaN"}, {}, None, "")


def test_the_history_has_a_column_for_each_path_of_the_evaluation() -> None:
    table = frame([build(RECORD)])
    assert (table.loc[4, "validation:accuracy"], table.loc[4, ACCURACY]) == (0.97, 0.98)


def test_builds_are_compared_by_their_evaluations_too() -> None:
    rows = [(row.name, row.first, row.second) for row in compare(build({"Version": 3}), build(RECORD)).rows if row.section == "Metrics"]
    assert rows == [("validation:accuracy", "", "0.97"), (ACCURACY, "", "0.98")]


def test_a_build_that_was_let_through_says_by_which_numbers() -> None:
    said = f"Version 4 of churn succeeded after 0 s (validation:accuracy 0.97). Validation: {SENTENCE}"
    assert str(build(RECORD)) == said
    assert str(build({**RECORD, "Reason": "a push"})) == said.replace(").", "). Reason: a push.")


def test_one_that_was_refused_says_so_once() -> None:
    cause = f"Validate Model: {SENTENCE}"
    assert (
        str(build({**RECORD, "Status": "FAILED", "Cause": cause}))
        == f"Version 4 of churn failed after 0 s (validation:accuracy 0.97): {cause}"
    )
