"""Terms beside a library of regulatory deadlines: the same days, and how much sooner.

``python -m benchmarks.terms`` counts working days in some countries with `campaign_rules` and with ``regclock`` (whose
calendars are those of the ``holidays`` library, too), lays out what recurs and what is due so long after a day with both,
and verifies first that all days are the same. Then it times each in interleaved runs by the processor's time, and prints
the least of each and the ratio. ``--years N`` sets how many years (4), ``--runs N`` how many runs (7).

It is a comparison for who has ``regclock`` and ``pydantic`` beside the project: ``pip install regclock``.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from rich.console import Console
from rich.table import Table

from campaign_rules.base.countries import Country
from campaign_rules.base.periods import ONE_DAY, Frequency, Period
from campaign_rules.base.working_days import WorkingDays
from campaign_rules.rules.terms.due import Due
from campaign_rules.rules.terms.durations import Duration
from campaign_rules.rules.terms.reckoning import Reckoned
from campaign_rules.rules.terms.rhythms import Rhythm
from campaign_rules.rules.terms.times import Times

COUNTRIES = ("DE", "ES", "FR", "GB", "US")
FIRST = date(2022, 1, 3)
MOST_COUNTED = 25
"""The largest number of working days that is counted on."""

RECURRING: Mapping[str, Frequency] = {"MONTHLY": "month", "QUARTERLY": "quarter", "ANNUALLY": "year"}
"""The frequencies that both know, by the other's name."""

Answer = tuple[Any, ...]


def days(years: int) -> Iterator[date]:
    """Yield every day of some years."""
    end = date(FIRST.year + years, 1, 1) - timedelta(60)  # what is counted on from there lies in the same years
    day = FIRST
    while day < end:
        yield day
        day += ONE_DAY


def ours_counted(country: str, years: int) -> Answer:
    """Return the day that lies some working days after each day."""
    known = WorkingDays(calendar=Country(country=country))
    return tuple(known.add(day, n).day for day in days(years) for n in (1, 5, 10, MOST_COUNTED))


def theirs_counted(country: str, years: int) -> Answer:
    """Return the same as the other library has it."""
    from regclock import BusinessCalendar

    known = BusinessCalendar(jurisdiction=country)
    return tuple(known.add_business_days(day, n) for day in days(years) for n in (1, 5, 10, MOST_COUNTED))


def ours_relative(country: str, years: int) -> Answer:
    """Return by when what is to be done within ten working days is due, after each day."""
    times = _times(country, years)
    due = Due(after=Duration(working_days=10), point="opened")
    found = (times.reckon(due, None, lambda _, day=day: day) for day in days(years))  # type: ignore[misc]  # each its own day
    return tuple(one.day for one in found if isinstance(one, Reckoned))


def theirs_relative(country: str, years: int) -> Answer:
    """Return the same as the other library has it."""
    from regclock import BusinessCalendar, DayBasis, DeadlineKind, DeadlineSpec
    from regclock.model.recurrence import compute_due_date

    calendar = BusinessCalendar(jurisdiction=country)
    spec = DeadlineSpec(kind=DeadlineKind.RELATIVE, offset_days=10, day_basis=DayBasis.BUSINESS)
    return tuple(compute_due_date(spec, day, calendar) for day in days(years))


def ours_recurring(country: str, years: int) -> Answer:
    """Return the first days of every month, quarter and year: what recurs from an anchor on the first."""
    times = _times(country, years)
    laid = (Rhythm(period=each).periods(times) for each in RECURRING.values())
    return tuple(period.start for periods in laid for period in periods if period.start >= times.issued)


def theirs_recurring(country: str, years: int) -> Answer:
    """Return the same as the other library has it."""
    from regclock import DeadlineKind, DeadlineSpec
    from regclock.model.recurrence import expand_recurring
    from regclock.schemas.types import RecurrenceFreq

    first, last = date(FIRST.year, 1, 1), date(FIRST.year + years - 1, 12, 31)
    specs = (
        DeadlineSpec(kind=DeadlineKind.RECURRING, recurrence=RecurrenceFreq[name], absolute_date=first)
        for name in RECURRING
    )
    return tuple(day for spec in specs for day in expand_recurring(spec, first, last))


def _times(country: str, years: int) -> Times:
    first, last = date(FIRST.year, 1, 1), date(FIRST.year + years - 1, 12, 31)
    known = WorkingDays(calendar=Country(country=country))
    return Times(first, last, {"whole": Period(first, last, "whole")}, {}, working_days=known)


Ask = Callable[[str, int], Answer]

SUBJECTS: dict[str, tuple[Ask, Ask]] = {
    "N working days after a day": (ours_counted, theirs_counted),
    "within ten working days of an event": (ours_relative, theirs_relative),
    "each month, quarter and year": (ours_recurring, theirs_recurring),
}
"""What both can say, each with how it is asked of the one and of the other."""


def differences(years: int) -> Iterator[str]:
    """Yield each subject and country of which the two do not say the same."""
    for subject, (ours, theirs) in SUBJECTS.items():
        for country in COUNTRIES:
            if ours(country, years) != theirs(country, years):
                yield f"{subject}, {country}"


def timed(years: int, runs: int) -> Iterator[tuple[str, float, float]]:
    """Yield each subject with the least time, in seconds, that the one and the other took for all countries."""
    for subject, pair in SUBJECTS.items():
        took: list[list[float]] = [[], []]
        for _ in range(runs):
            for ask, kept in zip(pair, took, strict=True):
                begun = time.process_time()
                for country in COUNTRIES:
                    ask(country, years)
                kept.append(time.process_time() - begun)
        yield subject, min(took[0]), min(took[1])


def main() -> int:
    """Verify, time, and print."""
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--years", type=int, default=4)
    read.add_argument("--runs", type=int, default=7)
    asked = read.parse_args()
    if wrong := list(differences(asked.years)):
        print("not the same days: " + "; ".join(wrong), file=sys.stderr)
        return 1
    table = Table("", "campaign-rules, ms", "regclock, ms", "ratio")
    for subject, ours, theirs in timed(asked.years, asked.runs):
        table.add_row(subject, f"{1000 * ours:.1f}", f"{1000 * theirs:.1f}", f"{theirs / ours:.1f}")
    Console().print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
