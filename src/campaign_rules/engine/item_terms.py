"""Terms of items: between which days one lies by what an item says, and how an obligation then stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from msgspec import UNSET

from campaign_rules.engine.item_days import AskDuty, ItemDay, item_days, moment
from campaign_rules.logic.conditions import View
from campaign_rules.logic.transition_tables import Table
from campaign_rules.rules.terms.due import Due, Point
from campaign_rules.rules.terms.reckoning import Reckoned, reckoned
from campaign_rules.rules.terms.spans import Span, span
from campaign_rules.rules.terms.times import Named, Times

MOST_SPANS = 16_384
"""Spans that are remembered of one term at most."""

NO_SPAN = Span(None, None, None, None)
"""There is no term."""


class ItemTerm:
    """A term that is put together, of the items of a section: a function of what an item says of a few days."""

    def __init__(self, due: Due, times: Times, table: Table | None) -> None:
        # A name that is a reading says the phase by whose end it is due.
        self.due, self.times = due, times
        self.days = tuple(one for one in item_days(due, table) if one.name not in times.chosen)
        self.of = lru_cache(maxsize=MOST_SPANS)(self._of)

    @property
    def has_own_reading(self) -> bool:
        """Whether it says itself if the last day counts."""
        return any(one.included for one in self.due.walk())

    def _of(self, said: tuple[Any, ...], done: tuple[tuple[str, Any], ...] = ()) -> Span:
        """Return between which days it lies by what is said of its days, and by the days on which duties were ``done``."""
        known: dict[str | Point, Any] = {day.name: moment(value) for day, value in zip(self.days, said, strict=True)}
        known |= {Point(done=duty): value for duty, value in done}
        named: Named = known.__getitem__
        return span(self.times, self.due, named)

    def seen(self, view: View, ask: AskDuty) -> Span:
        """Return between which days it lies for an item."""
        duties = dict.fromkeys(one.done for one in self.due.points if isinstance(one, Point) and one.done)
        return self.of(tuple(day.known(view) for day in self.days), tuple((duty, ask(duty)) for duty in duties))

    def missing(self, view: View, done_on: ItemDay | None, found: Span) -> tuple[str, ...]:
        """Name what leaves open between which days it lies: days that are not said, times of day, holidays of a year."""
        unsaid = [day.place(view) for day in self.days if day.known(view) is UNSET]
        if unsaid:
            return tuple(unsaid)
        timeless = tuple(self._timeless(view, done_on, found))
        if timeless or found.first is None or found.first.is_known:
            return timeless
        return (self.times.working_days.notice_of(found.first.day.year),) if found.first.is_provisional else ()

    def _timeless(self, view: View, done_on: ItemDay | None, found: Span) -> Iterator[str]:
        """Yield the places that say a day where the time matters."""
        if found.first is None or found.first.at is None:
            return
        if not found.first.is_known:
            yield from (day.place(view) for day in self.days if not isinstance(moment(day.said(view)), datetime))
        if done_on and not isinstance(moment(done_on.said(view)), datetime):
            yield done_on.place(view)


def span_of_day(day: date | None, times: Times) -> Span:
    """Return the term that lies on one day, or the lack of one."""
    if day is None:
        return NO_SPAN
    found: Reckoned = reckoned("given", day)
    end = (times.last_good_day(day), found.first[1])
    return Span(found, found, end, end)
