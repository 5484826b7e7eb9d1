import json
from typing import Any

from sagebuild.builds import build
from sagebuild.comparison import compare

BEFORE: dict[str, Any] = {
    "Version": 11,
    "Status": "SUCCEEDED",
    "StartedAt": "2026-11-26T12:00:00Z",
    "EndedAt": "2026-11-26T12:01:30Z",
    "Reason": "first",
    "Parameters": json.dumps({"HyperParameters": {"C": 1, "gamma": 2}}),
    "Data": json.dumps({"train": {"S3Uri": "s3://d/train/", "Objects": 1}}),
    "Source": {"Commit": "1111"},
    "Images": {
        "Training": {"Uri": "ecr@sha256:11", "Dockerfile": "Dockerfile", "Content": "0a1b", "Build": True},
        "Inference": {"Uri": "ecr:a", "Dockerfile": None},
    },
    "Metrics": {"accuracy": 0.9},
}
AFTER = {
    **BEFORE,
    "Version": 12,
    "Status": "FAILED",
    "Cause": "too bad",
    "Parameters": json.dumps({"HyperParameters": {"C": 10, "gamma": 2}}),
    "Data": json.dumps({"train": {"S3Uri": "s3://d/train/", "Objects": 2}}),
    "Source": {"Commit": "2222"},
    "Images": {
        "Training": {"Uri": "ecr@sha256:12", "Dockerfile": "Dockerfile", "Content": "2c3d", "Build": True},
        "Inference": {"Uri": "ecr:b", "Dockerfile": None},
    },
    "Metrics": {"loss": 0.123456},
}


def test_parameters_data_code_and_metrics_stand_side_by_side() -> None:
    found = compare(build(BEFORE), build(AFTER))
    assert [(row.section, row.name, row.first, row.second) for row in found.rows] == [
        ("Build", "Status", "SUCCEEDED", "FAILED"),
        ("Build", "Started", "2026-11-26 12:00 UTC", "2026-11-26 12:00 UTC"),
        ("Build", "Took", "1 min 30 s", "1 min 30 s"),
        ("Build", "Reason", "first", "first"),
        ("Build", "Cause", "", "too bad"),
        ("Parameters", "HyperParameters.C", "1", "10"),
        ("Data", "train.Objects", "1", "2"),
        ("Code", "Commit", '"1111"', '"2222"'),
        ("Code", "Image.Training", '"Dockerfile 0a1b"', '"Dockerfile 2c3d"'),
        ("Code", "Image.Inference", '"ecr:a"', '"ecr:b"'),
        ("Metrics", "accuracy", "0.9", ""),
        ("Metrics", "loss", "", "0.1235"),
    ]


def test_what_builds_cost_stands_side_by_side() -> None:
    cheap, dear = ({"Cost": json.dumps({"Dollars": dollars, "Sentence": f"${dollars} for the training"})} for dollars in (0.01, 2.5))
    rows = compare(build({**BEFORE, **cheap}), build({**AFTER, **dear})).rows
    assert [(row.first, row.second) for row in rows if row.name == "Cost"] == [("$0.01 for the training", "$2.5 for the training")]


def test_what_was_decided_stands_side_by_side_with_its_reasons() -> None:
    trained = {"Training": {"Decision": "DONE", "Version": None, "Because": "it is the first build"}}
    taken = {"Training": {"Decision": "REUSED", "Version": 11, "Because": "nothing has changed since version 11"}}
    rows = compare(build({**BEFORE, "Decisions": trained}), build({**AFTER, "Decisions": taken})).rows
    assert [(row.name, row.first, row.second) for row in rows if row.section == "Decisions"] == [
        ("training", "done: it is the first build", "reused from version 11: nothing has changed since version 11")
    ]


def test_an_image_that_is_built_again_of_the_same_content_is_the_same_code() -> None:
    again = {**BEFORE, "Images": {**BEFORE["Images"], "Training": {**BEFORE["Images"]["Training"], "Uri": "ecr@sha256:12"}}}
    assert not [row for row in compare(build(BEFORE), build(again)).rows if row.section == "Code"]


def test_it_prints_as_lines_under_each_other() -> None:
    before, after = {"Version": 1, "Status": "SUCCEEDED"}, {"Version": 2, "Status": "FAILED"}
    assert str(compare(build(before), build(after))) == (
        "               version 1  version 2\nBuild  Status  SUCCEEDED  FAILED\nBuild  Took    0 s        0 s"
    )


def test_it_is_a_table_of_pandas() -> None:
    table = compare(build(BEFORE), build(AFTER)).frame()
    assert list(table.columns) == [11, 12]
    assert table.loc[("Parameters", "HyperParameters.C"), 12] == "10"


def test_the_html_escapes_what_it_shows() -> None:
    assert ">&lt;b&gt;</td>" in compare(build({**BEFORE, "Reason": "<b>"}), build(AFTER))._repr_html_()


def test_builds_of_which_little_is_known_are_compared_too() -> None:
    found = compare(build({"Version": 1}), build({"Version": 2}))
    assert {row.section for row in found.rows} == {"Build"}
