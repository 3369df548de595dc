"""The fields of the record, of its items and of their events, as conditions name them: all, those of days, of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from campaign_rules.logic.lifecycles import LifeCycle
from campaign_rules.rules.record.declaration import Field, FieldType
from campaign_rules.rules.record.model import RECORD, RecordModel

DAY_TYPES: frozenset[FieldType] = frozenset({"date"})
"""The types of fields that are compared as days."""

MOMENT_TYPES: frozenset[FieldType] = frozenset({"moment"})
"""The types of fields that hold a day, or a day with a time."""

NUMBER_TYPES: frozenset[FieldType] = frozenset({"count", "number", "money", "quantity"})
"""The types of fields that are added up."""

Fields = Mapping[str, Field | None]
"""What is declared of each field, by the way in which a condition names it; nothing, of what every record has."""


def fields_of(model: RecordModel, section: str) -> Fields:
    """Return every field that a condition can name in a section's items (in the record itself: `RECORD`), those of
    parts with dots."""
    if section == RECORD:
        own: Fields = {"id": None, "note": None}
        return {**own, **_paths(model.fields), "actor": None, **dict.fromkeys(model.sections)}
    events: Fields = {"events": None} if model.events_of(section) else {}
    return {"note": None, **_paths(model.sections[section].fields), **events} if section in model.sections else {}


def event_fields(model: RecordModel, section: str) -> Fields:
    """Return every field of what happens to a section's items; none where nothing does."""
    own: Fields = {"note": None, "kind": None, "date": Field(title=model.label(section, ("date",)), type="date")}
    events = model.events_of(section)
    return {**own, **_paths(events.fields)} if events else {}


def _paths(fields: Mapping[str, Field]) -> dict[str, Field]:
    return dict(_walk(fields))


def _walk(fields: Mapping[str, Field], at: str = "") -> Iterator[tuple[str, Field]]:
    for name, field in fields.items():
        yield f"{at}{name}", field
        if field.type == "part":
            yield from _walk(field.fields, f"{at}{name}.")


def of_types(fields: Fields, types: frozenset[FieldType]) -> tuple[str, ...]:
    """Return the fields among some that are of some types."""
    return tuple(name for name, field in fields.items() if field and field.type in types)


def days_of(model: RecordModel, cycles: Iterable[LifeCycle], section: str | None) -> set[str]:
    """Return what holds a date in a section's items: fields, variables of their life cycles, and the days of states."""
    days = set(of_types(fields_of(model, section), DAY_TYPES)) if section else set()
    for cycle in cycles:
        days |= set(cycle.variables)
        days |= {f"{name}.{state}" for name, region in cycle.regions.items() for state in region.states}
    return days


def clustering(model: RecordModel) -> tuple[str, ...]:
    """Return the sections whose items all have a day from which they count, so that they can lie close together."""
    days = {name: (name, model.day_path(name)) for name in model.sections}
    return tuple(name for name, at in days.items() if (field := model.field(*at)) and field.required)
