"""Hyperparameters reach a script as AWS's toolkit hands them over."""

from local.containers.toolkits.script_training import arguments, variable


def test_arguments_are_in_the_order_of_their_names() -> None:
    own = {"epochs": 3, "b": True, "layers": [64, 32], "map": {"y": 1, "x": "a"}, "nothing": None}
    assert arguments(own) == ["-b", "True", "--epochs", "3", "--layers", "[64, 32]", "--map", "x=a,y=1", "--nothing", ""]


def test_variables_hold_text_as_it_is_and_everything_else_as_json() -> None:
    assert [variable(value) for value in ("rbf", True, 0.5, [64, 32], {"b": 1, "a": 2}, None)] == [
        "rbf",
        "true",
        "0.5",
        "[64,32]",
        '{"a":2,"b":1}',
        "",
    ]
