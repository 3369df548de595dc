"""Working days: the State Council's calendar with its make-up days, or that of another country; days off are passed and
working days are counted with reasons, and what is not announced is said to be unknown.

Years up to those that `chinese_calendar` has are known; a pack can carry the notice of a newer one.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import cached_property
from operator import attrgetter

import msgspec
from msgspec import Struct

from campaign_rules.base.countries import CHINA, Country, days_off, is_known, statutory_days, weekends
from campaign_rules.base.days_off import (
    CHINESE,
    LONGEST_HOLIDAY,
    CalendarUnknown,
    DayKind,
    Holiday,
    HolidayName,
    Notice,
    Year,
)
from campaign_rules.base.periods import ONE_DAY, plus
from campaign_rules.base.state_council import announced
from campaign_rules.base.texts import Text

NOTICES = "holidays."
"""What the names of notices on holidays begin with, where one is told as missing."""

WORKING_DAYS_OF_YEAR = 200
"""A year has more working days than this, everywhere."""


def notice_title(place: str) -> Text | None:
    """Return what people call a notice that is told as missing; None of a place that is no notice."""
    if not place.startswith(NOTICES):
        return None
    country, _, year = place.removeprefix(NOTICES).rpartition(".")
    if country:
        return Text(f"{country} {year}年节假日", f"the holidays of {year} in {country}")
    return Text(f"国务院{year}年节假日安排", f"the State Council's holidays of {year}")


class Reached(Struct, frozen=True):
    """A day that was reached past days off or by counting working days, and what lay on the way.

    It is ``day`` as far as is known; where a year is not announced or a day off is only estimated, it may be any from
    ``earliest`` to ``latest``. A day that is deferred or counted onwards may only become later, never come forward, and
    one that is brought forward or counted back may only become earlier.
    """

    day: date
    earliest: date
    latest: date
    passed: tuple[DayKind, ...] = ()
    """In the order they were passed, the days off, and the make-up days that were worked; a make-up day that was
    reached, too."""

    @property
    def provisional(self) -> bool:
        """Whether it is not known for good."""
        return self.earliest != self.latest


class WorkingDays(Struct, frozen=True, dict=True):
    """The calendar of working days: what is known of all years, and the notices of a pack, which have the last word.

    >>> WorkingDays().is_working_day(date(2023, 6, 25))
    True
    """

    notices: Mapping[str, Notice] = {}
    """By year, as text: ``"2027"``."""
    calendar: Country = CHINA
    """Whose days off count."""

    def about(self, day: date) -> DayKind:
        """Return what a day is: worked or off, and why.

        >>> WorkingDays().about(date(2023, 6, 25)).said.zh
        '调休上班（端午节）'

        Raises:
            CalendarUnknown: the year's holidays are not announced, or a day off may lie on this day or on another.
        """
        if found := self._about(day):
            return found
        raise CalendarUnknown(day.year)

    def is_working_day(self, day: date) -> bool:
        """Tell whether a day is worked, make-up days (调休) included.

        Raises:
            CalendarUnknown: the year's holidays are not announced.
        """
        return not self.about(day).is_off

    def defer(self, day: date, *, past_weekends: bool) -> Reached:
        """Return a day, or the first after it that is not off (遇节假日顺延)."""
        return self._moved(day, 1, past_weekends=past_weekends)

    def advance(self, day: date, *, past_weekends: bool) -> Reached:
        """Return a day, or the last before it that is not off (遇节假日提前)."""
        return self._moved(day, -1, past_weekends=past_weekends)

    def add(self, day: date, n: int) -> Reached:
        """Return the day that is ``n`` working days after another, which itself is not counted."""
        return self._counted(day, n, 1)

    def subtract(self, day: date, n: int) -> Reached:
        """Return the day that is ``n`` working days before another, which itself is not counted."""
        return self._counted(day, n, -1)

    def holidays_between(self, first: date, last: date) -> tuple[Holiday, ...]:
        """Return, in order, every holiday that has a day in ``first``..``last``, each with all its days off in a row,
        those of weekends beside it too.

        Holidays that adjoin are one, with both names (中秋节、国庆节). Of a year that is not announced they lie on the
        days that the law sets by sun and moon, and are provisional.
        """
        runs: list[Holiday] = []
        for day, names, provisional in self._days_off(_on(first, -LONGEST_HOLIDAY), plus(last, LONGEST_HOLIDAY)):
            adjoining = bool(runs) and runs[-1].end + ONE_DAY == day
            run = runs.pop() if adjoining else Holiday((), day, day)
            ids = run.ids
            added = tuple(name for name in names if name.id not in ids)
            days = (*run.days, *(day for _ in added))
            runs.append(Holiday((*run.names, *added), run.start, day, run.provisional or provisional, days))
        return tuple(self._by_law(run) for run in runs if run.names and run.start <= last and run.end >= first)

    def holidays_known(self, first: date, last: date) -> dict[str, Text]:
        """Return what holidays are called, by id: China's seven, and all that there are in ``first``..``last``."""
        known = {name.id: name.title for name in CHINESE.values()} if self.calendar == CHINA else {}
        found = (name for holiday in self.holidays_between(first, last) for name in holiday.names)
        return {**{name.id: name.title for name in found}, **known}

    def _by_law(self, holiday: Holiday) -> Holiday:
        """Return a holiday of China with the days by which the law has it, which are the same once it is announced."""
        if self.calendar != CHINA:
            return holiday
        by_law = [
            (day, {name.id for name in names})
            for year in (holiday.start.year, holiday.end.year)
            for day, names in statutory_days(year).items()
            if holiday.start <= day <= holiday.end
        ]
        days = (
            min((day for day, ids in by_law if name.id in ids), default=first)
            for name, first in zip(holiday.names, holiday.days, strict=True)
        )
        return msgspec.structs.replace(holiday, days=tuple(days))

    def digest(self, first: int, last: int) -> str:
        """Return the SHA-256 of the days off and worked of some years, both included, and of which are not known."""
        rows = []
        for number in range(max(first, MINYEAR), min(last, MAXYEAR) + 1):
            year = self._year(number)
            kinds = sorted((day, kind.kind, sorted(name.id for name in kind.names)) for day, kind in year.kinds.items())
            rows.append((number, year.known, kinds, sorted(year.unsure)))
        return hashlib.sha256(msgspec.json.encode(rows)).hexdigest()

    def notice_of(self, year: int) -> str:
        """Name, as what is missing, the notice on the holidays of a year: no place of a record, but of the world."""
        return f"{NOTICES}{year}" if self.calendar == CHINA else f"{NOTICES}{self.calendar.name}.{year}"

    # --- days ---

    def _about(self, day: date) -> DayKind | None:
        return self._year(day.year).about(day)

    @cached_property
    def _years(self) -> dict[int, Year]:
        """The years that somebody has asked about."""
        return {}

    def _year(self, number: int) -> Year:
        if number not in self._years:
            self._years[number] = self._noticed(number)
        return self._years[number]

    def _noticed(self, number: int) -> Year:
        """Return a year as the pack's notices have it: one of its own says all of it, others say of some days."""
        if str(number) in self.notices and (self.calendar == CHINA or is_known(self.calendar)):
            known = Year(weekends(self.calendar, number), known=True)
        else:
            known = announced(number) if self.calendar == CHINA else days_off(self.calendar, number)
        noticed: dict[date, DayKind] = {}
        for notice in self.notices.values():
            noticed = notice.in_year(number) | noticed
        return msgspec.structs.replace(known, kinds={**known.kinds, **noticed}) if noticed else known

    def _days_off(self, first: date, last: date) -> Iterator[tuple[date, tuple[HolidayName, ...], bool]]:
        """Yield days off in order, with the holidays that they are off for, and whether they are not announced."""
        for number in range(first.year, last.year + 1):
            year = self._year(number)
            found = {day: (kind.names, False) for day, kind in year.kinds.items() if kind.is_off}
            for day, kind in year.estimated.items():
                found.setdefault(day, (kind.names, True))
            if self.calendar == CHINA and not year.known:
                for day, names in statutory_days(number).items():
                    found.setdefault(day, (names, True))
            yield from ((day, *said) for day, said in sorted(found.items()))

    # --- reckoning ---

    def _moved(self, day: date, sign: int, *, past_weekends: bool) -> Reached:
        def is_off(at: date) -> bool | None:
            kind = self._about(at)
            return None if kind is None else kind.is_off if past_weekends else kind.kind == "holiday"

        near, passed = day, []
        while is_off(near):
            passed.append(self.about(near))
            near += sign * ONE_DAY
        far, end = near, _on(near, sign * LONGEST_HOLIDAY)
        while is_off(far) is not False and far != end:
            far += sign * ONE_DAY
        return self._reached(near, far, passed)

    def _counted(self, day: date, n: int, sign: int) -> Reached:
        if n and (found := self._looked_up(day, n, sign)):
            return found
        near, passed = self._count(day, n, sign)
        far = self._farthest(day, n, sign)
        return self._reached(near, far, passed)

    def _looked_up(self, day: date, n: int, sign: int) -> Reached | None:
        """Return the day that is so many working days after or before one of the same year, all of whose days are known."""
        laid_out = self._year(day.year).laid_out
        if laid_out is None:
            return None
        worked, others = laid_out
        place = bisect_right(worked, day) + n - 1 if sign > 0 else bisect_left(worked, day) - n
        if not 0 <= place < len(worked):
            return None
        near = worked[place]
        low, high = (day, near) if sign > 0 else (near, day)
        first = bisect_right(others, low, key=_day) if sign > 0 else bisect_left(others, low, key=_day)
        last = bisect_right(others, high, key=_day) if sign > 0 else bisect_left(others, high, key=_day)
        return Reached(near, near, near, others[first:last][::sign])

    def _count(self, day: date, n: int, sign: int) -> tuple[date, list[DayKind]]:
        """Count working days, and each that may be one as one: no day is reached earlier."""
        passed = []
        while n and day not in (date.min, date.max):
            day += sign * ONE_DAY
            kind = self._about(day)
            n -= kind is None or not kind.is_off
            if kind and kind.kind != "working_day":
                passed.append(kind)
        return day, passed

    def _farthest(self, day: date, n: int, sign: int) -> date:
        """Count only what surely is a working day; in a year that is not announced, one in two days at the least, besides
        a long holiday a year."""
        while n and day not in (date.min, date.max):
            day += sign * ONE_DAY
            kind = self._about(day)
            if kind is None and not self._year(day.year).known:
                weeks = timedelta(days=-(-n * 7 // 5))
                return _on(day, sign * (weeks + LONGEST_HOLIDAY * (1 + n // WORKING_DAYS_OF_YEAR)))
            n -= kind is not None and not kind.is_off
        return day

    def _reached(self, near: date, far: date, passed: list[DayKind]) -> Reached:
        known = self._about(near)
        if known and known.kind == "make_up_day" and known not in passed:
            passed = [*passed, known]
        return Reached(near, min(near, far), max(near, far), tuple(passed))


_day = attrgetter("day")
"""The day of what is known of one."""


def _on(day: date, span: timedelta) -> date:
    """Return a day plus a span, forwards or back; the first or last day of the calendar if that lies beyond it."""
    return plus(day, span) if span >= date.min - day else date.min
