"""Guards of transitions as short phrases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import (
    NEVER,
    AllOf,
    AnyOf,
    Chosen,
    Clustered,
    Condition,
    Doubtful,
    Named,
    Not,
    Pattern,
    Test,
)
from campaign_rules.logic.lifecycles import LifeCycle, Region
from campaign_rules.logic.operands import FieldRef
from campaign_rules.logic.operators import OPERATORS
from campaign_rules.rules.records import WORDS, label


def guard_text(condition: Condition, cycle: LifeCycle | None = None) -> Text:
    """Return an unbound condition as one short phrase; with its ``cycle``, states go by their titles.

    >>> guard_text(Not(Chosen("after-return", "start-again"))).en
    'not (after-return=start-again)'
    """
    regions = cycle.regions if cycle else {}
    match condition:
        case AllOf(parts) if parts:
            return _joined((_inner(part, cycle) for part in parts), Text(" 且 ", " and "))
        case AnyOf(parts) if parts:
            return _joined((_inner(part, cycle) for part in parts), _OR)
        case Not(part):
            return Text("非({part})", "not ({part})").format(part=guard_text(part, cycle))
        case Doubtful(part):
            return Text("({part})时存疑", "in doubt where ({part})").format(part=guard_text(part, cycle))
        case Named(name, _, title):
            return title or Text(name, name)
        case Chosen(name, value):
            return Text(f"解释 {name}=", f"{name}=") + _said(value, regions)
        case Test(path, operator, operand):
            operand = _states(path[0], operand, regions) or _said(operand, regions)
            return OPERATORS[operator].text.format(field=_field(path, regions), operand=operand)
        case Clustered(section, patterns):
            return label((section,)) + Text("", ": ") + _joined(map(_pattern, patterns), _OR)
    return Text("恒不成立", "never") if condition in (NEVER, AnyOf(())) else Text("恒成立", "always")


_OR = Text(" 或 ", " or ")


def _joined(texts: Iterable[Text], word: Text) -> Text:
    said = tuple(texts)
    return Text(word.zh.join(text.zh for text in said), word.en.join(text.en for text in said))


def _inner(part: Condition, cycle: LifeCycle | None) -> Text:
    said = guard_text(part, cycle)
    return Text(f"({said.zh})", f"({said.en})") if isinstance(part, (AllOf, AnyOf)) else said


def _pattern(pattern: Pattern) -> Text:
    if pattern.years:
        return Text(f"{pattern.years} 年内 {pattern.count} 次", f"{pattern.count} within {pattern.years} year(s)")
    return Text(f"{pattern.days} 日内 {pattern.count} 次", f"{pattern.count} within {pattern.days} days")


def _field(path: tuple[str, ...], regions: Mapping[str, Region]) -> Text:
    if state := _state(path[0], ".".join(path[1:]), regions):
        return Text("“{state}”之日", "the day of “{state}”").format(state=state)
    return label(path[1:] if path[0] == "event" else path)


def _state(region: str, name: object, regions: Mapping[str, Region]) -> Text | None:
    return regions[region].states.get(name) if region in regions and isinstance(name, str) else None


def _states(region: str, operand: object, regions: Mapping[str, Region]) -> Text | None:
    """Say the state that a region is compared with, or each of several."""
    if not isinstance(operand, frozenset):
        return _state(region, operand, regions)
    said = [state for one in sorted(operand) if (state := _state(region, one, regions))]
    return _joined(said, Text("/", "/")) if said else None


_WORDS: Mapping[object, Text] = {
    "township": Text("乡镇", "a township"),
    "county_office": Text("县安委办", "the county office"),
    "county_committee_member": Text("县安委会成员单位", "a member of the committee"),
    "third_party": Text("第三方机构", "a third party"),
    **{word: WORDS[word] for word in WORDS},
    True: Text("是", "true"),
    False: Text("否", "false"),
    None: Text("空", "null"),
    "departments": label(("departments",)),
    "as_of": Text("判定日", "the as-of date"),
    "issued": Text("发文日", "the issue date"),
    "ends": Text("行动结束日", "the campaign's end"),
    "start_of": Text("首日", "the first day"),
    "end_of": Text("末日", "the last day"),
}


def _said(value: Any, regions: Mapping[str, Region]) -> Text:
    match value:
        case FieldRef(path):
            return _field(path, regions)
        case (edge, phase):
            return Text("{phase} {edge}", "{edge} of {phase}").format(phase=phase, edge=_WORDS[edge])
        case frozenset():
            return _joined((_said(word, regions) for word in sorted(value)), Text("/", "/"))
        case str() | bool() | None if value in _WORDS:
            return _WORDS[value]
    return Text(str(value), str(value))
