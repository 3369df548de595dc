"""Days that are possible, but hardly meant: years away from the campaign, or deadlines that are moved to an earlier day.

Nothing here refuses a record or changes what is found: a person is told, and looks at the paper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from msgspec import Struct

from campaign_rules.base.errors import Problem
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import Text
from campaign_rules.engine.corrections import retracted
from campaign_rules.rules.record.declaration import Events, Section
from campaign_rules.rules.record.model import RecordModel
from campaign_rules.rules.record.places import Place, holders, place_of
from campaign_rules.rules.record.values import Item, Record, attribute, is_correction


class Reach(Struct, frozen=True):
    """The days of a campaign, from which other days are near or far."""

    start: date
    end: date

    def holds(self, day: date, section: Section) -> bool:
        """Tell whether a day of a section is near enough to be meant."""
        return self.start.year - section.years_before <= day.year <= self.end.year + section.years_after


def strange_days(
    record: Record, model: RecordModel, reach: Reach, is_department: Callable[[str], bool], source: Source
) -> Iterator[Problem]:
    """Yield the days of a record that are years off, and deadlines that are before what they follow."""
    for name, section in model.sections.items():
        for at, item in holders(record, name, in_event=False):
            for path, day in _days(item):
                if not reach.holds(day, section):
                    text = Text(
                        f"{day} 离本次行动（{reach.start} 至 {reach.end}）太远，请核对年份",
                        f"{day} is years away from the campaign ({reach.start} to {reach.end}); check the year",
                    )
                    yield source.problem((*at, *path), "far-day", text)
    for name in model.cases:
        events = model.events_of(name)
        if events and events.deadline:
            planned = place_of(model, name, events.planned.split(".")) if events.planned else None
            for at, item in holders(record, name, in_event=False):
                for j, text in _backward(item, events, planned, is_department):
                    yield source.problem((*at, "events", j, events.deadline), "backward", text)


def _days(item: Struct) -> Iterator[tuple[Path, date]]:
    """Yield every day that an item holds, with where."""
    for field, name in zip(item.__struct_fields__, item.__struct_encode_fields__, strict=True):
        value = getattr(item, field)
        if isinstance(value, date):
            yield (name,), value
        elif isinstance(value, Struct):
            yield from (((name, *path), day) for path, day in _days(value))
        elif isinstance(value, tuple):
            for i, one in enumerate(value):
                if isinstance(one, Struct):
                    yield from (((name, i, *path), day) for path, day in _days(one))


def _backward(
    item: Item, declared: Events, planned: Place | None, is_department: Callable[[str], bool]
) -> Iterator[tuple[int, Text]]:
    """Yield the events whose deadline does not lie after what it should: their own day, or the deadline they extend."""
    events, kinds = item.events or (), declared.kinds
    gone = retracted(events, lambda event: True)
    in_force: date | None = (planned.of(item) or None) if planned else None
    for i, event in sorted(enumerate(events), key=lambda one: (one[1].date, kinds[one[1].kind].sets != "earlier")):
        kind = kinds[event.kind]
        if i in gone or is_correction(event):
            continue
        deadline = getattr(event, attribute(str(declared.deadline)))
        if kind.reopens == "always" or (kind.reopens == "late" and in_force and event.date > in_force):
            in_force = None  # the next deadline replaces this one
        elif not deadline:
            continue
        elif kind.sets == "later" and in_force and deadline <= in_force:
            yield (
                i,
                Text(
                    f"{kind.title.zh}至 {deadline}，并不晚于现行期限 {in_force}，请核对",
                    f"{kind.title.en} to {deadline}, which is not after the deadline in force, {in_force}; check it",
                ),
            )
        elif deadline < event.date:
            yield (
                i,
                Text(
                    f"期限 {deadline} 早于定下期限之日 {event.date}，请核对",
                    f"the deadline {deadline} is before {event.date}, the day it was set; check it",
                ),
            )
        elif kind.sets == "earlier":
            in_force = min(in_force, deadline) if in_force else deadline
        elif kind.sets == "later" and _is_granted(event, declared, is_department):
            in_force = deadline


def _is_granted(event: Any, declared: Events, is_department: Callable[[str], bool]) -> bool:
    """Tell whether who set a deadline could: where events do not say who, whoever did."""
    if not declared.granted:
        return True
    by = getattr(event, attribute(declared.granted))
    return isinstance(by, str) and is_department(by)
