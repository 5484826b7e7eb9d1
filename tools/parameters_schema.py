"""Writes docs/parameters.schema.json from what the checks themselves use: the document's keys, and botocore's model of SageMaker's API.

Run it with: PYTHONPATH=functions python tools/parameters_schema.py
"""

import json
from pathlib import Path
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from api.shapes import model
from document.keys import DOCUMENT, Value

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docs/parameters.schema.json"
TYPES: dict[Any, str] = {str: "string", bool: "boolean", dict: "object"}
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
        return {"description": value.about, **nullable(part_schema(value.request, shapes))}
    schema: Schema = {"type": [*(TYPES[kind] for kind in value.types), "null"]}
    if value.about:
        schema["description"] = value.about
    if value.choices:
        schema["enum"] = [*value.choices, None]
    if value.keys is not None:
        schema["properties"] = {key: value_schema(inner, shapes) for key, inner in value.keys.items()}
        schema["additionalProperties"] = False
    elif value.values:
        schema["additionalProperties"] = value_schema(value.values, shapes)
    return schema


def part_schema(operation: str, shapes: dict[str, Schema]) -> Schema:
    """Return the schema of a part of a request: nothing is required, for the rest comes from the defaults."""
    return shape_schema(model("sagemaker").operation_model(operation).input_shape, shapes)


def nullable(schema: Schema) -> Schema:
    """Return a schema that also allows null."""
    return {"anyOf": [schema, {"type": "null"}]}


def shape_schema(shape: Shape, shapes: dict[str, Schema]) -> Schema:
    """Return the schema of a shape; structures are defined once and referred to."""
    match shape:
        case StructureShape():
            if shape.name not in shapes:
                shapes[shape.name] = {}
                members = {key: nullable(shape_schema(member, shapes)) for key, member in shape.members.items()}
                shapes[shape.name] = {"type": "object", "properties": members, "additionalProperties": False}
            return {"$ref": f"#/$defs/{shape.name}"}
        case MapShape():
            return {"type": "object", "additionalProperties": nullable(shape_schema(shape.value, shapes))}
        case ListShape():
            return {"type": "array", "items": shape_schema(shape.member, shapes)}
    if shape.type_name in ("integer", "long"):
        return {"type": ["integer", "string"]}
    if shape.type_name in ("float", "double"):
        return {"type": ["number", "string"]}
    if shape.type_name == "boolean":
        return {"type": "boolean"}
    return {"type": "string", **({"enum": shape.metadata["enum"]} if shape.metadata.get("enum") else {})}


def text() -> str:
    """Return the file's content."""
    return json.dumps(document_schema(), indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(text())
    print(f"{FILE.relative_to(ROOT)}: {len(text())} characters")
