"""A last day and how it came about: from which day, counted how, past which days off, by which reading or clause."""

from __future__ import annotations

from datetime import date, time
from typing import Any, Literal

from msgspec import Struct, structs

StepCode = Literal[
    "given",
    "period_day",
    "end_of",
    "start_of",
    "from",
    "counted",
    "earlier_of",
    "later_of",
    "day_itself_not_counted",
    "deferred",
    "brought_forward",
]
"""What a step does: a plain date, a day of the period, the end or the start of something, a day that is counted from, so
much time counted on or back, a choice among several, and how days off move it."""


class Step(Struct, frozen=True):
    """One step on the way to a last day: what it does, the day it comes to, and what it says of that."""

    code: StepCode
    day: date | None
    params: tuple[tuple[str, Any], ...] = ()
    """By name: what is counted from, how many of what, the reading or the clause; days passed over with why."""


Instant = tuple[date, time]
"""A day and the time up to which it counts."""

END_OF_DAY = time.max
"""The time up to which a day counts as a whole."""


class Reckoned(Struct, frozen=True):
    """A last day: ``day``, or any up to ``latest`` where it is not known for good (a year's holidays are not announced,
    an hour is not said); ``nominal`` is the same before it was deferred past days off."""

    day: date
    nominal: date
    latest: date | None = None
    steps: tuple[Step, ...] = ()
    at: time | None = None
    """The time of ``day`` up to which, where it is counted in hours; None of a day as a whole."""
    latest_at: time | None = None
    """The same of ``latest``."""

    @property
    def first(self) -> Instant:
        """The earliest that it can be."""
        return self.day, self.at or END_OF_DAY

    @property
    def last(self) -> Instant:
        """The latest that it can be."""
        return (self.latest, self.latest_at or END_OF_DAY) if self.latest else self.first

    @property
    def is_known(self) -> bool:
        """Whether it is one day for good."""
        return self.last == self.first

    @property
    def is_provisional(self) -> bool:
        """Whether it may still be a later day, because the days off of its year are not announced."""
        return self.at is None and not self.is_known

    def then(self, code: StepCode, day: date, **params: Any) -> Reckoned:
        """Return the day that one more step comes to."""
        step = Step(code, day, tuple(params.items()))
        return structs.replace(self, day=day, nominal=day, steps=(*self.steps, step))


def reckoned(code: StepCode, day: date, **params: Any) -> Reckoned:
    """Return a day that one step comes to."""
    return Reckoned(day, day, None, (Step(code, day, tuple(params.items())),))
