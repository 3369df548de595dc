"""Duties: what a rule asks, of whom and when; and the obligations, one for each period or item, that it gives rise to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal, get_args

from msgspec import UNSET, Meta, Struct, UnsetType, structs

from campaign_rules.base.periods import MONTHS, ONE_DAY, Frequency, Period, months_on, periods_between
from campaign_rules.base.texts import Clause, Text
from campaign_rules.base.working_days import Deferred, WorkingDays
from campaign_rules.logic.conditions import Condition, Const
from campaign_rules.rules.interpretations import Choice

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


class Due(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A due date: a one-off duty's is the end of a phase (or of the ``campaign``); a recurring duty's a day of each
    period, which may be deferred past days off. With the clause if the text sets it; a day of the year without one, like
    the end of a phase without one, is a reading."""

    end_of: str | UnsetType = UNSET
    day: Annotated[
        Annotated[int, Meta(ge=1, le=31)] | Literal["report"] | UnsetType,
        Meta(description="a day of the period's last month, or the report's day of campaign.yaml"),
    ] = UNSET
    month: Annotated[int, Meta(ge=1, le=12, description="with each: year, the month of that day")] | UnsetType = UNSET
    months_later: Annotated[int, Meta(ge=0, le=12, description="that many months after the period")] = 0
    days_before: Annotated[
        int | str | UnsetType,
        Meta(description="evidence counts from so many days before that day, or as an interpretation (days) says"),
    ] = UNSET
    rest_of_month: Annotated[
        str | UnsetType,
        Meta(description="whether that day's whole month counts: an interpretation (whole-month, day-only)"),
    ] = UNSET
    included: Annotated[
        str | UnsetType, Meta(description="whether the day itself counts: an interpretation (inclusive, exclusive)")
    ] = UNSET
    deferral: Annotated[
        str | UnsetType,
        Meta(description="遇节假日顺延: an interpretation (state-council, statutory-only); absent: not deferred"),
    ] = UNSET
    clause: Clause | UnsetType = UNSET


INCLUSIONS, DEFERRALS = ("inclusive", "exclusive"), ("state-council", "statutory-only")
"""What an interpretation can say of whether a due day counts itself, and of which days off it is deferred past."""

MONTHS_OF_DAYS = ("whole-month", "day-only")
"""What an interpretation can say of the month of a day of the year: it counts as a whole, or the day alone does."""


class StartOf(Struct, frozen=True, forbid_unknown_fields=True):
    """The first day of a phase."""

    start_of: str


class Review(Struct, frozen=True, forbid_unknown_fields=True):
    """What a person must look at, and when: while the obligation is not done and the condition holds."""

    look_at: Text
    when: Condition = Const(True)
    once_due: Annotated[bool, Meta(description="only once its last day has passed; until then it is open")] = False


class Variant(Struct, frozen=True, forbid_unknown_fields=True):
    """Another frequency for some enterprises, by an interpretation that says whether it replaces the general one."""

    when: Condition
    each: Frequency
    interpretation: str


class Duty(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One duty of the plan. It recurs (``each``), is one-off (``due``), stands for each item of a section
    (``for_each``), or, with none of these, has no measure in the text and is for a person to judge (``review``); so is
    one with a due day and nothing that would count."""

    title: Text
    clause: Clause
    also: Annotated[tuple[str, ...], Meta(description="other clauses and statutes that it rests on")] = ()
    bearer: Annotated[
        str | Annotated[tuple[str, ...], Meta(min_length=1)],
        Meta(description="an actor, a role within one, or several of these"),
    ]
    when: Annotated[Condition, Meta(description="whom, or which items, it applies to")] = Const(True)

    each: Frequency | Literal["campaign"] | UnsetType = UNSET
    due: Annotated[
        Due | str | UnsetType,
        Meta(
            description="one-off or each: campaign: {end_of: phase}, or an interpretation's name; recurring: {day: …}"
        ),
    ] = UNSET
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
    term_title: Annotated[Text | UnsetType, Meta(description="what a calendar calls the last day")] = UNSET
    term_unknown: Annotated[
        Condition, Meta(description="where this holds, the term is not known, nor whether it is open")
    ] = Const(False)

    done_unclear: Annotated[
        Condition, Meta(description="where this holds of what was done, whether it was in time is not known")
    ] = Const(False)
    in_stoppage: Annotated[
        Text | UnsetType,
        Meta(description="what a person must look at where a stoppage covers its period but does not name it"),
    ] = UNSET

    asked: Annotated[bool, Meta(description="false: said on purpose that no day of the campaign asks for it")] = True
    review: Annotated[
        Review | Annotated[tuple[Review, ...], Meta(min_length=1)] | UnsetType,
        Meta(description="what a person must look at while it is not done; of several the first whose condition holds"),
    ] = UNSET
    interpretations: Annotated[tuple[str, ...], Meta(description="readings it rests on beside those of its form")] = ()

    @property
    def is_measured(self) -> bool:
        """Whether something counts, or is required of items; else a person can only judge."""
        return self.each is not UNSET or self.of is not UNSET or self.for_each is not UNSET

    @property
    def bearers(self) -> tuple[str, ...]:
        """Everyone who bears it."""
        return (self.bearer,) if isinstance(self.bearer, str) else self.bearer

    def borne_by(self, actors: Iterable[str], actor_of: Mapping[str, str]) -> str | None:
        """Return the first of some actors that bears it, itself or by a role within it; ``actor_of`` tells a role's actor."""
        bearers = {actor_of.get(bearer, bearer) for bearer in self.bearers}
        return next((actor for actor in actors if actor in bearers), None)

    @property
    def reviews(self) -> tuple[Review, ...]:
        """What a person may have to look at, the first first; empty where nothing is for a person to judge."""
        return () if self.review is UNSET else self.review if isinstance(self.review, tuple) else (self.review,)

    @property
    def judged_once_due(self) -> bool:
        """Whether a person need not look before the last day has passed."""
        return bool(self.reviews) and all(review.once_due for review in self.reviews)

    @property
    def look_at(self) -> Text:
        """All that a person may have to look at, in one text."""
        said = [review.look_at for review in self.reviews]
        return Text("；".join(text.zh for text in said), "; ".join(text.en for text in said))

    @property
    def section(self) -> str:
        """The section of the record that it looks at; empty for one that only a person can judge."""
        return str(self.of or self.for_each or "")


class Window(Struct, frozen=True):
    """The time of one obligation: evidence counts from ``counts_from`` to ``late_until``; done by ``due`` is on time.

    ``nominal`` is the due date before it was deferred. A ``provisional`` one may still be deferred, never brought
    forward: the holidays of its year are not announced.
    """

    instance: str
    opens: date
    due: date | None
    counts_from: date
    late_until: date
    basis: Basis | None
    partial: bool = False
    period: Period | None = None
    nominal: date | None = None
    provisional: bool = False
    own_reading: bool = False
    """Whether a reading of its own says if the due day counts, so that ``inclusive-deadlines`` does not."""


class Times(Struct, frozen=True):
    """What the windows of a campaign's duties depend on: its days, phases and readings, and the working days."""

    issued: date
    ends: date
    phases: Mapping[str, Period]
    chosen: Mapping[str, Choice]
    report_day: int | UnsetType = UNSET
    working_days: WorkingDays = WorkingDays()

    def end_of(self, phase: str) -> date:
        """Return the last day of a phase, or of the ``campaign``."""
        return self.ends if phase == "campaign" else self.phases[phase].end

    def reads(self, interpretation: str, value: Choice) -> bool:
        """Tell whether an interpretation is set to a value."""
        return self.chosen.get(interpretation) == value

    def last_good_day(self, due: date) -> date:
        """Return the last day on which a deadline is still met (``inclusive-deadlines``)."""
        return due - ONE_DAY if self.reads("inclusive-deadlines", "exclusive") and due > date.min else due

    def nominal_due(self, due: Due, period: Period) -> date:
        """Return a recurring duty's due date in a period, before any deferral."""
        if due.day is UNSET:
            return period.end
        month = period.end.replace(month=due.month, day=1) if due.month is not UNSET else period.end
        wanted = self.report_day if due.day == "report" else due.day
        if self._whole_month(due):
            return months_on(month, 0, day_of_month=31)
        day = months_on(month, due.months_later, day_of_month=wanted)  # type: ignore[arg-type]  # checked at load: a pack that asks for the report's day has one
        return day - ONE_DAY if self.reads(str(due.included), "exclusive") else day

    def _whole_month(self, due: Due) -> bool:
        return due.rest_of_month is not UNSET and self.reads(due.rest_of_month, "whole-month")

    def counted_from(self, due: Due, nominal: date) -> date:
        """Return the first day whose evidence counts for a recurring duty's due day, where that is limited."""
        days = self.chosen.get(due.days_before) if isinstance(due.days_before, str) else due.days_before
        day = (
            months_on(nominal, 0, day_of_month=due.day)
            if isinstance(due.day, int) and self._whole_month(due)
            else nominal
        )
        if not isinstance(days, int) or (day - date.min).days < days:
            return date.min
        before = day - timedelta(days)
        return min(before, day.replace(day=1)) if self._whole_month(due) else before

    def deferred(self, due: Due, nominal: date) -> Deferred:
        """Return a due date as it is deferred past days off, if it is (``holidays``)."""
        if due.deferral is UNSET:
            return Deferred(nominal, provisional=False)
        return self.working_days.defer(nominal, past_weekends=not self.reads(due.deferral, "statutory-only"))


def windows(id_: str, duty: Duty, each: Frequency | Literal["campaign"] | UnsetType, times: Times) -> Iterator[Window]:
    """Yield the windows of a duty that is not for each item; ``each`` is its frequency, or a variant's."""
    for window in _windows(duty, each, times):
        yield structs.replace(window, instance=f"{id_}@{window.instance}")


def _windows(duty: Duty, each: Frequency | Literal["campaign"] | UnsetType, times: Times) -> Iterator[Window]:
    if each == "campaign":
        due, basis = _due_once(duty, times)
        yield Window("campaign", times.issued, due, times.issued, max(due, times.ends), basis)
    elif each is not UNSET:
        yield from _recurring(duty.due if isinstance(duty.due, Due) else Due(), each, times)
    elif duty.due is not UNSET:
        yield _one_off(duty, times)
    else:
        yield Window("once", times.issued, None, times.issued, times.ends, None)


def _recurring(asked: Due, each: Frequency, times: Times) -> Iterator[Window]:
    due_before = date.min
    for period in periods_between(times.issued, times.ends, each):
        # A day within the period is not cut short with it.
        partial = period.start < times.issued and asked.month is UNSET
        nominal = times.nominal_due(asked, period)
        # A day of the period that lies outside the campaign is not asked for; the end of a period is.
        outside = nominal < times.issued or (nominal > times.ends and asked.day is not UNSET and not asked.months_later)
        if outside or (partial and times.reads("calendar-periods", "whole-only")):
            continue
        due = times.deferred(asked, nominal)
        # What is due after its period is done then. Nothing counts twice: not what was still in time for the one before.
        start = months_on(nominal, 0, day_of_month=1) if asked.months_later else period.start
        end = months_on(start, MONTHS[each] - 1, day_of_month=31) if asked.months_later else period.end
        opens = max(start, due_before + ONE_DAY, times.counted_from(asked, nominal))
        counts_from = max(opens, times.issued) if times.reads("period-evidence", "from-issue") else opens
        end = max(end, due.day)
        due_before = due.day
        yield Window(
            period.name,
            opens=max(opens, times.issued),
            due=due.day,
            counts_from=counts_from,
            late_until=max(end, times.ends) if times.reads("recurring-not-curable", "curable") else end,
            # Each month, quarter or year is the text's; so is the day of the report, but not a day of the year by itself.
            basis="text" if asked.month is UNSET or asked.clause else "interpretation",
            partial=partial,
            period=period,
            nominal=nominal,
            provisional=due.provisional,
            own_reading=asked.included is not UNSET,
        )


def _due_once(duty: Duty, times: Times) -> tuple[date, Basis]:
    """Return when what is done once falls due, and where that comes from; said by nobody, it is the campaign's end."""
    if isinstance(duty.due, Due):
        return times.end_of(str(duty.due.end_of)), "text" if duty.due.clause else "interpretation"
    phase = "campaign" if duty.due is UNSET else str(times.chosen[duty.due])
    return times.end_of(phase), "interpretation"


def _one_off(duty: Duty, times: Times) -> Window:
    due, basis = _due_once(duty, times)
    counts_from = duty.counts_from or ("any" if duty.of == "documents" else "issued")
    first = (
        times.phases[counts_from.start_of].start
        if isinstance(counts_from, StartOf)
        else date.min
        if counts_from == "any"
        else times.issued
    )
    # What does not count before a day is not open before it.
    return Window("once", max(times.issued, first), due, first, max(due, times.ends), basis)


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
