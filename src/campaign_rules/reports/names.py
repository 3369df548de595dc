"""What a campaign calls what a finding names: fields, values, states, facts, and what a person must look at."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from campaign_rules.base.texts import Text
from campaign_rules.logic.lifecycles import Region
from campaign_rules.reports.reasons import IN_STOPPAGE
from campaign_rules.reports.wording import NO_TEXT, phrase
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.records import label


class ItemNames:
    """What a pack calls the fields of a section's items and of their life cycle, and its facts."""

    def __init__(self, pack: Pack, section: str) -> None:
        self.pack, self.section = pack, section

    @cached_property
    def _regions(self) -> dict[str, Region]:
        cycles = [cycle for cycle in self.pack.cycles.values() if cycle.of == self.section]
        return {name: region for cycle in cycles for name, region in cycle.regions.items()}

    def label(self, path: tuple[str, ...]) -> Text:
        """Return what people call a field; of a state's day, the state."""
        region = self._regions.get(path[0])
        return region.states[path[1]] if region and len(path) > 1 else label(path)

    def word(self, path: tuple[str, ...], value: object) -> Text | None:
        """Return what people call a value; of a region, the state's title."""
        region = self._regions.get(path[0])
        if not isinstance(value, str):
            return None
        return region.states.get(value) if region and len(path) == 1 else self.pack.called.get(value)

    def fact(self, name: str) -> Text:
        """Return what people call a fact, or an outcome that stands for its condition."""
        return self.pack.facts[name].title if name in self.pack.facts else self.pack.every_outcome[name].title


class DutyNames(ItemNames):
    """What a pack calls what a finding on one of its duties names."""

    def __init__(self, pack: Pack, duty: str) -> None:
        self.duty = pack.duties[duty]
        super().__init__(pack, self.duty.section)

    def look_at(self, which: Any) -> Text:
        """Return what a person must look at: texts of the duty by their positions, or that for a stoppage."""
        if which == IN_STOPPAGE:
            return self.duty.beside_stoppage or NO_TEXT
        return phrase("clauses").join(self.duty.reviews[i].look_at for i in which)

    def unverified(self, clause: str) -> Text:
        """Return what of a clause was not compared with the text."""
        return self.pack.unverified[clause]
