"""An item's row as a ledger keeps it: the events that it has columns for, and columns that must agree with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import UNSET

from campaign_rules.base.sources import Path
from campaign_rules.base.texts import Text
from campaign_rules.base.words import Lexicon
from campaign_rules.files.workbooks.columns import BEYOND, IN_FORCE, STATUS
from campaign_rules.files.workbooks.ledger_statuses import StatusWords, contradictions, days_of, doubts, planned_day
from campaign_rules.files.workbooks.owners import Unit
from campaign_rules.files.workbooks.problems import Problems
from campaign_rules.files.workbooks.rows import BAD, Row
from campaign_rules.files.workbooks.sheets import in_short
from campaign_rules.rules.record.declaration import EventKind, Events, Section
from campaign_rules.rules.record.model import RecordModel


class ShortEvents:
    """The events that an item's row has columns for, as they are taken."""

    def __init__(self, row: Row, unit: Unit, at: Path, declared: Events, problems: Problems) -> None:
        self._row, self._unit, self._at, self._problems = row, unit, at, problems
        self._declared, self._short = declared, in_short(declared)

    def take(self, item: dict[str, Any], lexicon: Lexicon) -> None:
        """Put the events into the item; whether they are all is said by a mark of the row."""
        row = self._row
        days = [(row.values.get(("events", kind), UNSET), kind) for kind in self._short]
        order = list(self._short)
        found = sorted((day, order.index(kind), kind) for day, kind in days if isinstance(day, date))
        events: list[dict[str, Any]] = []
        for day, _, kind in found:
            events.append({"kind": kind, "date": day})
            self._unit.spots[*self._at, "events", len(events) - 1] = row.spots["events", kind]
        denied = [self._take_fields(kind, one, events, lexicon) for kind, one in self._short.items()]
        mark = row.values.get(("events",), UNSET)
        if mark is UNSET and (any(denied) or any(day is None for day, _ in days)):
            mark = True  # what says that something did not happen tells of the events
        if events:
            item["events"] = events
        elif mark is True:
            item["events"] = []
        elif mark is None:
            item["events"] = None
        if mark in (None, False) and mark is not UNSET and events:
            text = Text(
                "写明经过没有或未填全，却填了经过；请填全后写 是",
                "it says that the events are none or not all, yet some are filled in",
            )
            self._problems.tell(row.spots["events",], "contradiction", text)

    def _take_fields(self, kind: str, declared: EventKind, events: list[dict[str, Any]], lexicon: Lexicon) -> bool:
        """Take what else a row says of an event in columns of their own; tell whether that says that it did not happen."""
        place = next((i for i, event in enumerate(events) if event["kind"] == kind), None)
        denied = False
        for name in declared.column.fields if declared.column else ():
            path = ("events", kind, name)
            value = self._row.values.get(path, UNSET)
            if value is UNSET or value is BAD:
                continue
            if place is not None:
                events[place][name] = value
                self._unit.spots[*self._at, "events", place, name] = self._row.spots[path]
            elif value is None or (isinstance(value, str) and lexicon.says(value) in ("none", "not_yet")):
                denied = True
            else:
                self._dayless(kind, name)
        return denied

    def _dayless(self, kind: str, name: str) -> None:
        """Say that a row tells of an event, and not when it was."""
        headings = {column.path: column.heading for column in self._row.sheet.columns}
        path, event = ("events", kind, name), self._declared.kinds[kind].title.en
        text = Text(
            f"填了{headings[path]}，没有填{headings['events', kind]}",
            f"it says {self._declared.fields[name].title.en}, but not when it was {event}",
        )
        self._problems.tell(self._row.spots[path], "missing", text)


class StatusCheck:
    """Looks whether what a ledger's other columns say of the items of a section goes with their days."""

    def __init__(self, model: RecordModel, name: str, lexicon: Lexicon, problems: Problems) -> None:
        self._model, self._name, self._lexicon, self._problems = model, name, lexicon, problems
        self._section: Section = model.sections[name]
        statuses = self._section.ledger.statuses if self._section.ledger else UNSET
        self._words = StatusWords(statuses) if statuses else None
        self._item = self._section.item.en if self._section.item else "item"

    def check(self, row: Row, item: Mapping[str, Any]) -> None:
        """Tell what a row's columns say that its days do not: a deadline that was moved, how the item stands."""
        for path, said in row.values.items():
            if path[0] == BEYOND and isinstance(said, str):
                self._beyond(row, path)
        in_force = row.values.get(IN_FORCE, UNSET)
        if isinstance(in_force, date):
            self._check_deadline(row, item, in_force)
        status = row.values.get(STATUS, UNSET)
        if not self._words or not isinstance(status, str):
            return
        if self._lexicon.says(status) in ("none", "not_known") and not self._words.claims(status):
            return
        days = days_of(item, self._model, self._name, in_force if isinstance(in_force, date) else None)
        for text in contradictions(status, self._words, days) if days else ():
            self._problems.tell_later(row.spots[STATUS], "status", text)
        for text in doubts(status, self._words, days) if days else ():
            self._problems.warn(row.spots[STATUS], "status", text)

    def _beyond(self, row: Row, path: tuple[str, ...]) -> None:
        title = self._section.events.shown if self._section.events else self._section.shown
        text = Text(
            f"这些情况台账各栏装不下，不会读入：请填到“{title}”表，再清空本格",
            "the ledger's columns can't hold this, so it would be lost: put it into the sheet of events, then empty this cell",
        )
        self._problems.tell_later(row.spots[path], "beyond", text)

    def _check_deadline(self, row: Row, item: Mapping[str, Any], in_force: date) -> None:
        events = self._section.events
        moving = {kind: one for kind, one in events.kinds.items() if one.sets} if events else {}
        happened = {event.get("kind") for event in item.get("events") or ()}
        if not events or in_force == planned_day(item, events) or happened & moving.keys():
            return
        headings = {column.path: column.heading for column in row.sheet.columns}
        heading = headings[tuple((events.planned or "").split("."))]
        moved = "或".join((one.noun or one.title).zh for one in moving.values())
        text = Text(
            f"与{heading}不同：{moved}的{heading}请填在“{events.shown}”表",
            f"not the {self._item}'s own deadline: put what moved it into the sheet of events",
        )
        self._problems.tell_later(row.spots[IN_FORCE], "in-force", text)
