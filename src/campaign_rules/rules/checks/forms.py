"""What is wrong with the form of a pack: names that stand for nothing, and parts of what comes later."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import UNSET

from campaign_rules.base.errors import Problem
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import Text
from campaign_rules.rules.checks.conditions import check_condition, check_field
from campaign_rules.rules.checks.context import Context, check_name
from campaign_rules.rules.checks.fields import NUMBER_TYPES, fields_of, of_types
from campaign_rules.rules.forms import Block, Cell, Form, Measure
from campaign_rules.rules.record.model import RecordModel


def check_form(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the form: names that stand for nothing, and parts of what comes later."""
    form, source = context.pack.form, context.sources.of("form.yaml")
    if form is None:
        return
    yield from check_name("interpretation", form.since, context.takers("phase"), source, ("since",))
    before: list[str] = []
    for block_id, block in form.blocks.items():
        at: Path = ("blocks", block_id)
        yield from check_name("section", block.of, _counted(context.model), source, (*at, "of"))
        for i, actor in enumerate(block.spoken_by):
            yield from check_name("actor", actor, context.model.actors, source, (*at, "spoken_by", i))
        if block.made_by is not UNSET:
            yield from check_field(
                context, (block.made_by,), context.item_fields.get(block.of, ()), source, (*at, "made_by")
            )
        for number, cell in block.cells.items():
            here = (*at, "cells", number)
            yield from _cell(context, form, block, cell, f"{block_id}.{number}", before, source, here)


def _counted(model: RecordModel) -> list[str]:
    """Return what a figure can be of: a section, or the numbers that records state of themselves."""
    return [*model.sections, *([model.attributes_field] if model.attributes_field else [])]


def _cell(
    context: Context, form: Form, block: Block, cell: Cell, name: str, before: list[str], source: Source, at: Path
) -> Iterator[Problem]:
    section = cell.of or block.of
    if cell.of is not UNSET:
        yield from check_name("section", section, _counted(context.model), source, (*at, "of"))
    for i, actor in enumerate(cell.counted_of or ()):
        yield from check_name("actor", actor, context.model.actors, source, (*at, "counted_of", i))
    known = [*context.pack.duties, *(gone.name for gone in context.pack.withdrawn if gone.kind == "duties")]
    for i, duty in enumerate(cell.compare):
        yield from check_name("duty", duty, known, source, (*at, "compare", i))
    inside = [f"{name}.{key}" for key in cell.values]
    for key, measure in ((None, cell), *cell.values.items()):
        here = (*at, "values", key) if key else at
        yield from _measure(context, form, measure, section, source, here)
        if measure.within is not UNSET:
            known = [*before, *(inside[: inside.index(f"{name}.{key}")] if key else ())]
            wanted = f"{name}.{measure.within}" if measure.within in cell.values else measure.within
            yield from check_name("cell", wanted, known, source, (*here, "within"))
    before += inside or [name]


def _measure(
    context: Context, form: Form, measure: Measure, section: str, source: Source, at: Path
) -> Iterator[Problem]:
    if measure.unit is not UNSET:
        yield from check_name("unit", measure.unit, form.units, source, (*at, "unit"))
    forms = [key for key in ("distinct", "sum", "exists") if getattr(measure, key)]
    if len(forms) > 1:
        text = Text(f"{' 与 '.join(forms)} 只能写一个", f"only one of {', '.join(forms)}")
        yield source.problem((*at, forms[1]), "form", text)
    if section not in context.model.sections:
        return
    fields = context.item_fields[section]
    yield from check_condition(context, measure.where, section, source, (*at, "where"))
    if measure.distinct not in (UNSET, "record"):
        yield from check_field(context, tuple(str(measure.distinct).split(".")), fields, source, (*at, "distinct"))
    if measure.sum is not UNSET:
        numbers = of_types(fields_of(context.model, section), NUMBER_TYPES)
        yield from check_name("field", measure.sum, numbers, source, (*at, "sum"))
    if measure.dated is not UNSET:
        yield from check_name("date", measure.dated, context.days(section), source, (*at, "dated"))
