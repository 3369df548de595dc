"""What is wrong with the parts that a declared record gives to its fields: who, when, what happened, the ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from msgspec import UNSET

from campaign_rules.base.errors import Problem
from campaign_rules.base.sources import Path
from campaign_rules.base.texts import Text
from campaign_rules.rules.checks.record_fields import check_keepers
from campaign_rules.rules.checks.record_places import (
    Declared,
    Scope,
    event_scope,
    item_scope,
    names_field,
    record_scope,
)
from campaign_rules.rules.record.declaration import EventKind, Events, Impossible, LedgerColumn, Section

DAYS: Collection[str] = ("date",)
SOMEBODY: Collection[str] = ("authority", "department", "role", "choice", "word", "text")
OFFICES: Collection[str] = ("authority", "department")
TEXTS: Collection[str] = ("text", "id")

_WAYS = ("record", "field", "given", "variable", "since", "first", "last", "status", "beyond")
"""The ways in which a column of the ledger is worked out."""

_TOGETHER = ({"since", "first"}, {"since", "last"})
"""Those that go together."""


def check_parts(declared: Declared) -> Iterator[Problem]:
    """Yield what is wrong with the parts that sections, events and columns play."""
    for name, section in declared.record.sections.items():
        yield from _Parts(declared, name, section).problems()
    yield from _speaking(declared)


class _Parts:
    """The parts of one section."""

    def __init__(self, declared: Declared, name: str, section: Section) -> None:
        self.declared, self.section = declared, section
        self.at: Path = ("sections", name)
        self.items, self.happened = item_scope(declared.record, name), event_scope(declared.record, name)

    def problems(self) -> Iterator[Problem]:
        section = self.section
        yield from check_keepers(self.declared, section.kept_by, self.at)
        yield from self._item("dated", section.dated, DAYS)
        for i, day in enumerate(section.also_dated):
            yield from self._names(("also_dated", i), day, self.items, DAYS)
        yield from self._entries()
        if suspends := section.suspends:
            for key, types in (("start", DAYS), ("end", DAYS), ("duties", ("list",)), ("reason", TEXTS)):
                yield from self._item(("suspends", key), getattr(suspends, key), types)
        yield from self._cases()
        for i, one in enumerate(section.impossible):
            yield from self._impossible(("impossible", i), one, self.items, self.items)
        if section.events:
            yield from self._events(section.events)
        if section.ledger:
            for column_name, column in section.ledger.columns.items():
                yield from self._column(("ledger", "columns", column_name), column)

    def _names(self, at: Path, name: str, scope: Scope, types: Collection[str] = ()) -> Iterator[Problem]:
        return names_field(self.declared, (*self.at, *at), name, scope, types)

    def _item(self, key: str | Path, name: object, types: Collection[str] = ()) -> Iterator[Problem]:
        if isinstance(name, str):
            yield from self._names((key,) if isinstance(key, str) else key, name, self.items, types)

    def _lacks(self, key: str, what: str) -> Problem:
        text = Text(f"{key} 要求这张表有 {what}", f"{key} asks that the section have {what}")
        return self.declared.problem((*self.at, key), "section-part", text, at_key=True)

    def _entries(self) -> Iterator[Problem]:
        """Yield what a section of entries lacks: a kind and a day, which every entry has."""
        entries = self.section.entries
        if not entries:
            return
        kind = self.items.fields.get("kind")
        if kind is None or kind.type != "kind":
            yield self._lacks("entries", "kind: {type: kind}")
        if not self.section.dated:
            yield self._lacks("entries", "dated: …")
        for name in ("kind", str(self.section.dated or "")):
            field = self.items.fields.get(name)
            if field and field.type in ("kind", *DAYS) and not field.required:
                text = Text(
                    f"{name} 须写 required: true：没有它，看不出这一条算不算",
                    f"{name} needs required: true: without it nobody can tell whether an entry counts",
                )
                yield self.declared.problem(self.items.declared_at(name), "section-part", text, at_key=True)
        yield from self._item(("entries", "doer"), entries.doer, ("role",))
        yield from self._item(("entries", "extent"), entries.extent, ("extent",))

    def _cases(self) -> Iterator[Problem]:
        """Yield what a section of cases lacks: events, ids; and the fields that play a part in their life."""
        cases, events = self.section.cases, self.section.events
        if (cases or events) and "id" not in self.items.fields:
            yield self._lacks("cases" if cases else "events", "id: {type: id}")
        if cases:
            if not events:
                yield self._lacks("cases", "events: …")
            yield from self._item(("cases", "found_by"), cases.found_by, SOMEBODY)

    def _impossible(self, at: Path, one: Impossible, mine: Scope, others: Scope) -> Iterator[Problem]:
        yield from self._names((*at, "day"), one.day, mine, DAYS)
        where = mine if one.before in mine.fields else others
        yield from self._names((*at, "before"), one.before, where, DAYS)
        if one.say:
            yield from self.declared.blanks((*self.at, *at, "say"), one.say, ("day", "before"))

    # --- what happens ---

    def _events(self, events: Events) -> Iterator[Problem]:
        for key, types in (("recorded_on", DAYS), ("deadline", DAYS), ("granted", OFFICES)):
            name = getattr(events, key)
            if name is not UNSET:
                yield from self._names(("events", key), name, self.happened, types)
        yield from self._item(("events", "planned"), events.planned, DAYS)
        for i, name in enumerate(events.ties):
            yield from self._names(("events", "ties", i), name, self.happened)
        for i, one in enumerate(events.impossible):
            yield from self._impossible(("events", "impossible", i), one, self.happened, self.items)
        if not events.kinds:
            text = Text("至少写一种事项", "at least one kind of event")
            yield self.declared.problem((*self.at, "events", "kinds"), "section-part", text, at_key=True)
        for name, kind in events.kinds.items():
            yield from self._kind(("events", "kinds", name), kind, events)

    def _kind(self, at: Path, kind: EventKind, events: Events) -> Iterator[Problem]:
        for key, types in (("takes_back", TEXTS), ("granted_by", OFFICES), ("denied_by", OFFICES)):
            name = getattr(kind, key)
            if name is not UNSET:
                yield from self._names((*at, key), name, self.happened, types)
        for key in ("granted_say", "denied_say"):
            if said := getattr(kind, key):
                yield from self.declared.blanks((*self.at, *at, key), said, ("word",))
        for i, name in enumerate(kind.requires):
            yield from self._names((*at, "requires", i), name, self.happened)
        if kind.after is not UNSET:
            yield from self._event((*at, "after"), kind.after, events)
        for key in ("sets", "reopens"):
            if getattr(kind, key) and not events.deadline:
                text = Text(f"{key} 要求 events 写 deadline", f"{key} asks that events say deadline: …")
                yield self.declared.problem((*self.at, *at, key), "section-part", text, at_key=True)
        if kind.column:
            for name in kind.column.fields:
                yield from self._names((*at, "column", "fields", name), name, self.happened)
            if kind.column.behind is not UNSET:
                yield from self._event((*at, "column", "behind"), kind.column.behind, events)

    def _event(self, at: Path, name: str, events: Events) -> Iterator[Problem]:
        about = (*self.at, "events", "kinds", name)
        yield from self.declared.unknown("event", name, events.kinds, (*self.at, *at), about=about)

    # --- the ledger ---

    def _column(self, at: Path, column: LedgerColumn) -> Iterator[Problem]:
        """Yield what is wrong with a column of the ledger: none or two ways of working it out, and names."""
        ways = {key for key in _WAYS if getattr(column, key)}
        if len(ways) != 1 and ways not in _TOGETHER:
            listed = [key for key in _WAYS if key in ways] or _WAYS
            text = Text(f"须写 {'、'.join(listed)} 之一", f"needs one of {', '.join(listed)}")
            yield self.declared.problem((*self.at, *at), "ledger-column", text, at_key=True)
        if column.record is not UNSET:
            yield from self._names((*at, "record"), column.record, record_scope(self.declared.record))
        yield from self._item((*at, "field"), column.field)
        yield from self._item((*at, "given"), column.given, ("part",))
        for key in ("first", "last"):
            name = getattr(column, key)
            if name is not UNSET:
                yield from self._of_event((*at, key), name, column)
        if column.status and not (self.section.cases and self.section.cases.status):
            text = Text("status 要求 cases 写 status", "status asks that cases say status: …")
            yield self.declared.problem((*self.at, *at, "status"), "ledger-column", text, at_key=True)

    def _of_event(self, at: Path, name: str, column: LedgerColumn) -> Iterator[Problem]:
        if not self.section.events:
            yield self._lacks("ledger", "events: …")
            return
        yield from self._event(at, name, self.section.events)
        yield from self._names((*at[:-1], "of_event"), column.of_event, self.happened)


def _speaking(declared: Declared) -> Iterator[Problem]:
    """Yield sections that speak for a fact that is no flag of the record, or for which another speaks already."""
    speakers: dict[str, str] = {}
    for name, section in declared.record.sections.items():
        if section.speaks_for:
            at: Path = ("sections", name, "speaks_for")
            yield from names_field(declared, at, section.speaks_for, record_scope(declared.record), ("flag",))
            if (other := speakers.setdefault(section.speaks_for, name)) != name:
                text = Text(f"{other} 已说明 {section.speaks_for}", f"{other} speaks for {section.speaks_for} already")
                yield declared.problem(at, "only-one", text)
