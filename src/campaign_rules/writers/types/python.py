"""A Python module of a campaign's records: plain msgspec Structs that read what the campaign reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from msgspec import inspect

from campaign_rules.base.texts import Text
from campaign_rules.rules.record.interface import RecordType, record_types
from campaign_rules.rules.record.model import RecordModel

_HEAD = """
from collections.abc import Mapping
from datetime import date as Day
from typing import Annotated, Any, Dict, Literal, Tuple, TypeVar, overload

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

# Fields have names in small letters; what their types are called begins with a capital, so that none hides another.
Text = str
Flag = bool
Number = float
Whole = int
"""

_FOOT = '''
Kind = TypeVar("Kind")


@overload
def read(given: bytes | str | Mapping[str, Any]) -> Record: ...


@overload
def read(given: bytes | str | Mapping[str, Any], kind: type[Kind]) -> Kind: ...


def read(given: bytes | str | Mapping[str, Any], kind: Any = Record) -> Any:
    """Return a record, or another kind of value, from JSON or from plain data.

    What is absent is UNSET: nobody said. None says that it is not done.

    Raises:
        msgspec.ValidationError: it does not fit, and where.
    """
    if isinstance(given, (bytes, str)):
        return msgspec.json.decode(given, type=kind)
    return msgspec.convert(given, kind)
'''


def python(model: RecordModel, title: Text) -> str:
    """Return the module for a campaign's records, headed by its title: a class for each type, titles as docstrings, and `read`."""
    types = record_types(model)
    names = {one.made: one.name for one in types}
    head = _doc(Text(f"{title.zh}：记录", f"{title.en}: records"))
    return "\n\n".join(
        (head + "\n" + _HEAD, *("\n".join(_class(one, names)) + "\n" for one in types), _FOOT.lstrip("\n"))
    )


def _class(of: RecordType, names: Mapping[type, str]) -> Iterator[str]:
    renamed = {one.attribute: one.name for one in of.properties if one.attribute != one.name}
    rename = f", rename={json.dumps(renamed)}" if renamed else ""
    yield f"class {of.name}(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True{rename}):"
    yield f"    {_doc(of.title)}"
    yield ""
    for one in of.properties:
        kind = _type(one.type, list(one.words), names)
        default = json.dumps(one.default) if one.default is not None else None
        if one.required:
            yield f"    {one.attribute}: {kind}"
        elif default is not None:
            yield f"    {one.attribute}: {kind} = {default}"
        else:
            yield f"    {one.attribute}: {kind} | UnsetType = UNSET"
        yield f"    {_doc(one.title, *one.remarks)}"


def _type(read: inspect.Type, words: list[str], names: Mapping[type, str]) -> str:
    match read:
        case inspect.Metadata():
            return _type(read.type, words, names)
        case inspect.UnionType():
            return " | ".join(_type(one, words, names) for one in read.types)
        case inspect.LiteralType():
            return f"Literal[{', '.join(map(json.dumps, words))}]"
        case inspect.StructType():
            return names[read.cls]
        case inspect.VarTupleType():
            return _bounded(f"Tuple[{_type(read.item_type, words, names)}, ...]", min_length=read.min_length)
        case inspect.DictType():
            return f"Dict[Text, {_type(read.value_type, words, names)}]"
        case inspect.IntType():
            return _bounded("Whole", ge=read.ge, le=read.le)
        case inspect.FloatType():
            return _bounded("Number", ge=read.ge, le=read.le)
    return _PLAIN[type(read)]


_PLAIN: Mapping[type[inspect.Type], str] = {
    inspect.StrType: "Text",
    inspect.BoolType: "Flag",
    inspect.DateType: "Day",
    inspect.NoneType: "None",
}


def _bounded(kind: str, **bounds: float | None) -> str:
    said = ", ".join(f"{name}={bound}" for name, bound in bounds.items() if bound is not None)
    return f"Annotated[{kind}, Meta({said})]" if said else kind


def _doc(*said: Text) -> str:
    """Return texts in both languages as a docstring; what would end it, or mean something in it, is escaped."""
    whole = "; ".join(f"{text.zh} / {text.en}" for text in said)
    return f'"""{json.dumps(whole, ensure_ascii=False)[1:-1]}"""'
