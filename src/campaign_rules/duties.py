"""Duties: what a rule asks, of whom and when; and the obligations, one for each period or item, that it gives rise to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Literal, get_args

from msgspec import UNSET, Meta, Struct, UnsetType, structs

from campaign_rules.conditions import Condition, Const
from campaign_rules.interpretations import Choice
from campaign_rules.periods import ONE_DAY, Frequency, Period, periods_between
from campaign_rules.texts import Clause, Text

Status = Literal[
    "violated",
    "unknown",
    "needs_review",
    "open",
    "fulfilled_late",
    "upcoming",
    "fulfilled",
    "waived",
    "not_applicable",
]
"""How an obligation stands; in the order in which people need to see them, worst first."""

STATUSES: tuple[Status, ...] = get_args(Status)

Basis = Literal["text", "interpretation"]
"""Where a due date comes from: the plan's own words, or a reading of them."""

ANY = "*"
"""The instance of a duty for each item when there is no item: ``hazard-plan@*``."""


class Due(Struct, frozen=True, forbid_unknown_fields=True):
    """A one-off duty's due date: the end of a phase (or of the ``campaign``), with the clause if the text sets it."""

    end_of: str
    clause: Clause | UnsetType = UNSET


class StartOf(Struct, frozen=True, forbid_unknown_fields=True):
    """The first day of a phase."""

    start_of: str


class Review(Struct, frozen=True, forbid_unknown_fields=True):
    """What a person must look at, and when: while the obligation is not done and the condition holds."""

    look_at: Text
    when: Condition = Const(True)


class Variant(Struct, frozen=True, forbid_unknown_fields=True):
    """Another frequency for some enterprises, by an interpretation that says whether it replaces the general one."""

    when: Condition
    each: Frequency
    interpretation: str


class Duty(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One duty of the plan. It recurs (``each``), is one-off (``due``), stands for each item of a section
    (``for_each``), or, with none of these, has no measure in the text and is for a person to judge (``review``)."""

    title: Text
    clause: Clause
    also: Annotated[tuple[str, ...], Meta(description="other clauses and statutes that it rests on")] = ()
    bearer: Annotated[str, Meta(description="an actor, or a role within one")]
    when: Annotated[Condition, Meta(description="whom, or which items, it applies to")] = Const(True)

    each: Frequency | Literal["campaign"] | UnsetType = UNSET
    due: Annotated[Due | str | UnsetType, Meta(description="one-off: {end_of: phase}, or an interpretation's name")] = (
        UNSET
    )
    of: Literal["activities", "documents"] | UnsetType = UNSET
    where: Annotated[dict[str, str] | UnsetType, Meta(description="what counts: kind, and other fields")] = UNSET
    in_person: Annotated[bool, Meta(description="the bearer may not delegate it (personal-duties)")] = False
    at_least: Annotated[int, Meta(ge=1)] = 1
    counts_from: Annotated[
        StartOf | Literal["issued", "any"] | UnsetType,
        Meta(description="one-off: from when evidence counts; activities: issued, documents: any"),
    ] = UNSET
    variants: tuple[Variant, ...] = ()

    for_each: Annotated[str | UnsetType, Meta(description="a section of the record")] = UNSET
    require: Annotated[Condition | UnsetType, Meta(description="what must be so for each item")] = UNSET
    judged_when: Annotated[Condition, Meta(description="before this holds, the obligation is open")] = Const(True)
    done_on: Annotated[str | UnsetType, Meta(description="the field that holds the day it was done")] = UNSET
    term: Annotated[str | UnsetType, Meta(description="the field with the last day, or an interpretation (days)")] = (
        UNSET
    )
    term_unknown: Annotated[
        Condition, Meta(description="where this holds, the term is not known, nor whether it is open")
    ] = Const(False)

    review: Review | UnsetType = UNSET
    interpretations: Annotated[tuple[str, ...], Meta(description="readings it rests on beside those of its form")] = ()

    @property
    def section(self) -> str:
        """The section of the record that it looks at; empty for one that only a person can judge."""
        return str(self.of or self.for_each or "")


class Window(Struct, frozen=True):
    """The time of one obligation: evidence counts from ``counts_from`` to ``late_until``; done by ``due`` is on time."""

    instance: str
    opens: date
    due: date | None
    counts_from: date
    late_until: date
    basis: Basis | None
    partial: bool = False
    period: Period | None = None


class Times(Struct, frozen=True):
    """What the windows of a campaign's duties depend on: its days, its phases and the chosen interpretations."""

    issued: date
    ends: date
    phases: Mapping[str, Period]
    chosen: Mapping[str, Choice]

    def end_of(self, phase: str) -> date:
        """Return the last day of a phase, or of the ``campaign``."""
        return self.ends if phase == "campaign" else self.phases[phase].end

    def reads(self, interpretation: str, value: Choice) -> bool:
        """Tell whether an interpretation is set to a value."""
        return self.chosen.get(interpretation) == value

    def last_good_day(self, due: date) -> date:
        """Return the last day on which a deadline is still met (``inclusive-deadlines``)."""
        return due - ONE_DAY if self.reads("inclusive-deadlines", "exclusive") else due


def windows(id_: str, duty: Duty, each: Frequency | Literal["campaign"] | UnsetType, times: Times) -> Iterator[Window]:
    """Yield the windows of a duty that is not for each item; ``each`` is its frequency, or a variant's."""
    for window in _windows(duty, each, times):
        yield structs.replace(window, instance=f"{id_}@{window.instance}")


def _windows(duty: Duty, each: Frequency | Literal["campaign"] | UnsetType, times: Times) -> Iterator[Window]:
    if each == "campaign":
        yield Window("campaign", times.issued, times.ends, times.issued, times.ends, "interpretation")
    elif each is not UNSET:
        yield from _recurring(each, times)
    elif duty.due is not UNSET:
        yield _one_off(duty, times)
    else:
        yield Window("once", times.issued, None, times.issued, times.ends, None)


def _recurring(each: Frequency, times: Times) -> Iterator[Window]:
    for period in periods_between(times.issued, times.ends, each):
        partial = period.start < times.issued
        if partial and times.reads("calendar-periods", "whole-only"):
            continue
        counts_from = max(period.start, times.issued) if times.reads("period-evidence", "from-issue") else period.start
        late_until = max(period.end, times.ends) if times.reads("recurring-not-curable", "curable") else period.end
        yield Window(
            period.name, max(period.start, times.issued), period.end, counts_from, late_until, "text", partial, period
        )


def _one_off(duty: Duty, times: Times) -> Window:
    if isinstance(duty.due, Due):
        due, basis = times.end_of(duty.due.end_of), "text" if duty.due.clause else "interpretation"
    else:
        due, basis = times.end_of(str(times.chosen[str(duty.due)])), "interpretation"
    counts_from = duty.counts_from or ("any" if duty.of == "documents" else "issued")
    first = (
        times.phases[counts_from.start_of].start
        if isinstance(counts_from, StartOf)
        else date.min
        if counts_from == "any"
        else times.issued
    )
    return Window("once", times.issued, due, first, max(due, times.ends), basis)  # type: ignore[arg-type]  # a str of Basis


class Evidence(Struct, frozen=True):
    """An entry of the record that counts, or may count, for an obligation."""

    day: date
    certain: bool
    index: int


def nth(evidence: list[Evidence], n: int) -> tuple[Evidence | None, Evidence | None]:
    """Return the entry that surely makes ``n``, and the one that may; ``evidence`` is in order of date."""
    sure = [e for e in evidence if e.certain]
    return (sure[n - 1] if len(sure) >= n else None), (evidence[n - 1] if len(evidence) >= n else None)


def combine(statuses: set[Any]) -> Any:
    """Return the status that holds whichever of several worlds is the real one.

    Done at all is certain where it is done in every world; on time is then not. What has not begun has not begun.
    """
    if len(statuses) == 1:
        return next(iter(statuses))
    if "upcoming" in statuses:
        return "upcoming"
    return "fulfilled_late" if statuses <= {"fulfilled", "fulfilled_late"} else "unknown"
