"""What a field can hold, and which tests make sense of it: the others are refused when a pack is loaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Literal, get_args, get_origin

from msgspec import Struct, structs

from campaign_rules.base.errors import Problem
from campaign_rules.base.shapes import struct_in
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import Condition, Test, walk
from campaign_rules.logic.lifecycles import LifeCycle
from campaign_rules.logic.operands import DAY, Holds
from campaign_rules.logic.operators import OPERATORS
from campaign_rules.rules.records import LEADING, SECTIONS, Event, Record

CALLED: Mapping[Holds, Text] = {
    "flag": Text("是否（true 或 false）", "true or false"),
    "number": Text("数", "a number"),
    "text": Text("文字", "text"),
    "date": Text("日期", "a date"),
    "list": Text("列表", "a list"),
    "fields": Text("若干字段", "fields of its own"),
}
"""How it is said what a field holds."""

ATTRIBUTES: frozenset[Holds] = frozenset({"flag", "number", "text"})
"""What an attribute can hold: whatever the records of a campaign say under its name, but no day."""

_PLAIN: Mapping[type, Holds] = {bool: "flag", int: "number", float: "number", str: "text", date: "date"}


class FieldTypes:
    """What the fields hold that a condition on the items of a section (or on the record) can name."""

    def __init__(self, section: str | None, cycles: Iterable[LifeCycle]) -> None:
        self._structs: list[Any] = [*([SECTIONS[section]] if section and section in SECTIONS else []), Record]
        self._cycles = tuple(cycles)

    def __call__(self, path: tuple[str, ...]) -> frozenset[Holds]:
        """Return what a field can hold beside null; empty where there is no such field."""
        if path[0] == "attributes" and len(path) > 1:
            return ATTRIBUTES
        if path == ("as_of",):
            return frozenset({"date"})
        if path == (LEADING,):
            return frozenset({"list"})
        for cycle in self._cycles:
            if path[0] in cycle.variables:
                return frozenset({"date"})
            if path[0] in cycle.regions:
                return frozenset({"date"} if len(path) > 1 else {"text"})
        if path[0] == "event":
            return _held(Event, path[1:])
        return next((held for kind in self._structs if (held := _held(kind, path))), frozenset())


def _held(kind: Any, path: tuple[str, ...]) -> frozenset[Holds]:
    for n, name in enumerate(path):
        found = {field.encode_name: field.type for field in structs.fields(kind)} if kind else {}
        if name not in found:
            return frozenset()
        if n == len(path) - 1:
            return frozenset(_parts(found[name]))
        kind = struct_in(found[name])
    return frozenset()


def _parts(kind: Any) -> Iterator[Holds]:
    """Yield what a field's type allows, without looking into lists."""
    origin = get_origin(kind)
    if kind in _PLAIN:
        yield _PLAIN[kind]
    elif origin is Literal:
        yield "text"
    elif origin in (tuple, list, dict, frozenset):
        yield "list"
    elif isinstance(kind, type) and issubclass(kind, Struct):
        yield "fields"
    else:
        for part in get_args(kind):
            yield from _parts(part)


def misfits(node: Condition, held: FieldTypes, source: Source, base: Path) -> Iterator[Problem]:
    """Yield the tests in a condition that can't be right, whatever a record says, because of what the field holds."""
    for part in walk(node):
        if not isinstance(part, Test) or OPERATORS[part.operator].operand is DAY:
            continue  # of what is compared as a day it is told which fields are one
        if (found := held(part.path)) and not OPERATORS[part.operator].fields_for(part.operand) & found:
            yield source.problem((*base, *part.at), "wrong-type", _misfit(part, [o for o in CALLED if o in found]))


def _misfit(test: Test, held: list[Holds]) -> Text:
    name = ".".join(test.path)
    called = Text("或", " or ").join(CALLED[one] for one in held)
    if test.operator == "is":
        return Text(
            f"{name} 是{called.zh}，不会等于 {test.operand}", f"{name} is {called.en}, and never equals {test.operand}"
        )
    return Text(
        f"{name} 是{called.zh}，不能用 {test.operator}", f"{name} is {called.en}: {test.operator} makes no sense of it"
    )
