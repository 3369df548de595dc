"""Calendar periods, phases and working days: what a date belongs to. Pure; no function reads a clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta
from msgspec import Struct

from campaign_rules.errors import CampaignRulesError

Frequency = Literal["month", "quarter", "half", "year"]
"""The calendar periods that a duty can recur in: 每月、每季度、每半年、每年."""

ONE_DAY = timedelta(days=1)

_MONTHS: dict[Frequency, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}


class Period(Struct, frozen=True, order=True):
    """A named stretch of days, both ends included."""

    start: date
    end: date
    name: str

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def overlaps(self, start: date, end: date) -> bool:
        """Tell whether any day lies both in the period and in ``start``..``end``."""
        return self.start <= end and start <= self.end

    def within(self, start: date, end: date) -> bool:
        """Tell whether the whole period lies in ``start``..``end``."""
        return start <= self.start and self.end <= end


def period_of(day: date, each: Frequency) -> Period:
    """Return the calendar period that ``day`` lies in.

    >>> period_of(date(2023, 5, 16), "quarter")
    Period(start=datetime.date(2023, 4, 1), end=datetime.date(2023, 6, 30), name='2023-Q2')
    """
    months = _MONTHS[each]
    index = (day.month - 1) // months
    start = date(day.year, index * months + 1, 1)
    # date.max has no day after it, so the end is found from the last month's own length.
    end = start + relativedelta(months=months - 1, day=31)
    suffix = {
        "month": f"-{start.month:02}",
        "quarter": f"-Q{index + 1}",
        "half": f"-H{index + 1}",
        "year": "",
    }
    return Period(start, end, f"{day.year:04}{suffix[each]}")


def periods_between(start: date, end: date, each: Frequency) -> Iterator[Period]:
    """Yield, in order, every calendar period that shares a day with ``start``..``end``."""
    period = period_of(start, each)
    while period.start <= end:
        yield period
        if period.end == date.max:
            return
        period = period_of(period.end + ONE_DAY, each)


class CalendarUnknown(CampaignRulesError, LookupError):
    """The State Council has not announced (or the calendar does not know) the holidays of a year."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(f"the holidays of {year} are not known")

    def __reduce__(self) -> tuple[type[CalendarUnknown], tuple[int]]:
        return type(self), (self.year,)


def is_working_day(day: date) -> bool:
    """Tell whether ``day`` is worked by the State Council's calendar, make-up days (调休) included.

    Raises:
        CalendarUnknown: the year's holidays are not announced.
    """
    import chinese_calendar  # takes 20 ms to import, and only reports and calendars ask

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        raise CalendarUnknown(day.year) from None


def is_announced_holiday(day: date) -> bool:
    """Tell whether ``day`` is off by the State Council's holiday notice; an ordinary weekend is not.

    Raises:
        CalendarUnknown: the year's holidays are not announced.
    """
    import chinese_calendar

    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        raise CalendarUnknown(day.year) from None
    return bool(off and name)


def defer(day: date, off: Callable[[date], bool]) -> date:
    """Return ``day``, or the first day after it that is not ``off`` (遇节假日顺延)."""
    while off(day):
        day += ONE_DAY
    return day


def plus(day: date, span: timedelta | relativedelta) -> date:
    """Return ``day`` plus ``span``; the last day of the calendar if that lies beyond it."""
    try:
        return day + span
    except (OverflowError, ValueError):
        return date.max


def clustered(days: Iterable[date], *, count: int, span: relativedelta, last_from: date) -> bool:
    """Tell whether ``count`` of the ``days`` lie within ``span`` of the first of them, the last on or after ``last_from``.

    Both ends of the span count: days 180 apart lie within 180 days.
    """
    ordered = sorted(days)
    return any(
        last >= last_from and last <= plus(first, span)
        for first, last in zip(ordered, ordered[count - 1 :], strict=False)
    )
