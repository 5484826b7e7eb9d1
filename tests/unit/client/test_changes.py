from sagebuild import Changes


def test_each_value_that_differs_is_a_line() -> None:
    before = {"HyperParameters": {"C": 1, "gamma": 0.1}, "Train": True, "Tags": {"team": "a"}}
    after = {"HyperParameters": {"C": 10, "gamma": 0.1}, "Deploy": False, "Train": True, "Channels": {"train": {"ContentType": "text/csv"}}}
    assert Changes(before, after).lines == [
        "HyperParameters.C: 1 → 10",
        'Tags.team: "a" → not set',
        "Deploy: not set → false",
        'Channels.train.ContentType: not set → "text/csv"',
    ]


def test_lists_are_one_value() -> None:
    assert Changes({"a": [1, 2]}, {"a": [1]}).lines == ["a: [1, 2] → [1]"]


def test_an_object_in_place_of_a_value_is_one_line() -> None:
    assert Changes({"a": 1}, {"a": {"b": 2}}).lines == ['a: 1 → {"b": 2}']


def test_empty_objects_and_nulls_are_seen() -> None:
    assert Changes({}, {"a": {}, "b": None}).lines == ["a: not set → {}", "b: not set → null"]


def test_one_is_not_true() -> None:
    assert Changes({"a": 1}, {"a": True}).lines == ["a: 1 → true"]


def test_the_order_of_keys_means_nothing() -> None:
    changes = Changes({"a": [{"b": 1, "c": 2}]}, {"a": [{"c": 2, "b": 1}]})
    assert not changes
    assert str(changes) == "nothing changes"
    assert changes._repr_html_() == "nothing changes"


def test_long_values_are_cut() -> None:
    (line,) = Changes({}, {"a": "x" * 100}).lines
    assert line == f'a: not set → "{"x" * 78}…'


def test_it_is_true_and_prints_as_its_lines_if_something_changes() -> None:
    changes = Changes({"a": 1, "b": 1}, {"a": 2, "b": 3})
    assert changes
    assert repr(changes) == "a: 1 → 2\nb: 1 → 3"


def test_the_table_escapes_what_it_shows() -> None:
    assert Changes({}, {"<b>": "&"})._repr_html_() == (
        "<table><tr><th>&lt;b&gt;</th><td>not set</td><td>→</td><td>&quot;&amp;&quot;</td></tr></table>"
    )
