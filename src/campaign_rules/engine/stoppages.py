"""Stoppages: the obligations whose days they cover, alone or one after another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from msgspec import UNSET, Struct, UnsetType

from campaign_rules.base.periods import ONE_DAY
from campaign_rules.rules.duties.form import Duty
from campaign_rules.rules.duties.obligations import Window
from campaign_rules.rules.record.declaration import Suspends
from campaign_rules.rules.record.model import RecordModel
from campaign_rules.rules.record.values import Record, attribute
from campaign_rules.rules.terms.times import Times

NOTHING = "nothing"
"""The option of a reading of stoppages by which they waive nothing."""


class Stop(Struct, frozen=True):
    """One stoppage that a record lists, whatever its section calls it: from when to when, for which duties, and why."""

    start: date
    end: date
    duties: tuple[str, ...] | None = None
    """The duties that it names; None where it names none, and so is one for all that recur."""
    reason: str = ""
    reading: str = ""
    """The reading of the text that says what it waives, if the section names one."""


class Stoppage(Struct, frozen=True):
    """The stoppages that cover an obligation's days: since when they all are, why, and whether they name its duty."""

    start: date
    reason: str
    named: bool
    readings: tuple[str, ...] = ()
    """The readings that say what they waive."""

    def leaves_open(self, duty: Duty) -> bool:
        """Tell whether the text leaves it to a person what a duty comes to that the stoppages cover, and do not name."""
        return not self.named and duty.beside_stoppage is not None


def stops_of(record: Record, model: RecordModel, as_of: date) -> tuple[Stop, ...]:
    """Return the stoppages of a record that have begun by a day, of every section that suspends duties."""
    listed = ((section, getattr(record, section)) for section in model.suspending)
    found = (stop for section, items in listed if items for stop in _stops(items, model.sections[section].suspends))
    return tuple(stop for stop in found if stop.start <= as_of)


def _stops(items: Iterable[Any], said: Suspends | UnsetType) -> Iterator[Stop]:
    """Yield a section's items as what they stop; one that does not say from when to when stops nothing."""
    assert said, "the section suspends duties"
    start, end = attribute(said.start), attribute(said.end)
    for item in items:
        days = getattr(item, start), getattr(item, end)
        if all(isinstance(day, date) for day in days):
            named = getattr(item, attribute(said.duties)) if said.duties else UNSET
            reason = getattr(item, attribute(said.reason)) if said.reason else UNSET
            yield Stop(*days, None if named is UNSET else tuple(named or ()), str(reason or ""), said.reading or "")


def stoppage(stops: Sequence[Stop], duty: str, window: Window, times: Times, *, recurring: bool) -> Stoppage | None:
    """Return what covers every day on which a duty is asked for in a window; None if nothing does.

    A stoppage that names no duties is one for all recurring duties; adjoining stoppages count together.
    """
    if not stops:
        return None
    waiving = [stop for stop in stops if not times.reads(stop.reading, NOTHING)]
    days = _asked_for(window, times)
    naming = [stop for stop in waiving if stop.duties is not None and duty in stop.duties]
    general = [stop for stop in waiving if stop.duties is None] if recurring else []
    if not (naming or general) or days is None:
        return None
    for these, named in ((naming, True), ([*naming, *general], False)):
        if found := _covering(these, *days):
            reasons = dict.fromkeys(stop.reason for stop in found if stop.reason)
            readings = dict.fromkeys(stop.reading for stop in found if stop.reading)
            return Stoppage(max(stop.start for stop in found), "；".join(reasons), named, tuple(readings))
    return None


def _asked_for(window: Window, times: Times) -> tuple[date, date] | None:
    """Return the first and the last day of a window on which the campaign asks for anything."""
    if window.period:
        return max(window.period.start, times.issued), min(window.period.end, times.ends)
    return (window.opens, window.due) if window.due else None


def _covering(stops: Sequence[Stop], first: date, last: date) -> list[Stop]:
    """Return the stoppages that together leave no day from the first to the last uncovered; empty if they don't."""
    found: list[Stop] = []
    covered = first - ONE_DAY if first > date.min else first
    for stop in sorted(stops, key=lambda one: (one.start, one.end)):
        if stop.start > covered and stop.start - covered > ONE_DAY:
            break
        if stop.end > covered and covered < last:
            found.append(stop)
            covered = stop.end
    return found if covered >= last else []
