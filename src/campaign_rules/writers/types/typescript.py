"""TypeScript declarations of a campaign's records: what may be absent is told from what may be null."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from msgspec import inspect

from campaign_rules.base.texts import Text
from campaign_rules.rules.record.interface import RECORD_TYPE, Property, record_types
from campaign_rules.rules.record.model import RecordModel

WHOLE = "CampaignRecord"
"""What a record is called: `Record` is TypeScript's own for something else."""


def typescript(model: RecordModel, title: Text) -> str:
    """Return the declarations of a campaign's records, headed by its title: an interface for each type, closed lists of words as unions, titles as comments."""
    types = record_types(model)
    names = {one.made: one.name if one.name != RECORD_TYPE else WHOLE for one in types}
    lines = [
        *_comment([title, Text("一个键可以没有（不清楚）", "a key may be absent: not known")]),
        "",
        *_comment([Text("日期，YYYY-MM-DD", "a day, YYYY-MM-DD")]),
        "export type Day = string;",
    ]
    for one in reversed(types):
        lines += ["", *_comment([one.title]), f"export interface {names[one.made]} {{"]
        for field in one.properties:
            lines += _field(field, names)
        lines.append("}")
    return "\n".join(lines) + "\n"


def _field(field: Property, names: Mapping[type, str]) -> Iterator[str]:
    default = [Text(f"不写就是 {field.default}", f"{field.default} where it is absent")] if field.default else []
    yield from _comment([field.title, *field.remarks, *default], "  ")
    yield f"  {field.name}{'' if field.required else '?'}: {_type(field.type, field, names)};"


def _type(read: inspect.Type, field: Property, names: Mapping[type, str]) -> str:
    match read:
        case inspect.Metadata():
            return _type(read.type, field, names)
        case inspect.UnionType():
            return " | ".join(_type(one, field, names) for one in read.types)
        case inspect.LiteralType():
            return " | ".join(json.dumps(word, ensure_ascii=False) for word in field.words)
        case inspect.StructType():
            return names[read.cls]
        case inspect.VarTupleType():
            return _list(_type(read.item_type, field, names), filled=bool(read.min_length))
        case inspect.DictType():
            return f"{{ [name: string]: {_type(read.value_type, field, names)} }}"
    return _PLAIN[type(read)]


_PLAIN: Mapping[type[inspect.Type], str] = {
    inspect.StrType: "string",
    inspect.BoolType: "boolean",
    inspect.IntType: "number",
    inspect.FloatType: "number",
    inspect.DateType: "Day",
    inspect.NoneType: "null",
}


def _list(element: str, *, filled: bool) -> str:
    several = f"({element})[]" if "|" in element else f"{element}[]"
    return f"[{element}, ...{several}]" if filled else several


def _comment(said: list[Text], indent: str = "") -> Iterator[str]:
    lines = [line.replace("*/", "*\\/") for text in said for line in f"{text.zh} / {text.en}".splitlines()]
    if len(lines) == 1:
        yield f"{indent}/** {lines[0]} */"
        return
    yield f"{indent}/**"
    yield from (f"{indent} * {line}" for line in lines)
    yield f"{indent} */"
