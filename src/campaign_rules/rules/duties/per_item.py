"""The form for each item of a section: ``for_each: SECTION``, with what is required of it or is to be done by a term."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar

from msgspec import UNSET, Meta, UnsetType, structs

from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import NOTHING_ASKED, Condition, Const
from campaign_rules.rules.duties.form import Duty, Say
from campaign_rules.rules.duties.judging import Course, ItemTest
from campaign_rules.rules.duties.obligations import Basis, Status
from campaign_rules.rules.remarks import NameUsed, PackNames, Remark
from campaign_rules.rules.terms.checks import faults_of_due, names_of_due
from campaign_rules.rules.terms.due import STATIC_POINTS, Due, FirstEvent, Point
from campaign_rules.rules.terms.reckoning import Reckoned
from campaign_rules.rules.terms.sayings import Called
from campaign_rules.rules.terms.times import Times, plain_date


def _named_parts(due: Due) -> tuple[str, ...]:
    """Return the days that a term is the earlier or later of and that are fields of an item, or readings."""
    parts = (part for one in due.walk() for part in one.parts if isinstance(part, str))
    return tuple(part for part in parts if not plain_date(part) and part not in STATIC_POINTS)


class PerItem(Duty, frozen=True, kw_only=True):
    """A duty that stands for each item of a section to which it applies."""

    key: ClassVar[str] = "for_each"

    for_each: Annotated[str, Meta(description="a section of the record")]
    require: Annotated[Condition | UnsetType, Meta(description="what must be so for each item")] = UNSET
    judged_when: Annotated[Condition, Meta(description="before this holds, the obligation is open")] = Const(True)
    done_on: Annotated[
        str | FirstEvent | UnsetType, Meta(description="the field that holds the day it was done, or {event: …}")
    ] = UNSET
    term: Annotated[
        str | Due | UnsetType,
        Meta(
            description="the last day: a field that holds it, an interpretation (days), a plain date, or a due day that is "
            "put together: {after: {working_days: 5}, from: found.date}"
        ),
    ] = UNSET
    term_title: Annotated[Text | UnsetType, Meta(description="what a calendar calls the last day")] = UNSET
    term_unknown: Annotated[
        Condition | UnsetType,
        Meta(
            description="where this holds, the term is not known, nor whether it is open; if not said: where the record "
            "does not say the term"
        ),
    ] = UNSET
    done_unclear: Annotated[
        Condition | UnsetType,
        Meta(
            description="where this holds of what was done, whether it was in time is not known; if not said: where the "
            "record does not say the term, and term_unknown holds"
        ),
    ] = UNSET

    def names(self, known: PackNames) -> Iterator[NameUsed]:
        yield from super().names(known)
        yield ("for_each",), "section", self.for_each, known.sections
        fields, days = known.item_fields.get(self.for_each, set()), known.item_days.get(self.for_each, set())
        moments = known.item_moments.get(self.for_each, ())
        if isinstance(self.done_on, FirstEvent):
            yield ("done_on", "event"), "event", self.done_on.event, known.item_events.get(self.for_each, ())
        for key, named, more, held in (
            ("done_on", self.done_on, (), {*days, *moments}),
            ("term", self.term_name, known.readings_of_days, {*days, *moments}),
        ):
            if isinstance(named, str) and named:
                yield (key,), "field", named, {*fields, *more}
                if named in fields:
                    yield (key,), "date", named, held
        yield from self._names_in_term(known, tuple(sorted({*days, *moments})))

    def _names_in_term(self, known: PackNames, days: tuple[str, ...]) -> Iterator[NameUsed]:
        """Yield the names in a term that is put together: the fields that hold a day, and the events, are the section's."""
        if isinstance(self.term, Due):
            own = structs.replace(known, days=days, events=known.item_events.get(self.for_each, ()))
            for path, kind, name, others in names_of_due(self.term, own):
                yield ("term", *path), kind, name, others

    def faults(self, known: PackNames) -> Iterator[Remark]:
        if (self.require is UNSET) == (self.done_on is UNSET):
            text = Text("for_each 须写 require 或 done_on 之一", "for_each needs one of require and done_on")
            yield Remark(("for_each",), "form", text)
        if isinstance(self.term, Due):
            for fault in faults_of_due(self.term, "", known):
                yield structs.replace(fault, path=("term", *fault.path))

    def doubts(self, id_: str, times: Times) -> Iterator[Remark]:
        if not self.due:
            return
        found = UNSET if self.due.by_record or _named_parts(self.due) else times.reckon(self.due)
        if isinstance(found, Reckoned) and found.last[0] < times.issued:
            text = Text(f"期限是 {found.day}，早于发文日", f"it is due on {found.day}, before the issue date")
            yield Remark(("term",), "never-in-time", text, True)
        if any(one.parts and not one.by_record and not _named_parts(one) for one in self.due.walk()):
            text = Text("几个期限都是定好的日子", "the days are all fixed, so that some never count")
            yield Remark(("term",), "idle-term", text, True)

    def courses(self, id_: str, times: Times) -> tuple[Course, ...]:
        options = (option for one in self.due.walk() for option in one.options.values()) if self.due else ()
        readings = ("inclusive-deadlines", *options) if self.done_on or self.term else ()
        return (Course(when=self.when, readings=readings, by_record=self._awaits_duty),)

    @property
    def _awaits_duty(self) -> bool:
        """Whether its term counts from the day on which another duty is fulfilled: then all of a record matters."""
        points = self.due.points if self.due else ()
        return any(isinstance(point, Point) and bool(point.done) for point in points)

    @property
    def due(self) -> Due | UnsetType:
        """Its term, where it is put together, or a plain date."""
        if isinstance(self.term, Due):
            return self.term
        day = plain_date(self.term) if self.term else None
        return Due(date=day) if day else UNSET

    @property
    def term_name(self) -> str:
        """The field that holds its term, or the interpretation that says how many days there are; empty for any other."""
        return self.term if isinstance(self.term, str) and not plain_date(self.term) else ""

    @property
    def due_clause(self) -> str:
        return next((one.clause for one in self.due.walk() if one.clause), "") if self.due else ""

    @property
    def term_basis(self) -> Basis:
        return "interpretation" if self.due and self.due.end_of and not self.due.clause else "text"

    @property
    def items(self) -> str:
        return self.for_each

    @property
    def test(self) -> ItemTest:
        return ItemTest(
            NOTHING_ASKED if self.require is UNSET else self.require,
            self.judged_when,
            Point(event=self.done_on.event) if isinstance(self.done_on, FirstEvent) else self.done_on or "",
            self.term_name,
            self.due,
            self.term_unknown,
            self.done_unclear,
        )

    @property
    def is_requirement(self) -> bool:
        return self.require is not UNSET

    @property
    def form_readings(self) -> tuple[str, ...]:
        return (self.term_name,) if self.term_name else ()

    @property
    def named_readings(self) -> tuple[str, ...]:
        due = self.due
        named = (option for one in due.walk() for option in one.options.values()) if due else ()
        by_name = (part for one in due.walk() for part in one.parts if isinstance(part, str)) if due else ()
        return (*super().named_readings, *named, *by_name)

    @property
    def form_conditions(self) -> Mapping[str, Condition]:
        optional = {"term_unknown": self.term_unknown, "done_unclear": self.done_unclear, "require": self.require}
        return {
            "judged_when": self.judged_when,
            **{name: one for name, one in optional.items() if one is not UNSET},
        }

    @property
    def last_day_title(self) -> Text:
        return self.term_title or self.title

    def how_often(self, say: Say, called: Called) -> tuple[Text, ...]:
        section = called("section", self.for_each)
        return (Text(f"对每一项：{section.zh}", f"for each of: {section.en}"),)

    @property
    def branches(self) -> dict[str, set[Status]]:
        failing: set[Status] = {"violated", "needs_review"}
        return {
            "done": {"fulfilled", "fulfilled_late"},
            "not done": failing if self.term else {*failing, "open"},
            "not applicable": {"not_applicable"},
        }
