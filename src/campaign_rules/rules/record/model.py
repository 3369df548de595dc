"""A campaign's record as the engine asks for it: what is declared, by name and by part, with the classes made from it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec
from msgspec import UNSET

from campaign_rules.base.texts import Text
from campaign_rules.rules.leads import LEADING, LEADING_TITLE, OWN_DEPARTMENT, OWN_DEPARTMENT_TITLE
from campaign_rules.rules.offices import Office
from campaign_rules.rules.record.declaration import (
    Actor,
    EventKind,
    Events,
    Field,
    FieldType,
    MeasureUnit,
    RecordDeclaration,
    Section,
)
from campaign_rules.rules.record.interning import Interned
from campaign_rules.rules.record.shape import Shape, shape_of
from campaign_rules.rules.record.values import Event, Item, Record, attribute
from campaign_rules.rules.roles import Role

RECORD = ""
"""Where a section is asked for: the record itself."""


class RecordModel:
    """What the records of a campaign hold. Never changes; pickled as its declaration."""

    def __init__(self, declaration: RecordDeclaration) -> None:
        self.declaration = declaration
        self.shape: Shape = shape_of(declaration)
        self.record: type[Record] = self.shape.record
        self.items: Mapping[str, type[Item]] = self.shape.items
        self.events: Mapping[str, type[Event]] = self.shape.events
        self.actors: Mapping[str, Actor] = declaration.actors
        self.fields: Mapping[str, Field] = declaration.fields
        self.sections: Mapping[str, Section] = declaration.sections
        self.roles: Mapping[str, Role] = declaration.roles
        self.authorities: Mapping[str, Office] = declaration.authorities
        self.units: Mapping[str, MeasureUnit] = declaration.units
        self.default_actor: str = self.shape.default_actor

    def __reduce__(self) -> tuple[Any, ...]:
        return _model_of_json, (self.canonical,)

    def __repr__(self) -> str:
        return f"<RecordModel {self.digest[:12]}: {', '.join(self.sections)}>"

    @cached_property
    def canonical(self) -> bytes:
        """The declaration as JSON, the same bytes for the same declaration."""
        return msgspec.json.encode(self.declaration)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the declaration."""
        return hashlib.sha256(self.canonical).hexdigest()

    def fits(self, record: Record) -> bool:
        """Tell whether a record is one of this campaign's: whether its form is the same."""
        return isinstance(record, self.record)

    def differences(self, record: Record) -> tuple[str, ...]:
        """Return where the form of a record, of another campaign's, differs from that of this campaign's."""
        return self.shape.differences(record._shape) if isinstance(getattr(record, "_shape", None), Shape) else ("id",)

    def foreign(self, record: Record) -> Iterator[tuple[str | int, ...]]:
        """Yield where a record of this campaign holds an item or an event that is none of its: nothing checks what a
        program makes a record of."""
        for section, kind in self.items.items():
            for i, item in enumerate(getattr(record, section) or ()):
                if not isinstance(item, kind):
                    yield section, i
                elif event := self.events.get(section):
                    yield from (
                        (section, i, "events", j)
                        for j, one in enumerate(getattr(item, "events", None) or ())
                        if not isinstance(one, event)
                    )

    # --- by part ---

    @cached_property
    def subjects(self) -> tuple[str, ...]:
        """The actors that are checked: no offices."""
        return tuple(name for name, actor in self.actors.items() if actor.kind == "subject")

    @cached_property
    def offices(self) -> tuple[str, ...]:
        """The actors that are offices."""
        return tuple(name for name, actor in self.actors.items() if actor.kind == "office")

    @cached_property
    def name_field(self) -> str | None:
        """The field of a record by which people know it."""
        return next((name for name, field in self.fields.items() if field.called), None)

    @cached_property
    def area_field(self) -> str | None:
        """The field of a record that names the unit above it."""
        return next((name for name, field in self.fields.items() if field.area), None)

    @cached_property
    def sector_field(self) -> str | None:
        """The field of a record that lists its sectors."""
        return next(
            (name for name, field in self.fields.items() if field.type == "list" and field.of == "sector"), None
        )

    @cached_property
    def attributes_field(self) -> str | None:
        """The field of a record that holds whatever else is known of it."""
        return next((name for name, field in self.fields.items() if field.type == "attributes"), None)

    @cached_property
    def fact_of_section(self) -> Mapping[str, str]:
        """The fact that a section's items speak for: an enterprise that lists such jobs does such work."""
        return {name: str(one.speaks_for) for name, one in self.sections.items() if one.speaks_for}

    @cached_property
    def section_of_fact(self) -> Mapping[str, str]:
        """The same the other way round."""
        return {fact: section for section, fact in self.fact_of_section.items()}

    @cached_property
    def entries(self) -> tuple[str, ...]:
        """The sections of what duties count."""
        return tuple(name for name, one in self.sections.items() if one.entries)

    def doer(self, section: str) -> str | None:
        """Return the field in which the entries of a section say who did it; None where they don't."""
        said = self.sections[section].entries if section in self.sections else UNSET
        return (said and said.doer) or None

    def extent(self, section: str) -> str | None:
        """Return the field in which the entries of a section say how much was covered; None where they don't."""
        said = self.sections[section].entries if section in self.sections else UNSET
        return (said and said.extent) or None

    @cached_property
    def lasting(self) -> frozenset[str]:
        """The sections of entries that count from their day on, also where that lies before the campaign."""
        return frozenset(name for name, one in self.sections.items() if one.entries and one.entries.lasting)

    @cached_property
    def suspending(self) -> tuple[str, ...]:
        """The sections of stoppages."""
        return tuple(name for name, one in self.sections.items() if one.suspends)

    @cached_property
    def cases(self) -> tuple[str, ...]:
        """The sections whose items have a life: they list what happened to them."""
        return tuple(name for name, one in self.sections.items() if one.events)

    @cached_property
    def ledgers(self) -> tuple[str, ...]:
        """The sections of which a ledger is kept."""
        return tuple(name for name, one in self.sections.items() if one.ledger)

    def keeps(self, section: str, actors: Iterable[str]) -> bool:
        """Tell whether the records of one of some actors have a section."""
        kept_by = self.sections[section].kept_by
        return not kept_by or any(actor in kept_by for actor in actors)

    def day_path(self, section: str) -> tuple[str, ...]:
        """Return where the items of a section have the day from which they count; empty where they have none."""
        dated = self.sections[section].dated
        return tuple(dated.split(".")) if dated else ()

    @property
    def lead_actor(self) -> str | None:
        """The actor that the departments which lead sectors are, if there is one."""
        return next((name for name, declared in self.actors.items() if declared.unit == "lead"), None)

    def name_of(self, record: Record) -> str | None:
        """Return what people know a record by, if it says."""
        return _said(record, self.name_field)

    def area_of(self, record: Record) -> str | None:
        """Return the unit above a record, if it names one."""
        return _said(record, self.area_field)

    def sectors_of(self, record: Record) -> tuple[str, ...]:
        """Return the words that a record has for its sectors; none where it does not say."""
        return getattr(record, attribute(self.sector_field or ""), None) or ()

    def called(self, item: Item) -> str | None:
        """Return what people know an item by, if it says."""
        fields = self.sections[item._section].fields
        return _said(item, next((name for name, field in fields.items() if field.called), None))

    def typed(self, *types: FieldType) -> Iterator[tuple[str, tuple[str, ...], Field]]:
        """Yield the section (or `RECORD`), the path and the declaration of every field of some types; those of events
        stand behind ``events``."""
        for section, path, field in self.all_fields():
            if field.type in types or (field.type == "list" and field.of in types):
                yield section, path, field

    def all_fields(self) -> Iterator[tuple[str, tuple[str, ...], Field]]:
        """Yield the section (or `RECORD`), the path and the declaration of every field, those within parts included."""
        for path, field in _within(self.fields):
            yield RECORD, path, field
        for name, section in self.sections.items():
            for path, field in _within(section.fields):
                yield name, path, field
            if section.events:
                for path, field in _within(section.events.fields):
                    yield name, ("events", *path), field

    def field(self, section: str, path: Sequence[str]) -> Field | None:
        """Return the declaration of a field of a section's items (of the record itself: `RECORD`); None if there is none."""
        return self._by_path.get((section, tuple(path)))

    @cached_property
    def _by_path(self) -> dict[tuple[str, tuple[str, ...]], Field]:
        return {(section, path): field for section, path, field in self.all_fields()}

    def events_of(self, section: str) -> Events | None:
        """Return what is declared of the events of a section; None where nothing happens to its items."""
        declared = self.sections[section].events if section in self.sections else UNSET
        return declared or None

    def event_kind(self, section: str, kind: str) -> EventKind:
        """Return what is declared of a kind of event."""
        events = self.sections[section].events
        assert events, section
        return events.kinds[kind]

    @cached_property
    def actor_of(self) -> Mapping[str, str]:
        """By role, the actor within which it is one."""
        return {name: role.actor for name, role in self.roles.items()}

    def requires(self, section: str, kind: str) -> tuple[str, ...]:
        """Return the fields without which a live case does not take an event of a kind."""
        events = self.events_of(section)
        return events.kinds[kind].requires if events and kind in events.kinds else ()

    # --- in words ---

    def actor_title(self, actor: str) -> Text:
        """Return what people call an actor."""
        return self.actors[actor].title if actor in self.actors else Text(actor, actor)

    def section_title(self, section: str) -> Text:
        """Return what people call a section."""
        return self.sections[section].title if section in self.sections else Text(section, section)

    def item_key(self, section: str) -> str:
        """Return what answers for programs call an item of a section."""
        item = self.sections[section].item
        return item.key if item else "item"

    def item_title(self, section: str) -> Text:
        """Return what people call an item of a section: the section's own title, where it has no other."""
        return self.sections[section].one if section in self.sections else self.section_title(section)

    def label(self, section: str, path: Sequence[str]) -> Text:
        """Return what people call a field of a section's items (of the record itself: `RECORD`), or of the record where
        the item has none of that name; its own name where it has no other."""
        if path and path[0] == "events" and (events := self.events_of(section)):
            if len(path) == 1:
                return events.title
            if path[1] not in events.fields:  # a note, say, which every event may have
                return self.label(RECORD, path[1:])
        for where in dict.fromkeys((section, RECORD)):
            if found := self.field(where, path):
                return found.title
        if len(path) == 1 and path[0] in self.sections:
            return self.sections[path[0]].title
        if tuple(path) == (LEADING,):
            return LEADING_TITLE
        if tuple(path) == (OWN_DEPARTMENT,):
            return OWN_DEPARTMENT_TITLE
        name = ".".join(path)
        return Text(name, name)

    def unit(self, section: str, path: Sequence[str]) -> Text | None:
        """Return what people call the unit in which a field is recorded; None where it has none."""
        field = self.field(section, path) or self.field(RECORD, path)
        return self.units[field.unit].title if field and field.unit else None

    def place_label(self, place: str) -> Text | None:
        """Return what people call a place of a record such as ``hazards[0].plan.funds``; None where it has no name."""
        found = re.fullmatch(r"(\w+)\[\d+\](?:\.events\[\d+\](\.)?)?\.?(.*)", place)
        section, in_event, rest = (found[1], found[2], found[3]) if found else (RECORD, None, place)
        path = tuple(rest.split(".")) if rest else ()
        said = self.label(section, ("events", *path) if in_event else path)
        return None if said.zh == rest or not rest else said

    @cached_property
    def words(self) -> Mapping[str, Text]:
        """What people call the words of choices and of open lists."""
        found: dict[str, Text] = {}
        for _, _, field in self.all_fields():
            of = field.of if isinstance(field.of, dict) else {}
            found |= {**of, **field.words}
        return found


def _said(value: Record | Item, name: str | None) -> str | None:
    """Return the text in a field; None where it says nothing."""
    said = getattr(value, attribute(name), UNSET) if name else UNSET
    return said if isinstance(said, str) and said else None


def _within(fields: Mapping[str, Field], at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Field]]:
    for name, field in fields.items():
        yield (*at, name), field
        if field.fields:
            yield from _within(field.fields, (*at, name))


_MODELS = Interned(lambda canonical: RecordModel(msgspec.json.decode(canonical, type=RecordDeclaration)))


def _model_of_json(canonical: bytes) -> RecordModel:
    """Return the model of a declaration written as JSON: of the same bytes the same model, so that what is sent between
    processes meets what is there."""
    return _MODELS(canonical)


def record_model(declaration: RecordDeclaration) -> RecordModel:
    """Return the model of a declaration; of the same one, always the same."""
    return _model_of_json(msgspec.json.encode(declaration))
