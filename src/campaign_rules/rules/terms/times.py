"""A campaign's days, and the last days that come of them: what every window of a duty is laid out by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from msgspec import UNSET, Struct, UnsetType, structs

from campaign_rules.base.periods import ONE_DAY, Period, months_on, plus
from campaign_rules.base.working_days import WorkingDays
from campaign_rules.rules.interpretations import Choice
from campaign_rules.rules.terms.due import Due, Point
from campaign_rules.rules.terms.durations import Duration
from campaign_rules.rules.terms.reckoning import END_OF_DAY, Reckoned, reckoned

CAMPAIGN = "campaign"
"""The name by which terms call the campaign as a whole, as if it were a phase."""

Named = Callable[[str | Point], Any]
"""Says on which day something is that a record knows: a day, or a day with a time; None where it is said that there is none,
`UNSET` where it is not said."""


FIRST_DAY, LAST_DAY = date.min, date.max
"""The first and the last day that what is not known can be."""


def nothing_named(point: str | Point) -> Any:
    """Return `UNSET`: there is no record that could say a day."""
    return UNSET


class Times(Struct, frozen=True):
    """What the windows of a campaign's duties depend on: its days, phases, seasons and readings, and the working days."""

    issued: date
    ends: date
    phases: Mapping[str, Period]
    chosen: Mapping[str, Choice]
    report_day: int | UnsetType = UNSET
    working_days: WorkingDays = WorkingDays()
    lasting: frozenset[str] = frozenset()
    """The sections of entries that count from their day on, also where that lies before the campaign."""
    seasons: Mapping[str, tuple[Period, ...]] = {}
    """By name, each season in every year that the campaign touches, in order."""

    def end_of(self, name: str) -> date:
        """Return the last day of a phase, of the ``campaign``, or of the first season of a name that ends in it."""
        if name == CAMPAIGN:
            return self.ends
        if name in self.phases:
            return self.phases[name].end
        return next((s.end for s in self.seasons[name] if s.end >= self.issued), self.ends)

    def start_of(self, name: str) -> date:
        """Return the first day of a phase, of the ``campaign``, or of the first season of a name that begins in it, if one
        does; else of the one that it is issued in."""
        if name == CAMPAIGN:
            return self.issued
        if name in self.phases:
            return self.phases[name].start
        begins = [s.start for s in self.seasons[name] if self.issued <= s.start <= self.ends]
        return begins[0] if begins else next((s.start for s in self.seasons[name] if s.end >= self.issued), self.issued)

    def reads(self, interpretation: str, value: Choice) -> bool:
        """Tell whether an interpretation is set to a value; an option that is named itself is set so."""
        return self.chosen.get(interpretation, interpretation) == value

    def last_good_day(self, due: date) -> date:
        """Return the last day on which a deadline is still met (``inclusive-deadlines``)."""
        return due - ONE_DAY if self.reads("inclusive-deadlines", "exclusive") and due > date.min else due

    # --- the days of a period ---

    def nominals(self, due: Due, period: Period) -> tuple[date, ...]:
        """Return the days of a period on which something is due, before any deferral; in order, at least one."""
        if due.weekdays:
            of_week = (period.start + timedelta((n - period.start.weekday()) % 7) for n in due.weekdays)
            return tuple(sorted(day for day in of_week if day in period)) or (period.end,)
        if due.day is UNSET:
            return (period.end,)
        month = self._month(due, period)
        if self._whole_month(due):
            return (months_on(month, 0, day_of_month=31),)
        wanted = (self.report_day,) if due.day == "report" else due.days
        days = {_later(month, due.months_later, day) for day in wanted}  # type: ignore[arg-type]  # checked at load: a pack that asks for the report's day has one
        back = ONE_DAY if self.reads(str(due.included), "exclusive") else timedelta()
        return tuple(sorted(day - back for day in days))

    def _month(self, due: Due, period: Period) -> date:
        """Return a day in the month of a period that a day is of: its last, if nothing else is said."""
        if due.month == "first" or due.month == "last" or due.month is UNSET:
            return period.start if due.month == "first" else period.end
        if period.end - period.start > timedelta(200):  # of a year, the month by its name
            later = (due.month - period.start.month) % 12
            return months_on(period.start, later, day_of_month=1)
        return months_on(period.start, due.month - 1, day_of_month=1)

    def _whole_month(self, due: Due) -> bool:
        return due.rest_of_month is not UNSET and self.reads(due.rest_of_month, "whole-month")

    def counted_from(self, due: Due, nominal: date) -> date:
        """Return the first day whose evidence counts for a recurring duty's due day, where that is limited."""
        days = self.chosen.get(due.days_before) if isinstance(due.days_before, str) else due.days_before
        day = (
            months_on(nominal, 0, day_of_month=due.day)
            if isinstance(due.day, int) and self._whole_month(due)
            else nominal
        )
        if not isinstance(days, int) or (day - date.min).days < days:
            return date.min
        before = day - timedelta(days)
        return min(before, day.replace(day=1)) if self._whole_month(due) else before

    # --- terms that are put together ---

    def reckon(
        self, due: Due | str, period: Period | None = None, named: Named = nothing_named
    ) -> Reckoned | UnsetType | None:
        """Return the last day that a term comes to, with how it came about; in a ``period``, and with the days that a
        record says by name (``named``). None where there is none, `UNSET` where it is not known."""
        if isinstance(due, str):
            return self._by_name(due, period, named)
        found = self._unmoved(due, period, named)
        if not isinstance(found, Reckoned) or found.day in (FIRST_DAY, LAST_DAY):
            return found
        if self.reads(str(due.included), "exclusive") and due.day is UNSET and found.at is None:
            found = found.then("day_itself_not_counted", found.day - ONE_DAY, by=str(due.included))
        return self._moved(due, found)

    def _by_name(self, name: str, period: Period | None, named: Named) -> Reckoned | UnsetType | None:
        """Return the day of a plain date, of a reading that sets a phase, or of what else has a name."""
        if day := plain_date(name):
            return reckoned("given", day)
        if name in self.chosen:
            return reckoned("end_of", self.end_of(str(self.chosen[name])), of=str(self.chosen[name]), by=name)
        return self._point(name, period, named)

    def _unmoved(self, due: Due, period: Period | None, named: Named) -> Reckoned | UnsetType | None:
        if due.date is not UNSET:
            return reckoned("given", due.date)
        if due.end_of is not UNSET:
            return reckoned("end_of", self.end_of(due.end_of), of=due.end_of)
        if due.parts:
            return self._chosen(due, period, named)
        if due.point is not UNSET:
            return self._counted(due, period, named)
        if period is None:
            return UNSET
        return reckoned("period_day", self.nominals(due, period)[-1], period=period)

    def _chosen(self, due: Due, period: Period | None, named: Named) -> Reckoned | UnsetType | None:
        """Return the earlier or the later of several; what is not set does not count, what is not known leaves it open."""
        found = [self.reckon(part, period, named) for part in due.parts]
        if len(found) == 1:
            return found[0]
        known = [one for one in found if isinstance(one, Reckoned)]
        if any(one is UNSET for one in found) or not known:
            return UNSET if UNSET in found else None
        choose = min if due.earlier_of else max
        best = choose(known, key=lambda one: one.first)
        latest, until = choose(one.last for one in known)
        others = tuple(one.day for one in known if one is not best)
        made = best.then("earlier_of" if due.earlier_of else "later_of", best.day, others=others)
        if (latest, until) == best.first:
            return structs.replace(made, nominal=best.nominal, latest=None, latest_at=None)
        at = until if until != END_OF_DAY else None
        return structs.replace(made, nominal=best.nominal, latest=latest, latest_at=at)

    def _counted(self, due: Due, period: Period | None, named: Named) -> Reckoned | UnsetType | None:
        found = self._point(due.point or "", period, named)
        if not isinstance(found, Reckoned):
            return found
        sign, length = (1, due.after) if due.after is not UNSET else (-1, due.before)
        assert length, "checked at load: from stands with after or before"
        return self.count(found, length, sign)

    def count(self, found: Reckoned, length: Duration, sign: int = 1) -> Reckoned:
        """Return the day that lies so long after another, or before; of one that may be any, one that may be any."""
        if found.day in (FIRST_DAY, LAST_DAY):
            return found
        if length.unit == "hours":
            return self._hours(found, sign * length.number)
        found = structs.replace(found, at=None)
        if length.unit != "working_days":
            day = plus(found.day, length.span(sign))
            made = found.then("counted", day, n=sign * length.number, unit=length.unit)
            return structs.replace(made, latest=found.latest and plus(found.latest, length.span(sign)))
        count = self.working_days.add if sign > 0 else self.working_days.subtract
        reached = count(found.day, length.number)
        n = sign * length.number
        made = found.then("counted", reached.earliest, n=n, unit=length.unit, passed=reached.passed)
        latest = count(found.latest, length.number).latest if found.latest else reached.latest
        return structs.replace(made, latest=latest if latest != made.day else None)

    def _hours(self, found: Reckoned, n: int) -> Reckoned:
        """Return the moment so many hours after another; after a day without a time, between two moments."""
        span = timedelta(hours=n)
        first = _moved_on(found.day, found.at or time.min, span)
        last = _moved_on(
            found.latest or found.day, found.latest_at or found.at or END_OF_DAY.replace(microsecond=0), span
        )
        made = found.then("counted", first.date(), n=n, unit="hours", at=f"{first:%H:%M}")
        known = first == last
        latest, until = (None, None) if known else (last.date(), last.time())
        return structs.replace(made, at=first.time(), latest=latest, latest_at=until)

    def _point(self, point: str | Point, period: Period | None, named: Named) -> Reckoned | UnsetType | None:
        """Return the day that is counted from."""
        if isinstance(point, Point):
            if point.start_of:
                return reckoned("start_of", self.start_of(point.start_of), of=point.start_of)
            if point.end_of:
                return reckoned("end_of", self.end_of(point.end_of), of=point.end_of)
        elif point in ("issued", "ends"):
            return reckoned("from", self.issued if point == "issued" else self.ends, of=point)
        elif point in ("start", "end") and period is not None:
            return reckoned("from", period.start if point == "start" else period.end, of=point, period=period.name)
        day = named(point)
        if isinstance(day, datetime):
            return structs.replace(reckoned("from", day.date(), of=point, at=f"{day:%H:%M}"), at=day.time())
        return reckoned("from", day, of=point) if isinstance(day, date) else day

    def _moved(self, due: Due, found: Reckoned) -> Reckoned:
        """Return a day as days off move it, if they do (``holidays``)."""
        if due.deferral is UNSET:
            return found
        if self.reads(due.deferral, "brought-forward"):
            return self._brought_forward(due.deferral, found)
        past_weekends = not self.reads(due.deferral, "statutory-only")
        moved = self.working_days.defer(found.day, past_weekends=past_weekends)
        latest = moved.latest
        if found.latest:
            latest = self.working_days.defer(found.latest, past_weekends=past_weekends).latest
        if moved.day == found.day and latest == (found.latest or found.day):
            return found
        step = found.then("deferred", moved.day, by=due.deferral, passed=moved.passed)
        return structs.replace(step, nominal=found.nominal, latest=latest if latest != moved.day else None)

    def _brought_forward(self, by: str, found: Reckoned) -> Reckoned:
        """Return a day as days off bring it forward (遇节假日提前)."""
        moved = self.working_days.advance(found.day, past_weekends=True)
        latest = self.working_days.advance(found.latest or found.day, past_weekends=True).latest
        if moved.earliest == found.day and latest == (found.latest or found.day):
            return found
        step = found.then("brought_forward", moved.earliest, by=by, passed=moved.passed)
        return structs.replace(step, nominal=found.nominal, latest=latest if latest != moved.earliest else None)

    def in_period(self, due: Due, period: Period) -> Iterator[Reckoned]:
        """Yield the days of a period on which something is due, in order, each moved past days off."""
        if due.is_put_together:
            found = self.reckon(due, period)
            assert isinstance(found, Reckoned), "checked at load: nothing in a record is asked for"
            yield found
            return
        for nominal in self.nominals(due, period):
            yield self._moved(due, reckoned("period_day", nominal, period=period))


def _later(day: date, months: int, day_of_month: int) -> date:
    """Return a day of a month so many months later; the last of the calendar if that lies beyond it."""
    try:
        return months_on(day, months, day_of_month=day_of_month)
    except ValueError:
        return LAST_DAY


def _moved_on(day: date, at: time, span: timedelta) -> datetime:
    """Return a moment plus a span; the last of the calendar if that lies beyond it."""
    try:
        return datetime.combine(day, at) + span
    except OverflowError:
        return datetime.combine(LAST_DAY, END_OF_DAY)


def plain_date(text: str) -> date | None:
    """Return the day that a text writes, as ISO 8601 does; None where it writes none."""
    try:
        return date.fromisoformat(text) if len(text) == len("2023-10-31") else None
    except ValueError:
        return None
