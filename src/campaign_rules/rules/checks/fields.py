"""The fields of the record and of its items, as conditions name them: all, those of days, those of numbers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any, get_origin

from msgspec import Struct, structs

from campaign_rules.base.shapes import struct_in, types_in
from campaign_rules.logic.lifecycles import LifeCycle
from campaign_rules.rules.records import SECTIONS

DATED = tuple(section for section, kind in SECTIONS.items() if "date" in kind.__struct_fields__)
"""The sections whose entries have a date of their own, so that they can lie close together."""


@cache
def fields_of(kind: type[Struct]) -> tuple[str, ...]:
    """Return every field that a condition can name in a Struct, nested ones with dots."""
    found = []
    for field in structs.fields(kind):
        found.append(field.encode_name)
        found += [f"{field.encode_name}.{name}" for name in fields_of(inner)] if (inner := _within(field.type)) else []
    return tuple(found)


@cache
def date_fields(kind: type[Struct]) -> tuple[str, ...]:
    """Return every field of a Struct that holds a date, nested ones with dots."""
    found = []
    for field in structs.fields(kind):
        found += [field.encode_name] if date in types_in(field.type) else []
        found += (
            [f"{field.encode_name}.{name}" for name in date_fields(inner)] if (inner := _within(field.type)) else []
        )
    return tuple(found)


@cache
def number_fields(kind: Any) -> list[str]:
    """Return the fields of a Struct that hold a number."""
    return [
        field.encode_name
        for field in structs.fields(kind)
        if {int, float} & {*types_in(field.type)} and bool not in types_in(field.type)
    ]


def _within(kind: Any) -> type[Struct] | None:
    """Return the Struct that a field is, if it is one; a list of them is none."""
    return None if any(get_origin(part) is tuple for part in types_in(kind)) else struct_in(kind)


def days_of(cycles: Iterable[LifeCycle], section: str | None) -> set[str]:
    """Return what holds a date in a section's items: fields, variables of their life cycles, and the days of states."""
    days = set(date_fields(SECTIONS[section])) if section and section in SECTIONS else set()
    for cycle in cycles:
        days |= set(cycle.variables)
        days |= {f"{name}.{state}" for name, region in cycle.regions.items() for state in region.states}
    return days
