"""What a field can hold, and which tests make sense of it: the others are refused when a pack is loaded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from campaign_rules.base.errors import Problem, did_you_mean
from campaign_rules.base.schemas import SAID, shown_value
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import Condition, Test, walk
from campaign_rules.logic.lifecycles import LifeCycle
from campaign_rules.logic.operands import DAY, OTHER, SOME_DAY, Holds
from campaign_rules.logic.operators import OPERATORS
from campaign_rules.rules.checks.fields import Fields, event_fields, fields_of
from campaign_rules.rules.leads import LEADING, OWN_DEPARTMENT
from campaign_rules.rules.record.declaration import Field, FieldType
from campaign_rules.rules.record.model import RECORD, RecordModel

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

_HELD: Mapping[FieldType, Holds] = {
    "flag": "flag", "date": "date", "count": "number", "number": "number", "money": "number", "quantity": "number",
    "list": "list", "attributes": "list", "part": "fields",
}  # fmt: skip
"""What a field of a type holds; of any other, text."""

_OF_ALL: Mapping[str, frozenset[Holds]] = {
    "id": frozenset({"text"}),
    "actor": frozenset({"text", "list"}),
    "kind": frozenset({"text"}),
    "note": frozenset({"text"}),
}
"""What the fields hold that every record has, item or event; of the others (sections, events), a list."""


class FieldTypes:
    """What the fields hold that a condition on the items of a section (or on the record) can name."""

    def __init__(self, model: RecordModel, section: str | None, cycles: Iterable[LifeCycle]) -> None:
        self._fields = [*([fields_of(model, section)] if section else []), fields_of(model, RECORD)]
        self._event = event_fields(model, section or RECORD)
        self._attributes = model.attributes_field
        self._cycles = tuple(cycles)

    def __call__(self, path: tuple[str, ...]) -> frozenset[Holds]:
        """Return what a field can hold beside null; empty where there is no such field."""
        if path[0] == self._attributes and len(path) > 1:
            return ATTRIBUTES
        if path == ("as_of",):
            return frozenset({"date"})
        if path == (LEADING,):
            return frozenset({"list"})
        if path == (OWN_DEPARTMENT,):
            return frozenset({"text"})
        for cycle in self._cycles:
            if path[0] in cycle.variables:
                return frozenset({"date"})
            if path[0] in cycle.regions:
                return frozenset({"date"} if len(path) > 1 else {"text"})
        if path[0] == "event":
            return _held(self._event, path[1:])
        return next((held for fields in self._fields if (held := _held(fields, path))), frozenset())

    def words(self, path: tuple[str, ...]) -> tuple[str, ...]:
        """Return the words that a field can have, or the states of a region, where these are a closed list."""
        if len(path) == 1 and (
            region := next((c.regions[path[0]] for c in self._cycles if path[0] in c.regions), None)
        ):
            return tuple(region.states)
        of_event = path[0] == "event"
        name = ".".join(path[1:] if of_event else path)
        found = (fields.get(name) for fields in ([self._event] if of_event else self._fields))
        field = next((one for one in found if one), None)
        return tuple(field.of) if field and isinstance(field.of, Mapping) else ()


def _held(fields: Fields, path: tuple[str, ...]) -> frozenset[Holds]:
    name = ".".join(path)
    if name not in fields:
        return frozenset()
    field = fields[name]
    if field is None:
        return _OF_ALL.get(name, frozenset({"list"}))
    return _of(field)


def _of(field: Field) -> frozenset[Holds]:
    held: Holds = _HELD.get(field.type, "text")
    return frozenset({held, "text"} if field.or_text else {held})


def misfits(node: Condition, held: FieldTypes, source: Source, base: Path) -> Iterator[Problem]:
    """Yield the tests in a condition that can't be right, whatever a record says, because of what the field holds."""
    for part in walk(node):
        if not isinstance(part, Test) or OPERATORS[part.operator].operand is DAY:
            continue  # of what is compared as a day it is told which fields are one
        if (found := held(part.path)) and not OPERATORS[part.operator].fields_for(part.operand) & found:
            text = _misfit(part, [one for one in CALLED if one in found], held.words(part.path))
            yield source.problem((*base, *part.at), "wrong-type", text)


def _misfit(test: Test, held: list[Holds], words: Collection[str]) -> Text:
    name = ".".join(test.path)
    called = Text("或", " or ").join(CALLED[one] for one in held)
    if test.operator != "is":
        text = Text(
            f"{name} 是{called.zh}，不能用 {test.operator}",
            f"{name} is {called.en}: {test.operator} makes no sense of it",
        )
        return text + did_you_mean("", _operators_for(held))
    operand = test.operand if isinstance(test.operand, str) else shown_value(test.operand)
    text = Text(f"{name} 是{called.zh}，不会等于 {operand}", f"{name} is {called.en}, and never equals {operand}")
    if held == ["flag"]:
        said = SAID.get(operand.lower())
        return text + (Text(f"；请写 {said}", f"; write {said}") if said else Text("", ""))
    if words:
        return text + did_you_mean("", words)
    return text if held == ["text"] else text + did_you_mean("", _operators_for(held))


def _operators_for(held: Iterable[Holds]) -> list[str]:
    """Return the operators that make sense of what a field holds, but the one that is written by itself."""
    holds = frozenset(held)
    examples: Mapping[str, object] = {"flag": True, "words": frozenset({OTHER}), "day": SOME_DAY, "number": 1}
    return [
        name
        for name, operator in OPERATORS.items()
        if name != "is" and operator.fields_for(examples.get(operator.operand.name, OTHER)) & holds
    ]
