"""Calendar periods and spans of days: what a date belongs to. Pure; no function reads a clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta
from msgspec import Struct

Frequency = Literal["month", "quarter", "half", "year"]
"""The calendar periods that a duty can recur in: 每月、每季度、每半年、每年."""

ONE_DAY = timedelta(days=1)

MONTHS: dict[Frequency, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""How many months each period has."""


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
    months = MONTHS[each]
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


def months_on(day: date, months: int, *, day_of_month: int) -> date:
    """Return a day of the month that lies ``months`` after that of ``day``; the month's last where it is shorter.

    >>> months_on(date(2024, 1, 31), 1, day_of_month=30)
    datetime.date(2024, 2, 29)
    """
    return day + relativedelta(day=1) + relativedelta(months=months, day=day_of_month)


def plus(day: date, span: timedelta | relativedelta) -> date:
    """Return ``day`` plus ``span``; the last day of the calendar if that lies beyond it."""
    try:
        return day + span
    except (OverflowError, ValueError):
        return date.max


def latest_cluster(days: Sequence[date], *, count: int, span: relativedelta) -> date | None:
    """Return the last day of the latest ``count`` of the ``days`` that lie within ``span`` of the first of them, or None.

    The days are in order. Both ends of the span count: days 180 apart lie within 180 days.
    """
    together = (last for first, last in zip(days, days[count - 1 :], strict=False) if last <= plus(first, span))
    return max(together, default=None)
