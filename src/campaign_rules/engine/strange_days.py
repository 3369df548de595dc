"""Days that are possible, but hardly meant: years away from the campaign, or deadlines that are moved to an earlier day.

Nothing here refuses a record or changes what is found: a person is told, and looks at the paper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from msgspec import Struct

from campaign_rules.base.errors import Problem
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import Text
from campaign_rules.engine.impossibilities import retracted
from campaign_rules.rules.records import SECTIONS, Hazard, Record

BEFORE: dict[str, int] = {"documents": 30, "operators": 15}
"""By section, how many years before a campaign its days may lie: rules and certificates are older than what is done."""

USUALLY_BEFORE = 5
"""The same, for the other sections: penalties and hazards of some years ago are looked at too."""

AFTER: dict[str, int] = {"operators": 8}
"""How many years after a campaign's end: a certificate holds for six years, and may be new."""

USUALLY_AFTER = 3
"""The same, for the other sections."""


class Reach(Struct, frozen=True):
    """The days of a campaign, from which other days are near or far."""

    start: date
    end: date

    def holds(self, day: date, section: str) -> bool:
        """Tell whether a day of a section is near enough to be meant."""
        before, after = BEFORE.get(section, USUALLY_BEFORE), AFTER.get(section, USUALLY_AFTER)
        return self.start.year - before <= day.year <= self.end.year + after


def strange_days(
    record: Record, reach: Reach, is_department: Callable[[str], bool], source: Source
) -> Iterator[Problem]:
    """Yield the days of a record that are years off, and deadlines that are before what they follow."""
    for section in SECTIONS:
        for i, item in enumerate(getattr(record, section) or ()):
            for path, day in _days(item):
                if not reach.holds(day, section):
                    text = Text(
                        f"{day} 离本次行动（{reach.start} 至 {reach.end}）太远，请核对年份",
                        f"{day} is years away from the campaign ({reach.start} to {reach.end}); check the year",
                    )
                    yield source.problem((section, i, *path), "far-day", text)
    for i, hazard in enumerate(record.hazards or ()):
        for j, text in _backward(hazard, is_department):
            yield source.problem(("hazards", i, "events", j, "deadline"), "backward", text)


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


def _backward(hazard: Hazard, is_department: Callable[[str], bool]) -> Iterator[tuple[int, Text]]:
    """Yield the events whose deadline does not lie after what it should: their own day, or the deadline they extend."""
    events = hazard.events or ()
    gone = retracted(events, lambda event: True)
    in_force = (hazard.plan.deadline or None) if hazard.plan else None
    for i, event in sorted(enumerate(events), key=lambda one: (one[1].date, one[1].kind != "ordered")):
        if i in gone or event.kind == "correction":
            continue
        if event.kind == "reopened" or (event.kind == "returned" and in_force and event.date > in_force):
            in_force = None  # the next deadline replaces this one
        elif not event.deadline:
            continue
        elif event.kind == "extended" and in_force and event.deadline <= in_force:
            yield (
                i,
                Text(
                    f"延期至 {event.deadline}，并不晚于现行期限 {in_force}，请核对",
                    f"extended to {event.deadline}, which is not after the deadline in force, {in_force}; check it",
                ),
            )
        elif event.deadline < event.date:
            yield (
                i,
                Text(
                    f"期限 {event.deadline} 早于定下期限之日 {event.date}，请核对",
                    f"the deadline {event.deadline} is before {event.date}, the day it was set; check it",
                ),
            )
        elif event.kind == "ordered":
            in_force = min(in_force, event.deadline) if in_force else event.deadline
        elif event.kind == "extended" and isinstance(event.by, str) and is_department(event.by):
            in_force = event.deadline
