"""Conditions: small trees of plain values, judged true, false or unknown.

A condition is data, never code::

    {kind: review_meeting, by: principal}                  # every line must hold
    {any: [{accident: true}, {overdue: true}]}
    {certificate_valid_until: {not_before: as_of}}
    high_risk                                              # a named fact

Nodes are frozen. Each kind of node is a class that says all there is to know of it: how it is judged, what it needs to
know, what is inside it, what its names stand for, and its source for generated code. How it is written in a pack is a
row of `campaign_rules.logic.grammar`. Operators stand in `campaign_rules.logic.operators`, a row each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from dateutil.relativedelta import relativedelta
from msgspec import UNSET, Struct

from campaign_rules.base.periods import latest_cluster
from campaign_rules.base.sources import Path
from campaign_rules.base.texts import Text
from campaign_rules.logic.operands import FieldRef, Meanings
from campaign_rules.logic.operators import OPERATORS, Comparison, Field
from campaign_rules.logic.truth import Truth, all_of, any_of, negation


class _Unclear:
    """See `UNCLEAR`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNCLEAR"


UNCLEAR = _Unclear()
"""The value of a field that was said, yet can't be told: no test of it is true or false, not even whether it was said."""


class View(Protocol):
    """One item (or record) that conditions look at; ``memo`` holds the named facts already judged on it."""

    memo: dict[str, Truth]

    def get(self, path: tuple[str, ...]) -> Any:
        """Return the value of a field, or `UNSET` where nobody said."""
        ...

    def said(self, path: tuple[str, ...], value: Any) -> Any:
        """Return what a value that stands in a field means: null where it is a word for none, `UNSET` for not known."""
        ...

    def place(self, path: tuple[str, ...]) -> str:
        """Return the path of a field in the record, as people are shown it."""
        ...

    def label(self, path: tuple[str, ...]) -> Text:
        """Return what people call a field."""
        ...

    def word(self, path: tuple[str, ...], value: Any) -> Text | None:
        """Return what people call a field's value, if it has a name of its own."""
        ...

    def day(self, entry: Any) -> date | None:
        """Return the day from which an entry of a section counts; None where it has none."""
        ...


Code = tuple[str, str]
"""A condition as code: an expression for *surely*, and one for *maybe* (not surely not)."""


class Writer(Protocol):
    """Who writes conditions as code."""

    def __call__(self, node: Condition) -> Code:
        """Return the sources of a condition."""
        ...

    def read(self, path: tuple[str, ...]) -> Field:
        """Return how the code reads a field."""
        ...

    def const(self, value: Any) -> str:
        """Return the name under which the code finds a value."""
        ...

    def once(self, name: str, part: Condition) -> Code:
        """Return the sources of a named condition, which is worked out once."""
        ...

    def latest(self, node: Clustered) -> str:
        """Return the source of the last day of the latest cluster; None where there is none, `UNSET` if not known."""
        ...


class Condition:
    """A node of a condition tree; one of the classes below."""

    __slots__ = ()

    def judge(self, view: View) -> Truth:
        """Judge it, once it is bound, on an item."""
        raise TypeError(type(self))

    def inside(self) -> tuple[Condition, ...]:
        """Return the conditions directly inside it."""
        return ()

    def bound(self, binding: Binding) -> Condition:
        """Return it with every name replaced by what it stands for, so that it can be judged by itself."""
        return self

    def fields(self) -> tuple[tuple[str, ...], ...]:
        """Return the fields that it looks at itself."""
        return ()

    def asked(self) -> tuple[Any, ...]:
        """Return what tells it apart from others that look at fields, wherever it is written."""
        return (type(self), self)

    def wanting(self, view: View) -> Iterator[str]:
        """Yield the places of the record that it would have to look at itself to be known, where it is not."""
        return iter(())

    def code(self, writer: Writer) -> Code:
        """Return it, bound, as code.

        Raises:
            NotImplementedError: it has no fast form, or not for such fields.
        """
        raise NotImplementedError(type(self).__name__)


@dataclass(frozen=True, slots=True)
class Const(Condition):
    """A fixed truth value."""

    value: Truth

    def judge(self, view: View) -> Truth:
        """It is what it is."""
        return self.value

    def code(self, writer: Writer) -> Code:
        """Unknown is maybe true."""
        return str(self.value is True), str(self.value is not False)


NOTHING_ASKED = Const(True)
"""The condition that always holds: what a rule has where it asks for nothing."""

NEVER = Const(False)
"""The condition that never holds."""


@dataclass(frozen=True, slots=True)
class AllOf(Condition):
    """Every part must hold."""

    parts: tuple[Condition, ...]

    def judge(self, view: View) -> Truth:
        """Kleene's conjunction of its parts."""
        return all_of(part.judge(view) for part in self.parts)

    def inside(self) -> tuple[Condition, ...]:
        """Its parts."""
        return self.parts

    def bound(self, binding: Binding) -> Condition:
        """Parts that are decided are left out."""
        return _simplified(AllOf, tuple(map(binding.bind, self.parts)), idle=True)

    def code(self, writer: Writer) -> Code:
        """Surely all, maybe all."""
        return _joined_code(" and ", list(map(writer, self.parts)))


def both(one: Condition, other: Condition) -> Condition:
    """Return the condition that two together come to."""
    if one == NOTHING_ASKED:
        return other
    return one if other == NOTHING_ASKED else AllOf((one, other))


@dataclass(frozen=True, slots=True)
class AnyOf(Condition):
    """At least one part must hold."""

    parts: tuple[Condition, ...]

    def judge(self, view: View) -> Truth:
        """Kleene's disjunction of its parts."""
        return any_of(part.judge(view) for part in self.parts)

    def inside(self) -> tuple[Condition, ...]:
        """Its parts."""
        return self.parts

    def bound(self, binding: Binding) -> Condition:
        """Parts that are decided are left out."""
        return _simplified(AnyOf, tuple(map(binding.bind, self.parts)), idle=False)

    def code(self, writer: Writer) -> Code:
        """Surely one, maybe one."""
        return _joined_code(" or ", list(map(writer, self.parts)))


@dataclass(frozen=True, slots=True)
class Not(Condition):
    """The part must not hold."""

    part: Condition

    def judge(self, view: View) -> Truth:
        """Kleene's negation."""
        return negation(self.part.judge(view))

    def inside(self) -> tuple[Condition, ...]:
        """Its part."""
        return (self.part,)

    def bound(self, binding: Binding) -> Condition:
        """The negation of what is decided is decided."""
        bound = binding.bind(self.part)
        return Const(negation(bound.value)) if isinstance(bound, Const) else Not(bound)

    def code(self, writer: Writer) -> Code:
        """Surely is not maybe, maybe not surely."""
        surely, maybe = writer(self.part)
        return f"(not {maybe})", f"(not {surely})"


@dataclass(frozen=True, slots=True)
class Doubtful(Condition):
    """Where the part holds, it is not known: the text leaves it to a person. Where it does not, this is false."""

    part: Condition

    def judge(self, view: View) -> Truth:
        """False or unknown."""
        return False if self.part.judge(view) is False else None

    def inside(self) -> tuple[Condition, ...]:
        """Its part."""
        return (self.part,)

    def bound(self, binding: Binding) -> Condition:
        """What is decided stays false, or is unknown."""
        bound = binding.bind(self.part)
        return bound if bound == NEVER else Const(None) if isinstance(bound, Const) else Doubtful(bound)

    def code(self, writer: Writer) -> Code:
        """Never surely."""
        return "False", writer(self.part)[1]


class Span(Struct, frozen=True, forbid_unknown_fields=True):
    """Two days of an item between which a fact lasted: of ``until`` the first that there is."""

    since: str
    until: tuple[str, ...]

    def days(self, view: View) -> int | None:
        """Return how many days lie between the two; None where one of them is not known."""
        since = view.get(tuple(self.since.split(".")))
        ends = (view.get(tuple(name.split("."))) for name in self.until)
        until = next((day for day in ends if isinstance(day, date)), None)
        return (until - since).days if until and isinstance(since, date) else None


@dataclass(frozen=True, slots=True)
class Named(Condition):
    """A fact that the campaign defines under a name; ``part`` is its definition once bound."""

    name: str
    at: Path = ()
    title: Text | None = None
    part: Condition | None = None
    span: Span | None = None

    def judge(self, view: View) -> Truth:
        """As its definition; remembered for the item."""
        if self.name not in view.memo:
            view.memo[self.name] = self.part.judge(view)  # type: ignore[union-attr]  # bound: it has its definition
        return view.memo[self.name]

    def inside(self) -> tuple[Condition, ...]:
        """Its definition."""
        return (self.part,) if self.part is not None else ()

    def bound(self, binding: Binding) -> Condition:
        """With its definition, bound too."""
        title, part = binding.facts[self.name]
        return Named(self.name, self.at, title, binding.bind(part), binding.spans.get(self.name))

    def code(self, writer: Writer) -> Code:
        """Those of its definition, once."""
        if self.part is None:
            raise NotImplementedError("a name that is not bound")
        return writer.once(self.name, self.part)


@dataclass(frozen=True, slots=True)
class Chosen(Condition):
    """Holds when an interpretation has the given value."""

    interpretation: str
    value: Any
    at: Path = ()

    def bound(self, binding: Binding) -> Condition:
        """It is decided."""
        return Const(binding.chosen[self.interpretation] == self.value)


@dataclass(frozen=True, slots=True)
class Test(Condition):
    """One field against one operand; ``if_absent`` is the answer where nobody said."""

    path: tuple[str, ...]
    operator: str
    operand: Any
    if_absent: Truth = None
    at: Path = ()

    def judge(self, view: View) -> Truth:
        """As the operator judges, of what it sees."""
        value = view.get(self.path)
        if value is UNCLEAR:
            return None
        operator = OPERATORS[self.operator]
        if operator.sees == "absence":
            return operator.judge(value, self.operand)
        if value is UNSET:
            return self.if_absent
        operand = self.operand
        if isinstance(operand, FieldRef):
            operand = view.get(operand.path)
            if operand is UNSET or operand is UNCLEAR:
                return None
        return operator.compare(value, operand)

    def bound(self, binding: Binding) -> Condition:
        """With what its operand stands for."""
        operand = OPERATORS[self.operator].operand.bound(binding, self.operand)
        return Test(self.path, self.operator, operand, self.if_absent, self.at)

    def fields(self) -> tuple[tuple[str, ...], ...]:
        """Its own, and the one that it is compared with."""
        return (self.path, self.operand.path) if isinstance(self.operand, FieldRef) else (self.path,)

    def asked(self) -> tuple[Any, ...]:
        """True is told apart from 1."""
        return (Test, self.path, self.operator, type(self.operand), self.operand, self.if_absent)

    def wanting(self, view: View) -> Iterator[str]:
        """Yield its field, or, where that was said, the one that it is compared with."""
        said = view.get(self.path)
        ref = isinstance(self.operand, FieldRef) and said is not UNSET and said is not UNCLEAR
        yield view.place(self.operand.path if ref else self.path)

    def code(self, writer: Writer) -> Code:
        """The operator's comparison, of what is not absent."""
        operator = OPERATORS[self.operator]
        field, given = writer.read(self.path), self.operand
        other = writer.read(given.path) if isinstance(given, FieldRef) else None
        operand = other or Field(writer.const(given), False, (type(given),), given)
        made = operator.compared(field, operand, writer.const)
        if operator.sees == "absence":
            return made.source, made.maybe or made.source
        return self._where_said(field, other, made)

    def _where_said(self, field: Field, other: Field | None, made: Comparison) -> Code:
        """Return the sources of a comparison, and of what holds where one of the two was not said."""
        value, known = field.source, "" if made.fails_if_absent else _said(field)
        surely, maybe = made.source, made.maybe or made.source
        if other and other.absent:
            surely, maybe = f"({other.source} is not UNSET and {surely})", f"({other.source} is UNSET or {maybe})"
        if field.absent:
            known_maybe = _said(field) if other and other.absent else known
            surely = f"({value} is UNSET or {surely})" if self.if_absent is True else _after(known, surely)
            maybe = _after(known_maybe, maybe) if self.if_absent is False else f"({value} is UNSET or {maybe})"
        return surely, maybe


class Pattern(Struct, frozen=True):
    """``count`` dated entries within ``days`` or ``years`` of the first."""

    count: int
    days: int = 0
    years: int = 0

    def latest(self, days: Sequence[date]) -> date | None:
        """Return the last day of the latest such cluster among days in order; None if there is none."""
        return latest_cluster(days, count=self.count, span=relativedelta(days=self.days, years=self.years))


@dataclass(frozen=True, slots=True)
class Clustered(Condition):
    """Some dated entries of a section lie close together, the last of them on or after a day."""

    section: str
    patterns: tuple[Pattern, ...]
    last_from: Any
    at: Path = ()

    def judge(self, view: View) -> Truth:
        """Unknown where the section is absent, or the day."""
        entries = view.get((self.section,))
        last_from = view.get(self.last_from.path) if isinstance(self.last_from, FieldRef) else self.last_from
        if entries is UNSET or last_from is UNSET:
            return None
        days = sorted(day for entry in entries if (day := view.day(entry)))
        return any(last is not None and last >= last_from for last in (p.latest(days) for p in self.patterns))

    def bound(self, binding: Binding) -> Condition:
        """With the date that its day stands for."""
        return Clustered(self.section, self.patterns, binding.day(self.last_from), self.at)

    def fields(self) -> tuple[tuple[str, ...], ...]:
        """Its section, and the day's."""
        section = (self.section,)
        return (section, self.last_from.path) if isinstance(self.last_from, FieldRef) else (section,)

    def asked(self) -> tuple[Any, ...]:
        """The section, the patterns and the day."""
        return (Clustered, self.section, self.patterns, self.last_from)

    def wanting(self, view: View) -> Iterator[str]:
        """Yield its section."""
        yield view.place((self.section,))

    def code(self, writer: Writer) -> Code:
        """The latest cluster's last day, against the day."""
        latest = writer.latest(self)
        last_from = writer.read(self.last_from.path) if isinstance(self.last_from, FieldRef) else None
        day = last_from.source if last_from else writer.const(self.last_from)
        absent = f" or {day} is UNSET" if last_from and last_from.absent else ""
        surely = f"(not ({latest} is UNSET{absent}) and {latest} is not None and {latest} >= {day})"
        return surely, f"({latest} is UNSET{absent} or ({latest} is not None and {latest} >= {day}))"


def _said(field: Field) -> str:
    return f"{field.source} is not UNSET and "


def _after(asked: str, source: str) -> str:
    return f"({asked}{source})" if asked else source


def _joined_code(word: str, pairs: list[Code]) -> Code:
    return f"({word.join(surely for surely, _ in pairs)})", f"({word.join(maybe for _, maybe in pairs)})"


def _simplified(kind: type[AllOf] | type[AnyOf], parts: tuple[Condition, ...], *, idle: bool) -> Condition:
    """Leave out constants: an interpretation, once chosen, decides its branches for every record alike."""
    if Const(not idle) in parts:
        return Const(not idle)
    left = tuple(part for part in parts if part != Const(idle))
    return left[0] if len(left) == 1 else kind(left) if left else Const(idle)


class Binding(Meanings, frozen=True, kw_only=True):
    """What names in conditions stand for: facts, interpretation values, word lists, phases, and days."""

    facts: Mapping[str, tuple[Text, Condition]]
    chosen: Mapping[str, Any]
    spans: Mapping[str, Span] = {}

    def bind(self, node: Condition) -> Condition:
        """Replace every name by what it stands for, so that the tree can be judged by itself."""
        return node.bound(self)


def truth(node: Condition, view: View) -> Truth:
    """Judge a bound condition on an item."""
    return node.judge(view)


def missing(node: Condition, view: View) -> tuple[str, ...]:
    """Name the places of the record that would have to be filled in to decide an unknown condition."""
    return tuple(dict.fromkeys(_missing(node, view)))


def _missing(node: Condition, view: View) -> Iterator[str]:
    if node.judge(view) is None:
        for part in node.inside():
            yield from _missing(part, view)
        yield from node.wanting(view)


def walk(node: Condition) -> Iterator[Condition]:
    """Yield a condition and everything inside it."""
    yield node
    for part in node.inside():
        yield from walk(part)


def leaves(nodes: Iterable[Condition]) -> Iterator[Condition]:
    """Yield all in some conditions that looks at fields, each once: all that they can depend on."""
    found: dict[tuple[Any, ...], Condition] = {}
    for part in (part for node in nodes for part in walk(node) if part.fields()):
        found.setdefault(part.asked(), part)
    return iter(found.values())


def paths_of(nodes: Iterable[Condition]) -> set[tuple[str, ...]]:
    """Return all fields that some conditions look at."""
    return {path for node in nodes for part in walk(node) for path in part.fields()}


def walk_names(node: Condition) -> Iterator[str]:
    """Yield the named facts in a condition."""
    return (part.name for part in walk(node) if isinstance(part, Named))
