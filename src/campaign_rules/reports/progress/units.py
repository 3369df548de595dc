"""Who reports: the whole county, a township, a department, the county office; and in whose forms an entry counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from msgspec import Struct

from campaign_rules.base.texts import Text
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.rules.forms import Figure
from campaign_rules.rules.leads import plain
from campaign_rules.rules.records import Record


class Unit(Struct, frozen=True):
    """Who reports: a township, a department, the county office; or all records together (kind ``whole``)."""

    kind: Literal["whole", "township", "department", "county_office"]
    key: str
    title: Text


def units_of(record: Record, rules: Ruleset) -> Iterator[Unit]:
    """Yield the units that a record belongs to."""
    name, actors, leads = record.name or record.id, record.actors, rules.vocabulary.leads
    if "township" in actors or ("enterprise" in actors and record.township):
        of = (record.township or name) if "township" in actors else str(record.township)
        yield Unit("township", plain(of), Text(of, of))
    if "department" in actors:
        yield _department(leads.department(record.id) or leads.department(name), name, rules)
    if "county_office" in actors:
        yield Unit("county_office", plain(name), Text(name, name))
    if "enterprise" in actors:
        sectors = [one for word in record.sectors or () for one in leads.resolve(word)]
        led = [one for s in sectors if isinstance(s, str) for one in leads.sectors.get(s, ())]
        yield from dict.fromkeys(_department(one.department, "", rules) for one in led)


def counted_for(figure: Figure, item: Any, units: Sequence[Unit], rules: Ruleset) -> Iterator[Unit]:
    """Yield those of a record's units in whose forms an entry counts.

    A figure of what departments do counts for the department that did it, not for all that lead the enterprise.
    """
    if figure.made_by is None:
        yield from units
        return
    yield from (unit for unit in units if unit.kind != "department")
    by = getattr(item, figure.made_by)
    if isinstance(by, str) and (id_ := rules.vocabulary.leads.department(by)):
        yield _department(id_, by, rules)


def _department(id_: str | None, name: str, rules: Ruleset) -> Unit:
    if id_ is None:
        return Unit("department", plain(name), Text(name, name))
    return Unit("department", id_, rules.pack.directory.departments[id_].title)
