"""Conditions in words: what one says of a record (“整改措施（记录为“”）”, “measures (recorded: “”)”), and what one asks."""

from __future__ import annotations

from typing import Protocol

from msgspec import UNSET

from campaign_rules.base.texts import Text, counted
from campaign_rules.logic.conditions import (
    NOTHING_ASKED,
    AllOf,
    AnyOf,
    Clustered,
    Condition,
    Doubtful,
    Named,
    Not,
    Test,
)
from campaign_rules.logic.operands import FieldRef
from campaign_rules.logic.operators import OPERATORS
from campaign_rules.reports.statements import (
    Candidates,
    Closeness,
    ClusterSaid,
    Denied,
    Doubted,
    FactSaid,
    FieldSaid,
    Joined,
    NamedList,
    Scalar,
    Statement,
    Value,
    closeness,
    plain_value,
)
from campaign_rules.reports.wording import LIST_TEXTS, NO_TEXT, phrase


class Words(Protocol):
    """What people call fields and their values."""

    def label(self, path: tuple[str, ...]) -> Text:
        """Return what people call a field."""
        ...

    def word(self, path: tuple[str, ...], value: object) -> Text | None:
        """Return what people call a field's value, if it has a name of its own."""
        ...


class Names(Words, Protocol):
    """What people call fields, their values, and the facts that a campaign defines."""

    def fact(self, name: str) -> Text:
        """Return what people call a fact."""
        ...


def statement_text(said: Statement, names: Names) -> Text:
    """Say a statement in both languages."""
    match said:
        case FieldSaid():
            return _tested(said, names)
        case FactSaid(fact=name, days=days):
            lasting = NO_TEXT if days is UNSET else phrase("lasting", days=_number(days, "day"))
            return names.fact(name) + lasting
        case ClusterSaid(section=section, patterns=patterns):
            return clustered_text(section, patterns, names)
        case Denied(of=Joined()):
            return phrase("none of these")
        case Denied(of=inner):
            return phrase("not", statement=statement_text(inner, names))
        case Doubted(of=Joined()):
            return phrase("doubtful")
        case Doubted(of=inner):
            return phrase("fields").join([statement_text(inner, names), phrase("doubtful")])
        case Joined(every=every):
            return phrase("all" if every else "any")
    return phrase("fixed")


def condition_text(node: Condition, words: Words) -> Text:
    """Say what a bound condition asks, whatever the record; named facts by their names.

    A condition inside another that joins is put in brackets.
    """
    match node:
        case AllOf(parts):
            return phrase("all asked").join(_grouped(part, words) for part in parts)
        case AnyOf(parts):
            return phrase("any asked").join(_grouped(part, words) for part in parts)
        case Not(part):
            return phrase("asked not", condition=_grouped(part, words))
        case Doubtful(part):
            return phrase("in doubt where", condition=_grouped(part, words))
        case Named(title=Text() as title):
            return title
        case Clustered(section, patterns):
            return clustered_text(section, closeness(patterns), words)
        case Test():
            return _asked(node, words)
    return phrase("always" if node == NOTHING_ASKED else "never")


def _asked(test: Test, words: Words) -> Text:
    label, operator, operand = words.label(test.path), OPERATORS[test.operator], test.operand
    if operator.affirmed and operand is True:
        return operator.affirmed.format(field=label)
    against = isinstance(operand, FieldRef)
    named = words.label(operand.path) if against else value_text(plain_value(operand), test.path, words)
    return operator.text.format(field=label, operand=named)


def _grouped(node: Condition, words: Words) -> Text:
    inner = condition_text(node, words)
    return phrase("grouped", condition=inner) if isinstance(node, (AllOf, AnyOf)) else inner


def _tested(said: FieldSaid, names: Names) -> Text:
    path = tuple(said.field.split("."))
    label, operator = names.label(path), OPERATORS[said.operator]
    if operator.affirmed and said.operand is True:
        asked = label
    else:
        asked = operator.text.format(field=label, operand=value_text(said.operand, path, names))
    if said.unclear is True:
        return asked + phrase("not to be told")
    if said.recorded is UNSET:
        return asked + phrase("not recorded")
    if said.truth and operator.evident:
        return asked
    return asked + phrase("recorded", value=value_text(said.recorded, path, names))


def value_text(value: Value, path: tuple[str, ...], words: Words) -> Text:
    """Return what people call a value, or each of several."""
    match value:
        case NamedList(name=name):
            return LIST_TEXTS[name]
        case Candidates(of=()):
            return phrase("an unknown word")
        case Candidates(of=several) | tuple(several):
            return phrase("list").join(value_text(one, path, words) for one in several)
    return words.word(path, value) or _scalar_text(value)


def _scalar_text(value: Scalar) -> Text:
    if value is None or isinstance(value, bool):
        return phrase("nothing" if value is None else "true" if value else "false")
    shown = str(value) or "“”"
    return Text(shown, shown)


def clustered_text(section: str, patterns: tuple[Closeness, ...], words: Words) -> Text:
    """Say how close together entries of a section lie."""
    label = words.label((section,))
    return phrase("clustered", section=label, patterns=phrase("or").join(map(closeness_text, patterns)))


def closeness_text(one: Closeness) -> Text:
    """Say how many entries lie within how long."""
    span = (
        phrase("within years", years=_number(one.years, "year"))
        if one.years
        else phrase("within days", days=_number(one.days, "day"))
    )
    return phrase("count within", span=span, count=one.count)


def _number(number: int, one: str) -> Text:
    """Say how many there are of something that Chinese counts without changing its word."""
    return Text(str(number), counted(number, one))
