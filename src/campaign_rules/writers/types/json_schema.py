"""The JSON Schema (draft 2020-12) of a campaign's records, with what people call each field in both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from campaign_rules.base.schemas import schema_of
from campaign_rules.base.texts import Text
from campaign_rules.rules.record.interface import Property, RecordType, record_types
from campaign_rules.rules.record.model import RecordModel


def json_schema(model: RecordModel, title: Text) -> dict[str, Any]:
    """Return the schema of a campaign's records, headed by its title: what is taken, its closed lists of words in their order, titles, and what else there is to say."""
    schema, types = schema_of(model.record), record_types(model)
    parts = {one.name: _titled(schema["$defs"][one.made.__name__], one) for one in reversed(types)}
    names = {f"#/$defs/{one.made.__name__}": f"#/$defs/{one.name}" for one in types}
    head = {"$schema": schema["$schema"], "title": _both(Text(f"{title.zh}：记录", f"{title.en}: record"))}
    return {**head, "$ref": "#/$defs/Record", "$defs": _renamed(parts, names)}


def written(model: RecordModel, title: Text) -> str:
    """Return the schema as the text of a file."""
    return json.dumps(json_schema(model, title), ensure_ascii=False, indent=2) + "\n"


def _titled(schema: Mapping[str, Any], of: RecordType) -> dict[str, Any]:
    said = {one.name: _said(schema["properties"][one.name], one) for one in of.properties}
    return {"title": _both(of.title), "type": "object", "properties": said, **_rest(schema)}


def _rest(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {key: schema[key] for key in ("required", "additionalProperties") if key in schema}


def _said(schema: Mapping[str, Any], of: Property) -> dict[str, Any]:
    described = {"description": "\n".join(map(_both, of.remarks))} if of.remarks else {}
    return {"title": _both(of.title), **described, **_in_order(schema, list(of.words))}


def _in_order(schema: Any, words: list[str]) -> Any:
    """Return a schema with its closed list in the order in which it was declared."""
    if isinstance(schema, Mapping):
        return {key: words if key == "enum" else _in_order(value, words) for key, value in schema.items()}
    return [_in_order(one, words) for one in schema] if isinstance(schema, list) else schema


def _renamed(schema: Any, names: Mapping[str, str]) -> Any:
    """Return a schema whose references name its parts as they are called."""
    if isinstance(schema, Mapping):
        return {key: names[value] if key == "$ref" else _renamed(value, names) for key, value in schema.items()}
    return [_renamed(one, names) for one in schema] if isinstance(schema, list) else schema


def _both(text: Text) -> str:
    return f"{text.zh} / {text.en}"
