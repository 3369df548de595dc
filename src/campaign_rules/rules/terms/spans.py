"""Spans: between which two moments a term ends of which the record leaves something open."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from typing import Any

from msgspec import UNSET, Struct

from campaign_rules.base.periods import ONE_DAY
from campaign_rules.rules.terms.due import Due, Point
from campaign_rules.rules.terms.reckoning import END_OF_DAY, Instant, Reckoned
from campaign_rules.rules.terms.times import FIRST_DAY, LAST_DAY, Named, Times


class Span(Struct, frozen=True, dict=True):
    """The earliest and the latest that a term can come to; None where there is none, or it may be ages hence."""

    first: Reckoned | None
    last: Reckoned | None
    begins: Instant | None
    """The last moment that is in time whatever is not known; None where there is no term."""
    ends: Instant | None
    """The last moment that may be in time."""

    @cached_property
    def days(self) -> tuple[date | None, date | None] | None:
        """Its limits, where they are the same whenever something was done; None where an hour decides."""
        hours = any(end is not None and end[1] != END_OF_DAY for end in (self.begins, self.ends))
        return None if hours else self.limits(None)

    @cached_property
    def told(self) -> tuple[date | None, date | None]:
        """The day that people are told, and that where its latest has passed."""
        early, late = self.shown(latest=False), self.shown(latest=True)
        return early.day if early else None, late.day if late else None

    def limits(self, done: date | None) -> tuple[date | None, date | None]:
        """Return the last days by which it is judged when something was done (or was not): at the least, and at the most.

        What was done on a term's last day after its hour was late, as if that day were past; where only the day of
        it is known, either.
        """
        return _limit(self.begins, done, surely=True), _limit(self.ends, done, surely=False)

    def shown(self, *, latest: bool) -> Reckoned | None:
        """Return the day that people are told: the ``latest`` that it can be, or else the earliest that is known."""
        if latest:
            return self.last
        return self.first or self.last


def _limit(end: Instant | None, done: date | None, *, surely: bool) -> date | None:
    """Return the day that stands for a moment: the one before where what was done that day is late."""
    if end is None:
        return None
    day, at = end
    if at == END_OF_DAY or done is None or _day(done) != day:
        return day
    in_time = done.time() <= at if isinstance(done, datetime) else not surely
    return day if in_time or day == FIRST_DAY else day - ONE_DAY


def _day(done: date) -> date:
    return done.date() if isinstance(done, datetime) else done


def span(times: Times, due: Due, named: Named) -> Span:
    """Return between which moments a term ends by the days that a record says (``named``): what is not said may be any."""
    first, last = (_reckoned(times, due, named, day) for day in (FIRST_DAY, LAST_DAY))
    own = any(one.included for one in due.walk())

    def end(at: Instant) -> Instant:
        return (times.last_good_day(at[0]), at[1]) if at[1] == END_OF_DAY and not own else at

    return Span(
        _known(first),
        _known(last),
        end(first.first) if first else None,
        end(last.last) if last else None,
    )


def _reckoned(times: Times, due: Due, named: Named, unknown: date) -> Reckoned | None:
    def by_name(point: str | Point) -> Any:
        day = named(point)
        return unknown if day is UNSET else day

    found = times.reckon(due, None, by_name)
    assert found is not UNSET, "checked at load: nothing in it is of a period"
    return found or None


def _known(found: Reckoned | None) -> Reckoned | None:
    """Return what a term comes to; None where that hangs on a day that is not known."""
    return None if found is None or found.steps[0].day in (FIRST_DAY, LAST_DAY) else found
