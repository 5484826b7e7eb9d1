"""Writes docs/parameters.schema.json from what the checks themselves use: the document's keys, and the model of SageMaker's API.

Run it with: PYTHONPATH=functions python tools/parameters_schema.py
"""

import json
from pathlib import Path
from typing import Any

from api.shapes import carried
from document.keys import DOCUMENT
from document.values import Value

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docs/parameters.schema.json"
TYPES: dict[Any, str] = {str: "string", bool: "boolean", dict: "object", list: "array", int: "integer", float: "number"}
Schema = dict[str, Any]


def document_schema() -> Schema:
    """Return the schema of the whole document."""
    shapes: dict[str, Schema] = {}
    schema = value_schema(DOCUMENT, shapes)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "SageBuild parameter document"}
    return {**head, **schema, "$defs": dict(sorted(shapes.items()))}


def value_schema(value: Value, shapes: dict[str, Schema]) -> Schema:
    """Return the schema of one value of the document; null removes a key everywhere."""
    if value.request:
        return {"description": value.about, **nullable(part_schema(value, shapes))}
    schema: Schema = {"type": [*(TYPES[kind] for kind in value.types), "null"]}
    if value.about:
        schema["description"] = value.about
    if value.choices:
        schema["enum"] = [*value.choices, None]
    if value.least is not None:
        schema["minimum"] = value.least
    if value.keys is not None:
        schema["properties"] = {key: value_schema(inner, shapes) for key, inner in value.keys.items()}
        schema["additionalProperties"] = False
    elif value.values:
        schema["additionalProperties"] = value_schema(value.values, shapes)
    elif value.items:
        schema["items"] = value_schema(value.items, shapes)
    return schema


def part_schema(value: Value, shapes: dict[str, Schema]) -> Schema:
    """Return the schema of a part of a request: nothing is required, for the rest comes from the defaults."""
    shape = carried()["Operations"][value.request]
    schema = shape_schema(shape, shapes)
    for key, inner in (value.own or {}).items():  # no other key of the document holds a part of this request
        shapes[shape]["properties"][key] = value_schema(inner, shapes)
    return schema


def nullable(schema: Schema) -> Schema:
    """Return a schema that also allows null."""
    return {"anyOf": [schema, {"type": "null"}]}


def shape_schema(name: str, shapes: dict[str, Schema]) -> Schema:
    """Return the schema of a shape; structures are defined once and referred to."""
    shape = carried()["Shapes"][name]
    match shape["type"]:
        case "structure":
            if name not in shapes:
                shapes[name] = {}
                members = {key: nullable(shape_schema(member, shapes)) for key, member in shape["members"].items()}
                shapes[name] = {"type": "object", "properties": members, "additionalProperties": False}
            return {"$ref": f"#/$defs/{name}"}
        case "map":
            return {"type": "object", "additionalProperties": nullable(shape_schema(shape["value"], shapes))}
        case "list":
            return {"type": "array", "items": shape_schema(shape["member"], shapes)}
        case "integer" | "long":
            return {"type": ["integer", "string"]}
        case "float" | "double":
            return {"type": ["number", "string"]}
        case "boolean":
            return {"type": "boolean"}
    return {"type": "string", **({"enum": shape["enum"]} if shape.get("enum") else {})}


def text() -> str:
    """Return the file's content."""
    return json.dumps(document_schema(), indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(text())
    print(f"{FILE.relative_to(ROOT)}: {len(text())} characters")
