"""Calendar periods and spans of days: what a date belongs to. Pure; no function reads a clock."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal, get_args

from dateutil.relativedelta import relativedelta
from msgspec import Struct

from campaign_rules.base.texts import Text

Frequency = Literal["day", "week", "ten_days", "half_month", "month", "quarter", "half", "year"]
"""The calendar periods that a duty can recur in: 每日、每周、每旬、每半月、每月、每季度、每半年、每年."""

ONE_DAY = timedelta(days=1)

MONTHS: Mapping[str, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""How many months those periods have that are made of months."""

ABOUT_DAYS: Mapping[str, int] = {
    "day": 1, "week": 7, "ten_days": 10, "half_month": 15, "month": 30, "quarter": 91, "half": 182, "year": 365,
}  # fmt: skip
"""About how many days those periods have, so that they can be counted without being laid out."""

FREQUENCIES: tuple[Frequency, ...] = get_args(Frequency)
"""Every calendar period, the shortest first."""

_CUTS: dict[Frequency, tuple[int, ...]] = {"ten_days": (1, 11, 21), "half_month": (1, 16)}
"""The days of a month on which the parts of it begin."""


class Period(Struct, frozen=True, order=True):
    """A named stretch of days, both ends included."""

    start: date
    end: date
    name: str
    title: Text | None = None
    """What people call it, where its name does not say so."""
    provisional: bool = False
    """Whether it may come to lie on other days: it hangs on a holiday that is not announced."""

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def overlaps(self, start: date, end: date) -> bool:
        """Tell whether any day lies both in the period and in ``start``..``end``."""
        return self.start <= end and start <= self.end

    def within(self, start: date, end: date) -> bool:
        """Tell whether the whole period lies in ``start``..``end``."""
        return start <= self.start and self.end <= end


def period_of(day: date, each: Frequency, begins: int = 1) -> Period:
    """Return the calendar period that ``day`` lies in; ``begins`` is the month in which years, halves and quarters begin.

    Names sort as their periods do. A week is that of ISO 8601, of its own sequence: it may lie in two months or years.

    >>> quarter = period_of(date(2023, 5, 16), "quarter")
    >>> str(quarter.start), str(quarter.end), quarter.name
    ('2023-04-01', '2023-06-30', '2023-Q2')
    >>> [period_of(date(2023, 5, 16), each).name for each in ("day", "week", "ten_days", "half_month")]
    ['2023-05-16', '2023-W20', '2023-05-T2', '2023-05-F2']
    >>> period_of(date(2024, 5, 16), "year", begins=9).name, period_of(date(2024, 5, 16), "half", begins=9).name
    ('2023-Y09', '2023-Y09-H2')
    """
    match each:
        case "day":
            return Period(day, day, day.isoformat())
        case "week":
            return _week(day)
        case "ten_days" | "half_month":
            return _part_of_month(day, each)
    return _months(day, each, begins)


def _week(day: date) -> Period:
    year, number, weekday = day.isocalendar()
    # The calendar begins with a Monday and ends with a Friday.
    start = day - timedelta(weekday - 1)
    return Period(start, plus(start, timedelta(6)), f"{year:04}-W{number:02}")


def _part_of_month(day: date, each: Frequency) -> Period:
    cuts = _CUTS[each]
    n = sum(day.day >= cut for cut in cuts)
    end = day.replace(day=cuts[n] - 1) if n < len(cuts) else months_on(day, 0, day_of_month=31)
    return Period(day.replace(day=cuts[n - 1]), end, f"{day.year:04}-{day.month:02}-{'TF'[len(cuts) == 2]}{n}")


def _months(day: date, each: Frequency, begins: int) -> Period:
    """Return the period of whole months that a day lies in, as far as it lies in the calendar."""
    gone = (day.month - begins) % MONTHS["year"]  # months since the year began
    index, within = divmod(gone, MONTHS[each])
    try:
        start = months_on(day, -within, day_of_month=1)
    except ValueError:
        start = date.min
    try:
        end = months_on(day, MONTHS[each] - 1 - within, day_of_month=31)
    except ValueError:
        end = date.max
    if each == "month":
        return Period(start, end, f"{day.year:04}-{day.month:02}")
    suffix = {"quarter": f"-Q{index + 1}", "half": f"-H{index + 1}"}.get(each, "")
    shifted = f"-Y{begins:02}" if begins != 1 else ""
    return Period(start, end, f"{day.year - (day.month < begins):04}{shifted}{suffix}")


def periods_between(start: date, end: date, each: Frequency, begins: int = 1) -> Iterator[Period]:
    """Yield, in order, every calendar period that shares a day with ``start``..``end``."""
    period = period_of(start, each, begins)
    while period.start <= end:
        yield period
        if period.end == date.max:
            return
        period = period_of(period.end + ONE_DAY, each, begins)


def months_on(day: date, months: int, *, day_of_month: int) -> date:
    """Return a day of the month that lies ``months`` after that of ``day``; the month's last where it is shorter.

    >>> months_on(date(2024, 1, 31), 1, day_of_month=30)
    datetime.date(2024, 2, 29)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day_of_month, monthrange(year, month + 1)[1]))


def plus(day: date, span: timedelta | relativedelta) -> date:
    """Return ``day`` plus ``span``; the last day of the calendar if that lies beyond it."""
    try:
        return day + span
    except (OverflowError, ValueError):
        return date.max


def minus(day: date, span: timedelta) -> date:
    """Return ``day`` minus ``span``; the first day of the calendar if that lies before it."""
    return day - span if span <= day - date.min else date.min


def latest_cluster(days: Sequence[date], *, count: int, span: relativedelta) -> date | None:
    """Return the last day of the latest ``count`` of the ``days`` that lie within ``span`` of the first of them, or None.

    The days are in order. Both ends of the span count: days 180 apart lie within 180 days.
    """
    together = (last for first, last in zip(days, days[count - 1 :], strict=False) if last <= plus(first, span))
    return max(together, default=None)
