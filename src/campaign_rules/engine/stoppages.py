"""Stoppages 停产停业: the obligations whose days they cover, alone or one after another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import UNSET, Struct

from campaign_rules.base.periods import ONE_DAY
from campaign_rules.rules.duties.form import Duty
from campaign_rules.rules.duties.obligations import Window
from campaign_rules.rules.duties.times import Times
from campaign_rules.rules.records import Waiver

WAIVERS, NOTHING = "waivers", "nothing"
"""The reading of what stoppages waive, and its option by which they waive nothing."""


class Stoppage(Struct, frozen=True):
    """The stoppages that cover an obligation's days: since when they all are, why, and whether they name its duty."""

    start: date
    reason: str
    named: bool

    def leaves_open(self, duty: Duty) -> bool:
        """Tell whether the text leaves it to a person what a duty comes to that the stoppages cover, and do not name."""
        return not self.named and duty.beside_stoppage is not None


def stoppage(waivers: Iterable[Waiver], duty: str, window: Window, times: Times, *, recurring: bool) -> Stoppage | None:
    """Return what covers every day on which a duty is asked for in a window; None if nothing does (``waivers``).

    A stoppage without ``duties`` is one for all recurring duties; adjoining stoppages count together.
    """
    known = list(waivers)
    if not known or times.reads(WAIVERS, NOTHING):
        return None
    days = _asked_for(window, times)
    naming = [waiver for waiver in known if waiver.duties is not UNSET and duty in waiver.duties]
    general = [waiver for waiver in known if waiver.duties is UNSET] if recurring else []
    if not (naming or general) or days is None:
        return None
    for these, named in ((naming, True), ([*naming, *general], False)):
        if found := _covering(these, *days):
            reasons = dict.fromkeys(waiver.reason for waiver in found if waiver.reason)
            return Stoppage(max(waiver.from_ for waiver in found), "；".join(map(str, reasons)), named)
    return None


def _asked_for(window: Window, times: Times) -> tuple[date, date] | None:
    """Return the first and the last day of a window on which the campaign asks for anything."""
    if window.period:
        return max(window.period.start, times.issued), min(window.period.end, times.ends)
    return (window.opens, window.due) if window.due else None


def _covering(waivers: Sequence[Waiver], first: date, last: date) -> list[Waiver]:
    """Return the stoppages that together leave no day from the first to the last uncovered; empty if they don't."""
    found: list[Waiver] = []
    covered = first - ONE_DAY if first > date.min else first
    for waiver in sorted(waivers, key=lambda w: (w.from_, w.to)):
        if waiver.from_ > covered and waiver.from_ - covered > ONE_DAY:
            break
        if waiver.to > covered and covered < last:
            found.append(waiver)
            covered = waiver.to
    return found if covered >= last else []
