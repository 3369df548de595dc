"""How conditions are written: plain data to nodes, and the JSON Schema of what can be written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from campaign_rules.base.errors import did_you_mean
from campaign_rules.base.sources import Path
from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import (
    DAYS,
    OPERATORS,
    AllOf,
    AnyOf,
    Chosen,
    Clustered,
    Condition,
    Const,
    Doubtful,
    FieldRef,
    Named,
    Not,
    Pattern,
    Test,
)

MOST_SPANNED = 1_000
"""A cluster has no more entries than this, and spans no more days or years."""


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
        case {"doubtful": part} if len(data) == 1:
            return Doubtful(parse(part, (*at, "doubtful")))
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


def unparse(node: Condition) -> Any:
    """Write a condition as plain data again: reading it gives the condition.

    >>> unparse(parse({"all": [{"kind": "drill"}, {"not": "high_risk"}, {"date": {"before": {"start_of": "main"}}}]}))
    {'all': [{'kind': 'drill'}, {'not': 'high_risk'}, {'date': {'before': {'start_of': 'main'}}}]}
    """
    match node:
        case Const(value):
            return value
        case Named(name):
            return name
        case AllOf(parts):
            return {"all": [unparse(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [unparse(part) for part in parts]}
        case Not(part):
            return {"not": unparse(part)}
        case Doubtful(part):
            return {"doubtful": unparse(part)}
        case Chosen(interpretation, value):
            return {"chosen": {interpretation: value}}
        case Clustered(section, patterns, last_from):
            made = [{"count": p.count, **({"years": p.years} if p.years else {"days": p.days})} for p in patterns]
            return {"clustered": {"of": section, "patterns": made, "last_not_before": _unparse_operand(last_from)}}
        case Test(path, operator, operand, if_absent):
            said = _unparse_operand(operand)
            if operator == "is" and if_absent is None:
                return {".".join(path): said}
            absent = {} if if_absent is None else {"if_absent": if_absent}
            return {".".join(path): {operator: said, **absent}}
    raise TypeError(type(node))


def _unparse_operand(operand: Any) -> Any:
    match operand:
        case FieldRef(path):
            return ".".join(path)
        case (str(edge), str(phase)):
            return {edge: phase}
        case frozenset():
            return sorted(operand)
        case date():
            return operand.isoformat()
    return operand


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
    "field": (lambda o: False, Text("应为另一个字段的名字", "expected the name of another field")),
}
"""What each kind of operand looks like, but for days, and what is said of one that does not."""


def _parse_operand(kind: str, operand: Any, at: Path) -> Any:
    if kind == "day":
        return _parse_day(operand, at)
    if kind == "field" and isinstance(operand, str):
        return FieldRef(tuple(operand.split(".")))
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
        case {"count": int(count), "days": int(days)} if len(data) == 2 and _counts(count) and _counts(days):
            return Pattern(count, days=days)
        case {"count": int(count), "years": int(years)} if len(data) == 2 and _counts(count) and _counts(years):
            return Pattern(count, years=years)
    text = Text(
        f"应为 {{count: 次数, days: 日数}} 或 {{count: 次数, years: 年数}}，都是 1 至 {MOST_SPANNED} 的整数",
        f"expected {{count: n, days: n}} or {{count: n, years: n}}, each from 1 to {MOST_SPANNED}",
    )
    raise ConditionError(at, text)


def _counts(number: int) -> bool:
    return number is not True and 1 <= number <= MOST_SPANNED


def _mapping(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False, **more}


_DAY = {
    "anyOf": [
        {"type": "string"},
        _mapping({"start_of": {"type": "string"}, "end_of": {"type": "string"}}, minProperties=1, maxProperties=1),
    ]
}
_OPERAND_SCHEMAS: Mapping[str, Any] = {
    "scalar": {"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "boolean"}, {"type": "null"}]},
    "words": {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}]},
    "flag": {"type": "boolean"},
    "day": _DAY,
    "number": {"type": "number"},
    "field": {"type": "string"},
}


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a condition, made from `OPERATORS`."""
    operators = {name: _OPERAND_SCHEMAS[operator.operand] for name, operator in OPERATORS.items()}
    test = _mapping({**operators, "if_absent": {"type": "boolean"}}, minProperties=1)
    numbers = {name: {"type": "integer", "minimum": 1, "maximum": MOST_SPANNED} for name in ("count", "days", "years")}
    patterns = {"type": "array", "items": _mapping(numbers, required=["count"])}
    clusters = {"of": {"type": "string"}, "patterns": patterns, "last_not_before": _DAY}
    ref = {"$ref": "#/$defs/Condition"}
    forms = {
        "all": {"type": "array", "items": ref},
        "any": {"type": "array", "items": ref},
        "not": ref,
        "doubtful": ref,
        "chosen": {"type": "object", "minProperties": 1, "maxProperties": 1},
        "clustered": _mapping(clusters, required=list(clusters)),
    }
    field_test = {"anyOf": [*_OPERAND_SCHEMAS["scalar"]["anyOf"], test]}
    tests = {"type": "object", "minProperties": 1, "properties": forms, "additionalProperties": field_test}
    return {"anyOf": [{"type": "boolean"}, {"type": "string"}, tests]}
