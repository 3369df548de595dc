"""The columns of a section's sheet that a ledger has beside its fields: how an item stands, and what is only worked out."""

from __future__ import annotations

from msgspec import structs

from campaign_rules.files.workbooks.columns import (
    BEYOND,
    DERIVED,
    IN_FORCE,
    OWNER,
    OWNER_FIELD,
    STATUS,
    Column,
    Path,
    Sheet,
    is_aside,
)
from campaign_rules.files.workbooks.fields import FieldColumns
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.record.declaration import LedgerColumn, Section


def with_ledger(sheet: Sheet, pack: Pack, columns: FieldColumns) -> Sheet:
    """Return a section's sheet with the columns of its ledger, so that a ledger can be read where it was kept."""
    section = pack.model.sections[sheet.section]
    made = {column.path: column for column in sheet.columns}
    for name, declared in section.ledger.columns.items() if section.ledger else ():
        path = _path(name, declared, section)
        if path not in made and not is_aside(path):
            path = (BEYOND, name)  # an event that no row has a column for
        if (known := made.get(path)) is None:
            form = "date" if path == IN_FORCE else "text"
            made[path] = columns.aside(path, declared.title.zh, (*declared.also, declared.shown), form=form)
        else:
            made[path] = _also_headed(known, declared)
    return structs.replace(sheet, columns=tuple(made.values()))


def _also_headed(column: Column, declared: LedgerColumn) -> Column:
    known = (column.heading, *column.aliases)
    more = (heading for heading in (declared.title.zh, *declared.also) if heading not in known)
    return structs.replace(column, aliases=(*column.aliases, *more))


def _path(name: str, declared: LedgerColumn, section: Section) -> Path:
    """Return what a column of a ledger holds, as a path of the sheet."""
    if declared.record:
        return OWNER if declared.record == "id" else (OWNER_FIELD, declared.record)
    if declared.field:
        return tuple(declared.field.split("."))
    if declared.given:
        return tuple(declared.given.split("."))
    if kind := declared.first or declared.last:
        return ("events", kind) if declared.of_event == "date" else ("events", kind, declared.of_event)
    if declared.status:
        return STATUS
    if declared.beyond:
        return BEYOND, name
    if declared.variable and section.cases and declared.variable == section.cases.deadline:
        return IN_FORCE if section.events and section.events.planned else (DERIVED, name)
    return DERIVED, name
