"""Rows put into the records that they belong to: as items of a section, as attributes, as events of a hazard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from campaign_rules.base.errors import did_you_mean
from campaign_rules.base.sources import Path
from campaign_rules.base.texts import Text
from campaign_rules.base.words import Lexicon
from campaign_rules.files.workbooks.columns import BEYOND, EVENTS, IN_FORCE, OWNER, OWNER_NAME, OWNER_TOWNSHIP, STATUS
from campaign_rules.files.workbooks.ledger_rows import check_status, take_events, take_plan
from campaign_rules.files.workbooks.owners import Unit
from campaign_rules.files.workbooks.problems import Problems
from campaign_rules.files.workbooks.rows import BAD, Row
from campaign_rules.rules.forms import ATTRIBUTES

_ASIDE = (OWNER.path, OWNER_NAME.path, OWNER_TOWNSHIP.path, IN_FORCE, STATUS, BEYOND)
"""Columns of a row that are no fields of its item."""


def place_rows(rows: Sequence[tuple[Row, Unit]], lexicon: Lexicon, problems: Problems) -> None:
    """Put each row into the record that it belongs to, the events after their hazards."""
    ledger: list[tuple[Row, dict[str, Any]]] = []
    for row, unit in rows:
        if row.sheet.section == ATTRIBUTES:
            _place_attribute(row, unit, problems)
        elif row.sheet.section != EVENTS:
            item = _place_item(row, unit, lexicon, problems)
            ledger += [(row, item)] if row.sheet.section == "hazards" else []
    for row, unit in rows:
        if row.sheet.section == EVENTS:
            _place_event(row, unit, problems)
    for row, hazard in ledger:
        check_status(row, hazard, lexicon, problems)


def _place_attribute(row: Row, unit: Unit, problems: Problems) -> None:
    name, value = row.values.get(("name",), BAD), row.values.get(("value",), None)
    if name is BAD or value is BAD:
        return
    held = unit.data.setdefault(ATTRIBUTES, {})
    if name in held:
        text = Text(f"{name} 重复", f"{name} is already given")
        problems.tell(row.spots["name",], "duplicate-id", text)
    held[name] = value
    unit.spots[ATTRIBUTES, name] = row.spots.get(("value",), row.first)


def _place_item(row: Row, unit: Unit, lexicon: Lexicon, problems: Problems) -> dict[str, Any]:
    """Put an item of a row's values into its section; what lies inside another field is put there."""
    section = row.sheet.section
    items = unit.data.setdefault(section, [])
    at: Path = (section, len(items))
    item: dict[str, Any] = {}
    unit.spots[at] = row.first
    for path, value in row.values.items():
        if path in _ASIDE or value is BAD or (len(path) > 1 and path[0] == "events"):
            continue
        unit.spots[*at, *path] = row.spots[path]
        if len(path) > 1:
            item.setdefault(path[0], {})[path[1]] = value
        elif section != "hazards" or path[0] not in ("plan", "events"):  # marks, looked at below
            item[path[0]] = value
    items.append(item)
    if section == "hazards":
        take_plan(row, item, problems)
        take_events(row, unit, item, at, lexicon, problems)
        if isinstance(item.get("id"), str):
            unit.hazards.setdefault(item["id"], len(items) - 1)
    return item


def _place_event(row: Row, unit: Unit, problems: Problems) -> None:
    """Put an event into the hazard that it names."""
    id_ = row.values.get(("hazard",), BAD)
    if BAD in (id_, row.values.get(("kind",)), row.values.get(("date",))):
        return
    if id_ not in unit.hazards:
        text = Text(f"这个单位的隐患台账里没有 {id_}", f"the unit's ledger has no hazard {id_}")
        text += did_you_mean(id_, unit.hazards)
        problems.tell(row.spots["hazard",], "unknown-hazard", text)
        return
    at: Path = ("hazards", unit.hazards[id_], "events")
    hazard = unit.data["hazards"][unit.hazards[id_]]
    events = hazard["events"] = hazard.get("events") or []
    given = ((path[0], value) for path, value in row.values.items() if path not in (*_ASIDE, ("hazard",)))
    event = {name: value for name, value in given if value is not BAD}
    # The ledger's own column may say the same in short: what says more stands in its place.
    short = (i for i, one in enumerate(events) if unit.spots[*at, i].sheet != row.title and _same(one, event))
    place = next(short, len(events))
    events[place : place + 1] = [{**(events[place] if place < len(events) else {}), **event}]
    unit.spots[*at, place] = row.first
    unit.spots.update({(*at, place, *path): row.spots[path] for path in row.values})


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one.get(key) == other.get(key) for key in ("kind", "date"))
