"""The recurring form: ``each: month`` (quarter, half, year), or once in the ``campaign``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from msgspec import UNSET, Meta

from campaign_rules.base.sources import Path
from campaign_rules.base.texts import Text
from campaign_rules.rules.duties.form import Say
from campaign_rules.rules.duties.judging import Course
from campaign_rules.rules.duties.measured import Measured
from campaign_rules.rules.duties.obligations import Basis
from campaign_rules.rules.duties.windowed import DueDate
from campaign_rules.rules.remarks import NameUsed, PackNames, Remark
from campaign_rules.rules.terms.due import Due
from campaign_rules.rules.terms.reckoning import Reckoned, reckoned
from campaign_rules.rules.terms.rhythms import Rhythm, rhythm
from campaign_rules.rules.terms.sayings import Called
from campaign_rules.rules.terms.times import CAMPAIGN, Times


class Recurring(Measured, frozen=True, kw_only=True):
    """A duty of each period, by its end or a day of it, with other frequencies for some; or of the campaign as one period."""

    key: ClassVar[str] = "each"

    each: Annotated[
        str | Rhythm | Annotated[tuple[str | Rhythm, ...], Meta(min_length=1)],
        Meta(
            description="day, week, ten_days, half_month, month, quarter, half, year, phase, campaign, a season's name; or more"
        ),
    ]
    due: DueDate = UNSET

    @classmethod
    def shares(cls, key: str, written: Mapping[str, Any]) -> bool:
        # A day of each period; or once in the campaign, by the end of the phase that an interpretation says.
        due = written["due"] if key == "due" else None
        return due.end_of is UNSET if isinstance(due, Due) else written["each"] == CAMPAIGN and isinstance(due, str)

    @property
    def rhythms(self) -> tuple[Rhythm, ...]:
        """The rhythms in which it is asked for, one after another or side by side."""
        return tuple(map(rhythm, self.each if isinstance(self.each, tuple) else (self.each,)))

    @property
    def of_periods(self) -> tuple[str, ...]:
        return ("",) if self.each == CAMPAIGN else tuple(str(one.period or "record") for one in self.rhythms)

    def rhythms_written(self) -> Iterator[tuple[Path, str | Rhythm]]:
        if isinstance(self.each, tuple):
            yield from ((("each", i), one) for i, one in enumerate(self.each))
        elif self.each != CAMPAIGN:
            yield ("each",), self.each
        yield from super().rhythms_written()

    def names(self, known: PackNames) -> Iterator[NameUsed]:
        yield from super().names(known)
        yield from self.names_counted(known)

    def faults(self, known: PackNames) -> Iterator[Remark]:
        yield from self.uncounted(known)
        yield from super().faults(known)

    def courses(self, id_: str, times: Times) -> tuple[Course, ...]:
        when = self.when_general(times)
        if self.each == CAMPAIGN:
            by_its_end: tuple[Reckoned, Basis] = reckoned("end_of", times.ends, of=CAMPAIGN), "interpretation"
            general: tuple[Course, ...] = (
                self.course_once(f"{id_}@campaign", when, self.due_once(times) or by_its_end, times),
            )
        else:
            several = isinstance(self.each, tuple)
            general = tuple(
                self.recurring_course(id_, when, one, times, ("each", i) if several else ())
                for i, one in enumerate(self.rhythms)
            )
        return (*general, *self.varied(id_, times))

    def clashes(self, id_: str, times: Times) -> Iterator[Remark]:
        if not isinstance(self.each, tuple):
            return
        first: dict[str, Path] = {}
        for course in self.courses(id_, times)[: len(self.each)]:
            for window in course.windows:
                if first.setdefault(window.instance, course.place) != course.place:
                    name = window.instance
                    yield Remark(
                        course.place,
                        "same-instance",
                        Text(f"前面的周期已有 {name}", f"an earlier rhythm has {name} already"),
                    )
                    break

    def how_often(self, say: Say, called: Called) -> tuple[Text, ...]:
        return (
            *(self.at_least_each(one, called, say) for one in self.rhythms),
            *self.how_often_otherwise(say, called),
        )
