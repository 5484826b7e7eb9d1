from builds.names import image_tag, resource_name, suffix, version_of_tag


def test_a_name_is_the_stack_the_version_and_a_suffix() -> None:
    assert resource_name("churn", 12, "1a2b3c4d") == "churn-v12-1a2b3c4d"


def test_a_long_stack_name_is_cut_to_63_characters_and_never_before_a_hyphen() -> None:
    assert resource_name("a" * 60, 12, "1a2b3c4d") == "a" * 50 + "-v12-1a2b3c4d"
    assert resource_name("a" * 49 + "-bcd", 12, "1a2b3c4d") == "a" * 49 + "-v12-1a2b3c4d"


def test_the_suffix_belongs_to_one_execution_for_ever() -> None:
    arn = "arn:aws:states:us-east-1:123456789012:execution:build:b"
    assert suffix(arn, "2026-11-23T10:00:00Z") == suffix(arn, "2026-11-23T10:00:00Z") == "700fc412"
    assert suffix(arn, "2026-11-24T10:00:00Z") != "700fc412"


def test_an_image_tag_names_version_kind_and_content_and_tells_the_version() -> None:
    assert image_tag(12, "Training") == "v12-training"
    assert image_tag(12, "Inference", "0a1b2c3d4e5f6071") == "v12-inference-0a1b2c3d4e5f6071"
    assert [version_of_tag(tag) for tag in ("v12-training", "v7-inference-0a1b2c3d4e5f6071")] == [12, 7]
    assert [version_of_tag(tag) for tag in ("v12-base", "latest", "v12-training-mine", "xv12-training")] == [None, None, None, None]
