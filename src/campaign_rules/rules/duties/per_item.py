"""The form for each item of a section: ``for_each: SECTION``, with what is required of it or is to be done by a term."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar

from msgspec import UNSET, Meta, UnsetType

from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import NOTHING_ASKED, Condition, Const
from campaign_rules.rules.duties.form import Duty, Say
from campaign_rules.rules.duties.judging import Course, ItemTest
from campaign_rules.rules.duties.obligations import Status
from campaign_rules.rules.remarks import NameUsed, PackNames, Remark
from campaign_rules.rules.terms.sayings import Called
from campaign_rules.rules.terms.times import Times


class PerItem(Duty, frozen=True, kw_only=True):
    """A duty that stands for each item of a section to which it applies."""

    key: ClassVar[str] = "for_each"

    for_each: Annotated[str, Meta(description="a section of the record")]
    require: Annotated[Condition | UnsetType, Meta(description="what must be so for each item")] = UNSET
    judged_when: Annotated[Condition, Meta(description="before this holds, the obligation is open")] = Const(True)
    done_on: Annotated[str | UnsetType, Meta(description="the field that holds the day it was done")] = UNSET
    term: Annotated[str | UnsetType, Meta(description="the field with the last day, or an interpretation (days)")] = (
        UNSET
    )
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
        for key, named, more in (("done_on", self.done_on, ()), ("term", self.term, known.readings_of_days)):
            if named is not UNSET:
                yield (key,), "field", named, {*fields, *more}
                if named in fields:
                    yield (key,), "date", named, days

    def faults(self, known: PackNames) -> Iterator[Remark]:
        if (self.require is UNSET) == (self.done_on is UNSET):
            text = Text("for_each 须写 require 或 done_on 之一", "for_each needs one of require and done_on")
            yield Remark(("for_each",), "form", text)

    def courses(self, id_: str, times: Times) -> tuple[Course, ...]:
        readings = ("inclusive-deadlines",) if self.done_on or self.term else ()
        return (Course(when=self.when, readings=readings),)

    @property
    def items(self) -> str:
        return self.for_each

    @property
    def test(self) -> ItemTest:
        return ItemTest(
            NOTHING_ASKED if self.require is UNSET else self.require,
            self.judged_when,
            self.done_on or "",
            self.term or "",
            self.term_unknown,
            self.done_unclear,
        )

    @property
    def is_requirement(self) -> bool:
        return self.require is not UNSET

    @property
    def form_readings(self) -> tuple[str, ...]:
        return (self.term,) if self.term else ()

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
