"""Who reports: all together, an area, who leads sectors, an office by itself; and in whose forms an entry counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from campaign_rules.base.texts import Text
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.rules.forms import Figure
from campaign_rules.rules.leads import plain
from campaign_rules.rules.record.model import RecordModel
from campaign_rules.rules.record.values import Record, attribute

WHOLE = "whole"
"""The kind of the unit that all records together are."""


class Unit(Struct, frozen=True):
    """Who reports: an actor that forms a unit, by its name (``kind``); or all records together (`WHOLE`)."""

    kind: str
    key: str
    title: Text


def kinds_of_units(model: RecordModel) -> list[str]:
    """Return the kinds of units in the order of their forms: the whole, areas, who leads sectors, those by themselves."""
    forms = [(declared.unit, name) for name, declared in model.actors.items() if declared.unit]
    return [WHOLE, *(name for wanted in ("area", "lead", "own") for unit, name in forms if unit == wanted)]


def units_of(record: Record, rules: Ruleset) -> Iterator[Unit]:
    """Yield the units that a record belongs to."""
    model, actors = rules.pack.model, record.actors
    name = model.name_of(record) or record.id
    subject = any(actor in model.subjects for actor in actors)
    for kind, declared in model.actors.items():
        if declared.unit == "area":
            yield from _area(record, kind, name, model, subject=subject)
        elif declared.unit == "lead":
            leads = rules.vocabulary.leads
            if kind in actors:
                yield _leading(leads.department(record.id) or leads.department(name), kind, name, rules)
            if subject and kind == model.lead_actor:
                yield from dict.fromkeys(_led(record, kind, rules))
        elif declared.unit == "own" and kind in actors:
            yield Unit(kind, plain(name), Text(name, name))


def counted_for(figure: Figure, item: Any, units: Sequence[Unit], rules: Ruleset) -> Iterator[Unit]:
    """Yield those of a record's units in whose forms an entry counts.

    A figure of what departments do counts for the department that did it, not for all that lead the record's sectors.
    """
    if figure.made_by is None:
        yield from units
        return
    model = rules.pack.model
    yield from (unit for unit in units if unit.kind == WHOLE or model.actors[unit.kind].unit != "lead")
    by, kind = getattr(item, attribute(figure.made_by)), model.lead_actor
    if kind and isinstance(by, str) and (id_ := rules.vocabulary.leads.department(by)):
        yield _leading(id_, kind, by, rules)


def _area(record: Record, kind: str, name: str, model: RecordModel, *, subject: bool) -> Iterator[Unit]:
    """Yield the area that a record is of: its own, or the one above it that it names."""
    field = model.fields[model.area_field] if model.area_field else None
    above = model.area_of(record) if field and field.area == kind else None
    of = (above or name) if kind in record.actors else above if subject else None
    if of:
        yield Unit(kind, plain(of), Text(of, of))


def _led(record: Record, kind: str, rules: Ruleset) -> Iterator[Unit]:
    """Yield the departments that lead a record's sectors."""
    leads = rules.vocabulary.leads
    for word in rules.pack.model.sectors_of(record):
        for sector in leads.resolve(word):
            for led in leads.sectors.get(sector, ()) if isinstance(sector, str) else ():
                yield _leading(led.department, kind, "", rules)


def _leading(id_: str | None, kind: str, name: str, rules: Ruleset) -> Unit:
    if id_ is None:
        return Unit(kind, plain(name), Text(name, name))
    return Unit(kind, id_, rules.pack.directory.departments[id_].title)
