"""How conditions are written: plain data to nodes and back, and the JSON Schema of what can be written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct, structs

from campaign_rules.base.errors import did_you_mean
from campaign_rules.base.schemas import ELSEWHERE, EXPECTED
from campaign_rules.base.sources import Path
from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import (
    AllOf,
    AnyOf,
    Chosen,
    Clustered,
    Condition,
    Const,
    Doubtful,
    Named,
    Not,
    Pattern,
    Test,
)
from campaign_rules.logic.operands import DAY, FLAG, SCALAR, ConditionError, read_day, written
from campaign_rules.logic.operators import OPERATORS

CONDITION = Text(
    "条件：{字段: 值}、all、any、not 或事实名", "a condition: {field: value}, all, any, not or a fact's name"
)
"""What is expected where a condition stands."""

VALUE = Text("一个值，或 {运算: 值}，如 {in: [甲, 乙]}", "a value, or {operator: value} such as {in: [one, other]}")
"""What is expected behind a field."""

MOST_SPANNED = 1_000
"""A cluster has no more entries than this, and spans no more days or years."""


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
        case {**lines} if lines:
            if (made := _parse_form(lines, at)) is not None:
                return made
            tests = tuple(_parse_test(str(field), test, (*at, str(field))) for field, test in lines.items())
            return tests[0] if len(tests) == 1 else AllOf(tests)
    raise ConditionError(at, Text(f"应为{CONDITION.zh}", f"expected {CONDITION.en}"))


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
        case Test(path, operator, operand, if_absent):
            if operator == "is" and if_absent is None:
                return {".".join(path): written(operand)}
            absent = {} if if_absent is None else {"if_absent": if_absent}
            return {".".join(path): {operator: written(operand), **absent}}
    return next({key: form.write(node)} for key, form in FORMS.items() if isinstance(node, form.node))


def _parse_test(field: str, test: Any, at: Path) -> Test:
    path = tuple(field.split("."))
    if not isinstance(test, dict):
        return Test(path, "is", SCALAR.read(test, at), at=at)
    if_absent = test.get("if_absent")
    rest = {name: operand for name, operand in test.items() if name != "if_absent"}
    if not rest:
        text = Text(
            "没有写运算，可用：" + "、".join(OPERATORS), "no operator; expected one of: " + ", ".join(OPERATORS)
        )
        raise ConditionError(at, text)
    if len(rest) > 1:
        parts = ", ".join(f"{{{field}: {{{name}: …}}}}" for name in rest)
        text = Text(
            f"一个字段一次只用一个运算；几个都要，写 all: [{parts}]",
            f"one operator a field; where all must hold, write all: [{parts}]",
        )
        raise ConditionError(at, text)
    if "if_absent" in test:
        FLAG.read(if_absent, (*at, "if_absent"))
    ((name, operand),) = rest.items()
    if name not in OPERATORS:
        hint = did_you_mean(name, OPERATORS)
        raise ConditionError((*at, name), Text(f"没有 {name} 这个运算", f"unknown operator {name}") + hint)
    return Test(path, name, OPERATORS[name].operand.read(operand, (*at, name)), if_absent, at)


# --- the kinds of conditions that have a key of their own ---


class Form(Struct, frozen=True, kw_only=True):
    """How a kind of node is written, behind its key."""

    node: type[Condition]
    read: Callable[[Any, Path], Condition | None]
    """Makes it of what stands behind the key; None where that is not of its form, and the key a field's name."""
    write: Callable[[Any], Any]
    schema: Mapping[str, Any]


def _parse_form(lines: Mapping[Any, Any], at: Path) -> Condition | None:
    (key, inside), *others = lines.items()
    return FORMS[key].read(inside, (*at, key)) if key in FORMS and not others else None


def _parse_list(kind: type[AllOf] | type[AnyOf]) -> Callable[[Any, Path], Condition | None]:
    def read(parts: Any, at: Path) -> Condition | None:
        made = (parse(part, (*at, i)) for i, part in enumerate(parts)) if isinstance(parts, list) else None
        return kind(tuple(made)) if made is not None else None

    return read


def _unparse_list(node: AllOf | AnyOf) -> list[Any]:
    return [unparse(part) for part in node.parts]


def _parse_chosen(choices: Any, at: Path) -> Chosen | None:
    if not isinstance(choices, dict) or len(choices) != 1:
        return None
    ((name, value),) = choices.items()
    return Chosen(str(name), value, (*at, str(name)))


def _parse_clustered(wanted: Any, at: Path) -> Clustered | None:
    match wanted:
        case {"of": str(section), "patterns": list(patterns), "last_not_before": day} if len(wanted) == 3 and patterns:
            found = tuple(_parse_pattern(one, (*at, "patterns", i)) for i, one in enumerate(patterns))
            return Clustered(section, found, read_day(day, (*at, "last_not_before")), at)
        case {**_others}:
            text = Text(
                "应为 {of: 部分, patterns: […], last_not_before: 日期}",
                "expected {of: section, patterns: […], last_not_before: day}",
            )
            raise ConditionError(at, text)
    return None


def _unparse_clustered(node: Clustered) -> dict[str, Any]:
    made = [{"count": p.count, **({"years": p.years} if p.years else {"days": p.days})} for p in node.patterns]
    return {"of": node.section, "patterns": made, "last_not_before": written(node.last_from)}


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


_REF: dict[str, Any] = {"$ref": "#/$defs/Condition"}
_LIST: dict[str, Any] = {"type": "array", "items": _REF}
_NUMBERS = {name: {"type": "integer", "minimum": 1, "maximum": MOST_SPANNED} for name in ("count", "days", "years")}
_CLUSTERS = {
    "of": {"type": "string"},
    "patterns": {"type": "array", "items": _mapping(_NUMBERS, required=["count"])},
    "last_not_before": DAY.schema,
}

FORMS: Mapping[str, Form] = {
    "all": Form(node=AllOf, read=_parse_list(AllOf), write=_unparse_list, schema=_LIST),
    "any": Form(node=AnyOf, read=_parse_list(AnyOf), write=_unparse_list, schema=_LIST),
    "not": Form(
        node=Not, read=lambda part, at: Not(parse(part, at)), write=lambda node: unparse(node.part), schema=_REF
    ),
    "doubtful": Form(
        node=Doubtful,
        read=lambda part, at: Doubtful(parse(part, at)),
        write=lambda node: unparse(node.part),
        schema=_REF,
    ),
    "chosen": Form(
        node=Chosen,
        read=_parse_chosen,
        write=lambda node: {node.interpretation: node.value},
        schema={"type": "object", "minProperties": 1, "maxProperties": 1},
    ),
    "clustered": Form(
        node=Clustered,
        read=_parse_clustered,
        write=_unparse_clustered,
        schema=_mapping(_CLUSTERS, required=list(_CLUSTERS)),
    ),
}
"""Every kind of condition that is written behind a key of its own."""


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a condition, made from `OPERATORS` and `FORMS`."""
    operators = {name: operator.operand.schema for name, operator in OPERATORS.items()}
    elsewhere = {word: name for name, operator in OPERATORS.items() for word in operator.elsewhere}
    test = _mapping({**operators, "if_absent": {"type": "boolean"}}, **{ELSEWHERE: elsewhere})
    forms = {key: form.schema for key, form in FORMS.items()}
    field_test = {"anyOf": [*SCALAR.schema["anyOf"], test], EXPECTED: structs.asdict(VALUE)}
    tests = {"type": "object", "minProperties": 1, "properties": forms, "additionalProperties": field_test}
    return {"anyOf": [{"type": "boolean"}, {"type": "string"}, tests], EXPECTED: structs.asdict(CONDITION)}
