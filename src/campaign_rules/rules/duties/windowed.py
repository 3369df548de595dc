"""What the forms share whose obligations have windows of time: a due date, where one has it, and stoppages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType, structs

from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import Condition
from campaign_rules.rules.duties.form import Duty
from campaign_rules.rules.duties.judging import Course
from campaign_rules.rules.duties.obligations import Basis, Window
from campaign_rules.rules.remarks import NameUsed, PackNames, Remark
from campaign_rules.rules.terms.checks import faults_of_due, hangs_on_record, names_of_due
from campaign_rules.rules.terms.due import Due, StartOf
from campaign_rules.rules.terms.reckoning import Reckoned
from campaign_rules.rules.terms.sayings import Called, due_text
from campaign_rules.rules.terms.times import Times, plain_date

DueDate = Annotated[
    Due | str | UnsetType,
    Meta(description="one-off or each: campaign: {end_of: phase}, or an interpretation's name; recurring: {day: …}"),
]
"""How a form that has the key ``due`` can say when a duty is due."""

CountsFrom = Annotated[
    StartOf | Literal["issued", "any"] | UnsetType,
    Meta(description="one-off: from when evidence counts; if not said: any where entries are lasting, else issued"),
]


class Windowed(Duty, frozen=True, kw_only=True):
    """A duty whose obligations have windows of time."""

    in_stoppage: Annotated[
        Text | UnsetType,
        Meta(description="what a person must look at where a stoppage covers its period but does not name it"),
    ] = UNSET
    asked: Annotated[bool, Meta(description="false: said on purpose that no day of the campaign asks for it")] = True

    @property
    def beside_stoppage(self) -> Text | None:
        return self.in_stoppage or None

    @property
    def due_date(self) -> DueDate:
        """How its file says when it is due, where its form has the key ``due``."""
        due: DueDate = getattr(self, "due", UNSET)
        return due

    @property
    def due_day(self) -> Due:
        """Its due date, where one is written and not an interpretation; else one that says nothing."""
        return self.due_date if isinstance(self.due_date, Due) else Due()

    @property
    def due_clause(self) -> str:
        return self.due_day.clause or ""

    @property
    def due_phase(self) -> str:
        return self.due_day.end_of or ""

    @property
    def named_readings(self) -> tuple[str, ...]:
        due = self.due_day
        by_name = self.due_date if isinstance(self.due_date, str) and not plain_date(self.due_date) else UNSET
        named = (by_name, due.days_before, *due.options.values())
        return (*super().named_readings, *(name for name in named if isinstance(name, str)))

    @property
    def basis(self) -> Basis:
        """Where its due day comes from: the end of a phase without a clause is a reading, as is what a reading sets."""
        if isinstance(self.due_date, str):
            return "text" if plain_date(self.due_date) else "interpretation"
        return "interpretation" if self.due_day.end_of and not self.due_day.clause else "text"

    def due_once(self, times: Times) -> tuple[Reckoned, Basis] | None:
        """Return when what is done once falls due, and where that comes from; None where its file sets no day."""
        if self.due_date is UNSET:
            return None
        found = times.reckon(self.due_date)
        assert isinstance(found, Reckoned), "nothing in a record is asked for"
        return found, self.basis

    @property
    def readings_once(self) -> tuple[str, ...]:
        """The readings that say when what is done once falls due."""
        if isinstance(self.due_date, Due):
            named = tuple(self.due_date.options.values())
        else:
            named = (self.due_date or "one-off-window",)
        return (*named, "inclusive-deadlines")

    def course_once(
        self,
        instance: str,
        when: Condition,
        due: tuple[Reckoned, Basis] | None,
        times: Times,
        counts_from: CountsFrom = "issued",
    ) -> Course:
        """Return how what is done once is asked for: by a day, with where that comes from, if there is one."""
        if due is None:
            window = Window(instance, times.issued, None, times.issued, times.ends, None)
            return Course(when=when, windows=(window,))
        found, basis = due
        day = found.day
        first = (
            times.start_of(counts_from.start_of)
            if isinstance(counts_from, StartOf)
            else date.min
            if counts_from == "any"
            else times.issued
        )
        # What does not count before a day is not open before it.
        window = Window(
            instance,
            max(times.issued, first),
            day,
            first,
            max(day, times.ends),
            basis,
            nominal=found.nominal if found.nominal != day else None,
            latest=found.latest,
            steps=found.steps,
        )
        return Course(when=when, windows=(window,), readings=self.readings_once, dated=True)

    def how_often_once(self, called: Called) -> Text:
        """Say that it is done once, and by when; or, where its file sets no day, that a person judges whether it is done."""
        if self.due_date is not UNSET:
            return Text("一次性，", "once, ") + due_text(self.due_date, called)
        return Text("原文没有可量的标准，由人判断", "no measure in the text: for a person to judge")

    @property
    def of_periods(self) -> tuple[str, ...]:
        """The frequencies that its due day is one of; one that is empty for what is done once."""
        return ("",)

    def names(self, known: PackNames) -> Iterator[NameUsed]:
        yield from super().names(known)
        if isinstance(self.due_date, str) and not plain_date(self.due_date):
            yield ("due",), "interpretation", self.due_date, known.readings_of_phases
        for path, kind, name, others in names_of_due(self.due_day, known):
            yield ("due", *path), kind, name, others

    def faults(self, known: PackNames) -> Iterator[Remark]:
        if isinstance(self.due_date, Due) and hangs_on_record(self.due_date, known):
            text = Text(
                "due 只能从行动自己的日子算起；从记录里的日子、另一项义务算起的，写成 for_each 的 term",
                "due counts from the campaign's own days; the term of for_each counts from a day of the record or a duty",
            )
            yield Remark(("due",), "form", text)
        elif self.of_periods != ("",) and not (
            self.due_day.is_of_period or self.due_day.end_of
        ):  # that is told already
            text = Text(
                "与 each 一起写的期限须是每一期的日子",
                "a due day with each is one of each period, not the same for all",
            )
            yield Remark(("due",), "form", text)
        elif isinstance(self.due_date, Due):
            found = (fault for period in self.of_periods for fault in faults_of_due(self.due_date, period, known))
            for fault in dict.fromkeys(found):
                yield structs.replace(fault, path=("due", *fault.path))

    def doubts(self, id_: str, times: Times) -> Iterator[Remark]:
        for course in self.courses(id_, times):
            if course.dated:
                yield from self._never_or_late(course)

    def _never_or_late(self, course: Course) -> Iterator[Remark]:
        """Yield that no day asks for it, or that evidence counts only once it is due."""
        if not course.windows and self.asked:
            yield Remark(
                course.place, "never-due", Text("行动期间没有要求它的日期", "no day of the campaign asks for it"), True
            )
        elif course.windows and not self.asked:
            first = course.windows[0]
            text = Text(f"{first.instance} 的期限是 {first.due}", f"{first.instance} is due on {first.due}")
            yield Remark(("asked",), "asked-after-all", text)
        for window in course.windows:
            begins = max(window.counts_from, window.opens)
            if window.due and begins > (window.latest or window.due):
                text = Text(
                    f"{window.instance}：证据自 {begins} 起算，期限却是 {window.due}",
                    f"{window.instance}: evidence counts from {begins}, and it is due on {window.due}",
                )
                yield Remark(course.place, "empty-window", text, True)
                break


def names_in_start(counts_from: CountsFrom, known: PackNames) -> Iterator[NameUsed]:
    """Yield the phase whose first day evidence counts from."""
    if isinstance(counts_from, StartOf):
        yield ("counts_from", "start_of"), "phase", counts_from.start_of, known.phases
