"""Statements: what a condition says of a record, as plain data from which a sentence is made in either language.

``{"type": "test", "field": "plan.funds", "operator": "done", "operand": true, "recorded": null, …}`` is said
“整改资金（记录为空）”.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from campaign_rules.logic.conditions import UNCLEAR, Clustered, Pattern, Test, View
from campaign_rules.logic.operands import FieldRef, WordList
from campaign_rules.logic.truth import Truth
from campaign_rules.rules.pack import DEPARTMENTS

Scalar = bool | int | float | str | None


class Candidates(Struct, frozen=True, tag="candidates"):
    """A word that may mean any of several; of none, nobody knows it."""

    of: tuple[Scalar, ...]


class NamedList(Struct, frozen=True, tag="list"):
    """A list of words that a pack gives a name."""

    name: str


Value = Scalar | Candidates | NamedList | tuple[Scalar | Candidates, ...]
"""A value of a record, or what it is compared with: days are written as in ISO 8601."""


class FieldSaid(Struct, frozen=True, kw_only=True, tag="test"):
    """A field against an operand; without ``recorded`` the record does not say, or it can't be told (``unclear``)."""

    field: str
    operator: str
    operand: Value
    truth: Truth
    place: str
    recorded: Value | UnsetType = UNSET
    unclear: bool | UnsetType = UNSET


class FactSaid(Struct, frozen=True, kw_only=True, tag="fact"):
    """A fact that the campaign defines under a name; ``days`` is how long it lasted."""

    fact: str
    truth: Truth
    days: int | UnsetType = UNSET


class Closeness(Struct, frozen=True):
    """``count`` entries within ``days`` or ``years`` of the first."""

    count: int
    days: int = 0
    years: int = 0


class ClusterSaid(Struct, frozen=True, kw_only=True, tag="cluster"):
    """Some dated entries of a section lie close together, in one of several ways."""

    section: str
    patterns: tuple[Closeness, ...]
    truth: Truth
    place: str


class Denied(Struct, frozen=True, kw_only=True, tag="not"):
    """The statement is not so."""

    of: Statement
    truth: Truth


class Doubted(Struct, frozen=True, kw_only=True, tag="doubtful"):
    """The statement can't be told: it is for a person to judge."""

    of: Statement
    truth: Truth


class Joined(Struct, frozen=True, kw_only=True, tag="joined"):
    """All of several statements, or any of them; only those that decide are named."""

    every: bool
    of: tuple[Statement, ...]
    truth: Truth


class Fixed(Struct, frozen=True, kw_only=True, tag="fixed"):
    """It is so, or not, whatever the record says."""

    truth: Truth


Statement = FieldSaid | FactSaid | ClusterSaid | Denied | Doubted | Joined | Fixed
"""What is said of a record."""

_STATED: Mapping[str, Any] = {"condition": Statement, "conditions": list[Statement]}
"""The parameters of a reason that state something; every other is plain data as it is."""


def plain_params(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a reason as plain data for JSON.

    >>> plain_params({"condition": FactSaid(fact="hot_work", truth=False)})
    {'condition': {'type': 'fact', 'fact': 'hot_work', 'truth': False}}
    """
    return {name: _plain(value) if name in _STATED else value for name, value in params.items()}


def _plain(stated: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(stated))


def typed_params(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a reason that were read from JSON with their statements typed, to make its sentence of.

    >>> typed_params({"condition": {"type": "fact", "fact": "hot_work", "truth": False}})
    {'condition': FactSaid(fact='hot_work', truth=False, days=UNSET)}
    """
    return {name: msgspec.convert(value, _STATED[name]) if name in _STATED else value for name, value in plain.items()}


def tested(node: Test, view: View, judged: Truth) -> FieldSaid:
    """State a test of a field with what the record says there."""
    operand = view.get(node.operand.path) if isinstance(node.operand, FieldRef) else node.operand
    value = view.get(node.path)
    return FieldSaid(
        field=".".join(node.path),
        operator=node.operator,
        operand=plain_value(operand),
        truth=judged,
        place=view.place(node.path),
        recorded=UNSET if value is UNSET or value is UNCLEAR else plain_value(value),
        unclear=value is UNCLEAR or UNSET,
    )


def clustered(node: Clustered, view: View, judged: Truth) -> ClusterSaid:
    """State how close together entries of a section lie."""
    place = view.place((node.section,))
    return ClusterSaid(section=node.section, patterns=closeness(node.patterns), truth=judged, place=place)


def closeness(patterns: tuple[Pattern, ...]) -> tuple[Closeness, ...]:
    """Return how close together entries must lie, as plain data."""
    return tuple(Closeness(one.count, one.days, one.years) for one in patterns)


def plain_value(value: Any) -> Value:
    """Return a value as plain data; of an item, only that there is one.

    >>> plain_value(12.5), plain_value(("c", frozenset({"a"})))
    (12.5, ('c', Candidates(of=('a',))))
    """
    match value:
        case None | bool() | int() | float() | str():
            return value
        case WordList(name=name) if name == DEPARTMENTS:
            return NamedList(name)
        case frozenset():
            return Candidates(tuple(map(_scalar, sorted(value, key=str))))
        case tuple():
            return tuple(_scalar_or_candidates(one) for one in sorted(value, key=str))
    return _scalar(value)


def _scalar_or_candidates(value: Any) -> Scalar | Candidates:
    return Candidates(tuple(map(_scalar, sorted(value, key=str)))) if isinstance(value, frozenset) else _scalar(value)


def _scalar(value: Any) -> Scalar:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return "?" if value is UNSET else "…" if isinstance(value, Struct) else str(value)
