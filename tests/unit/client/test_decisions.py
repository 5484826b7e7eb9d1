from sagebuild.decisions import decisions

FOUND = {
    "Deployment": {"Decision": "SKIPPED", "Version": None, "Because": "Deploy is false"},
    "Training": {"Decision": "REUSED", "Version": 11, "Because": "nothing has changed since version 11 but <Deploy>"},
    "InferenceImage": {"Decision": "DONE", "Version": None, "Because": "something in serving/ has changed"},
}


def test_the_parts_stand_in_the_order_in_which_a_build_does_them() -> None:
    assert str(decisions(FOUND, "Version 12 of churn")) == (
        "Version 12 of churn:\n"
        "Part             Decision                Because\n"
        "inference image  done                    something in serving/ has changed\n"
        "training         reused from version 11  nothing has changed since version 11 but <Deploy>\n"
        "deployment       skipped                 Deploy is false"
    )


def test_what_is_reused_is_said_in_words() -> None:
    images = {"TrainingImage": {"Decision": "REUSED", "Version": 9, "Because": ""}}
    assert decisions({**FOUND, **images}, "").reused == "training image of version 9, training of version 11"
    both = {**images, "InferenceImage": {"Decision": "REUSED", "Version": 9, "Because": "it is the training image"}}
    assert decisions({**FOUND, **both}, "").reused == "training image and inference image of version 9, training of version 11"
    assert decisions({"Deployment": FOUND["Deployment"]}, "").reused == ""


def test_what_is_reused_of_no_version_is_said_without_one() -> None:
    known = decisions({"InferenceImage": {"Decision": "REUSED", "Version": None, "Because": "it is the training image"}}, "")
    assert (known.reused, str(known.of("InferenceImage"))) == ("inference image", "reused")


def test_one_part_can_be_asked_for() -> None:
    training = decisions(FOUND, "").of("Training")
    assert training
    assert (training.decision, training.version, str(training)) == ("REUSED", 11, "reused from version 11")
    assert decisions(FOUND, "").of("Evaluation") is None


def test_they_are_kept_as_a_record_holds_them() -> None:
    assert decisions(FOUND, "").record == FOUND


def test_they_are_a_table_of_pandas() -> None:
    table = decisions(FOUND, "").frame()
    assert list(table.index) == ["inference image", "training", "deployment"]
    assert table.loc["deployment", "Because"] == "Deploy is false"


def test_the_html_escapes_what_it_shows_and_marks_what_is_done() -> None:
    html = decisions(FOUND, "Version 12 of <b>")._repr_html_()
    assert "<p>Version 12 of &lt;b&gt;</p>" in html
    assert "since version 11 but &lt;Deploy&gt;</td>" in html
    assert [part in html for part in ("<b>done</b>", "<b>skipped</b>")] == [True, False]


def test_where_nothing_is_known_they_are_false() -> None:
    assert not decisions({}, "")
    assert decisions(FOUND, "")
