"""The form that only a person can judge: the text gives no measure (``review``), though perhaps a due date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import UNSET

from campaign_rules.rules.duties.form import Course, NameUsed, PackNames
from campaign_rules.rules.duties.obligations import Status
from campaign_rules.rules.duties.times import Times
from campaign_rules.rules.duties.windowed import CountsFrom, Windowed, names_in_start


class ToBeJudged(Windowed, frozen=True, kw_only=True):
    """A duty of which nothing in a record could tell that it is done."""

    counts_from: CountsFrom = UNSET

    @classmethod
    def takes(cls, written: Mapping[str, Any]) -> bool:
        return True

    def names(self, known: PackNames) -> Iterator[NameUsed]:
        yield from super().names(known)
        yield from names_in_start(self.counts_from, known)

    def courses(self, id_: str, times: Times) -> tuple[Course, ...]:
        return (self.course_once(id_, self.when, self.counts_from, times),)

    @property
    def is_measured(self) -> bool:
        return False

    @property
    def branches(self) -> dict[str, set[Status]]:
        return {"to be judged": {"needs_review"}, **super().branches}
