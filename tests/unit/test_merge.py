from document.merge import keep_nulls, merge


def test_objects_are_merged_deeply_lists_replaced_and_nulls_remove() -> None:
    defaults = {"a": {"b": 1, "c": [1, 2], "d": 4}, "e": 5}
    assert merge(defaults, {"a": {"c": [3], "d": None}, "f": {"g": 6, "h": None}}) == {"a": {"b": 1, "c": [3]}, "e": 5, "f": {"g": 6}}


def test_the_defaults_are_left_as_they_are() -> None:
    defaults = {"a": {"b": 1}}
    merge(defaults, {"a": {"b": 2}})
    assert defaults == {"a": {"b": 1}}


def test_an_object_replaces_a_value_and_a_value_an_object() -> None:
    assert merge({"a": 1, "b": {"c": 2}}, {"a": {"d": 3}, "b": 4}) == {"a": {"d": 3}, "b": 4}


def test_changes_to_changes_keep_their_nulls() -> None:
    assert keep_nulls({"a": {"b": 1}}, {"a": {"c": None}, "d": None}) == {"a": {"b": 1, "c": None}, "d": None}
