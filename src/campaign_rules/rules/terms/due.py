"""What a pack's file says of when something is due: days of periods, ends of phases, so long after a day; put together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

from campaign_rules.base.texts import Clause
from campaign_rules.rules.interpretations import ASKED_BY_ITSELF
from campaign_rules.rules.terms.durations import Duration

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""The days of a week by number, as `date.weekday` counts them."""

Several = Annotated[tuple["Due | str", ...], Meta(min_length=2)]
"""Terms of which the earlier or the later counts; a text is a plain date, or the name of a day."""

DayOfMonth = Annotated[int, Meta(ge=1, le=31)]


class StartOf(Struct, frozen=True, forbid_unknown_fields=True):
    """The first day of a phase."""

    start_of: str


class FirstEvent(Struct, frozen=True, forbid_unknown_fields=True):
    """The day of an item's first event of a kind, of those that were not taken back."""

    event: Annotated[str, Meta(description="a kind of event of the section")]


class Point(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A day that a term counts from: the start or the end of a phase or season, the day on which another duty was
    fulfilled, the first event of a kind in an item. One of them."""

    start_of: str | UnsetType = UNSET
    end_of: str | UnsetType = UNSET
    done: Annotated[str | UnsetType, Meta(description="a duty: the day on which it was fulfilled")] = UNSET
    event: Annotated[str | UnsetType, Meta(description="a kind of event: the day of the item's first")] = UNSET


class Due(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A due day: a plain date; the end of a phase, a season or the ``campaign``; a day of each period; so long after or
    before a day; the earlier or the later of several. It may be deferred past days off. With the clause if the text sets it;
    a day of the year without one, like the end of a phase without one, is a reading."""

    date: Annotated[date | UnsetType, Meta(description="a plain date")] = UNSET
    end_of: Annotated[str | UnsetType, Meta(description="a phase, a season, or campaign")] = UNSET
    day: Annotated[
        DayOfMonth | Literal["report"] | Annotated[tuple[DayOfMonth, ...], Meta(min_length=1)] | UnsetType,
        Meta(description="a day of the period's last month, or several; or the report's day of campaign.yaml"),
    ] = UNSET
    weekday: Annotated[
        Weekday | Annotated[tuple[Weekday, ...], Meta(min_length=1)] | UnsetType,
        Meta(description="with each: week, a day of the week, or several"),
    ] = UNSET
    month: Annotated[
        Annotated[int, Meta(ge=1, le=12)] | Literal["first", "last"] | UnsetType,
        Meta(description="the month of that day: with each: year, of the year; else first, last or by its number"),
    ] = UNSET
    months_later: Annotated[int, Meta(ge=0, le=12, description="that many months after the period")] = 0
    after: Annotated[Duration | UnsetType, Meta(description="so long after the day of from")] = UNSET
    before: Annotated[Duration | UnsetType, Meta(description="so long before the day of from")] = UNSET
    point: Annotated[
        str | Point | UnsetType,
        Meta(description="with after or before: issued, start or end of the period, a field with a day, or a point"),
    ] = field(default=UNSET, name="from")
    earlier_of: Several | UnsetType = UNSET
    later_of: Several | UnsetType = UNSET
    early: Annotated[
        str | UnsetType,
        Meta(
            description="whether what comes before a report's period is over counts: counts, unclear or never, or an "
            "interpretation with these options; if not said: unclear"
        ),
    ] = UNSET
    days_before: Annotated[
        Annotated[int, Meta(ge=0, le=3660)] | str | UnsetType,
        Meta(description="evidence counts from so many days before that day, or as an interpretation (days) says"),
    ] = UNSET
    rest_of_month: Annotated[
        str | UnsetType,
        Meta(description="whether that day's whole month counts: an interpretation (whole-month, day-only)"),
    ] = UNSET
    included: Annotated[
        str | UnsetType,
        Meta(description="whether the day itself counts: inclusive, exclusive, or an interpretation of these"),
    ] = UNSET
    deferral: Annotated[
        str | UnsetType,
        Meta(
            description="遇节假日顺延: state-council, statutory-only, brought-forward, or an interpretation of these; "
            "absent: not deferred"
        ),
    ] = UNSET
    clause: Clause | UnsetType = UNSET

    @property
    def days(self) -> tuple[int, ...]:
        """The days of a month that it names by number."""
        return self.day if isinstance(self.day, tuple) else (self.day,) if isinstance(self.day, int) else ()

    @property
    def weekdays(self) -> tuple[int, ...]:
        """The days of the week that it names, as numbers."""
        named = self.weekday if isinstance(self.weekday, tuple) else (self.weekday,) if self.weekday else ()
        return tuple(map(WEEKDAYS.index, named))

    @property
    def parts(self) -> tuple[Due | str, ...]:
        """The terms that it is the earlier or the later of."""
        return (*(self.earlier_of or ()), *(self.later_of or ()))

    def walk(self) -> Iterator[Due]:
        """Yield it, and every term within it."""
        yield self
        for part in self.parts:
            if isinstance(part, Due):
                yield from part.walk()

    @property
    def points(self) -> tuple[str | Point, ...]:
        """What it counts from, and every term within it."""
        return tuple(one.point for one in self.walk() if one.point)

    @property
    def is_put_together(self) -> bool:
        """Whether it is counted from a day, or one of several."""
        return self.point is not UNSET or bool(self.parts)

    @property
    def is_of_period(self) -> bool:
        """Whether it is another day in each period."""
        if self.parts:
            return any(part in OF_EACH if isinstance(part, str) else part.is_of_period for part in self.parts)
        if self.point is not UNSET:
            return self.point in OF_EACH
        return self.date is UNSET and self.end_of is UNSET

    @property
    def by_record(self) -> bool:
        """Whether it hangs on days that only a record knows."""
        return any(
            (point.done or point.event) if isinstance(point, Point) else point not in STATIC_POINTS
            for point in self.points
        )

    @property
    def options(self) -> dict[str, str]:
        """What it says by the name of a reading, or by an option of it, by key."""
        said = {key: getattr(self, key) for key in ("early", "rest_of_month", "included", "deferral")}
        return {key: value for key, value in said.items() if value is not UNSET}


OF_EACH = ("start", "end")
"""The days to count from that only a period has."""

STATIC_POINTS = ("issued", "ends", "start", "end")
"""What a term can count from that a campaign knows by itself: its own days, and those of the period."""

INCLUSIONS = ASKED_BY_ITSELF["inclusive-deadlines"]
"""What can be said of whether a due day counts itself."""

DEFERRALS = ASKED_BY_ITSELF["holidays"]
"""What can be said of which days off a due day is deferred past; or before which it is brought forward."""

MONTHS_OF_DAYS = ("whole-month", "day-only")
"""What can be said of the month of a day of the year: it counts as a whole, or the day alone does."""

EARLY = ("counts", "unclear", "never")
"""What can be said of what is sent before the period that it reports on is over."""
