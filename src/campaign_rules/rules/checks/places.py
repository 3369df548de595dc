"""Every condition of a pack, with the section whose items it is about and where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from campaign_rules.base.sources import Path, Source
from campaign_rules.logic.conditions import Condition
from campaign_rules.rules.checks.context import Sources
from campaign_rules.rules.pack import ItemCycle, Pack

Placed = tuple[Condition, str | None, Source, Path]
"""A condition, the section whose items it is about (None: the record), and where it stands."""


def placed_conditions(pack: Pack, sources: Sources) -> Iterator[Placed]:
    """Yield every condition of a pack but those of its life cycles."""
    for name, fact in pack.facts.items():
        yield fact.holds, fact.of or None, sources.entry("facts", name), (name, "holds")
    yield from _of_duties(pack, sources)
    for section, declared in pack.outcomes.items():
        for name, outcome in declared.outcomes.items():
            yield outcome.when, section, sources.outcomes(section), ("outcomes", name, "when")
    if pack.form:
        source = sources.of("form.yaml")
        for block_id, block in pack.form.blocks.items():
            for number, cell in block.cells.items():
                at: Path = ("blocks", block_id, "cells", number)
                yield cell.where, cell.of or block.of, source, (*at, "where")
                for key, measure in cell.values.items():
                    yield measure.where, cell.of or block.of, source, (*at, "values", key, "where")


def _of_duties(pack: Pack, sources: Sources) -> Iterator[Placed]:
    for id_, duty in pack.duties.items():
        source = sources.entry("duties", id_)
        for at, condition, section in duty.conditions():
            yield condition, section or None, source, (id_, *at)


def cycle_conditions(pack: Pack, sources: Sources) -> Iterator[Placed]:
    """Yield the conditions of life cycles, and what the policy of outcomes says."""
    for section, declared in pack.outcomes.items():
        for i, rule in enumerate(declared.policy):
            yield rule.when, None, sources.outcomes(section), ("policy", i, "when")
    for name, cycle in pack.lifecycles.items():
        source = sources.of(f"lifecycles/{name}.yaml")
        for region_name, region in cycle.regions.items():
            for i, step in enumerate(region.transitions):
                yield step.when, None, source, ("regions", region_name, "transitions", i, "when")
        if isinstance(cycle, ItemCycle):
            yield cycle.concerns, cycle.of, source, ("concerns",)
            for key, deadline in cycle.deadlines.items():
                yield deadline.when, cycle.of, source, ("deadlines", key, "when")
            for event, irregular in cycle.irregular.items():
                yield irregular.when, None, source, ("irregular", event, "when")
