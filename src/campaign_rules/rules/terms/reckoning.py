"""A last day and how it came about: from which day, counted how, past which days off, by which reading or clause."""

from __future__ import annotations

from datetime import date
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


class Reckoned(Struct, frozen=True):
    """A last day: ``day``, or any up to ``latest`` where it is not known for good (a year's holidays are not announced,
    an hour is not said); ``nominal`` is the same before it was deferred past days off."""

    day: date
    nominal: date
    latest: date | None = None
    steps: tuple[Step, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether it is one day for good."""
        return self.latest is None or self.latest == self.day

    def then(self, code: StepCode, day: date, **params: Any) -> Reckoned:
        """Return the day that one more step comes to."""
        step = Step(code, day, tuple(params.items()))
        return structs.replace(self, day=day, nominal=day, steps=(*self.steps, step))


def reckoned(code: StepCode, day: date, **params: Any) -> Reckoned:
    """Return a day that one step comes to."""
    return Reckoned(day, day, None, (Step(code, day, tuple(params.items())),))
