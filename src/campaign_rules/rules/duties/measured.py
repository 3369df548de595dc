"""What the forms share that are done by entries of a record: what counts, how many; and other frequencies for some."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated

from dateutil.relativedelta import relativedelta
from msgspec import UNSET, Meta, Struct, UnsetType, structs

from campaign_rules.base.days_off import LONGEST_HOLIDAY
from campaign_rules.base.periods import ONE_DAY, Period, minus, months_on, plus
from campaign_rules.base.schemas import EXPECTED
from campaign_rules.base.sources import Path
from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import Condition, Not, both
from campaign_rules.rules.duties.form import Say
from campaign_rules.rules.duties.judging import Counted, Course
from campaign_rules.rules.duties.obligations import Status, Window
from campaign_rules.rules.duties.windowed import Windowed
from campaign_rules.rules.interpretations import FREQUENCIES, strange_options
from campaign_rules.rules.remarks import NameUsed, PackNames, Remark
from campaign_rules.rules.terms.due import Due
from campaign_rules.rules.terms.measure_checks import faults_of_measure, names_of_measure
from campaign_rules.rules.terms.measure_sayings import measure_text
from campaign_rules.rules.terms.measures import Measure
from campaign_rules.rules.terms.reckoning import Reckoned
from campaign_rules.rules.terms.rhythm_checks import faults_of_rhythm, names_of_rhythm
from campaign_rules.rules.terms.rhythms import Rhythm, rhythm
from campaign_rules.rules.terms.sayings import Called, due_text, says_its_period
from campaign_rules.rules.terms.times import Times

WORD = Text(
    "一个词（where 里不能写数、日期、真假和条件）", "a word (where holds no numbers, days, flags or conditions)"
)
"""What is expected behind a field of ``where``."""


class Variant(Struct, frozen=True, forbid_unknown_fields=True):
    """Another frequency for some: it replaces the general one, unless an interpretation says that it adds to it."""

    when: Condition
    each: str | Rhythm
    interpretation: Annotated[
        str | UnsetType, Meta(description="what says whether it replaces the general frequency or adds to it")
    ] = UNSET


class Measured(Windowed, frozen=True, kw_only=True):
    """A duty that is done by entries of the record: so many of a kind in each window."""

    of: Annotated[str | UnsetType, Meta(description="the section of the entries that count")] = UNSET
    where: Annotated[
        dict[str, Annotated[str, Meta(extra_json_schema={EXPECTED: structs.asdict(WORD)})]] | UnsetType,
        Meta(description="what counts: kind, and other fields; each by a word that it must hold"),
    ] = UNSET
    at_least: Annotated[int, Meta(ge=1)] = 1
    measure: Annotated[
        Measure | UnsetType, Meta(description="how much must be done, where that is not a number of entries")
    ] = UNSET
    variants: tuple[Variant, ...] = ()

    @property
    def counted(self) -> Counted:
        where = self.where or {}
        more = {name: value for name, value in where.items() if name != "kind"}
        return Counted(str(self.of or ""), where.get("kind", ""), more, self.at_least, self.measure or None)

    @property
    def is_for_some(self) -> bool:
        return super().is_for_some or bool(self.variants)

    @property
    def form_readings(self) -> tuple[str, ...]:
        return tuple(variant.interpretation for variant in self.variants if variant.interpretation)

    def conditions(self) -> Iterator[tuple[Path, Condition, str]]:
        yield from super().conditions()
        for i, variant in enumerate(self.variants):
            yield ("variants", i, "when"), variant.when, ""
        if self.measure and self.measure.passing is not UNSET:
            yield ("measure", "passing"), self.measure.passing, str(self.of or "")

    def names(self, known: PackNames) -> Iterator[NameUsed]:
        yield from super().names(known)
        for i, variant in enumerate(self.variants):
            if variant.interpretation:
                yield ("variants", i, "interpretation"), "interpretation", variant.interpretation, known.readings
        for place, each in self.rhythms_written():
            for path, kind, name, others in names_of_rhythm(each, known):
                yield (*place, *path), kind, name, others

    def faults(self, known: PackNames) -> Iterator[Remark]:
        yield from super().faults(known)
        for i, variant in enumerate(self.variants):
            name = variant.interpretation
            if name and (text := strange_options(name, known.readings.get(name, ()), FREQUENCIES)):
                yield Remark(("variants", i, "interpretation"), "options", text)
        for place, each in self.rhythms_written():
            for fault in faults_of_rhythm(each):
                yield structs.replace(fault, path=(*place, *fault.path))
        if self.measure:
            yield from faults_of_measure(self.measure, str(self.of or ""), known)
            if self.at_least != 1:
                text = Text("at_least 请写在 measure 里", "write at_least within measure")
                yield Remark(("at_least",), "measure", text, at_key=True)

    def rhythms_written(self) -> Iterator[tuple[Path, str | Rhythm]]:
        """Yield each rhythm as its file writes it, with its place in the duty."""
        for i, variant in enumerate(self.variants):
            yield ("variants", i, "each"), variant.each

    def names_counted(self, known: PackNames) -> Iterator[NameUsed]:
        """Yield the section of the entries that count, and their fields."""
        counted = self.counted
        if self.of is not UNSET:
            yield ("of",), "section", self.of, known.entries
        for name in self.where or () if counted.section in known.entries and counted.is_anything else ():
            yield ("where", name), "field", name, known.entry_fields[counted.section]
        if self.measure and counted.section in known.entries:
            for path, kind, name, others in names_of_measure(self.measure, counted.section, known):
                yield ("measure", *path), kind, name, others

    def uncounted(self, known: PackNames) -> Iterator[Remark]:
        """Yield that it does not say what counts, or binds somebody in person where entries do not say who it was."""
        counted, sections = self.counted, known.entries
        if not sections:
            text = Text(
                "本行动的记录没有义务可计的表（entries）", "this campaign has no section of entries that duties count"
            )
            yield Remark((), "form", text, at_key=True)
        elif not counted.is_anything:
            text = Text(
                f"须写明 of（{' 或 '.join(sections)}）和 where: {{kind: …}}",
                f"needs of ({' or '.join(sections)}) and where: {{kind: …}}",
            )
            yield Remark((), "form", text, at_key=True)
        elif self.in_person and counted.section in sections and counted.section not in known.doers:
            text = Text(
                f"in_person 要求 {counted.section} 写明由谁做（entries 的 doer）",
                f"in_person needs {counted.section} to say who did it (doer of its entries)",
            )
            yield Remark(("in_person",), "in-person", text)

    def about(self, days: int) -> int:
        each = max(1, len(self.due_day.days), len(self.due_day.weekdays))
        return 1 + each * sum(rhythm(written).about(days) for _, written in self.rhythms_written())

    def when_general(self, times: Times) -> Condition:
        """Return whom it is asked of in the general way: not of those for whom another frequency replaces that."""
        when = self.when
        for variant in self.variants:
            if times.chosen.get(variant.interpretation or "") != "adds":
                when = both(when, Not(variant.when))
        return when

    def varied(self, id_: str, times: Times) -> Iterator[Course]:
        """Yield how it is asked for with each other frequency."""
        for i, variant in enumerate(self.variants):
            when = both(self.when, variant.when)
            yield self.recurring_course(id_, when, rhythm(variant.each), times, ("variants", i, "each"))

    def recurring_course(self, id_: str, when: Condition, each: Rhythm, times: Times, place: Path = ()) -> Course:
        """Return how it is asked for in a rhythm."""
        asked = self.due_day
        # A day whose own reading says whether it counts needs no other.
        readings = (
            "calendar-periods",
            "period-evidence",
            "recurring-not-curable",
            asked.included or "inclusive-deadlines",
        )
        named = (asked.deferral, asked.days_before, asked.rest_of_month, asked.early)
        return Course(
            when=when,
            windows=tuple(
                structs.replace(window, instance=f"{id_}@{window.instance}")
                for window in _in_periods(asked, each, times)
            ),
            rhythm=each,
            readings=(*readings, *(name for name in named if isinstance(name, str))),
            dated=True,
            place=place,
        )

    def at_least_each(self, each: str | Rhythm, called: Called, say: Say) -> Text:
        """Say how many are needed, how often, and by which day if not by the end of each period."""
        one = rhythm(each)
        if self.due_day == Due():
            often = one.often(called)
        else:
            due, period = due_text(self.due_day, called, str(one.period or "")), one.period or ""
            says_period = says_its_period(self.due_day, "" if one.begins != 1 else period)
            often = one.in_phases(due, called) if says_period else one.often(called) + Text("，", ", ") + due
        return often + self.how_much(called, say)

    def how_much(self, called: Called, say: Say) -> Text:
        """Say how much is needed, as it stands behind how often, or by when."""
        if not self.measure:
            return Text(f"至少 {self.at_least} 次", f", at least {self.at_least}")
        said = measure_text(self.measure, str(self.of or ""), called, say)
        return Text(said.zh, f", {said.en}")

    def how_often_otherwise(self, say: Say, called: Called) -> Iterator[Text]:
        """Say for whom there is another frequency."""
        for variant in self.variants:
            when, often = say(variant.when, ""), self.at_least_each(variant.each, called, say)
            yield Text(f"{when.zh}的：{often.zh}", f"where {when.en}: {often.en}")

    @property
    def branches(self) -> dict[str, set[Status]]:
        failing: Sequence[Status] = ("needs_review",) if self.review else ("violated", "needs_review")
        return {"done": {"fulfilled", "fulfilled_late"}, "not done": {*failing}, **super().branches}


def _in_periods(asked: Due, rhythm: Rhythm, times: Times) -> Iterator[Window]:
    """Yield the windows of what is due in each period, each named for its period; of several days of a period, for its day.

    What is late for one and surely counts for the next is for the next.
    """
    before: Window | None = None
    for period in rhythm.periods(times):
        days = tuple(times.in_period(asked, period))
        for stretch, day in zip(_stretches(period, days), days, strict=True):
            if window := _window(asked, stretch, day, before, times):
                if before:
                    yield _until(before, window, times)
                before = window
    if before:
        yield before


def _until(window: Window, following: Window, times: Times) -> Window:
    """Return a window without the days from which evidence surely counts for the one that follows."""
    assert window.due, "it is laid out by its due day"
    end = max(window.due, minus(following.counts_from, ONE_DAY))
    stays = window.latest or end >= window.late_until or times.reads("recurring-not-curable", "curable")
    return window if stays else structs.replace(window, late_until=end)


def _stretches(period: Period, days: tuple[Reckoned, ...]) -> Iterator[Period]:
    """Yield the stretches of a period that end with its due days; the period itself where there is one such day."""
    if len(days) == 1:
        yield period
        return
    start = period.start
    for day in days:
        yield Period(start, day.nominal, day.nominal.isoformat(), provisional=period.provisional)
        start = day.nominal + ONE_DAY


def _window(asked: Due, period: Period, due: Reckoned, before: Window | None, times: Times) -> Window | None:
    """Return the window of what is due in a period; None where the campaign does not ask for it."""
    nominal, later = due.nominal, due.nominal > period.end
    due_before = before.due if before and before.due else date.min
    # A day within the period is not cut short with it.
    partial = period.start < times.issued and asked.month is UNSET
    # A day of the period that lies outside the campaign is not asked for; the end of a period is.
    says_day = asked.day is not UNSET or asked.weekday is not UNSET
    outside = min(nominal, due.day) < times.issued or (nominal > times.ends and says_day and not later)
    if outside or (partial and times.reads("calendar-periods", "whole-only")):
        return None
    start, end = _reported_in(asked, period, nominal) if later else (period.start, period.end)
    if due.day < period.start:  # what is due before its period begins is done since the one before
        start = due_before + ONE_DAY if due_before > date.min else nominal - (period.end - period.start)
    free = due_before + ONE_DAY  # Nothing counts twice: not what was still in time for the one before.
    opens = max(start, free, times.counted_from(asked, nominal))
    early = times.chosen.get(str(asked.early), asked.early) if later else "never"
    within = max(period.start, free)
    if early == "counts":
        opens = within
    counts_from = max(opens, times.issued) if times.reads("period-evidence", "from-issue") else opens
    maybe_from = within if early in ("unclear", UNSET) and within < counts_from else None
    if counts_from > due.day:  # due no later than the one before: which of the two an entry is for, nobody can tell
        first = before.looks_from if before and due.day < period.start else period.start
        maybe_from = opens = max(first, times.issued)
    end = max(end, due.day)
    if due.latest:  # what may turn out to be in time is looked at
        end = max(end, due.latest if asked.included is not UNSET else times.last_good_day(due.latest))
    window = Window(
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
        latest=due.latest,
        maybe_from=maybe_from,
        steps=due.steps,
        own_reading=asked.included is not UNSET,
    )
    return _movable(window) if period.provisional else window


def _movable(window: Window) -> Window:
    """Return a window that may come to lie earlier or later: what it surely holds is what it holds wherever it lies."""
    assert window.due, "it is laid out by its due day"
    latest = plus(window.latest or window.due, LONGEST_HOLIDAY)
    return structs.replace(
        window,
        earliest=minus(window.due, LONGEST_HOLIDAY),
        latest=latest,
        late_until=max(window.late_until, latest),
        counts_from=plus(window.counts_from, LONGEST_HOLIDAY),
        maybe_from=minus(window.looks_from, LONGEST_HOLIDAY),
    )


def _reported_in(asked: Due, period: Period, nominal: date) -> tuple[date, date]:
    """Return the first and the last day of the time in which what is due after its period is done."""
    start = months_on(nominal, 0, day_of_month=1) if asked.months_later else period.end + ONE_DAY
    return start, plus(start, relativedelta(period.end + ONE_DAY, period.start)) - ONE_DAY
