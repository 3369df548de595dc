"""Durations: so many days, working days, months; counted from a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from dateutil.relativedelta import relativedelta
from msgspec import UNSET, Meta, Struct, UnsetType

Unit = Literal["hours", "days", "working_days", "weeks", "months", "years"]
"""What a duration is counted in."""

UNITS: tuple[Unit, ...] = ("hours", "days", "working_days", "weeks", "months", "years")

Number = Annotated[int, Meta(ge=0, le=10_000)] | UnsetType
Hours = Annotated[int, Meta(ge=0, le=100_000)] | UnsetType


class Duration(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A duration: exactly one of hours, days, working days, weeks, months and years."""

    hours: Hours = UNSET
    days: Number = UNSET
    working_days: Number = UNSET
    weeks: Number = UNSET
    months: Number = UNSET
    years: Number = UNSET

    @property
    def said(self) -> tuple[Unit, ...]:
        """The units that it says; one, in a duration that is well-formed."""
        return tuple(unit for unit in UNITS if getattr(self, unit) is not UNSET)

    @property
    def unit(self) -> Unit:
        """What it is counted in."""
        return self.said[0]

    @property
    def number(self) -> int:
        """How many of these there are."""
        return int(getattr(self, self.unit))

    def span(self, sign: int = 1) -> timedelta | relativedelta:
        """Return it as what can be added to a day; working days and hours are counted otherwise, and are not this.

        Months are added to the day itself: a month after 31 January is the last day of February.
        """
        n = sign * self.number
        match self.unit:
            case "weeks":
                return timedelta(weeks=n)
            case "months":
                return relativedelta(months=n)
            case "years":
                return relativedelta(years=n)
            case _:
                return timedelta(days=n)
