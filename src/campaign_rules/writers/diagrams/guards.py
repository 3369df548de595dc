"""Guards of transitions as short phrases, for the labels of arrows.

What they say is what `campaign_rules.reports.wording.conditions.condition_text` says, in fewer words, and of a guard as
the pack writes it: the interpretations that it depends on are not yet chosen, and are named.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    Test,
)
from campaign_rules.logic.lifecycles import LifeCycle, Region
from campaign_rules.logic.operands import FieldRef
from campaign_rules.logic.operators import OPERATORS
from campaign_rules.reports.statements import closeness
from campaign_rules.reports.wording import phrase
from campaign_rules.reports.wording.conditions import closeness_text
from campaign_rules.rules.records import WORDS, label


def guard_text(condition: Condition, cycle: LifeCycle | None = None) -> Text:
    """Return an unbound condition as one short phrase; with its ``cycle``, states go by their titles.

    >>> guard_text(Not(Chosen("after-return", "start-again"))).en
    'not (after-return=start-again)'
    """
    regions = cycle.regions if cycle else {}
    match condition:
        case AllOf(parts) if parts:
            return Text(" 且 ", " and ").join(_inner(part, cycle) for part in parts)
        case AnyOf(parts) if parts:
            return _OR.join(_inner(part, cycle) for part in parts)
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
            return label((section,)) + Text("", ": ") + _OR.join(map(closeness_text, closeness(patterns)))
    return phrase("never" if condition in (NEVER, AnyOf(())) else "always")


_OR, _SLASH = Text(" 或 ", " or "), Text("/", "/")


def _inner(part: Condition, cycle: LifeCycle | None) -> Text:
    said = guard_text(part, cycle)
    return Text(f"({said.zh})", f"({said.en})") if isinstance(part, (AllOf, AnyOf)) else said


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
    return _SLASH.join(said) if said else None


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
            return _SLASH.join(_said(word, regions) for word in sorted(value))
        case str() | bool() | None if value in _WORDS:
            return _WORDS[value]
    return Text(str(value), str(value))
