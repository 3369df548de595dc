"""Entries of a record that are of the kind a duty asks for: which counted, and why the others did not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec import UNSET, Struct

from campaign_rules.engine.measuring import Progress
from campaign_rules.engine.verdicts import counts
from campaign_rules.engine.views import follow
from campaign_rules.logic.truth import Truth
from campaign_rules.reports.codes import EntryCode
from campaign_rules.reports.obligations import Obligation
from campaign_rules.rules.duties.obligations import Window
from campaign_rules.rules.record.model import RecordModel
from campaign_rules.rules.record.values import Item, attribute, item_date


class Entry(Struct, frozen=True):
    """An entry of the right kind: whether it counts, and if not for certain, why."""

    path: str
    """Its place in the record: ``SECTION[2]``."""
    counts: Truth
    code: EntryCode | None
    """Why it was not counted; None where it was, or is more than enough."""
    params: dict[str, Any]
    failed: tuple[str, ...] = ()
    """The places in it that were said and do not satisfy."""


def uncounted(obligation: Obligation) -> tuple[Entry, ...]:
    """Return the entries of the right kind that did not count, or not for certain."""
    return tuple(entry for entry in entries(obligation) if entry.code)


def entries(obligation: Obligation) -> Iterator[Entry]:
    """Yield the entries that an obligation over time looked at, in the order of the record."""
    window, wanted, rules = obligation.verdict.window, obligation.bound.counted, obligation.rules
    if window is None or not wanted.is_anything:
        return
    for i, item in enumerate(getattr(obligation.record, wanted.section) or ()):
        meant = rules.kind_meant(wanted.section, item.kind)
        if wanted.kind not in (*meant.kinds, *meant.perhaps):
            continue
        place = f"{wanted.section}[{i}]"
        day = item_date(item)
        if day is None:
            continue
        if not window.looks_from <= day <= window.late_until:
            if len(obligation.bound.windows) == 1 and day <= obligation.as_of:  # else it is another period's
                dated = ".".join((place, *rules.pack.model.day_path(wanted.section)))
                yield Entry(place, False, "outside_the_window", _outside(day, window), (dated,))
        elif day > obligation.as_of:
            yield Entry(place, False, "not_yet_effective", {"date": day.isoformat()})
        else:
            yield _judged(obligation, i, item, day, place)


def _outside(day: date, window: Window) -> dict[str, Any]:
    early = day < window.counts_from
    limit = {"counts_from": window.counts_from} if early else {"late_until": window.late_until}
    return {"date": day.isoformat(), **{name: last.isoformat() for name, last in limit.items()}}


def _judged(obligation: Obligation, i: int, item: Item, day: date, place: str) -> Entry:
    """Return an entry that is in time, by what it has in the fields that the duty asks about."""
    verdict, rules, bound = obligation.verdict, obligation.rules, obligation.bound
    section, actors = bound.counted.section, obligation.record.actors
    counted = counts(rules, bound, item, actors)
    measure = bound.counted.measure
    named = [path for path in (measure.naming, measure.sum or "") if path] if measure else []
    given = {name: getattr(item, attribute(name)) for name, _ in bound.wanted}
    given |= {path: follow(item, path.split(".")) for path in named}
    fields = [{"field": name} | ({} if value is UNSET else {"recorded": value}) for name, value in given.items()]
    params: dict[str, Any] = {"date": day.isoformat(), "fields": fields}
    judged = {name: rules.says(section, name, given[name], wanted, actors) for name, wanted in bound.wanted}
    if counted and verdict.window and day < verdict.window.counts_from:
        return Entry(place, None, "before_the_period_is_over", {"date": day.isoformat()})
    if counted and (found := _as_measured(verdict.progress, i)):
        return Entry(place, False, found, params)
    if counted and any(given[path] is UNSET for path in named):
        return Entry(place, None, "not_said", params)
    if counted and measure:
        return Entry(place, True, None, params)
    if counted:
        short = len(verdict.evidence) < bound.counted.at_least
        taken = short and i not in verdict.evidence
        return Entry(place, True, "taken_by_another_duty" if taken else None, params)
    wrong = [name for name, answer in judged.items() if answer is False]
    failed = tuple(f"{place}.{name}" for name in wrong)
    if counted is False:
        known = obligation.word_at(failed[0]) is not None
        return Entry(
            place, False, _otherwise(rules.pack.model, section, wrong[0]) if known else "not_as_asked", params, failed
        )
    unclear = ("kind", *(name for name, answer in judged.items() if answer is None))
    kinds = rules.kind_meant(section, item.kind).kinds
    asked = unclear[1:] if bound.counted.kind in kinds else unclear
    said = any(obligation.word_at(f"{place}.{name}") for name in asked)
    return Entry(place, None, "word_unrecognised" if said else "not_said", params, failed)


def _as_measured(progress: Progress | None, i: int) -> EntryCode | None:
    """Return why an entry that has what the duty asks of it adds nothing to the measure."""
    if progress is None:
        return None
    return "counts_already" if i in progress.again else "not_of_the_set" if i in progress.outside else None


def _otherwise(model: RecordModel, section: str, field: str) -> EntryCode:
    """Return what it comes to that a field names another than is asked for; where it names none, that is another matter."""
    if field == model.doer(section):
        return "done_by_another"
    return "not_the_whole" if field == model.extent(section) else "not_as_asked"
