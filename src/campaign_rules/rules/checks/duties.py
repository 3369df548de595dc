"""What is wrong with the duties of a pack: names that stand for nothing, and what each form says of itself."""

from __future__ import annotations

from collections.abc import Iterator

from campaign_rules.base.errors import Problem
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import Text
from campaign_rules.rules.checks.conditions import check_condition
from campaign_rules.rules.checks.context import Context, check_name
from campaign_rules.rules.checks.fields import DAY_TYPES, NUMBER_TYPES, fields_of, of_types
from campaign_rules.rules.duties.bearers import Office, every
from campaign_rules.rules.duties.form import Duty
from campaign_rules.rules.record.model import RECORD
from campaign_rules.rules.remarks import PackNames


def check_duties(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with each duty."""
    known = PackNames(
        phases=tuple(context.pack.identity.phases),
        seasons=tuple(context.pack.identity.seasons),
        holidays=lambda: context.pack.holiday_titles,
        days=tuple(sorted(of_types(fields_of(context.model, RECORD), DAY_TYPES))),
        duties=context.pack.duties,
        events={
            kind for events in map(context.model.events_of, context.model.sections) if events for kind in events.kinds
        },
        item_events={
            section: tuple(events.kinds)
            for section in context.model.sections
            if (events := context.model.events_of(section))
        },
        item_moments={section: context.moments(section) for section in context.model.sections},
        readings={name: tuple(reading.options) for name, reading in context.pack.interpretations.items()},
        readings_of_phases=context.takers("phase"),
        readings_of_days=context.takers("days"),
        sections=tuple(context.model.sections),
        entries=context.model.entries,
        doers=frozenset(filter(context.model.doer, context.model.entries)),
        entry_fields={section: set(fields_of(context.model, section)) for section in context.model.sections},
        item_fields=context.item_fields,
        item_days={section: context.days(section) for section in context.model.sections},
        has_report=bool(context.pack.identity.report),
        entry_numbers={
            section: of_types(fields_of(context.model, section), NUMBER_TYPES) for section in context.model.entries
        },
        entry_words={
            (section, name): tuple(field.of)
            for section in context.model.entries
            for name, field in fields_of(context.model, section).items()
            if field and field.type == "choice" and isinstance(field.of, dict)
        },
        sets=_sets(context),
        numbers=of_types(fields_of(context.model, RECORD), NUMBER_TYPES),
    )
    for id_, duty in context.pack.duties.items():
        source = context.sources.entry("duties", id_)
        yield from _bearers(context, id_, duty, source)
        for remark in duty.faults(known):
            yield source.problem((id_, *remark.path), remark.code, remark.text, at_key=remark.at_key)
        for path, kind, name, others in duty.names(known):
            yield from check_name(kind, name, others, source, (id_, *path))
        for path, condition, section in duty.conditions():
            yield from check_condition(context, condition, section or None, source, (id_, *path))


def check_instances(context: Context) -> Iterator[Problem]:
    """Yield obligations of one duty that are called alike; of a pack in which nothing else is wrong, as days are laid out."""
    times = context.pack.times()
    for id_, duty in context.pack.duties.items():
        for remark in duty.clashes(id_, times):
            yield context.sources.entry("duties", id_).problem((id_, *remark.path), remark.code, remark.text)


def _office(context: Context, office: Office, source: Source, at: Path) -> Iterator[Problem]:
    """Yield what is wrong with a bearer that is some of the departments, or several who bear a duty together."""
    lead, model = context.model.lead_actor, context.model
    if office.jointly:
        for i, name in enumerate(office.jointly):
            yield from check_name("bearer", name, {*model.roles, *model.actors}, source, (*at, "jointly", i))
    if bool(office.jointly) == office.is_some or (office.is_some and office.actor != lead):
        text = Text(
            f"写 actor: {lead or '…'} 和 department 或 leads；或只写 jointly",
            f"actor: {lead or '…'} with department or leads; or jointly alone",
        )
        yield source.problem(at, "form", text)
    departments, sectors = context.pack.directory.departments, context.pack.sectors
    for key, names, known in (("department", office.departments, departments), ("leads", office.sectors, sectors)):
        several = isinstance(getattr(office, key), tuple)
        for i, name in enumerate(names):
            kind = "sector" if key == "leads" else key
            yield from check_name(kind, name, {*known}, source, (*at, key, *((i,) if several else ())))


def _sets(context: Context) -> tuple[str, ...]:
    """Return what a measure can ask for each of, or a share of."""
    model = context.model
    lists = of_types(fields_of(model, RECORD), frozenset({"list"}))
    items = (f"{section}.{field}" for section in model.sections for field in fields_of(model, section))
    return (*context.pack.identity.rolls, *model.sections, *lists, *items)


def _bearers(context: Context, id_: str, duty: Duty, source: Source) -> Iterator[Problem]:
    at: Path = (id_,)
    bearers = {*context.pack.model.roles, *context.pack.model.actors}
    for i, one in enumerate(every(duty.bearer)):
        place = (*at, "bearer", i) if isinstance(duty.bearer, tuple) else (*at, "bearer")
        if isinstance(one, Office):
            yield from _office(context, one, source, place)
        else:
            yield from check_name("bearer", one, bearers, source, place)
    if duty.in_person and not context.pack.model.roles.keys() >= set(duty.bearers):
        text = Text("in_person 要求 bearer 是一个角色", "in_person needs a bearer that is a role")
        yield source.problem((*at, "in_person"), "in-person", text)
