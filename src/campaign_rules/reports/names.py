"""What a campaign calls what a finding names: fields, values, states, facts, and what a person must look at."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from campaign_rules.base.texts import Text
from campaign_rules.logic.lifecycles import LifeCycle, Region
from campaign_rules.reports.places import called
from campaign_rules.reports.reasons import IN_STOPPAGE
from campaign_rules.reports.values import amount_text, word_text
from campaign_rules.reports.wording import NO_TEXT, phrase
from campaign_rules.rules import outcomes
from campaign_rules.rules.duties import obligations
from campaign_rules.rules.pack import ItemCycle, Pack
from campaign_rules.rules.record.declaration import Field
from campaign_rules.rules.record.model import RECORD

EVENT = "event"
"""Where guards read what happens: ``event.by``."""


class ItemNames:
    """What a pack calls the fields of a section's items and of their life cycle, and its facts."""

    def __init__(self, pack: Pack, section: str) -> None:
        self.pack, self.section = pack, section

    @cached_property
    def cycles(self) -> tuple[LifeCycle, ...]:
        """The life cycles of the section's items."""
        return tuple(cycle for cycle in self.pack.cycles.values() if cycle.of == self.section)

    @cached_property
    def _regions(self) -> dict[str, Region]:
        return {name: region for cycle in self.cycles for name, region in cycle.regions.items()}

    def label(self, path: tuple[str, ...]) -> Text:
        """Return what people call a field; of a state's day, the state; of a field of an event, that of the event."""
        if path[0] == EVENT and len(path) > 1:
            return self._of_event(path[1:])
        said = next((said for cycle in self.cycles if (said := cycle.called(path))), None)
        return said or self.pack.model.label(self.section, path)

    def is_state(self, path: tuple[str, ...]) -> bool:
        """Tell whether a path names the day of a state."""
        return len(path) > 1 and path[0] in self._regions and path[1] in self._regions[path[0]].states

    def _of_event(self, path: tuple[str, ...]) -> Text:
        field = self._field((EVENT, *path))
        return field.title if field else self.label(path)

    def word(self, path: tuple[str, ...], value: object) -> Text | None:
        """Return what people call a value; of a region, the state's title; of an amount, with its unit."""
        region = self._regions.get(path[0])
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return amount_text(value, self.pack.model.unit(self.section, path))
        if not isinstance(value, str):
            return None
        if region and len(path) == 1:
            return region.states.get(value)
        field = self._field(path)
        return word_text(self.pack, field, value) if field and value else self.pack.called.get(value)

    def _field(self, path: tuple[str, ...]) -> Field | None:
        """Return the declaration of a field of the item, of an event, or of the record."""
        model, of_event = self.pack.model, ("events", *path[1:])
        if path[0] == EVENT and len(path) > 1:
            return model.field(self.section, of_event)
        return model.field(self.section, path) or model.field(RECORD, path)

    def place(self, place: str) -> Text | None:
        """Return what people call a place of a record; None where it has no name."""
        return called(place, self.pack.model)

    def fact(self, name: str) -> Text:
        """Return what people call a fact, or an outcome that stands for its condition."""
        return self.pack.facts[name].title if name in self.pack.facts else self.pack.every_outcome[name].title


class CycleNames(ItemNames):
    """What a pack calls the parts of a life cycle, what happens in it, and what its guards look at."""

    def __init__(self, pack: Pack, cycle: LifeCycle) -> None:
        self.cycle = cycle
        super().__init__(pack, cycle.of if isinstance(cycle, ItemCycle) else RECORD)

    @cached_property
    def cycles(self) -> tuple[LifeCycle, ...]:
        """The life cycle."""
        return (self.cycle,)

    def event(self, kind: str) -> Text:
        """Return what people call something that happens."""
        events = self.pack.model.events_of(self.section)
        if events and kind in events.kinds:
            return events.kinds[kind].title
        said = _ENGINES_EVENTS.get(kind)
        if said is obligations.WAIVED:
            stops = Text("或", " or ").join(self.pack.model.section_title(name) for name in self.pack.model.suspending)
            return Text(f"{stops.zh}{said.zh}", said.en)
        return said or Text(kind, kind)


_ENGINES_EVENTS: Mapping[str, Text] = {**obligations.HAPPENINGS, **outcomes.HAPPENINGS}


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

    @property
    def stoppage(self) -> Text:
        """What people call what a record lists as suspending duties."""
        model = self.pack.model
        return phrase("or").join(map(model.section_title, model.suspending))

    def unverified(self, clause: str) -> Text:
        """Return what of a clause was not compared with the text."""
        return self.pack.unverified[clause]
