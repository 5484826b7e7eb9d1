import ast
from pathlib import Path

import botocore.session
from botocore import xform_name

from tests.unit.client.calls import CALLS

MODULES = Path(__file__).parents[3] / "notebooks" / "sagebuild"
TRANSFERS = {"upload_file", "upload_fileobj", "download_file", "download_fileobj"}


def calls_of(module: Path) -> dict[str, list[str]]:
    """Return which operations a module names of the services whose clients it asks for: as methods, or as those of paginators."""
    nodes = [node for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.Call)]
    calls = [(node.func, node.args) for node in nodes if isinstance(node.func, ast.Attribute) and not of_re(node.func)]
    texts = {(method.attr, argument.value) for method, given in calls for argument in given if isinstance(argument, ast.Constant)}
    names = {method.attr for method, _ in calls} | {str(text) for name, text in texts if name == "get_paginator"}
    found = {}
    for service in sorted(str(text) for name, text in texts if name == "client"):
        model = botocore.session.get_session().get_service_model(service)
        operations = {xform_name(name): name for name in model.operation_names}
        found[service] = sorted([operations[name] for name in names if name in operations] + list(names & TRANSFERS))
    return found


def of_re(method: ast.Attribute) -> bool:
    """Return whether a method is one of the module re, whose search is none of SageMaker's."""
    return isinstance(method.value, ast.Name) and method.value.id == "re"


def test_the_list_of_the_clients_calls_is_what_its_modules_call() -> None:
    found = {module.stem: calls for module in sorted(MODULES.rglob("*.py")) if (calls := calls_of(module))}
    assert found == CALLS
