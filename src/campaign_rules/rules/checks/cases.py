"""What is wrong with what a declared record names of a life cycle: facts, variables and states of its section's items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from msgspec import UNSET

from campaign_rules.base.errors import Problem
from campaign_rules.base.sources import Path
from campaign_rules.base.texts import Text
from campaign_rules.rules.checks.context import Context
from campaign_rules.rules.checks.record_places import Declared
from campaign_rules.rules.record.declaration import Cases, LedgerColumn


def check_cases(context: Context) -> Iterator[Problem]:
    """Yield names that no life cycle of a section has; nothing where a campaign has no life cycle of it at all.

    A layer is not told of a life cycle that stands above it: what it names is there in some campaigns, and in others not.
    """
    order = [layer.id for layer in context.pack.layers]
    above = {name: max(map(order.index, _layers(context, name, order)), default=0) for name in context.model.sections}
    for problem in _unknown(context):
        layer = PurePath(problem.file).parent.name
        if layer not in order or order.index(layer) >= above[problem.path.split(".")[1]]:
            yield problem


def check_ids(context: Context) -> Iterator[Problem]:
    """Yield the sections whose items rules judge one by one, and that have no id by which to name them."""
    pack = context.pack
    judged = {*pack.outcomes, *(cycle.of for cycle in pack.cycles.values()), *(d.items for d in pack.duties.values())}
    declared = Declared(context.model.declaration, context.sources.record)
    for name, section in context.model.sections.items():
        field = section.fields.get("id")
        if name in judged and not (field and field.required):
            title = section.title
            text = Text(
                f"规则逐项判断“{title.zh}”，各项须有必填的编号：id: {{type: id, required: true, …}}",
                f"rules judge {title.en} one by one, so each needs an id: id: {{type: id, required: true, …}}",
            )
            yield declared.problem(("sections", name, "fields"), "section-part", text, at_key=True)


def _layers(context: Context, section: str, order: Sequence[str]) -> Iterator[str]:
    """Yield the layers that have the last word on the life cycles of a section."""
    files = context.pack.origins.get("files", {})
    for name, cycle in context.pack.cycles.items():
        layer = files.get(f"lifecycles/{name}.yaml", ("",))[-1]
        if cycle.of == section and layer in order:
            yield layer


def _unknown(context: Context) -> Iterator[Problem]:
    declared = Declared(context.model.declaration, context.sources.record)
    for name, section in context.model.sections.items():
        if not context.cycles(name):
            continue
        if section.cases:
            yield from _facts(context, declared, name, section.cases)
        for column_name, column in section.ledger.columns.items() if section.ledger else ():
            at: Path = ("sections", name, "ledger", "columns", column_name)
            yield from _column(context, declared, name, column, at)


def _facts(context: Context, declared: Declared, section: str, cases: Cases) -> Iterator[Problem]:
    at: Path = ("sections", section, "cases")
    facts = [name for name, fact in context.pack.facts.items() if fact.of == section]
    cycles = context.cycles(section)
    for key, kind, known in (
        ("overdue", "fact", facts),
        ("settled", "fact", facts),
        ("deadline", "variable", [name for cycle in cycles for name in cycle.variables]),
        ("status", "region", [name for cycle in cycles for name in cycle.regions]),
    ):
        name = getattr(cases, key)
        if name is not UNSET:
            yield from declared.unknown(kind, name, known, (*at, key))


def _column(context: Context, declared: Declared, section: str, column: LedgerColumn, at: Path) -> Iterator[Problem]:
    cycles = context.cycles(section)
    if column.variable is not UNSET:
        variables = [name for cycle in cycles for name in cycle.variables]
        yield from declared.unknown("variable", column.variable, variables, (*at, "variable"))
    if column.since is not UNSET:
        states = [f"{n}.{state}" for cycle in cycles for n, region in cycle.regions.items() for state in region.states]
        yield from declared.unknown("state", column.since, states, (*at, "since"))
