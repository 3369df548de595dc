"""Statements about a record in words: “整改措施（记录为“”）”, “measures (recorded: “”)”."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import msgspec
from msgspec import UNSET

from campaign_rules.base.texts import Text
from campaign_rules.logic.operators import OPERATORS
from campaign_rules.reports.statements import (
    Candidates,
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
    Within,
)
from campaign_rules.reports.wording import NO_TEXT, joined, phrase
from campaign_rules.rules.records import LABELS


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
            lasting = NO_TEXT if days is UNSET else phrase("lasting a day" if days == 1 else "lasting", days=days)
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
            return joined([statement_text(inner, names), phrase("doubtful")], "fields")
        case Joined(every=every):
            return phrase("all" if every else "any")
    return phrase("fixed")


def stated(data: Mapping[str, Any], names: Names) -> Text:
    """Say a statement that is given as plain data."""
    return statement_text(msgspec.convert(data, Statement), names)


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
            return LABELS[name]
        case Candidates(of=()):
            return phrase("an unknown word")
        case Candidates(of=several) | tuple(several):
            return joined([value_text(one, path, words) for one in several], "list")
    return words.word(path, value) or _scalar_text(value)


def _scalar_text(value: Scalar) -> Text:
    if value is None or isinstance(value, bool):
        return phrase("nothing" if value is None else "true" if value else "false")
    shown = str(value) or "“”"
    return Text(shown, shown)


def clustered_text(section: str, patterns: tuple[Within, ...], words: Words) -> Text:
    """Say how close together entries of a section lie."""
    label = words.label((section,))
    return phrase("clustered", section=label, patterns=joined([_within(one) for one in patterns], "or"))


def _within(one: Within) -> Text:
    span = phrase("within years", years=one.years) if one.years else phrase("within days", days=one.days)
    return phrase("count within", span=span, count=one.count)
