"""Rows put into the records that they belong to: as items of a section, as attributes, as events of an item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import UNSET

from campaign_rules.base.errors import did_you_mean
from campaign_rules.base.sources import Path
from campaign_rules.base.texts import Text
from campaign_rules.files.workbooks.columns import ITEM, NAME, VALUE, is_aside
from campaign_rules.files.workbooks.ledger_rows import ShortEvents, StatusCheck
from campaign_rules.files.workbooks.owners import Unit
from campaign_rules.files.workbooks.parts import take_fields
from campaign_rules.files.workbooks.problems import Problems
from campaign_rules.files.workbooks.rows import BAD, Row
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.record.declaration import Section


def place_rows(rows: Sequence[tuple[Row, Unit]], pack: Pack, problems: Problems) -> None:
    """Put each row into the record that it belongs to, the events after their items."""
    sections = pack.model.sections
    checks = {
        name: StatusCheck(pack.model, name, pack.lexicon, problems) for name, one in sections.items() if one.ledger
    }
    ledger: list[tuple[Row, dict[str, Any]]] = []
    for row, unit in rows:
        if row.sheet.holds == "attributes":
            _place_attribute(row, unit, problems)
        elif row.sheet.holds == "items":
            ledger.append((row, _place_item(row, unit, sections[row.sheet.section], pack, problems)))
    for row, unit in rows:
        if row.sheet.holds == "events":
            _place_event(row, unit, sections[row.sheet.section], problems)
    for row, item in ledger:
        if check := checks.get(row.sheet.section):
            check.check(row, item)


def _place_attribute(row: Row, unit: Unit, problems: Problems) -> None:
    name, value = row.values.get(NAME, BAD), row.values.get(VALUE, UNSET)
    if BAD in (name, value) or value is UNSET:
        return
    held = unit.data.setdefault(row.sheet.section, {})
    if name in held:
        text = Text(f"{name} 重复", f"{name} is already given")
        problems.tell(row.spots[NAME], "duplicate-id", text)
    held[name] = value
    unit.spots[row.sheet.section, name] = row.spots.get(VALUE, row.first)


def _place_item(row: Row, unit: Unit, section: Section, pack: Pack, problems: Problems) -> dict[str, Any]:
    """Put an item of a row's values into its section; what lies inside another field is put there."""
    name = row.sheet.section
    items = unit.data.setdefault(name, [])
    at: Path = (name, len(items))
    item: dict[str, Any] = {}
    unit.spots[at] = row.first
    said = {path: value for path, value in row.values.items() if not is_aside(path) and value is not BAD}
    own = {path: value for path, value in said.items() if path[0] != "events"}
    unit.spots.update({(*at, *path): row.spots[path] for path in said if path in own or len(path) == 1})
    take_fields(row, own, item, section.fields, problems)
    items.append(item)
    if section.events:
        ShortEvents(row, unit, at, section.events, problems).take(item, pack.lexicon)
    if isinstance(item.get("id"), str):
        unit.items.setdefault((name, item["id"]), len(items) - 1)
    return item


def _place_event(row: Row, unit: Unit, section: Section, problems: Problems) -> None:
    """Put an event into the item that it names."""
    id_ = row.values.get(ITEM, BAD)
    if BAD in (id_, row.values.get(("kind",)), row.values.get(("date",))):
        return
    name = row.sheet.section
    if (name, id_) not in unit.items:
        _unknown_item(row, unit, section, id_, problems)
        return
    place = unit.items[name, id_]
    at: Path = (name, place, "events")
    item = unit.data[name][place]
    events = item["events"] = item.get("events") or []
    event: dict[str, Any] = {}
    own = {path: value for path, value in row.values.items() if not is_aside(path)}
    take_fields(row, own, event, section.events.fields if section.events else {}, problems)
    # The item's own row may say the same in short: what says more stands in its place.
    short = (i for i, one in enumerate(events) if unit.spots[*at, i].sheet != row.title and _same(one, event))
    place = next(short, len(events))
    events[place : place + 1] = [{**(events[place] if place < len(events) else {}), **event}]
    unit.spots[*at, place] = row.first
    unit.spots.update({(*at, place, *path): row.spots[path] for path in row.values})


def _unknown_item(row: Row, unit: Unit, section: Section, id_: str, problems: Problems) -> None:
    called = section.item.title if section.item else Text("", "item")
    where = "ledger" if section.ledger else "list"
    text = Text(f"这个单位的{section.shown}里没有 {id_}", f"the unit's {where} has no {called.en} {id_}")
    known = [known for name, known in unit.items if name == row.sheet.section]
    problems.tell(
        row.spots[ITEM], f"unknown-{section.item.key if section.item else 'item'}", text + did_you_mean(id_, known)
    )


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one.get(key) == other.get(key) for key in ("kind", "date"))
