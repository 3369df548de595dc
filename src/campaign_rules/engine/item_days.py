"""Days of items that terms name: a field's, a state's, that of the first event of a kind; read from an item as it is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Any

from msgspec import UNSET, Struct, UnsetType

from campaign_rules.base.moments import as_moment
from campaign_rules.base.texts import Text
from campaign_rules.engine.corrections import retracted
from campaign_rules.engine.unsaid_terms import term_unsaid
from campaign_rules.engine.views import CycleView, Horizon, ItemView
from campaign_rules.logic.conditions import NEVER, UNCLEAR, Condition, View, truth
from campaign_rules.logic.transition_tables import Table
from campaign_rules.rules.record.values import Event, is_correction
from campaign_rules.rules.terms.due import STATIC_POINTS, Due, Point
from campaign_rules.rules.terms.times import plain_date

AskDuty = Callable[[str], Any]
"""Says on which day a duty was fulfilled; None where it is not, `UNSET` where that is not known."""


def moment(value: Any) -> Any:
    """Return the day, or the day with a time, that a field's value says; None of one that says none, else `UNSET`."""
    if isinstance(value, str):
        read = as_moment(value)
        return UNSET if read is None else _combined(*read)
    return value if value is None or isinstance(value, date) else UNSET


def _combined(day: date, at: time | None) -> date:
    return day if at is None else datetime.combine(day, at)


def day_of(value: Any) -> date | None:
    """Return the day that a field's value says, with a time or without; None where it says none.

    >>> day_of("2023-06-01 08:30"), day_of(None)
    (datetime.date(2023, 6, 1), None)
    """
    said = moment(value)
    return said.date() if isinstance(said, datetime) else said if isinstance(said, date) else None


def first_event(events: Iterable[Event] | UnsetType | None, kind: str, horizon: Horizon) -> Any:
    """Return the day of the first event of a kind that is in sight and was not taken back; None where there is none,
    `UNSET` where it is not said what happened."""
    if isinstance(events, UnsetType):
        return UNSET
    found = None
    for event in events or ():
        if is_correction(event):
            return _first_standing(tuple(events or ()), kind, horizon)
        if event.kind == kind and (found is None or event.date < found) and horizon.sees(event):
            found = event.date
    return found


def _first_standing(events: tuple[Event, ...], kind: str, horizon: Horizon) -> date | None:
    """Return the same where some events are corrections."""
    gone = retracted(events, horizon.sees)
    standing = (e.date for i, e in enumerate(events) if e.kind == kind and i not in gone and horizon.sees(e))
    return min(standing, default=None)


class ItemDay(Struct, frozen=True):
    """A day of an item by its name: a field, a variable or a state of its life cycle, or the first event of a kind."""

    name: str | Point
    unsaid: Condition = NEVER
    """Whether a day that is not there has not been said; else there is none."""

    @property
    def path(self) -> tuple[str, ...]:
        """The way to its field; for an event, that to the events."""
        return tuple(self.name.split(".")) if isinstance(self.name, str) else ("events",)

    @property
    def event(self) -> str:
        """The kind of event that it is the first of; empty for a field."""
        return self.name.event or "" if isinstance(self.name, Point) else ""

    def said(self, view: View) -> Any:
        """Return what an item says of it, as it stands there; None where it says that there is none, `UNSET` where nothing."""
        if not self.event:
            return view.get(self.path)
        base = view.base if isinstance(view, CycleView) else view
        assert isinstance(base, ItemView), "a duty for each item looks at items"
        return first_event(base.item.events, self.event, base.record.horizon)

    def known(self, view: View) -> Any:
        """Return the same, but None where it is not there because there is none."""
        said = self.said(view)
        if said is UNCLEAR:
            return UNSET
        return None if said is UNSET and not self.event and truth(self.unsaid, view) is False else said

    def place(self, view: View) -> str:
        """Return the place of the record where it stands."""
        return view.place(self.path)

    def label(self, view: View) -> Text:
        """Return what people call it."""
        if not self.event:
            return view.label(self.path)
        base = view.base if isinstance(view, CycleView) else view
        assert isinstance(base, ItemView), "a duty for each item looks at items"
        events = base.record.model.events_of(base.section)
        return events.kinds[self.event].title if events else Text(self.event, self.event)


def item_days(due: Due, table: Table | None) -> tuple[ItemDay, ...]:
    """Return the days of an item that a term names, each once; ``table`` is the life cycle of the items."""
    names = dict.fromkeys((*due.points, *(part for one in due.walk() for part in one.parts if isinstance(part, str))))
    return tuple(
        ItemDay(name, term_unsaid(name, UNSET, (), table) if isinstance(name, str) else NEVER)
        for name in names
        if (name not in STATIC_POINTS and not plain_date(name) if isinstance(name, str) else bool(name.event))
    )
