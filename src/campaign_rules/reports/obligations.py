"""One obligation as it was judged: the verdict with the duty, the record and the items, all that reasons are made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from msgspec import UNSET

from campaign_rules.base.dittos import is_ditto
from campaign_rules.engine.ruleset import BoundDuty, Ruleset
from campaign_rules.engine.verdicts import Run, Verdict
from campaign_rules.logic.conditions import View
from campaign_rules.reports.proofs import Proof, explain
from campaign_rules.rules.duties.form import Duty
from campaign_rules.rules.record.values import Record, attribute


@dataclass(frozen=True)
class Obligation:
    """One verdict with all that there is to say about it: the duty, the record, and the items as conditions see them."""

    run: Run
    verdict: Verdict

    @property
    def bound(self) -> BoundDuty:
        """What it was judged by."""
        return self.verdict.bound

    @property
    def rules(self) -> Ruleset:
        """The rules that the duty is one of."""
        return self.run.rules

    @property
    def record(self) -> Record:
        """The record that it was judged on."""
        return self.run.record

    @property
    def as_of(self) -> date:
        """The day that it was judged for."""
        return self.run.as_of

    @property
    def views(self) -> Mapping[int, tuple[View, ...]]:
        """By position, each item that the duty may be for, as conditions see it."""
        return self.run.views_at(self.rule.section)

    @property
    def rule(self) -> Duty:
        """The duty as the pack declares it."""
        return self.bound.duty

    @property
    def missing(self) -> tuple[str, ...]:
        """The places of the record that would have to be filled in."""
        return tuple(dict.fromkeys(self.verdict.missing))

    @property
    def ways(self) -> tuple[View, ...]:
        """The item in each way that it can stand; none where the duty is not for an item."""
        return () if self.verdict.index is None else self.views[self.verdict.index]

    @property
    def requirement(self) -> Proof:
        """How an item stands to what is required of it."""
        return explain(self.bound.test.require, self.views[self.verdict.index or 0][0])

    @property
    def application(self) -> Proof:
        """Whether the duty applies to the record, and why."""
        return explain(self.bound.when, self.rules.view(self.record, self.as_of))

    def word_at(self, place: str) -> str | None:
        """Return the word that the record says something in at a place; None where it says nothing, or not known."""
        value = value_at(self.record, place)
        meant = self.rules.vocabulary.lexicon.value(value) if isinstance(value, str) and not is_ditto(value) else None
        return meant if isinstance(meant, str) and meant.strip() else None


def value_at(record: Record, place: str) -> Any:
    """Return what a record has at a place such as ``SECTION[0].part.field``; `UNSET` where it has nothing there."""
    value: Any = record
    for step in re.findall(r"[^.\[\]]+", place):
        if isinstance(value, tuple):
            value = value[int(step)]
        else:
            value = value.get(step, UNSET) if isinstance(value, dict) else getattr(value, attribute(step), UNSET)
    return value
