"""When duties are due: days of periods, ends of phases, and what they depend on in a campaign."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from campaign_rules.base.periods import ONE_DAY, Period, months_on
from campaign_rules.base.texts import Clause
from campaign_rules.base.working_days import Deferred, WorkingDays
from campaign_rules.rules.interpretations import Choice


class Due(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A due date: a one-off duty's is the end of a phase (or of the ``campaign``); a recurring duty's a day of each
    period, which may be deferred past days off. With the clause if the text sets it; a day of the year without one, like
    the end of a phase without one, is a reading."""

    end_of: str | UnsetType = UNSET
    day: Annotated[
        Annotated[int, Meta(ge=1, le=31)] | Literal["report"] | UnsetType,
        Meta(description="a day of the period's last month, or the report's day of campaign.yaml"),
    ] = UNSET
    month: Annotated[int, Meta(ge=1, le=12, description="with each: year, the month of that day")] | UnsetType = UNSET
    months_later: Annotated[int, Meta(ge=0, le=12, description="that many months after the period")] = 0
    days_before: Annotated[
        int | str | UnsetType,
        Meta(description="evidence counts from so many days before that day, or as an interpretation (days) says"),
    ] = UNSET
    rest_of_month: Annotated[
        str | UnsetType,
        Meta(description="whether that day's whole month counts: an interpretation (whole-month, day-only)"),
    ] = UNSET
    included: Annotated[
        str | UnsetType, Meta(description="whether the day itself counts: an interpretation (inclusive, exclusive)")
    ] = UNSET
    deferral: Annotated[
        str | UnsetType,
        Meta(description="遇节假日顺延: an interpretation (state-council, statutory-only); absent: not deferred"),
    ] = UNSET
    clause: Clause | UnsetType = UNSET


INCLUSIONS, DEFERRALS = ("inclusive", "exclusive"), ("state-council", "statutory-only")
"""What an interpretation can say of whether a due day counts itself, and of which days off it is deferred past."""

MONTHS_OF_DAYS = ("whole-month", "day-only")
"""What an interpretation can say of the month of a day of the year: it counts as a whole, or the day alone does."""


class StartOf(Struct, frozen=True, forbid_unknown_fields=True):
    """The first day of a phase."""

    start_of: str


class Times(Struct, frozen=True):
    """What the windows of a campaign's duties depend on: its days, phases and readings, and the working days."""

    issued: date
    ends: date
    phases: Mapping[str, Period]
    chosen: Mapping[str, Choice]
    report_day: int | UnsetType = UNSET
    working_days: WorkingDays = WorkingDays()
    lasting: frozenset[str] = frozenset()
    """The sections of entries that count from their day on, also where that lies before the campaign."""

    def end_of(self, phase: str) -> date:
        """Return the last day of a phase, or of the ``campaign``."""
        return self.ends if phase == "campaign" else self.phases[phase].end

    def reads(self, interpretation: str, value: Choice) -> bool:
        """Tell whether an interpretation is set to a value."""
        return self.chosen.get(interpretation) == value

    def last_good_day(self, due: date) -> date:
        """Return the last day on which a deadline is still met (``inclusive-deadlines``)."""
        return due - ONE_DAY if self.reads("inclusive-deadlines", "exclusive") and due > date.min else due

    def nominal_due(self, due: Due, period: Period) -> date:
        """Return a recurring duty's due date in a period, before any deferral."""
        if due.day is UNSET:
            return period.end
        month = period.end.replace(month=due.month, day=1) if due.month is not UNSET else period.end
        wanted = self.report_day if due.day == "report" else due.day
        if self._whole_month(due):
            return months_on(month, 0, day_of_month=31)
        day = months_on(month, due.months_later, day_of_month=wanted)  # type: ignore[arg-type]  # checked at load: a pack that asks for the report's day has one
        return day - ONE_DAY if self.reads(str(due.included), "exclusive") else day

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

    def deferred(self, due: Due, nominal: date) -> Deferred:
        """Return a due date as it is deferred past days off, if it is (``holidays``)."""
        if due.deferral is UNSET:
            return Deferred(nominal, provisional=False)
        return self.working_days.defer(nominal, past_weekends=not self.reads(due.deferral, "statutory-only"))
