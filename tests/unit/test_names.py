from builds.names import image_tag, resource_name, suffix


def test_a_name_is_the_stack_the_version_and_a_suffix() -> None:
    assert resource_name("churn", 12, "1a2b3c4d") == "churn-v12-1a2b3c4d"


def test_a_long_stack_name_is_cut_to_63_characters_and_never_before_a_hyphen() -> None:
    assert resource_name("a" * 60, 12, "1a2b3c4d") == "a" * 50 + "-v12-1a2b3c4d"
    assert resource_name("a" * 49 + "-bcd", 12, "1a2b3c4d") == "a" * 49 + "-v12-1a2b3c4d"


def test_the_suffix_belongs_to_one_execution_for_ever() -> None:
    arn = "arn:aws:states:us-east-1:123456789012:execution:build:b"
    assert suffix(arn, "2026-11-23T10:00:00Z") == suffix(arn, "2026-11-23T10:00:00Z") == "700fc412"
    assert suffix(arn, "2026-11-24T10:00:00Z") != "700fc412"


def test_an_image_tag_names_version_and_kind() -> None:
    assert image_tag(12, "Training") == "v12-training"
