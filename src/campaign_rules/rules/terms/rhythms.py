"""Rhythms: how often something is asked for, and the periods that come of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from campaign_rules.base.days_off import LONGEST_HOLIDAY, Holiday, titles
from campaign_rules.base.period_titles import MONTH_NAMES
from campaign_rules.base.periods import ABOUT_DAYS, FREQUENCIES, ONE_DAY, Period, minus, periods_between, plus
from campaign_rules.base.texts import Text, counted
from campaign_rules.base.working_days import WorkingDays
from campaign_rules.rules.terms.sayings import Called
from campaign_rules.rules.terms.times import CAMPAIGN, Times

PHASE = "phase"
"""The rhythm whose periods are the campaign's phases."""

EACH: dict[str, Text] = {
    "day": Text("每日", "each day"),
    "week": Text("每周", "each week"),
    "ten_days": Text("每旬", "each ten days of a month"),
    "half_month": Text("每半月", "each half of a month"),
    "month": Text("每月", "each month"),
    "quarter": Text("每季度", "each quarter"),
    "half": Text("每半年", "each half-year"),
    "year": Text("每年", "each year"),
    PHASE: Text("每个阶段", "each phase"),
    CAMPAIGN: Text("行动期间", "in the campaign"),
}
"""How a frequency is said."""

SCHOOL_YEAR = 9
"""The month in which years begin that are called school years."""


class Rhythm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How often something is asked for: in each calendar period, phase or season, before or after holidays; during some
    phases only."""

    period: Annotated[
        str | UnsetType,
        Meta(description="day, week, ten_days, half_month, month, quarter, half, year, phase, or a season's name"),
    ] = UNSET
    begins: Annotated[int, Meta(ge=1, le=12, description="the month in which years begin, and halves and quarters")] = 1
    before_holidays: Annotated[
        Literal["all"] | Annotated[tuple[str, ...], Meta(min_length=1)] | UnsetType,
        Meta(description="once before each of some holidays, by their ids (national_day), or all"),
    ] = UNSET
    after_holidays: Annotated[
        Literal["all"] | Annotated[tuple[str, ...], Meta(min_length=1)] | UnsetType,
        Meta(description="once after each of some holidays, by their ids (national_day), or all"),
    ] = UNSET
    days: Annotated[
        int,
        Meta(
            ge=1,
            le=366,
            description="in so many days up to the day before the first day off; or from the first working day after on",
        ),
    ] = 7
    during: Annotated[
        str | Annotated[tuple[str, ...], Meta(min_length=1)] | UnsetType,
        Meta(description="only periods whose last day in the campaign lies in these phases or seasons"),
    ] = UNSET

    @property
    def phases(self) -> tuple[str, ...]:
        """The phases or seasons during which alone it is asked for; empty for the whole campaign."""
        return (self.during,) if isinstance(self.during, str) else self.during or ()

    @property
    def key(self) -> str:
        """A short word for it, by which coverage and tables know it."""
        kind = self.period or ("before_holidays" if self.before_holidays else "after_holidays")
        begins = f" from {self.begins}" if self.begins != 1 else ""
        return f"{kind}{begins}" + (f" during {', '.join(self.phases)}" if self.phases else "")

    def periods(self, times: Times) -> Iterator[Period]:
        """Yield its periods that share a day with the campaign, in order.

        A period belongs to the phase in which its last day lies, of those in the campaign: a week across two phases is
        one of the second.
        """
        for period in self._every_period(times):
            last = min(period.end, times.ends)
            if not self.phases or any(last in span for name in self.phases for span in _spans(name, times)):
                yield period

    def about(self, days: int) -> int:
        """Return about how many periods it has in a campaign of so many days, at least so many as there can be."""
        return days // ABOUT_DAYS.get(str(self.period), 7) + 2

    def _every_period(self, times: Times) -> Iterator[Period]:
        kind = self.period
        if kind == PHASE:
            yield from times.phases.values()
        elif kind in times.seasons:
            yield from (s for s in times.seasons[str(kind)] if s.overlaps(times.issued, times.ends))
        elif kind in FREQUENCIES:
            yield from periods_between(times.issued, times.ends, kind, self.begins)
        elif self.before_holidays or self.after_holidays:
            yield from self._beside_holidays(times)

    def _beside_holidays(self, times: Times) -> Iterator[Period]:
        """Yield the days before each of its holidays, or those from the first working day after it on."""
        margin = timedelta(self.days) + LONGEST_HOLIDAY
        first, last = minus(times.issued, margin), plus(times.ends, margin)
        for holiday in times.working_days.holidays_between(first, last):
            asked = self._asked(holiday)
            if not asked:
                continue
            period = self._beside(holiday, asked, times.working_days)
            if period.overlaps(times.issued, times.ends):
                yield period

    def _asked(self, holiday: Holiday) -> tuple[int, ...]:
        """Return which of the names of a holiday it asks for, by their numbers."""
        wanted = self.before_holidays or self.after_holidays
        return tuple(i for i, name in enumerate(holiday.names) if wanted == "all" or name.id in (wanted or ()))

    def _beside(self, holiday: Holiday, asked: tuple[int, ...], working_days: WorkingDays) -> Period:
        # Named for the day that the holiday has by law: it stays the same when its days off are announced.
        day, name = holiday.days[asked[0]], holiday.names[asked[0]]
        title = titles(holiday.names[i] for i in asked)
        if self.before_holidays:
            start, end = minus(holiday.start, timedelta(self.days)), minus(holiday.start, ONE_DAY)
            title = Text(f"{day.year}年{title.zh}前", f"before {title.en} {day.year}")
        else:
            start = working_days.defer(plus(holiday.end, ONE_DAY), past_weekends=True).day
            end = plus(start, timedelta(self.days - 1))
            title = Text(f"{day.year}年{title.zh}后", f"after {title.en} {day.year}")
        side = "before" if self.before_holidays else "after"
        return Period(start, end, f"{day}-{side}-{name.id}", title, holiday.provisional)

    def often(self, called: Called) -> Text:
        """Say how often that is: 每周, 每学年（9月起）, 集中整治阶段每月."""
        return self.in_phases(self._each(called), called)

    def in_phases(self, each: Text, called: Called) -> Text:
        """Say that something is so during its phases only, if it has any."""
        if not self.phases:
            return each
        spans = [called("phase", name) for name in self.phases]
        zh, en = "、".join(one.zh for one in spans), " and ".join(one.en for one in spans)
        return Text(f"{zh}{each.zh}", f"{each.en} during {en}")

    def _each(self, called: Called) -> Text:
        if self.before_holidays or self.after_holidays:
            return self._holidays(called)
        each = EACH.get(str(self.period))
        if each is None:  # a season
            season = called("phase", str(self.period))
            return Text(season.zh, f"in the {season.en}")
        if self.begins == 1:
            return each
        if self.period == "year" and self.begins == SCHOOL_YEAR:
            each = Text("每学年", "each school year")
        return Text(f"{each.zh}（{self.begins}月起）", f"{each.en} (from {MONTH_NAMES[self.begins - 1]})")

    def _holidays(self, called: Called) -> Text:
        before, named = bool(self.before_holidays), self.before_holidays or self.after_holidays
        which = [Text("每个法定节假日", "each public holiday")]
        if named and named != "all":
            which = [called("holiday", name) for name in named]
        zh, en = "、".join(one.zh for one in which), " and ".join(one.en for one in which)
        side, where = ("前", "before") if before else ("后", "after")
        return Text(f"{zh}{side}{self.days}日内", f"within {counted(self.days, 'day')} {where} {en}")


def _spans(name: str, times: Times) -> tuple[Period, ...]:
    """Return the spans of days of a phase or a season."""
    return (times.phases[name],) if name in times.phases else times.seasons.get(name, ())


def rhythm(written: str | Rhythm) -> Rhythm:
    """Return what a pack's file writes of a rhythm, be it only a word, as one."""
    return written if isinstance(written, Rhythm) else Rhythm(period=written)
