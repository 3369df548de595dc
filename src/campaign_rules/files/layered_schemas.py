"""What an editor accepts in a pack's file beside what the file holds as a whole: what a layer says of the layer below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from campaign_rules.rules.record.declaration import Events, Ledger
from campaign_rules.rules.record.layering import ENTRIES

_LAYER = {"type": "string"}
_TEXT = {"$ref": "#/$defs/Text"}

_NAMELESS = (Events.__name__, Ledger.__name__)
"""The classes of what holds named entries without being one."""

_CHANGE: Mapping[str, Any] = {"type": "object", "properties": {"changes": _LAYER}, "required": ["changes"]}

_WITHDRAWAL: Mapping[str, Any] = {
    "type": "object",
    "properties": {"withdraws": _LAYER},
    "required": ["withdraws", "reason"],
}


def named_layered(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a file of named rules, each of which a layer can change or withdraw."""
    return {**schema, "additionalProperties": {"anyOf": [schema["additionalProperties"], _CHANGE, _WITHDRAWAL]}}


def record_layered(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of ``record.yaml``: at every level, an entry can be whole, changed or withdrawn."""
    whole = {name: _with_layers(part) for name, part in schema["$defs"].items()}
    changed = {f"{name}Change": _changed(name, part) for name, part in whole.items() if part.get("properties")}
    reason = {"type": "object", "additionalProperties": False, "required": ["withdraws", "reason"]}
    withdrawal = {**reason, "properties": {"withdraws": _LAYER, "reason": _TEXT}}
    parts = {**whole, **changed, "Withdrawal": withdrawal}
    top = str(schema["$ref"]).rpartition("/")[2]
    parts[top] = {key: value for key, value in parts[top].items() if key != "required"}  # a layer has a part of it
    used = _reached(f"#/$defs/{top}", parts)
    return {**schema, "$defs": {name: part for name, part in parts.items() if name in used}}


def _with_layers(part: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a class whose named entries can be whole, changed or withdrawn."""
    inside = part.get("properties", {})
    return {**part, "properties": {key: _entry(key, value) for key, value in inside.items()}} if inside else part


def _entry(key: str, value: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a key: of named entries, where it holds these."""
    if "anyOf" in value:
        return {**value, "anyOf": [_entry(key, one) for one in value["anyOf"]]}
    inside = value.get("additionalProperties")
    if key not in ENTRIES or not isinstance(inside, dict) or "$ref" not in inside:
        return value
    change = {"$ref": f"{inside['$ref']}Change"}
    return {**value, "additionalProperties": {"anyOf": [inside, change, {"$ref": "#/$defs/Withdrawal"}]}}


def _changed(name: str, part: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a class of which a layer gives only what it changes."""
    rest = {key: value for key, value in part.items() if key not in ("required", "title")}
    inside = {key: _part_changed(value) for key, value in part["properties"].items()}
    if name in _NAMELESS:
        return {**rest, "properties": inside}
    return {**rest, "properties": {"changes": _LAYER, **inside}, "required": ["changes"]}


def _part_changed(value: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a key of what is changed: what has no name, but holds entries, is changed with it."""
    whole = value.get("$ref", "")
    if whole.rpartition("/")[2] not in _NAMELESS:
        return value
    rest = {key: said for key, said in value.items() if key != "$ref"}
    return {**rest, "anyOf": [{"$ref": whole}, {"$ref": f"{whole}Change"}]}


def _reached(start: str, parts: Mapping[str, Any]) -> set[str]:
    """Return the names of the parts that something leads to."""
    seen: set[str] = set()
    open_: list[Any] = [{"$ref": start}]
    while open_:
        one = open_.pop()
        if isinstance(one, dict):
            name = str(one.get("$ref", "")).rpartition("/")[2]
            if name in parts and name not in seen:
                seen.add(name)
                open_.append(parts[name])
            open_ += one.values()
        elif isinstance(one, list):
            open_ += one
    return seen
