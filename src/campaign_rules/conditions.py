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

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from dateutil.relativedelta import relativedelta
from msgspec import UNSET, Struct

from campaign_rules.errors import did_you_mean
from campaign_rules.periods import clustered
from campaign_rules.sources import Path
from campaign_rules.texts import Text

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
class Named(Condition):
    """A fact that the campaign defines under a name; ``part`` is its definition once bound."""

    name: str
    at: Path = ()
    title: Text | None = None
    part: Condition | None = None


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


def _among(entry: Any, words: Any) -> Truth:
    if not isinstance(entry, frozenset):
        return entry in words
    if entry and entry <= words:
        return True
    return None if not entry or entry & words else False


class Operator(Struct, frozen=True):
    """One way to test a field: the judgement, what kind of operand it takes, and its words."""

    judge: Callable[[Any, Any], Truth]
    operand: str
    text: Text


OPERATORS: Mapping[str, Operator] = {
    "is": Operator(lambda v, o: v == o, "scalar", Text("{field}为{operand}", "{field} is {operand}")),
    "in": Operator(lambda v, o: _among(v, o), "words", Text("{field}属于{operand}", "{field} is one of {operand}")),
    "has_any": Operator(_has_any, "words", Text("{field}含有{operand}之一", "{field} has any of {operand}")),
    "done": Operator(
        lambda v, o: is_done(v) is o, "flag", Text("{field}已落实：{operand}", "{field} is done: {operand}")
    ),
    "recorded": Operator(lambda v, o: o, "flag", Text("{field}有记录：{operand}", "{field} is recorded: {operand}")),
    "before": Operator(lambda v, o: v < o, "day", Text("{field}早于{operand}", "{field} is before {operand}")),
    "after": Operator(lambda v, o: v > o, "day", Text("{field}晚于{operand}", "{field} is after {operand}")),
    "not_before": Operator(
        lambda v, o: v >= o, "day", Text("{field}不早于{operand}", "{field} is not before {operand}")
    ),
    "not_after": Operator(lambda v, o: v <= o, "day", Text("{field}不晚于{operand}", "{field} is not after {operand}")),
    "at_least": Operator(
        lambda v, o: v >= o, "number", Text("{field}不少于{operand}", "{field} is at least {operand}")
    ),
    "at_most": Operator(lambda v, o: v <= o, "number", Text("{field}不多于{operand}", "{field} is at most {operand}")),
}
"""Every operator of a condition: one function, one row."""

DAYS = ("as_of", "issued", "ends")
"""The days that a comparison can name: the as-of date, the plan's issue date and the campaign's end."""


# --- reading -------------------------------------------------------------------------------------------------


class ConditionError(ValueError):
    """A condition is not written as it must be; ``at`` is the way to the wrong part."""

    def __init__(self, at: Path, text: Text) -> None:
        self.at, self.text = at, text
        super().__init__(text.en)


def parse(data: Any, at: Path = ()) -> Condition:
    """Read a condition from plain data.

    Raises:
        ConditionError: at the first part that is not a condition.
    """
    match data:
        case bool():
            return Const(data)
        case str():
            return Named(data, at)
        case {"all": list() as parts} if len(data) == 1:
            return AllOf(tuple(parse(part, (*at, "all", i)) for i, part in enumerate(parts)))
        case {"any": list() as parts} if len(data) == 1:
            return AnyOf(tuple(parse(part, (*at, "any", i)) for i, part in enumerate(parts)))
        case {"not": part} if len(data) == 1:
            return Not(parse(part, (*at, "not")))
        case {"chosen": {**choices}} if len(data) == 1 and len(choices) == 1:
            name, value = str(next(iter(choices))), next(iter(choices.values()))
            return Chosen(name, value, (*at, "chosen", name))
        case {"clustered": {**wanted}} if len(data) == 1:
            return _parse_clustered(dict(wanted), (*at, "clustered"))
        case {**tests} if tests:
            made = tuple(_parse_test(str(field), test, (*at, str(field))) for field, test in tests.items())
            return made[0] if len(made) == 1 else AllOf(made)
    raise ConditionError(
        at,
        Text(
            "应为条件：{字段: 值}、all、any、not 或事实名",
            "expected a condition: {field: value}, all, any, not or a fact's name",
        ),
    )


def _parse_test(field: str, test: Any, at: Path) -> Test:
    path = tuple(field.split("."))
    if not isinstance(test, dict):
        return Test(path, "is", _parse_operand("scalar", test, at), at=at)
    if_absent = test.get("if_absent")
    rest = {name: operand for name, operand in test.items() if name != "if_absent"}
    if len(rest) != 1:
        raise ConditionError(at, Text("一个字段一次只用一个运算", "one operator a field"))
    if "if_absent" in test:
        _parse_operand("flag", if_absent, (*at, "if_absent"))
    ((name, operand),) = rest.items()
    if name not in OPERATORS:
        hint = did_you_mean(name, OPERATORS)
        raise ConditionError((*at, name), Text(f"没有 {name} 这个运算", f"unknown operator {name}") + hint)
    return Test(path, name, _parse_operand(OPERATORS[name].operand, operand, (*at, name)), if_absent, at)


_OPERANDS: Mapping[str, tuple[Callable[[Any], bool], Text]] = {
    "scalar": (lambda o: not isinstance(o, (list, dict)), Text("应为单个值", "expected a single value")),
    "words": (
        lambda o: isinstance(o, str) or (isinstance(o, list) and all(isinstance(word, str) for word in o)),
        Text("应为词的列表，或一个列表的名字", "expected a list of words, or the name of a list"),
    ),
    "flag": (lambda o: isinstance(o, bool), Text("应为 true 或 false", "expected true or false")),
    "number": (lambda o: type(o) in (int, float), Text("应为数字", "expected a number")),
}
"""What each kind of operand looks like, but for days, and what is said of one that does not."""


def _parse_operand(kind: str, operand: Any, at: Path) -> Any:
    if kind == "day":
        return _parse_day(operand, at)
    fits, expected = _OPERANDS[kind]
    if not fits(operand):
        raise ConditionError(at, expected)
    return frozenset(operand) if isinstance(operand, list) else operand


def _parse_day(operand: Any, at: Path) -> Any:
    match operand:
        case {"start_of": str(phase)} if len(operand) == 1:
            return ("start_of", phase)
        case {"end_of": str(phase)} if len(operand) == 1:
            return ("end_of", phase)
        case str() if operand in DAYS:
            return operand
        case str() if operand[:1].isdigit():
            try:
                return date.fromisoformat(operand)
            except ValueError:
                raise ConditionError(at, Text(f"{operand} 不是日期", f"{operand} is not a date")) from None
        case str():
            return FieldRef(tuple(operand.split(".")))
    raise ConditionError(
        at,
        Text(
            "应为日期、as_of、issued、ends、{start_of: 阶段} 或另一个字段",
            "expected a date, as_of, issued, ends, {start_of: phase} or another field",
        ),
    )


def _parse_clustered(wanted: dict[Any, Any], at: Path) -> Clustered:
    match wanted:
        case {"of": str(section), "patterns": list(patterns), "last_not_before": day} if len(wanted) == 3 and patterns:
            found = tuple(_parse_pattern(one, (*at, "patterns", i)) for i, one in enumerate(patterns))
            return Clustered(section, found, _parse_day(day, (*at, "last_not_before")), at)
    text = Text(
        "应为 {of: 部分, patterns: […], last_not_before: 日期}",
        "expected {of: section, patterns: […], last_not_before: day}",
    )
    raise ConditionError(at, text)


def _parse_pattern(data: Any, at: Path) -> Pattern:
    match data:
        case {"count": int(count), "days": int(days)} if len(data) == 2:
            return Pattern(count, days=days)
        case {"count": int(count), "years": int(years)} if len(data) == 2:
            return Pattern(count, years=years)
    text = Text(
        "应为 {count: 次数, days: 日数} 或 {count: 次数, years: 年数}",
        "expected {count: n, days: n} or {count: n, years: n}",
    )
    raise ConditionError(at, text)


# --- binding -------------------------------------------------------------------------------------------------


class Binding(Struct, frozen=True):
    """What names in conditions stand for: facts, interpretation values, word lists, phases, and days."""

    facts: Mapping[str, tuple[Text, Condition]]
    chosen: Mapping[str, Any]
    words: Mapping[str, frozenset[str]]
    days: Mapping[Any, date]

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
            case Named(name, at):
                title, part = self.facts[name]
                return Named(name, at, title, self.bind(part))
            case Chosen(name, value):
                return Const(self.chosen[name] == value)
            case Test(path, operator, operand, if_absent, at):
                return Test(path, operator, self._operand(operator, operand), if_absent, at)
            case Clustered(section, patterns, last_from, at):
                return Clustered(section, patterns, self.day(last_from), at)
        return node

    def day(self, operand: Any) -> Any:
        """Return the date that an operand stands for; a reference to a field stays as it is."""
        return operand if isinstance(operand, (date, FieldRef)) else self.days[operand]

    def _operand(self, operator: str, operand: Any) -> Any:
        kind = OPERATORS[operator].operand
        if kind == "day":
            return self.day(operand)
        if kind == "words" and isinstance(operand, str):
            return self.words[operand]
        return operand


def _simplified(kind: type[AllOf] | type[AnyOf], parts: tuple[Condition, ...], *, idle: bool) -> Condition:
    """Leave out constants: an interpretation, once chosen, decides its branches for every record alike."""
    if Const(not idle) in parts:
        return Const(not idle)
    left = tuple(part for part in parts if part != Const(idle))
    return left[0] if len(left) == 1 else kind(left) if left else Const(idle)


# --- judging -------------------------------------------------------------------------------------------------


class View(Protocol):
    """One item (or record) that conditions look at; ``memo`` holds the named facts already judged on it."""

    memo: dict[str, Truth]

    def get(self, path: tuple[str, ...]) -> Any:
        """Return the value of a field, or `UNSET` where nobody said."""
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
    if node.operator == "recorded":
        return (value is not UNSET) is node.operand
    if value is UNSET:
        return node.if_absent
    operand = node.operand
    if isinstance(operand, FieldRef):
        operand = view.get(operand.path)
        if operand is UNSET:
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
    days = [entry.date for entry in entries]
    return any(
        clustered(days, count=p.count, span=relativedelta(days=p.days, years=p.years), last_from=last_from)
        for p in node.patterns
    )


_JUDGES: dict[type[Condition], Callable[[Any, View], Truth]] = {
    Const: lambda node, view: node.value,
    AllOf: lambda node, view: all_of(truth(part, view) for part in node.parts),
    AnyOf: lambda node, view: any_of(truth(part, view) for part in node.parts),
    Not: lambda node, view: negation(truth(node.part, view)),
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
        absent = operand.path if isinstance(operand, FieldRef) and view.get(node.path) is not UNSET else node.path
        yield view.place(absent)
    elif isinstance(node, Clustered):
        yield view.place((node.section,))


def parts_of(node: Condition) -> tuple[Condition, ...]:
    """Return the conditions directly inside one."""
    match node:
        case AllOf(parts) | AnyOf(parts):
            return parts
        case Not(part):
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


# --- telling why ---------------------------------------------------------------------------------------------


class Proof(Struct, frozen=True):
    """Why something is so: a sentence, its truth, the place in the record it rests on, and the reasons below it.

    A ``group`` (all of, any of) says nothing of its own: its parts are what is said.
    """

    text: Text
    truth: Truth
    place: str = ""
    parts: tuple[Proof, ...] = ()
    group: bool = False


def explain(node: Condition, view: View) -> Proof:
    """Tell why a bound condition is true, false or unknown on an item, by the parts that decide it."""
    judged = truth(node, view)
    match node:
        case AllOf(parts):
            return _group(Text("须全部成立", "all of"), judged, parts, view, all_count=judged is True)
        case AnyOf(parts):
            return _group(Text("成立其一即可", "any of"), judged, parts, view, all_count=judged is False)
        case Not(part):
            inner = explain(part, view)
            if inner.group:
                return Proof(Text("须不成立", "not"), judged, "", (inner,))
            return Proof(Text(f"并非：{inner.text.zh}", f"not: {inner.text.en}"), judged, inner.place, inner.parts)
        case Named(title=Text() as title, part=Condition() as part):
            inner = explain(part, view)
            return Proof(title, judged, "", inner.parts if inner.group else (inner,))
        case Clustered(section, patterns):
            zh = "或".join(f"{_span(p, 'zh')}内 {p.count} 次" for p in patterns)
            en = " or ".join(f"{p.count} within {_span(p, 'en')}" for p in patterns)
            return Proof(
                Text(f"{view.label((section,)).zh}{zh}", f"{view.label((section,)).en}: {en}"),
                judged,
                view.place((section,)),
            )
        case Test():
            return Proof(_test_text(node, view, judged), judged, view.place(node.path))
    return Proof(Text("恒定", "fixed"), judged)


def _group(text: Text, judged: Truth, parts: tuple[Condition, ...], view: View, *, all_count: bool) -> Proof:
    told = [p for p in parts if not isinstance(p, Const)]
    deciding = tuple(explain(part, view) for part in told if all_count or truth(part, view) is judged)
    if len(deciding) == 1:
        return deciding[0]
    flat = tuple(one for part in deciding for one in (part.parts if part.group and part.text == text else (part,)))
    return Proof(text, judged, "", flat, group=True)


def statements(proof: Proof) -> Iterator[Proof]:
    """Yield what a proof says, in the groups' stead their parts."""
    if not proof.group:
        yield proof
    else:
        for part in proof.parts:
            yield from statements(part)


def _span(pattern: Pattern, lang: str) -> str:
    if pattern.years:
        return f"{pattern.years} 年" if lang == "zh" else f"{pattern.years} year(s)"
    return f"{pattern.days} 日" if lang == "zh" else f"{pattern.days} days"


def _test_text(node: Test, view: View, judged: Truth) -> Text:
    operand = view.get(node.operand.path) if isinstance(node.operand, FieldRef) else node.operand
    value = view.get(node.path)
    label = view.label(node.path)
    if node.operator == "done" and node.operand is True:
        said = label
    else:
        said = OPERATORS[node.operator].text.format(
            field=label, operand=view.word(node.path, operand) or _said(operand)
        )
    if value is UNSET:
        return said + Text("（未记录）", " (not recorded)")
    if judged and node.operator in ("is", "in", "done"):
        return said  # it is as asked: what is recorded would only say it again
    shown = view.word(node.path, value) or _said(value)
    return said + Text(f"（记录为{shown.zh}）", f" (recorded: {shown.en})")


_PLAIN_WORDS = {True: Text("是", "true"), False: Text("否", "false"), None: Text("空", "null")}


def _said(value: Any) -> Text:
    if value is None or isinstance(value, bool):
        return _PLAIN_WORDS[value]
    if isinstance(value, (frozenset, tuple)):
        return Text("/".join(sorted(_said(v).zh for v in value)), "/".join(sorted(_said(v).en for v in value)))
    shown = "?" if value is UNSET else "…" if isinstance(value, Struct) else str(value) or "“”"
    return Text(shown, shown)


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a condition, made from `OPERATORS`."""
    day = {
        "anyOf": [
            {"type": "string"},
            {
                "type": "object",
                "properties": {"start_of": {"type": "string"}, "end_of": {"type": "string"}},
                "additionalProperties": False,
                "minProperties": 1,
                "maxProperties": 1,
            },
        ]
    }
    operand: dict[str, Any] = {
        "scalar": {"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "boolean"}, {"type": "null"}]},
        "words": {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}]},
        "flag": {"type": "boolean"},
        "day": day,
        "number": {"type": "number"},
    }
    test = {
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": {**{n: operand[o.operand] for n, o in OPERATORS.items()}, "if_absent": {"type": "boolean"}},
    }
    ref = {"$ref": "#/$defs/Condition"}
    pattern = {
        "type": "object",
        "additionalProperties": False,
        "required": ["count"],
        "properties": {n: {"type": "integer", "minimum": 1} for n in ("count", "days", "years")},
    }
    clusters = {
        "type": "object",
        "additionalProperties": False,
        "required": ["of", "patterns", "last_not_before"],
        "properties": {
            "of": {"type": "string"},
            "patterns": {"type": "array", "items": pattern},
            "last_not_before": day,
        },
    }
    return {
        "anyOf": [
            {"type": "boolean"},
            {"type": "string"},
            {
                "type": "object",
                "minProperties": 1,
                "properties": {
                    "all": {"type": "array", "items": ref},
                    "any": {"type": "array", "items": ref},
                    "not": ref,
                    "chosen": {"type": "object", "minProperties": 1, "maxProperties": 1},
                    "clustered": clusters,
                },
                "additionalProperties": {"anyOf": [*operand["scalar"]["anyOf"], test]},
            },
        ],
    }
