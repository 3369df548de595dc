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
from campaign_rules.logic.operands import FieldRef
from campaign_rules.logic.operators import OPERATORS
from campaign_rules.reports.names import ItemNames
from campaign_rules.reports.statements import closeness
from campaign_rules.reports.wording import LIST_TEXTS, phrase
from campaign_rules.reports.wording.conditions import closeness_text


def guard_text(condition: Condition, names: ItemNames) -> Text:
    """Return an unbound condition as one short phrase, in which things go by their names."""
    match condition:
        case AllOf(parts) if parts:
            return Text(" 且 ", " and ").join(_inner(part, names) for part in parts)
        case AnyOf(parts) if parts:
            return _OR.join(_inner(part, names) for part in parts)
        case Not(part):
            return Text("非({part})", "not ({part})").format(part=guard_text(part, names))
        case Doubtful(part):
            return Text("({part})时存疑", "in doubt where ({part})").format(part=guard_text(part, names))
        case Named(name, _, title):
            return title or Text(name, name)
        case Chosen(name, value):
            return Text(f"解释 {name}=", f"{name}=") + _said(value, (), names)
        case Test(path, operator, operand):
            return OPERATORS[operator].text.format(field=_field(path, names), operand=_said(operand, path, names))
        case Clustered(section, patterns):
            return names.label((section,)) + Text("", ": ") + _OR.join(map(closeness_text, closeness(patterns)))
    return phrase("never" if condition in (NEVER, AnyOf(())) else "always")


_OR, _SLASH = Text(" 或 ", " or "), Text("/", "/")


def _inner(part: Condition, names: ItemNames) -> Text:
    said = guard_text(part, names)
    return Text(f"({said.zh})", f"({said.en})") if isinstance(part, (AllOf, AnyOf)) else said


def _field(path: tuple[str, ...], names: ItemNames) -> Text:
    if names.is_state(path):
        return Text("“{state}”之日", "the day of “{state}”").format(state=names.label(path))
    return names.label(path)


_WORDS: Mapping[Any, Text] = {
    True: Text("是", "true"),
    False: Text("否", "false"),
    None: Text("空", "null"),
    **dict(LIST_TEXTS),
    "as_of": Text("判定日", "the as-of date"),
    "issued": Text("发文日", "the issue date"),
    "ends": Text("行动结束日", "the campaign's end"),
    "start_of": Text("首日", "the first day"),
    "end_of": Text("末日", "the last day"),
}


def _said(value: Any, path: tuple[str, ...], names: ItemNames) -> Text:
    """Say what a field is compared with; of an interpretation (no path), what is chosen."""
    match value:
        case FieldRef(other):
            return _field(other, names)
        case (edge, phase):
            return Text("{phase} {edge}", "{edge} of {phase}").format(phase=phase, edge=_WORDS[edge])
        case frozenset():
            return _SLASH.join(_said(word, path, names) for word in sorted(value))
        case str() | bool() | None if value in _WORDS:
            return _WORDS[value]
    return (path and names.word(path, value)) or Text(str(value), str(value))
