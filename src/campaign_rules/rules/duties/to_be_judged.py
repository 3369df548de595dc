"""The form that only a person can judge: the text gives no measure (``review``), though perhaps a due date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import UNSET

from campaign_rules.base.texts import Text
from campaign_rules.rules.duties.form import Say
from campaign_rules.rules.duties.judging import Course
from campaign_rules.rules.duties.obligations import Status
from campaign_rules.rules.duties.windowed import CountsFrom, DueDate, Windowed, names_in_start
from campaign_rules.rules.remarks import NameUsed, PackNames
from campaign_rules.rules.terms.sayings import Called
from campaign_rules.rules.terms.times import Times


class ToBeJudged(Windowed, frozen=True, kw_only=True):
    """A duty of which nothing in a record could tell that it is done."""

    due: DueDate = UNSET
    counts_from: CountsFrom = UNSET

    @classmethod
    def takes(cls, written: Mapping[str, Any]) -> bool:
        return True

    @classmethod
    def shares(cls, key: str, written: Mapping[str, Any]) -> bool:
        return key == "due"

    def names(self, known: PackNames) -> Iterator[NameUsed]:
        yield from super().names(known)
        yield from names_in_start(self.counts_from, known)

    def courses(self, id_: str, times: Times) -> tuple[Course, ...]:
        return (self.course_once(f"{id_}@once", self.when, self.due_once(times), times, self.counts_from),)

    @property
    def left_to_people(self) -> Text | None:
        return self.look_at if self.reviews else None

    def how_often(self, say: Say, called: Called) -> tuple[Text, ...]:
        return (self.how_often_once(called),)

    @property
    def branches(self) -> dict[str, set[Status]]:
        return {"to be judged": {"needs_review"}, **super().branches}
