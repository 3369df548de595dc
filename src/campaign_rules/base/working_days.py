"""Working days: the State Council's calendar with its make-up days; what is not announced is said to be unknown.

Years up to those that `chinese_calendar` has are known; a pack can carry the notice of a newer one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Annotated

from msgspec import Meta, Struct, field

from campaign_rules.base.errors import CampaignRulesError
from campaign_rules.base.periods import ONE_DAY
from campaign_rules.base.texts import Text

SATURDAY = 5

LONGEST_HOLIDAY = timedelta(days=30)
"""No holiday is longer: a longer one is a slip of the pen."""


NOTICES = "holidays."
"""What the names of notices on holidays begin with, where one is told as missing."""


def notice_of(year: int) -> str:
    """Name, as what is missing, the notice on the holidays of a year: no place of a record, but of the world."""
    return f"{NOTICES}{year}"


def notice_title(place: str) -> Text | None:
    """Return what people call a notice that is told as missing; None of a place that is no notice."""
    year = place.removeprefix(NOTICES)
    return None if year == place else Text(f"国务院{year}年节假日安排", f"the State Council's holidays of {year}")


class DaysOff(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One holiday of a notice: days off in a row, both ends included."""

    title: Text
    start: date = field(name="from")
    end: date = field(name="to")


class Notice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The State Council's notice on the holidays of a year: what is off, and which weekend days are worked instead."""

    number: Annotated[str, Meta(pattern=r"\S", description="文号 / the notice's number")]
    off: Annotated[tuple[DaysOff, ...], Meta(min_length=1, description="放假 / days off")]
    worked: Annotated[tuple[date, ...], Meta(description="调休上班 / weekend days that are worked")] = ()

    def says(self, day: date) -> bool | None:
        """Tell whether the notice makes a day a day off (True) or a working day (False); None where it is silent."""
        if day in self.worked:
            return False
        return True if any(days.start <= day <= days.end for days in self.off) else None


class CalendarUnknown(CampaignRulesError, LookupError):
    """The State Council has not announced (or the calendar does not know) the holidays of a year."""

    code = "holidays-unknown"

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(f"the holidays of {year} are not known")

    def __reduce__(self) -> tuple[type[CalendarUnknown], tuple[int]]:
        return type(self), (self.year,)


class Deferred(Struct, frozen=True):
    """A day moved past days off; ``provisional`` where it may still move on, because a year is not announced."""

    day: date
    provisional: bool


class WorkingDays(Struct, frozen=True):
    """The calendar of working days: what is known of all years, and the notices of a pack, which have the last word.

    >>> WorkingDays().is_working_day(date(2023, 6, 25))
    True
    """

    notices: Mapping[str, Notice] = {}
    """By year, as text: ``"2027"``."""

    def is_working_day(self, day: date) -> bool:
        """Tell whether a day is worked, make-up days (调休) included.

        Raises:
            CalendarUnknown: the year's holidays are not announced.
        """
        said = self._said(day)
        return not said if said is not None else day.weekday() < SATURDAY

    def is_announced_holiday(self, day: date) -> bool:
        """Tell whether a day is off by a holiday notice; an ordinary weekend is not.

        Raises:
            CalendarUnknown: the year's holidays are not announced.
        """
        return self._said(day) is True

    def defer(self, day: date, *, past_weekends: bool) -> Deferred:
        """Return a day, or the first after it that is not off (遇节假日顺延).

        Where that depends on a year that is not announced, it is the earliest that it can be: it may be deferred
        further once the year is known, but never comes forward.
        """
        off: Callable[[date], bool] = self._is_off if past_weekends else self.is_announced_holiday
        try:
            while off(day):
                day += ONE_DAY
        except CalendarUnknown:
            return Deferred(day, provisional=True)
        return Deferred(day, provisional=False)

    def _is_off(self, day: date) -> bool:
        return not self.is_working_day(day)

    def _said(self, day: date) -> bool | None:
        """Return what the notice of a day's year says of it."""
        for notice in self.notices.values():
            if (said := notice.says(day)) is not None:
                return said
        if str(day.year) in self.notices:
            return None
        import chinese_calendar  # takes 20 ms to import, and only what may be deferred asks

        try:
            off, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError:
            raise CalendarUnknown(day.year) from None
        return bool(off) if name else None
