"""Days off and days worked, with why: holidays by name, weekends, make-up days, and the notices that say so."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from campaign_rules.base.errors import CampaignRulesError
from campaign_rules.base.texts import Text

LONGEST_HOLIDAY = timedelta(days=30)
"""No holiday is longer: a longer one is a slip of the pen."""


class HolidayName(Struct, frozen=True):
    """What a holiday is called, with an id that stays the same from year to year."""

    id: str
    title: Text


CHINESE: Mapping[str, HolidayName] = {
    "元旦": HolidayName("new_year", Text("元旦", "New Year's Day")),
    "春节": HolidayName("spring_festival", Text("春节", "Spring Festival")),
    "除夕": HolidayName("spring_festival", Text("春节", "Spring Festival")),
    "清明": HolidayName("qingming", Text("清明节", "Qingming Festival")),
    "劳动节": HolidayName("labour_day", Text("劳动节", "Labour Day")),
    "端午": HolidayName("dragon_boat", Text("端午节", "Dragon Boat Festival")),
    "中秋": HolidayName("mid_autumn", Text("中秋节", "Mid-Autumn Festival")),
    "国庆": HolidayName("national_day", Text("国庆节", "National Day")),
}
"""China's holidays, by the characters that tell each of them in any title."""


def named(title: Text) -> tuple[HolidayName, ...]:
    """Return the holidays that a title names: China's by their ids, another by an id made of its English title.

    >>> [name.id for name in named(Text("中秋节、国庆节", "Mid-Autumn Festival and National Day"))]
    ['mid_autumn', 'national_day']
    """
    known = dict.fromkeys(name for said, name in CHINESE.items() if said in title.zh)
    if len(known) > 1:
        return tuple(known)
    return (HolidayName(next(iter(known)).id if known else holiday_id(title.en), title),)


def holiday_id(english: str) -> str:
    """Return an English title as an id: in small letters, without what stands in brackets (observed, estimated)."""
    return re.sub(r"[^\w]+", "_", re.sub(r"\(.*?\)", "", english).replace("'", "").lower()).strip("_") or "holiday"


def titles(names: Iterable[HolidayName]) -> Text:
    """Return the titles of some holidays, one after the other."""
    return Text("、", ", ").join(dict.fromkeys(name.title for name in names))


class DayKind(Struct, frozen=True):
    """What a day is: worked or off, and why."""

    day: date
    kind: Literal["working_day", "weekend", "holiday", "make_up_day"]
    """A ``make_up_day`` is one of a weekend that is worked (调休上班)."""
    names: tuple[HolidayName, ...] = ()
    """The holidays that it is off for, or that a make-up day makes up for, where that is known."""
    notice: str = ""
    """The number of the notice of a pack that says so."""

    @property
    def is_off(self) -> bool:
        """Whether nobody works."""
        return self.kind in ("weekend", "holiday")

    @property
    def title(self) -> Text | None:
        """What the holidays are called."""
        return titles(self.names) if self.names else None

    @property
    def said(self) -> Text:
        """Say why the day is off or worked: 端午节放假、调休上班（端午节）."""
        match self.kind:
            case "working_day":
                text = Text("工作日", "a working day")
            case "weekend":
                text = Text("周末", "a weekend")
            case "holiday":
                text = Text("{title}放假", "off for {title}").format(title=titles(self.names))
            case "make_up_day":
                text = Text("调休上班", "a weekend day worked instead of another")
                if self.names:
                    text += Text("（{title}）", " ({title})").format(title=titles(self.names))
        return text + Text(f"（{self.notice}）", f" ({self.notice})") if self.notice else text


class Holiday(Struct, frozen=True):
    """A holiday: its days off in a row, both ends included, and the names of all that fall together in it."""

    names: tuple[HolidayName, ...]
    start: date
    end: date
    provisional: bool = False
    """Whether its days are not announced: it may be longer, or moved."""
    days: tuple[date, ...] = ()
    """Of each name, the day by which it is known, announced or not: in China the law's, else the first."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its names; several, where holidays adjoin."""
        return tuple(dict.fromkeys(name.id for name in self.names))

    @property
    def title(self) -> Text:
        """What it is called."""
        return titles(self.names)


DAYS_OF_YEAR = (365, 366)


class Year(Struct, frozen=True, dict=True):
    """What is known of the days of a year."""

    kinds: Mapping[date, DayKind]
    """Every day that is not an ordinary working day, as far as it is known."""
    known: bool
    """Whether all other days are known to be working days."""
    estimated: Mapping[date, DayKind] = {}
    """Holidays that are expected on a day, but may come to lie on another."""
    unsure: frozenset[date] = frozenset()
    """The days that may be off for those or not."""

    @cached_property
    def laid_out(self) -> tuple[tuple[date, ...], tuple[DayKind, ...]] | None:
        """Its working days, and those that are not ordinary working days, each in order; None where it is not all known."""
        if not self.known or self.unsure or not self.kinds:
            return None
        first = min(self.kinds).replace(month=1, day=1)
        every = (date.fromordinal(first.toordinal() + n) for n in range(DAYS_OF_YEAR[isleap(first.year)]))
        worked = tuple(day for day in every if not ((kind := self.kinds.get(day)) and kind.is_off))
        return worked, tuple(kind for _, kind in sorted(self.kinds.items()))

    def about(self, day: date) -> DayKind | None:
        """Return what a day of the year is; None where that is not known."""
        if found := self.kinds.get(day):
            return found
        return DayKind(day, "working_day") if self.known and day not in self.unsure else None


UNKNOWN = Year({}, known=False)
"""A year of which nothing is known."""


class DaysOff(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One holiday of a notice: days off in a row, both ends included."""

    title: Text
    start: date = field(name="from")
    end: date = field(name="to")


class Notice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The notice on the holidays of a year: what is off, and which weekend days are worked instead."""

    number: Annotated[str, Meta(pattern=r"\S", description="文号 / the notice's number")]
    off: Annotated[tuple[DaysOff, ...], Meta(min_length=1, description="放假 / days off")]
    worked: Annotated[tuple[date, ...], Meta(description="调休上班 / weekend days that are worked")] = ()

    def in_year(self, number: int) -> dict[date, DayKind]:
        """Return what the notice makes of days of a year; of the others it is silent."""
        first, last = date(number, 1, 1), date(number, 12, 31)
        found = {}
        for days in reversed(self.off):
            start, end = max(days.start, first), min(days.end, last)
            for day in (start + timedelta(n) for n in range((end - start).days + 1)):
                found[day] = DayKind(day, "holiday", named(days.title), self.number)
        return found | {day: DayKind(day, "make_up_day", (), self.number) for day in self.worked if day.year == number}


class CalendarUnknown(CampaignRulesError, LookupError):
    """The holidays of a year are not announced, or the calendar does not know them."""

    code = "holidays-unknown"

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(f"the holidays of {year} are not known")

    def __reduce__(self) -> tuple[type[CalendarUnknown], tuple[int]]:
        return type(self), (self.year,)
