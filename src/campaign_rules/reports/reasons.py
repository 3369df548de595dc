"""Reasons as data: why an obligation stands as it does, as a code and its parameters, and what in the record fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from fractions import Fraction
from typing import Any

from msgspec import UNSET, Struct

from campaign_rules.base.working_days import notice_title
from campaign_rules.engine.unsaid_terms import TermUnsaid
from campaign_rules.engine.verdicts import Verdict, gave_up
from campaign_rules.logic.conditions import truth
from campaign_rules.reports.codes import FindingCode
from campaign_rules.reports.entries import uncounted
from campaign_rules.reports.obligations import Obligation
from campaign_rules.reports.proofs import Proof, statements
from campaign_rules.reports.readings import unverified
from campaign_rules.reports.statements import Denied, Doubted, FieldSaid, Statement
from campaign_rules.rules.duties.obligations import Window
from campaign_rules.rules.record.values import attribute
from campaign_rules.rules.terms.reckoning import Reckoned

IN_STOPPAGE = "in_stoppage"
"""Stands for the text of a duty that says what to look at where a stoppage does not name it."""


class Reason(Struct, frozen=True):
    """Why an obligation stands as it does: what its sentence is made of."""

    code: FindingCode
    params: dict[str, Any]
    """By name: days as ISO 8601 writes them, places of the record, and what fails as statements."""


def reason(obligation: Obligation) -> Reason:
    """Return why an obligation stands as it does."""
    found = _reason(obligation)
    doubts = list(unverified(obligation))
    more: dict[str, Any] = {"unverified": doubts} if doubts else {}
    if found.code not in _NOT_MEASURED and (progress := progress_of(obligation)):
        more["progress"] = progress
    return Reason(found.code, {**found.params, **more}) if more else found


_NOT_MEASURED: tuple[FindingCode, ...] = (
    "waived_for_stoppage", "not_begun", "does_not_apply", "nothing_to_measure", "nothing_concerned", "section_absent",
)  # fmt: skip
"""Where it is not said how far a measure is reached."""

MOST_LACKING = 10
"""Of the members of a set that are lacking, no more than this are named."""


def progress_of(obligation: Obligation) -> dict[str, Any]:
    """Return how far its measure is reached, as plain data; empty for a duty that has none, or where it can't be told."""
    measure, found = obligation.bound.counted.measure, obligation.verdict.progress
    if measure is None or found is None:
        return {}
    said: dict[str, Any] = {
        "way": "limit"
        if measure.at_most is not UNSET
        else "share"
        if measure.set_named and measure.share
        else measure.way,
        "done": _plain(found.done),
        "needed": _plain(found.need),
    }
    if found.perhaps is not None and found.perhaps != found.done:
        said["perhaps"] = _plain(found.perhaps)
    if found.of is not None:
        said["of"] = _plain(found.of)
    if found.lacking and found.done < found.need:
        said |= {"lacking": list(found.lacking[:MOST_LACKING]), "lacking_number": len(found.lacking)}
    return said


def _plain(amount: Fraction) -> int | float:
    return amount.numerator if amount.denominator == 1 else round(float(amount), 2)


def _reason(obligation: Obligation) -> Reason:
    verdict, rule = obligation.verdict, obligation.rule
    match verdict.status:
        case "waived":
            return Reason("waived_for_stoppage", {"reason": (verdict.stoppage and verdict.stoppage.reason) or None})
        case "upcoming":
            opens = verdict.window.opens if verdict.window else obligation.rules.times.issued
            return Reason("not_begun", {"opens": opens.isoformat(), **_timing(obligation)})
        case "not_applicable":
            return _not_for_it(obligation)
        case "needs_review":
            return for_a_person(obligation)
        case "unknown":
            return _unknown(obligation)
        case "fulfilled_late":
            missing = {"missing": list(obligation.missing)} if verdict.missing else {}
            return Reason("done_late", {**_done(verdict), **_timing(obligation), **missing})
        case "fulfilled" | "open" | "violated" if rule.is_requirement or not (verdict.due or verdict.done):
            return _untimed(obligation)
        case "fulfilled":
            return Reason("done", _done(verdict))
    partial = {"partial": True} if verdict.partial else {}
    timing = {**_timing(obligation), **partial}
    if verdict.status == "violated":
        return _not_done(obligation, timing)
    if verdict.due_at:
        return Reason("to_be_done_by_the_hour", timing)
    own_reading = verdict.window is not None and verdict.window.own_reading
    counts_itself = own_reading or obligation.rules.times.last_good_day(date.max) == date.max
    return Reason("to_be_done", {**timing, "day_counts": counts_itself})


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _timing(obligation: Obligation) -> dict[str, Any]:
    """Return by when it is due, and how that day came about where it was deferred, or still may be."""
    verdict = obligation.verdict
    due = {"due": _day(verdict.due), **_at("due_at", verdict.due_at)}
    if verdict.window:
        return {**due, **deferral(verdict.window)}
    return {**due, **(_moved(verdict.reckoned) if verdict.reckoned else {})}


def _moved(found: Reckoned) -> dict[str, Any]:
    """Return from when the due day of an item was deferred, and whether it may still be; nothing where neither is so."""
    return {
        **({"nominal_due": _day(found.nominal)} if found.nominal != found.day else {}),
        **({"provisional": found.day.year} if found.is_provisional else {}),
    }


def _done(verdict: Verdict) -> dict[str, Any]:
    """Return when it was done: the day, and the time where the record says it."""
    return {"done": _day(verdict.done), **_at("done_at", verdict.done_at)}


def _at(name: str, at: time | None) -> dict[str, Any]:
    return {name: f"{at:%H:%M}"} if at else {}


def deferral(window: Window) -> dict[str, Any]:
    """Return from when a due day was deferred or brought forward, and whether it may still be moved; nothing where neither
    is so."""
    if window.due is None:
        return {}
    moved = window.nominal is not None and window.nominal != window.due
    return {
        **({"nominal_due": _day(window.nominal)} if moved else {}),
        **({"brought_forward": True} if window.nominal and window.due < window.nominal else {}),
        **({"provisional": window.unannounced} if window.unannounced else {}),
        **({"movable": True} if window.earliest else {}),
    }


# --- duties over time ---

_NEAREST_FIRST: tuple[FindingCode, ...] = (
    "taken_by_another_duty",
    "done_by_another",
    "not_the_whole",
    "not_as_asked",
    "outside_the_window",
)
"""Why an entry does not count, what comes nearest to counting first."""


def _not_done(obligation: Obligation, timing: dict[str, Any]) -> Reason:
    """Say why an obligation was not done by its term: by the entry that comes nearest, or because there is none."""
    done, needed = len(obligation.verdict.evidence), obligation.bound.counted.at_least
    if obligation.verdict.window and 0 < done < needed and not obligation.bound.counted.measure:
        return Reason("too_few", {**timing, "done_times": done, "needed_times": needed})
    found = {entry.code for entry in uncounted(obligation)}
    if measure := obligation.bound.counted.measure:
        if measure.at_most is not UNSET:
            return Reason("limit_exceeded", timing)
        if done or (obligation.verdict.progress and obligation.verdict.progress.done):
            return Reason("measure_not_reached", timing)
    return Reason(next((code for code in _NEAREST_FIRST if code in found), "not_done"), timing)


# --- duties for each item ---


def _untimed(obligation: Obligation) -> Reason:
    """Say how an item stands to what is required of it, where that has no term."""
    match obligation.verdict.status:
        case "fulfilled":
            return Reason("as_required", {})
        case "open":
            unset = isinstance(obligation.bound.term_unknown, TermUnsaid) and obligation.bound.term_days is UNSET
            return Reason("to_be_done_without_term", {"none_set": True} if unset else {})
    failing = [part.statement for part in _failing(obligation)] if obligation.rule.is_requirement else []
    return Reason("item_fails", {"conditions": failing})


def _failing(obligation: Obligation) -> Iterator[Proof]:
    return (part for part in statements(obligation.requirement) if part.truth is False)


# --- what is not for this record, for a person, or not known ---


def _not_for_it(obligation: Obligation) -> Reason:
    rule, window = obligation.rule, obligation.verdict.window
    if not rule.items and window is None:
        return Reason("no_day_asks", {})
    if obligation.verdict.progress and obligation.application.truth is not False:
        return Reason("nothing_to_measure", {})
    if window is None and getattr(obligation.record, rule.section) is not UNSET:
        return Reason("nothing_concerned", {"section": rule.section})
    return Reason("does_not_apply", {"condition": obligation.application.statement})


def for_a_person(obligation: Obligation) -> Reason:
    """Say what a person must look at: the positions of its texts in the duty's ``review``, or that for a stoppage."""
    rule, ways = obligation.rule, obligation.ways
    if obligation.verdict.stoppage and rule.beside_stoppage is not None:
        return Reason("stoppage_for_a_person", {"look_at": IN_STOPPAGE})
    every = list(range(len(rule.reviews)))
    if not ways or len(every) < 2:
        return Reason("for_a_person", {"look_at": every})
    first = next((i for i in every if truth(obligation.rules.bind(rule.reviews[i].when), ways[0])), None)
    return Reason("for_a_person", {"look_at": every if first is None else [first]})


def _unknown(obligation: Obligation) -> Reason:
    missing = list(obligation.missing)
    lost = {"too_many_ways": True} if gave_up(obligation.ways) else {}
    params = {"missing": missing, **lost}
    if obligation.verdict.done:
        return Reason("in_time_unknown", {**_done(obligation.verdict), **params})
    return Reason(_unknown_because(obligation, missing, lost=bool(lost)), params)


def _unknown_because(obligation: Obligation, missing: list[str], *, lost: bool) -> FindingCode:
    if not missing:
        early = any(entry.code == "before_the_period_is_over" for entry in uncounted(obligation))
        return "before_the_period_is_over" if early else "cannot_be_told"
    if all(map(notice_title, missing)):
        return "holidays_unannounced"
    if lost:
        return "too_many_ways"
    if any(obligation.word_at(place) for place in missing):
        return "word_unrecognised"
    sectors = obligation.rules.pack.model.sector_field
    if sectors in missing and (said := getattr(obligation.record, attribute(sectors))):
        meant = {one for word in said for one in obligation.rules.vocabulary.leads.resolve(word)}
        return "word_unrecognised" if frozenset() in meant else "word_ambiguous"
    if obligation.rule.section in missing:
        return "section_absent"
    view = obligation.ways[0] if obligation.ways else obligation.rules.view(obligation.record, obligation.as_of)
    return "applies_unknown" if truth(obligation.bound.when, view) is None else "not_said"


# --- what fails ---


def failed(obligation: Obligation) -> tuple[str, ...]:
    """Return the places of the record that were said and do not satisfy, where an obligation is not fulfilled."""
    if obligation.verdict.status not in ("violated", "open", "unknown", "needs_review"):
        return ()
    return tuple(dict.fromkeys(_failed(obligation)))


def _failed(obligation: Obligation) -> Iterator[str]:
    rule, ways = obligation.rule, obligation.ways
    if not ways:
        yield from (place for entry in uncounted(obligation) for place in entry.failed)
    elif rule.is_requirement:
        yield from (place for part in _failing(obligation) for place in _places(part))
    elif rule.test.done_on and not obligation.verdict.done:
        done_on = obligation.bound.done_on
        if done_on and done_on.said(ways[0]) is None:
            yield done_on.place(ways[0])


def _places(proof: Proof) -> Iterator[str]:
    """Yield the places that decide a proof, as far as the record says something there."""
    for part in proof.parts:
        yield from _places(part)
    if not proof.parts and proof.truth is not None and proof.place and _is_said(proof.statement):
        yield proof.place


def _is_said(statement: Statement) -> bool:
    """Tell whether the record has something where a statement looks."""
    if isinstance(statement, (Denied, Doubted)):
        return _is_said(statement.of)
    return not isinstance(statement, FieldSaid) or statement.recorded is not UNSET
