"""Conditions: small trees of plain values, judged true, false or unknown.

A condition is data, never code::

    {kind: review_meeting, by: principal}                  # every line must hold
    {any: [{accident: true}, {overdue: true}]}
    {certificate_valid_until: {not_before: as_of}}
    high_risk                                              # a named fact

Nodes are frozen and know nothing of evaluation: `truth` judges them, `missing` names what would have to be
known, `explain` tells why. One operator is one function and one row of `OPERATORS`. Three values are kept apart
as in Kleene's strong logic, with None for unknown: an unknown operand never makes a conjunction false, nor a
disjunction true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import ge, gt, le, lt
from typing import Any, Protocol

from dateutil.relativedelta import relativedelta
from msgspec import UNSET, Struct

from campaign_rules.base.periods import latest_cluster
from campaign_rules.base.sources import Path
from campaign_rules.base.texts import Text

Truth = bool | None
"""True, false or unknown (None)."""


def all_of(truths: Iterable[object]) -> Truth:
    """Kleene's conjunction; what is not a truth value counts as unknown.

    >>> all_of([True, None]), all_of([False, None])
    (None, False)
    """
    unknown = False
    for value in truths:
        if value is False:
            return False
        unknown = unknown or value is not True
    return None if unknown else True


def any_of(truths: Iterable[object]) -> Truth:
    """Kleene's disjunction; what is not a truth value counts as unknown.

    >>> any_of([True, None]), any_of([False, None])
    (True, None)
    """
    unknown = False
    for value in truths:
        if value is True:
            return True
        unknown = unknown or value is not False
    return None if unknown else False


def negation(value: object) -> Truth:
    """Kleene's negation; what is not a truth value counts as unknown."""
    return not value if isinstance(value, bool) else None


class Condition:
    """A node of a condition tree; one of the classes below."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Const(Condition):
    """A fixed truth value."""

    value: Truth


NOTHING_ASKED = Const(True)
"""The condition that always holds: what a rule has where it asks for nothing."""

NEVER = Const(False)
"""The condition that never holds."""


@dataclass(frozen=True, slots=True)
class AllOf(Condition):
    """Every part must hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf(Condition):
    """At least one part must hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not(Condition):
    """The part must not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Doubtful(Condition):
    """Where the part holds, it is not known: the text leaves it to a person. Where it does not, this is false."""

    part: Condition


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


@dataclass(frozen=True, slots=True)
class Chosen(Condition):
    """Holds when an interpretation has the given value."""

    interpretation: str
    value: Any
    at: Path = ()


class FieldRef(Struct, frozen=True):
    """Another field of the same item, as the operand of a comparison."""

    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Test(Condition):
    """One field against one operand; ``if_absent`` is the answer where nobody said."""

    path: tuple[str, ...]
    operator: str
    operand: Any
    if_absent: Truth = None
    at: Path = ()


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


def is_done(value: Any) -> bool:
    """Tell whether a value says that something is done: null, empty and false say that it is not.

    The number 0 is neither: a rectification that needs no money has its funds recorded.
    """
    match value:
        case None | bool():
            return value is True
        case str():
            return bool(value.strip())
        case Struct():
            return any(getattr(value, name) is not UNSET for name in value.__struct_fields__)
        case int() | float():
            return True
    return bool(value)


def _has_any(value: Any, words: Any) -> Truth:
    # An entry may be a set of candidates (a word that covers several sectors): certain only if all agree.
    return any_of(_among(entry, words) for entry in value)


def _is(value: Any, operand: Any) -> Truth:
    if isinstance(value, (frozenset, tuple)):
        return _among(value, frozenset((operand,)))
    return bool(value == operand)


def _among(entry: Any, words: Any) -> Truth:
    if isinstance(entry, tuple):  # several names in one text: all of them
        return any_of(_among(one, words) for one in entry)
    if not isinstance(entry, frozenset):
        return entry in words
    if entry and entry <= words:
        return True
    return None if not entry or entry & words else False


def _one_of(value: Any, entries: Any) -> Truth:
    """Tell whether a value is among the entries of another field; an entry may be a set of candidates."""
    return any_of(_is(entry, value) for entry in entries) if isinstance(entries, (tuple, frozenset)) else None


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Truth]:
    """Return a comparison that does not know what can't be compared: a word where a number is asked for."""

    def judge(value: Any, operand: Any) -> Truth:
        try:
            return bool(compare(value, operand))
        except TypeError:
            return None

    return judge


class Operator(Struct, frozen=True):
    """One way to test a field: the judgement, what kind of operand it takes, and its words."""

    judge: Callable[[Any, Any], Truth]
    operand: str
    text: Text


OPERATORS: Mapping[str, Operator] = {
    "is": Operator(_is, "scalar", Text("{field}为{operand}", "{field} is {operand}")),
    "in": Operator(lambda v, o: _among(v, o), "words", Text("{field}属于{operand}", "{field} is one of {operand}")),
    "has_any": Operator(_has_any, "words", Text("{field}含有{operand}之一", "{field} has any of {operand}")),
    "done": Operator(
        lambda v, o: is_done(v) is o, "flag", Text("{field}已落实：{operand}", "{field} is done: {operand}")
    ),
    "recorded": Operator(lambda v, o: o, "flag", Text("{field}有记录：{operand}", "{field} is recorded: {operand}")),
    "before": Operator(_ordered(lt), "day", Text("{field}早于{operand}", "{field} is before {operand}")),
    "after": Operator(_ordered(gt), "day", Text("{field}晚于{operand}", "{field} is after {operand}")),
    "not_before": Operator(_ordered(ge), "day", Text("{field}不早于{operand}", "{field} is not before {operand}")),
    "not_after": Operator(_ordered(le), "day", Text("{field}不晚于{operand}", "{field} is not after {operand}")),
    "at_least": Operator(_ordered(ge), "number", Text("{field}不少于{operand}", "{field} is at least {operand}")),
    "at_most": Operator(_ordered(le), "number", Text("{field}不多于{operand}", "{field} is at most {operand}")),
    "among": Operator(_one_of, "field", Text("{field}在{operand}之列", "{field} is among {operand}")),
}
"""Every operator of a condition: one function, one row."""

DAYS = ("as_of", "issued", "ends")
"""The days that a comparison can name: the as-of date, the plan's issue date and the campaign's end."""


# --- binding -------------------------------------------------------------------------------------------------


class WordList(frozenset[str]):
    """The words of a named list, with the ``name`` that a condition gave it."""

    name: str = ""


class Binding(Struct, frozen=True):
    """What names in conditions stand for: facts, interpretation values, word lists, phases, and days."""

    facts: Mapping[str, tuple[Text, Condition]]
    chosen: Mapping[str, Any]
    words: Mapping[str, frozenset[str]]
    days: Mapping[Any, date]
    spans: Mapping[str, Span] = {}

    def bind(self, node: Condition) -> Condition:
        """Replace every name by what it stands for, so that the tree can be judged by itself."""
        match node:
            case AllOf(parts):
                return _simplified(AllOf, tuple(map(self.bind, parts)), idle=True)
            case AnyOf(parts):
                return _simplified(AnyOf, tuple(map(self.bind, parts)), idle=False)
            case Not(part):
                bound = self.bind(part)
                return Const(negation(bound.value)) if isinstance(bound, Const) else Not(bound)
            case Doubtful(part):
                bound = self.bind(part)
                return bound if bound == NEVER else Const(None) if isinstance(bound, Const) else Doubtful(bound)
            case Named(name, at):
                title, part = self.facts[name]
                return Named(name, at, title, self.bind(part), self.spans.get(name))
            case Chosen(name, value):
                return Const(self.chosen[name] == value)
            case Test(path, operator, operand, if_absent, at):
                return Test(path, operator, self._operand(operator, operand), if_absent, at)
            case Clustered(section, patterns, last_from, at):
                return Clustered(section, patterns, self.day(last_from), at)
        return node

    def day(self, operand: Any) -> Any:
        """Return the date that an operand stands for; the as-of date and other fields are for the view to say."""
        if operand == "as_of":
            return FieldRef(("as_of",))
        return operand if isinstance(operand, (date, FieldRef)) else self.days[operand]

    def _operand(self, operator: str, operand: Any) -> Any:
        kind = OPERATORS[operator].operand
        if kind == "day":
            return self.day(operand)
        if kind == "words" and isinstance(operand, str):
            words = WordList(self.words[operand])
            words.name = operand
            return words
        return operand


def _simplified(kind: type[AllOf] | type[AnyOf], parts: tuple[Condition, ...], *, idle: bool) -> Condition:
    """Leave out constants: an interpretation, once chosen, decides its branches for every record alike."""
    if Const(not idle) in parts:
        return Const(not idle)
    left = tuple(part for part in parts if part != Const(idle))
    return left[0] if len(left) == 1 else kind(left) if left else Const(idle)


# --- judging -------------------------------------------------------------------------------------------------


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


def truth(node: Condition, view: View) -> Truth:
    """Judge a bound condition on an item."""
    return _JUDGES[type(node)](node, view)


def _judge_named(node: Named, view: View) -> Truth:
    if node.name not in view.memo:
        view.memo[node.name] = truth(node.part, view)  # type: ignore[arg-type]  # bound: it has its definition
    return view.memo[node.name]


def _judge_test(node: Test, view: View) -> Truth:
    value = view.get(node.path)
    if value is UNCLEAR:
        return None
    if node.operator == "recorded":
        return (value is not UNSET) is node.operand
    if value is UNSET:
        return node.if_absent
    operand = node.operand
    if isinstance(operand, FieldRef):
        operand = view.get(operand.path)
        if operand is UNSET or operand is UNCLEAR:
            return None
    if value is None and operand is False:
        return True  # null is as good as false
    if (value is None or operand is None) and node.operator not in ("done", "is"):
        return False
    return OPERATORS[node.operator].judge(value, operand)


def _judge_clustered(node: Clustered, view: View) -> Truth:
    entries = view.get((node.section,))
    last_from = view.get(node.last_from.path) if isinstance(node.last_from, FieldRef) else node.last_from
    if entries is UNSET or last_from is UNSET:
        return None
    days = sorted(entry.date for entry in entries)
    return any(last is not None and last >= last_from for last in (p.latest(days) for p in node.patterns))


_JUDGES: dict[type[Condition], Callable[[Any, View], Truth]] = {
    Const: lambda node, view: node.value,
    AllOf: lambda node, view: all_of(truth(part, view) for part in node.parts),
    AnyOf: lambda node, view: any_of(truth(part, view) for part in node.parts),
    Not: lambda node, view: negation(truth(node.part, view)),
    Doubtful: lambda node, view: False if truth(node.part, view) is False else None,
    Named: _judge_named,
    Test: _judge_test,
    Clustered: _judge_clustered,
}


def missing(node: Condition, view: View) -> tuple[str, ...]:
    """Name the places of the record that would have to be filled in to decide an unknown condition."""
    if truth(node, view) is not None:
        return ()
    return tuple(dict.fromkeys(_missing(node, view)))


def _missing(node: Condition, view: View) -> Iterator[str]:
    if truth(node, view) is not None:
        return
    for part in parts_of(node):
        yield from _missing(part, view)
    if isinstance(node, Test):
        operand = node.operand
        said = view.get(node.path)
        absent = operand.path if isinstance(operand, FieldRef) and said not in (UNSET, UNCLEAR) else node.path
        yield view.place(absent)
    elif isinstance(node, Clustered):
        yield view.place((node.section,))


def parts_of(node: Condition) -> tuple[Condition, ...]:
    """Return the conditions directly inside one."""
    match node:
        case AllOf(parts) | AnyOf(parts):
            return parts
        case Not(part) | Doubtful(part):
            return (part,)
        case Named(part=part) if part is not None:
            return (part,)
    return ()


def walk(node: Condition) -> Iterator[Condition]:
    """Yield a condition and everything inside it."""
    yield node
    for part in parts_of(node):
        yield from walk(part)


def walk_names(node: Condition) -> Iterator[str]:
    """Yield the named facts in a condition."""
    return (part.name for part in walk(node) if isinstance(part, Named))
