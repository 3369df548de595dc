"""Scenarios beside the rules: a record, days, and what must be said on each; as they are written.

A scenario is data like the rules that it proves::

    - it: {zh: 期限当日仍算数, en: the deadline day still counts}
      clause: "3.2"
      record: {documents: []}
      expect:
        2023-07-31: {hazard-ledger@once: open}
        2023-08-01: {hazard-ledger@once: {status: violated, due: 2023-07-31}}

or words for sectors and codes of industries, each with every sector that it may mean (and the department that leads it)::

    - it: {zh: 燃气生产和供应业对应燃气, en: gas supply is gas}
      clause: "1.2.4"
      leads: {"45": [gas], 燃气: {gas: housing_construction}, 新业态: []}
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from campaign_rules.base.errors import Problem
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import Clause, Text


class Scenario(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One scenario: a sentence, the clause that it is about, and a record (or several) with what is expected by day, or
    words for sectors with who leads them."""

    it: Annotated[
        Annotated[str, Meta(min_length=1)] | Text,
        Meta(description="一句话：应当怎样；只写一种语言亦可 / a sentence: what must be so"),
    ]
    clause: Clause
    set: Annotated[dict[str, Any], Meta(description="interpretations set otherwise")] = {}
    record: Annotated[dict[str, Any] | UnsetType, Meta(description="the record; it needs no id")] = UNSET
    records: Annotated[tuple[dict[str, Any], ...] | UnsetType, Meta(description="several: for the form's cells")] = (
        UNSET
    )
    expect: Annotated[
        dict[str, dict[str, Any]],
        Meta(description="by day: an obligation's status, or {status, due …}; outcomes, cells, differences, deadlines"),
    ] = {}
    leads: Annotated[
        dict[str, tuple[str, ...] | dict[str, str | dict[str, Literal["lead", "responsible"]]]],
        Meta(
            description="by word or code: every sector that it may mean; or SECTOR: its lead, or {DEPARTMENT: role, …}"
        ),
    ] = {}
    absent: Annotated[tuple[str, ...], Meta(description="obligations that there must not be")] = ()

    @property
    def title(self) -> Text:
        """The sentence, in both languages; where it was written once, the same in both."""
        return Text(self.it, self.it) if isinstance(self.it, str) else self.it


class Placed(Struct, frozen=True):
    """A scenario and where it stands: its file, and its position there."""

    scenario: Scenario
    source: Source
    index: int

    def problem(self, path: Path, code: str, text: Text, *, at_key: bool = False) -> Problem:
        """Say what is wrong at a place of the scenario."""
        return self.source.problem((self.index, *path), code, text, at_key=at_key)
