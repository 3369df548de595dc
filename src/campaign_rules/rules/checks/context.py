"""A pack that is being checked: its names, the fields that its conditions can name, and where its parts were read from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from msgspec import Struct

from campaign_rules.base.errors import Problem, unknown_name
from campaign_rules.base.sources import Path, Source
from campaign_rules.rules.checks.fields import MOMENT_TYPES, days_of, fields_of, of_types
from campaign_rules.rules.checks.overlaps import Tries
from campaign_rules.rules.leads import LEADING, OWN_DEPARTMENT
from campaign_rules.rules.pack import ItemCycle, Pack
from campaign_rules.rules.record.model import RECORD


class Sources(Struct):
    """Where the parts of a pack were read from: each file by its name, and each named rule's file."""

    files: dict[str, Source]
    entries: dict[tuple[str, str], Source] = {}
    record: tuple[Source, ...] = ()
    """The files that the record is declared in: the lowest layer's first."""

    def of(self, name: str) -> Source:
        """Return a file's source; an empty one for a pack that came from no file."""
        return self.files.get(name, Source(name, None))

    def outcomes(self, section: str) -> Source:
        """Return the file with the outcomes for the items of a section."""
        return self.entries.get(("outcomes", section), self.of("outcomes.yaml"))

    def entry(self, kind: str, name: str) -> Source:
        """Return the file of a named rule: that of the layer that has the last word on it."""
        return self.entries.get((kind, name), Source(kind, None))


class Context:
    """What every check is given: the pack, its sources, and what both come to."""

    def __init__(self, pack: Pack, sources: Sources) -> None:
        self.pack, self.sources = pack, sources
        self.tries = Tries()
        """What is left of the work that may go into comparing guards."""
        self.model = pack.model
        self.record_fields = {*fields_of(pack.model, RECORD), LEADING, OWN_DEPARTMENT}
        self.item_fields: Mapping[str, set[str]] = {one: self._item_fields(one) for one in pack.model.sections}
        """The fields that a condition on the items of a section can name, those of the record among them."""

    def _item_fields(self, section: str) -> set[str]:
        known = set(fields_of(self.model, section)) | self.record_fields
        for cycle in self.cycles(section):
            known |= {*cycle.variables, *cycle.regions}
            known |= {f"{name}.{state}" for name, region in cycle.regions.items() for state in region.states}
        return known

    def cycles(self, section: str | None) -> list[ItemCycle]:
        """Return the life cycles of a section's items."""
        return [cycle for cycle in self.pack.cycles.values() if cycle.of == section]

    def days(self, section: str | None) -> set[str]:
        """Return what holds a date in a section's items."""
        return days_of(self.model, self.cycles(section), section)

    def moments(self, section: str) -> set[str]:
        """Return what holds a day with a time in a section's items, or in the record."""
        of_record = of_types(fields_of(self.model, RECORD), MOMENT_TYPES)
        return {*of_types(fields_of(self.model, section), MOMENT_TYPES), *of_record}

    def takers(self, what: str) -> list[str]:
        """Return the names of the interpretations that take something: a phase, a number of days."""
        return [name for name, reading in self.pack.interpretations.items() if reading.takes == what]

    def sectors(self) -> dict[str, Any]:
        """Return every sector, those among them that nobody leads."""
        return {**self.pack.sectors, **self.pack.directory.unassigned}


def check_name(kind: str, name: str, known: Collection[str], source: Source, path: Path) -> Iterator[Problem]:
    """Yield a name of some kind that is none of those that are known."""
    if name not in known:
        text = unknown_name(kind, name, sorted(known) if isinstance(known, set) else known)
        yield source.problem(path, f"unknown-{kind}", text)
