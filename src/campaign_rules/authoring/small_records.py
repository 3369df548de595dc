"""Small records, the smallest first, by which a declared combination of outcomes is tried: one item each, told in every
way that its outcomes ask about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations, product
from typing import Any

from msgspec import Struct

from campaign_rules.base.periods import ONE_DAY
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.logic.conditions import Clustered, leaves, paths_of
from campaign_rules.rules.record.declaration import Events, Field

MOST_SMALL = 20_000
"""Of the small records of a section, so many are tried; lint says that there are more."""

SOON, LATER = 8, 30
"""So many days after the item's own day an event sets a day that replaces an earlier one, or must be later than it."""

PLANNED = 10
"""So many days after it lies the day that the item itself sets; records are asked about before and after."""

SAID = {"count": 1, "number": 1, "money": 1, "quantity": 1}
"""What stands in a field that must be there and that nothing is tried with."""


class SmallRecord(Struct, frozen=True):
    """A record with one item, and a day to ask about."""

    record: dict[str, Any]
    day: date


def small_records(rules: Ruleset, section: str) -> Iterator[SmallRecord]:
    """Yield records with one item of a section; the fewer events it has, the sooner.

    Every word and truth value that the outcomes read, up to two events, with and without clusters of other entries, before
    and after the day that is set.
    """
    return _Small(rules, section).records()


class _Small:
    def __init__(self, rules: Ruleset, section: str) -> None:
        self.pack, self.model, self.section = rules.pack, rules.pack.model, section
        declared = self.model.sections[section]
        self.events: Events | None = declared.events or None
        conditions = [*rules.outcome_conditions[section].values()]
        if section in rules.cycles:
            table, concerns = rules.cycles[section]
            conditions += [concerns, *(step.when for steps in table.steps.values() for step in steps)]
        self.read = paths_of(conditions)
        self.clusters = {leaf.section: leaf for leaf in leaves(conditions) if isinstance(leaf, Clustered)}

    def records(self) -> Iterator[SmallRecord]:
        issued, phases = self.pack.identity.issued, self.pack.identity.phases.values()
        starts = [issued + ONE_DAY, *(phase.start for phase in phases if phase.start > issued)][:2]
        tried = dict(self._tried(self.model.sections[self.section].fields))
        for happened, values, clustered, start, late in product(
            self._happened(),
            [*product(*tried.values())],
            [*product((False, True), repeat=len(self.clusters))],
            starts,
            (False, True),
        ):
            item = self._made(
                self.model.sections[self.section].fields, dict(zip(tried, values, strict=True)), start, ()
            )
            if self.events:
                item["events"] = [self._event(kind, start, start + timedelta(2 + i)) for i, kind in enumerate(happened)]
            beside = {
                name: [*self._entries(name, start)] if there else []
                for name, there in zip(self.clusters, clustered, strict=True)
            }
            yield SmallRecord(
                {"id": "small", **self._whose(), **beside, self.section: [item]},
                start + timedelta(PLANNED + 1 if late else PLANNED - 4),
            )

    def _whose(self) -> dict[str, str]:
        """Return whose record it is, where only some have the section."""
        kept_by = self.model.sections[self.section].kept_by
        return {} if not kept_by or self.model.default_actor in kept_by else {"actor": kept_by[0]}

    def _happened(self) -> Iterator[tuple[str, ...]]:
        """Yield what can have happened, up to two events, in the order of the life cycle."""
        cycles = (cycle for cycle in self.pack.cycles.values() if cycle.of == self.section)
        order = next((cycle.order for cycle in cycles), ()) if self.events else ()
        yield from (few for n in range(3) for few in combinations(order, n) if self._can_be(few))

    def _can_be(self, happened: Sequence[str]) -> bool:
        kinds = self.events.kinds if self.events else {}
        return all(
            not kinds[name].after or kinds[name].after in happened[:i]
            for i, name in enumerate(happened)
            if name in kinds
        )

    def _tried(
        self, fields: dict[str, Field], at: tuple[str, ...] = ()
    ) -> Iterator[tuple[tuple[str, ...], Sequence[Any]]]:
        """Yield the fields that outcomes read and that hold few values, with these."""
        for name, field in fields.items():
            path = (*at, name)
            if field.type == "part":
                yield from self._tried(field.fields, path)
            elif path in self.read and field.type == "flag":
                yield path, (False, True)
            elif path in self.read and field.type == "choice" and isinstance(field.of, dict):
                yield path, tuple(field.of)

    def _made(
        self, fields: dict[str, Field], values: dict[Any, Any], start: date, at: tuple[str, ...]
    ) -> dict[str, Any]:
        """Return an item, or a part of it: what is tried, its days, and what must be there."""
        day, planned = self.model.day_path(self.section), self.events.planned if self.events else ""
        made: dict[str, Any] = {}
        for name, field in fields.items():
            path = (*at, name)
            if path in values:
                made[name] = values[path]
            elif path == day:
                made[name] = start.isoformat()
            elif ".".join(path) == planned:
                made[name] = (start + timedelta(PLANNED)).isoformat()
            elif field.type == "part":
                inside = self._made(field.fields, values, start, path)
                made |= {name: inside} if inside or field.required else {}
            elif field.required:
                made[name] = _filled(field, start)
        return made

    def _event(self, kind: str, start: date, day: date) -> dict[str, Any]:
        assert self.events
        event: dict[str, Any] = {"kind": kind, "date": day.isoformat()}
        declared = self.events.kinds.get(kind)
        if declared and declared.sets and self.events.deadline:
            until = start + timedelta(SOON if declared.sets == "earlier" else LATER)
            event[self.events.deadline] = until.isoformat()
            if self.events.granted and (who := self._somebody()):
                event[self.events.granted] = who
        return event

    def _somebody(self) -> str:
        """Return somebody whose word counts as that of a department."""
        authorities = (name for name, office in self.model.authorities.items() if office.department)
        return next(authorities, next(iter(self.pack.directory.departments), ""))

    def _entries(self, section: str, start: date) -> Iterator[dict[str, Any]]:
        """Yield as many entries, day after day, as make the largest cluster."""
        day, fields = self.model.day_path(section), self.model.sections[section].fields
        for i in range(max(pattern.count for pattern in self.clusters[section].patterns)):
            after = start + timedelta(1 + i)
            yield {
                name: after.isoformat() if (name,) == day else _filled(field, after)
                for name, field in fields.items()
                if field.required or (name,) == day
            }


def _filled(field: Field, day: date) -> Any:
    """Return something that can stand in a field."""
    if field.type in ("date", "moment"):
        return day.isoformat()
    if field.type == "choice" and isinstance(field.of, dict):
        return next(iter(field.of))
    if field.type == "list":
        return []
    return False if field.type == "flag" else SAID.get(field.type, "1")
