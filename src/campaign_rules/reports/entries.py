"""Entries of a record that are of the kind a duty asks for: which counted, and why the others did not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import UNSET, Struct

from campaign_rules.engine.verdicts import counts
from campaign_rules.logic.truth import Truth
from campaign_rules.reports.codes import EntryCode
from campaign_rules.reports.obligations import Obligation
from campaign_rules.rules.duties.obligations import Window


class Entry(Struct, frozen=True):
    """An entry of the right kind: whether it counts, and if not for certain, why."""

    path: str
    """Its place in the record: ``activities[2]``."""
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
        if not window.counts_from <= item.date <= window.late_until:
            if len(obligation.bound.windows) == 1 and item.date <= obligation.as_of:  # else it is another period's
                yield Entry(place, False, "outside_the_window", _outside(item, window), (f"{place}.date",))
        elif item.date > obligation.as_of:
            yield Entry(place, False, "not_yet_effective", {"date": item.date.isoformat()})
        else:
            yield _judged(obligation, i, item, place)


def _outside(item: Any, window: Window) -> dict[str, Any]:
    early = item.date < window.counts_from
    limit = {"counts_from": window.counts_from} if early else {"late_until": window.late_until}
    return {"date": item.date.isoformat(), **{name: day.isoformat() for name, day in limit.items()}}


def _judged(obligation: Obligation, i: int, item: Any, place: str) -> Entry:
    """Return an entry that is in time, by what it has in the fields that the duty asks about."""
    verdict, rules, bound = obligation.verdict, obligation.rules, obligation.bound
    actors = obligation.record.actors
    counted = counts(rules, bound, item, actors)
    given = [(name, getattr(item, name)) for name, _ in bound.wanted]
    fields = [{"field": name} if value is UNSET else {"field": name, "recorded": value} for name, value in given]
    params: dict[str, Any] = {"date": item.date.isoformat(), "fields": fields}
    judged = {name: rules.says(name, getattr(item, name), wanted, actors) for name, wanted in bound.wanted}
    if counted:
        short = len(verdict.evidence) < bound.counted.at_least
        taken = short and i not in verdict.evidence
        return Entry(place, True, "taken_by_another_duty" if taken else None, params)
    wrong = [name for name, answer in judged.items() if answer is False]
    failed = tuple(f"{place}.{name}" for name in wrong)
    if counted is False:
        named = obligation.word_at(failed[0]) is not None
        return Entry(place, False, _CODES.get(wrong[0], "not_as_asked") if named else "not_as_asked", params, failed)
    unclear = ("kind", *(name for name, answer in judged.items() if answer is None))
    kinds = rules.kind_meant(bound.counted.section, item.kind).kinds
    asked = unclear[1:] if bound.counted.kind in kinds else unclear
    said = any(obligation.word_at(f"{place}.{name}") for name in asked)
    return Entry(place, None, "word_unrecognised" if said else "not_said", params, failed)


_CODES: dict[str, EntryCode] = {"by": "done_by_another", "scope": "not_the_whole"}
"""What a field says where it names another than is asked for; where it names none, that is another matter."""
