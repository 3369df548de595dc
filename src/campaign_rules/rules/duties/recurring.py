"""The recurring form: ``each: month`` (quarter, half, year), or once in the ``campaign``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar, Literal

from msgspec import UNSET

from campaign_rules.base.periods import Frequency
from campaign_rules.base.texts import Text
from campaign_rules.rules.duties.form import Say, Titles
from campaign_rules.rules.duties.judging import Course
from campaign_rules.rules.duties.measured import Measured
from campaign_rules.rules.duties.obligations import Basis
from campaign_rules.rules.duties.remarks import NameUsed, PackNames, Remark
from campaign_rules.rules.duties.times import Due, Times
from campaign_rules.rules.duties.windowed import DueDate


class Recurring(Measured, frozen=True, kw_only=True):
    """A duty of each period, by its end or a day of it, with other frequencies for some; or of the campaign as one period."""

    key: ClassVar[str] = "each"

    each: Frequency | Literal["campaign"]
    due: DueDate = UNSET

    @classmethod
    def shares(cls, key: str, written: Mapping[str, Any]) -> bool:
        # A day of each period; or once in the campaign, by the end of the phase that an interpretation says.
        due = written["due"] if key == "due" else None
        return bool(due.day) if isinstance(due, Due) else written["each"] == "campaign" and isinstance(due, str)

    @property
    def period(self) -> str:
        return "" if self.each == "campaign" else self.each

    def names(self, known: PackNames) -> Iterator[NameUsed]:
        yield from super().names(known)
        yield from self.names_counted(known)

    def faults(self, known: PackNames) -> Iterator[Remark]:
        yield from self.uncounted(known)
        yield from super().faults(known)

    def courses(self, id_: str, times: Times) -> tuple[Course, ...]:
        when = self.when_general(times)
        if self.each == "campaign":
            by_its_end: tuple[date, Basis] = times.ends, "interpretation"
            general = self.course_once(f"{id_}@campaign", when, self.due_once(times) or by_its_end, times)
        else:
            general = self.recurring_course(id_, when, self.each, times)
        return (general, *self.varied(id_, times))

    def how_often(self, say: Say, titles: Titles) -> tuple[Text, ...]:
        return (self.at_least_each(self.each), *self.how_often_otherwise(say))
