"""The one-off form: ``due: {end_of: phase}``, or as an interpretation says; without a term where the text sets none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from msgspec import UNSET

from campaign_rules.base.texts import Text
from campaign_rules.rules.duties.form import Say
from campaign_rules.rules.duties.judging import Course
from campaign_rules.rules.duties.measured import Measured
from campaign_rules.rules.duties.obligations import Status
from campaign_rules.rules.duties.windowed import CountsFrom, DueDate, names_in_start
from campaign_rules.rules.remarks import NameUsed, PackNames, Remark
from campaign_rules.rules.terms.sayings import Called
from campaign_rules.rules.terms.times import Times


class OneOff(Measured, frozen=True, kw_only=True):
    """A duty that is done once, by the end of a phase if there is a term."""

    key: ClassVar[str] = "due"

    due: DueDate = UNSET
    counts_from: CountsFrom = UNSET

    @classmethod
    def takes(cls, written: Mapping[str, Any]) -> bool:
        # With a due date and nothing that could count, only a person can judge.
        return "of" in written or ("due" in written and ("where" in written or "review" not in written))

    def names(self, known: PackNames) -> Iterator[NameUsed]:
        yield from super().names(known)
        yield from names_in_start(self.counts_from, known)
        if self.due:
            yield from self.names_counted(known)

    def faults(self, known: PackNames) -> Iterator[Remark]:
        if self.due:
            yield from self.uncounted(known)
        yield from super().faults(known)
        if self.measure and self.measure.is_final and self.due is UNSET:
            text = Text(
                "at_most 和合格率要到期末才能判断，须写 due",
                "a limit or a rate is told once its time is over: needs due",
            )
            yield Remark(("measure",), "measure", text, at_key=True)

    def courses(self, id_: str, times: Times) -> tuple[Course, ...]:
        counts_from = self.counts_from or ("any" if self.of in times.lasting else "issued")
        general = self.course_once(f"{id_}@once", self.when_general(times), self.due_once(times), times, counts_from)
        return (general, *self.varied(id_, times))

    def how_often(self, say: Say, called: Called) -> tuple[Text, ...]:
        once = self.how_often_once(called)
        plain = self.due is UNSET or (self.at_least == 1 and not self.measure)
        return (once if plain else once + Text("，", "") + self.how_much(called, say),)

    @property
    def branches(self) -> dict[str, set[Status]]:
        made = super().branches
        return made if self.due else {**made, "not done": {*made["not done"], "open"}}
