"""What is wrong with a condition: names of fields, facts, states and readings that stand for nothing, tests that don't fit."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from msgspec import UNSET

from campaign_rules.base.errors import Problem, did_you_mean
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import Chosen, Clustered, Condition, Named, Test, walk
from campaign_rules.logic.lifecycles import Region
from campaign_rules.logic.operands import DAY, DAYS, FieldRef
from campaign_rules.logic.operators import OPERATORS
from campaign_rules.rules.checks.context import Context, check_name
from campaign_rules.rules.checks.field_types import FieldTypes, misfits
from campaign_rules.rules.checks.fields import clustering
from campaign_rules.rules.checks.readings import check_choice


def check_condition(
    context: Context, node: Condition, section: str | None, source: Source, base: Path
) -> Iterator[Problem]:
    """Yield what is wrong with a condition on the items of a section, or (None) on the record."""
    fields = context.item_fields.get(section, context.record_fields) if section else context.record_fields
    facts = dict.fromkeys(n for n, f in context.pack.facts.items() if f.of in (UNSET, section))
    if section and section in context.pack.outcomes:
        facts |= dict.fromkeys(context.pack.outcomes[section].outcomes)
    cycles = context.cycles(section)
    regions = {name: region for cycle in cycles for name, region in cycle.regions.items()}
    yield from check_days(context, node, fields, context.days(section), source, base)
    yield from misfits(node, FieldTypes(context.model, section, cycles), source, base)
    for part in walk(node):
        match part:
            case Named(name, at):
                yield from check_name("fact", name, facts, source, (*base, *at))
            case Chosen(name, value, at):
                yield from check_choice(context, "choice", name, value, source, (*base, *at))
            case Test(path, _, operand, _, at):
                yield from check_field(context, path, fields, source, (*base, *at))
                yield from _operand(context, operand, part.operator, fields, source, (*base, *at))
                yield from _state(part, regions, source, (*base, *at))
            case Clustered(name, _, last_from, at):
                yield from check_name("section", name, clustering(context.model), source, (*base, *at, "of"))
                yield from _operand(context, last_from, "after", fields, source, (*base, *at, "last_not_before"))


def check_guard(
    context: Context,
    node: Condition,
    fields: Collection[str],
    regions: Mapping[str, Region],
    source: Source,
    base: Path,
) -> Iterator[Problem]:
    """Yield what is wrong with a condition of a life cycle: what it can name is what its events and items have."""
    for part in walk(node):
        match part:
            case Test(path, operator, operand, _, at):
                yield from check_field(context, path, fields, source, (*base, *at))
                yield from _state(part, regions, source, (*base, *at))
                yield from _operand(context, operand, operator, fields, source, (*base, *at))
            case Chosen(name, value, at):
                yield from check_choice(context, "choice", name, value, source, (*base, *at))
            case Named(name, at):
                text = Text("守卫条件里请写字段，不用事实名", "a guard names fields, not facts")
                yield source.problem((*base, *at), "guard", text)


def check_field(
    context: Context, path: tuple[str, ...], fields: Collection[str], source: Source, at: Path
) -> Iterator[Problem]:
    """Yield a field that there is not; any attribute there may be."""
    if path[0] == context.model.attributes_field:
        return
    if path[0] in _ASKED_OF_READINGS and path[0] not in fields:
        name = ".".join(path)
        text = Text(
            f"没有 {name}（字段）；问一条解释，写 chosen: {{解释: 取值}}",
            f"unknown field {name}; a reading is asked by chosen: {{READING: OPTION}}",
        )
        yield source.problem(at, "unknown-field", text)
        return
    yield from check_name("field", ".".join(path), sorted(fields), source, at)


_ASKED_OF_READINGS = ("chosen", "reading", "interpretation", "set")
"""What people write who mean to ask how a reading is set."""


def check_days(
    context: Context,
    node: Condition,
    fields: Collection[str],
    days: Collection[str],
    source: Source,
    base: Path,
) -> Iterator[Problem]:
    """Yield a comparison of days of which one side is a field that holds none."""
    attribute = f"{context.model.attributes_field}."
    for part in walk(node):
        if isinstance(part, Test) and OPERATORS[part.operator].operand is DAY:
            sides = [part.path, *([part.operand.path] if isinstance(part.operand, FieldRef) else [])]
            for name in (".".join(side) for side in sides):
                if (name in fields or name.startswith(attribute)) and name not in days:
                    text = Text(
                        f"{name} 不是日期，不能用 {part.operator}",
                        f"{name} is no day: {part.operator} makes no sense of it",
                    )
                    yield source.problem((*base, *part.at), "unknown-date", text + did_you_mean(name, sorted(days)))


def _operand(
    context: Context, operand: Any, operator: str, fields: Collection[str], source: Source, at: Path
) -> Iterator[Problem]:
    match operand:
        case FieldRef(path):
            named = (*fields, *DAYS) if OPERATORS[operator].operand is DAY else fields
            yield from check_field(context, path, named, source, at)
        case (("start_of" | "end_of"), phase):
            yield from check_name("phase", phase, context.pack.identity.phases, source, at)
        case str() if operator in ("in", "has_any"):
            lists = [n for n, v in context.pack.chosen.items() if isinstance(v, tuple)]
            yield from check_name("list", operand, [*lists, "departments"], source, at)


def _state(test: Test, regions: Mapping[str, Region], source: Source, at: Path) -> Iterator[Problem]:
    """Yield a comparison of a region with a state that it does not have."""
    region = regions.get(test.path[0]) if len(test.path) == 1 else None
    wanted = test.operand if isinstance(test.operand, (tuple, frozenset, list)) else (test.operand,)
    for state in wanted if region and test.operator in ("is", "in") else ():
        if region and isinstance(state, str):
            yield from check_name("state", state, region.states, source, at)
