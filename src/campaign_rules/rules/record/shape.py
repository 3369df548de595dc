"""The classes of a campaign's records, made from their declaration: typed, frozen, as fast as written ones.

Two declarations that differ only in words (titles, headings, roles) have one shape, so that a record of one campaign is
also one of the other; where anything differs that decides what can be read, the classes differ, and neither takes the
other's. A shape is known by its key, which alone is pickled.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from campaign_rules.rules.record.declaration import Events, Field, FieldType, RecordDeclaration, Section
from campaign_rules.rules.record.interning import Interned
from campaign_rules.rules.record.values import Event, Item, Part, Record, Value, attribute

NonEmpty = Annotated[str, Meta(extra_json_schema={"pattern": r"\S"})]
"""Text with something in it; that there is, is seen to when a record is read."""

MONEY: Any = Annotated[float, Meta(ge=0, le=1e9)]
"""An amount in the field's unit, finite and not negative."""

COUNT: Any = Annotated[int, Meta(ge=0, le=1_000_000)]
"""How many, from none to a million."""

_PLAIN: Mapping[str, Any] = {
    "text": str, "id": NonEmpty, "flag": bool, "date": date, "moment": str, "count": COUNT, "number": float,
    "money": MONEY, "quantity": float, "word": str, "extent": str, "kind": NonEmpty, "role": str, "department": str,
    "authority": str, "sector": NonEmpty, "duty": NonEmpty, "finding": NonEmpty, "reference": str,
    "attributes": dict[str, bool | float | str | None],
}  # fmt: skip
"""What a field of each type holds; choices, lists and parts are made of what they declare."""

ELEMENTS = frozenset(_PLAIN) - {"attributes"}
"""The types that the elements of a list can have."""


NEVER_BLANK: tuple[FieldType, ...] = tuple(name for name in get_args(FieldType) if _PLAIN.get(name) is NonEmpty)
"""The types of texts that must say something."""


class _Shaped(Struct, frozen=True, omit_defaults=True):
    """What of a field decides its class."""

    type: str
    required: bool = False
    nullable: bool = True
    of: tuple[str, ...] = ()
    or_text: bool = False
    fields: dict[str, _Shaped] = {}


_NOTE = _Shaped("text")


class _ShapedSection(Struct, frozen=True, omit_defaults=True):
    fields: dict[str, _Shaped]
    day: tuple[str, ...] = ()
    days: tuple[tuple[str, ...], ...] = ()
    kinds: tuple[str, ...] = ()
    event: dict[str, _Shaped] = {}
    recorded: str = ""
    ties: tuple[str, ...] = ()
    takes_back: dict[str, str] = {}


class _Key(Struct, frozen=True):
    actors: tuple[str, ...]
    default: str
    fields: dict[str, _Shaped]
    sections: dict[str, _ShapedSection]


class Shape:
    """The classes of records of one form. Made by `shape_of_key` only: the same key, the same classes."""

    def __init__(self, key: bytes) -> None:
        self.key = key
        made = msgspec.json.decode(key, type=_Key)
        self.actors, self.default_actor = made.actors, made.default
        self.classes: dict[str, Any] = {}
        """Every class of the shape, by its name."""
        plain, light = _Classes(self, made, light=False), _Classes(self, made, light=True)
        self.items: Mapping[str, type[Item]] = MappingProxyType(plain.items)
        """By section, the class of its items."""
        self.events: Mapping[str, type[Event]] = MappingProxyType(plain.events)
        """By section, the class of what happens to its items, where anything does."""
        self.record: type[Record] = plain.record
        """The class of records."""
        self.light: type[Record] = light.record
        """The same, with notes left as the bytes they are: nothing judges them, and reading them takes time."""

    @cached_property
    def decoder(self) -> msgspec.json.Decoder[Record]:
        """Reads a record from JSON, quickly: of a key that is written twice the last, and blank texts as they are."""
        return msgspec.json.Decoder(self.record)

    @cached_property
    def light_decoder(self) -> msgspec.json.Decoder[Record]:
        """Reads a record from JSON as `decoder` does, and leaves notes unread."""
        return msgspec.json.Decoder(self.light)

    def differences(self, other: Shape) -> tuple[str, ...]:
        """Return where the records of two shapes differ in form: sections, fields, and kinds of events."""
        one, two = (_places(msgspec.json.decode(shape.key)) for shape in (self, other))
        return tuple(place for place in dict.fromkeys((*one, *two)) if one.get(place) != two.get(place))

    def __reduce__(self) -> tuple[Any, ...]:
        return shape_of_key, (self.key,)


class _Classes:
    """The classes of a shape as they are made: those that are read whole, or the light ones, which those are bases of."""

    def __init__(self, shape: Shape, made: _Key, *, light: bool) -> None:
        self._shape, self._light, self._names = shape, light, set[str]()
        self.items: dict[str, type[Item]] = {}
        self.events: dict[str, type[Event]] = {}
        for name, section in made.sections.items():
            if section.kinds:
                self.events[name] = self._event(name, section)
            self.items[name] = self._item(name, section)
        self.record = self._record(made)

    def _made(self, name: str, fields: list[tuple[str, Any, Any]], base: type[Value], doc: str, **more: Any) -> Any:
        """Return a class of the shape; a declared name that Python keeps for itself has another attribute."""
        while name in self._names:  # a_1 and a1, or a part of a part: joined they are written alike
            name += "_"
        self._names.add(name)
        known = f"Light{name}" if self._light else name
        renamed = {attribute(field): field for field, _, _ in fields if attribute(field) != field}
        made = msgspec.defstruct(
            name,
            [(attribute(field), kind, default) for field, kind, default in fields],
            bases=(self._shape.classes[name] if self._light else base,),
            namespace={"__doc__": doc, "_shape": self._shape, "_name": known, **more},
            rename=renamed or None,
            frozen=True,
            kw_only=True,
            forbid_unknown_fields=True,
            gc=False,
        )
        self._shape.classes[known] = made
        return made

    def _event(self, section: str, shaped: _ShapedSection) -> type[Event]:
        own = {
            "note": _NOTE,
            "kind": _Shaped("choice", required=True, nullable=False, of=shaped.kinds),
            "date": _Shaped("date", required=True, nullable=False),
        }
        name, doc = f"{camel_case(section)}Event", f"Something that happened to one of {section}."
        takes_back = {kind: attribute(field) for kind, field in shaped.takes_back.items()}
        made: type[Event] = self._made(
            name,
            self._fields(name, {**own, **shaped.event}),
            Event,
            doc,
            _recorded=attribute(shaped.recorded),
            _ties=tuple(map(attribute, shaped.ties)),
            _takes_back=MappingProxyType(takes_back),
        )
        return made

    def _item(self, section: str, shaped: _ShapedSection) -> type[Item]:
        name = f"{camel_case(section)}Item"
        fields = self._fields(name, {"note": _NOTE, **shaped.fields})
        if event := self.events.get(section):
            fields.append(("events", tuple[event, ...] | UnsetType | None, UNSET))  # type: ignore[valid-type]  # made here
        day = tuple(map(attribute, shaped.day))
        days = tuple(tuple(map(attribute, path)) for path in shaped.days)
        doc = f"One of {section}."
        made: type[Item] = self._made(name, fields, Item, doc, _section=section, _day=day, _days=days)
        return made

    def _record(self, key: _Key) -> type[Record]:
        actor: Any = Literal[key.actors]
        whose = actor | Annotated[tuple[actor, ...], Meta(min_length=1)]
        fields: list[tuple[str, Any, Any]] = [
            (name, whose, key.default) if name == "actor" else (name, kind, default)
            for name, kind, default in self._fields("Record", key.fields)
        ]
        fields += [(name, tuple[kind, ...] | UnsetType, UNSET) for name, kind in self.items.items()]  # type: ignore[valid-type]  # made here
        made: type[Record] = self._made("Record", fields, Record, "All that is known of one subject, or office.")
        return made

    def _fields(self, owner: str, shaped: Mapping[str, _Shaped]) -> list[tuple[str, Any, Any]]:
        return [(name, *self._field(owner, name, one)) for name, one in shaped.items()]

    def _field(self, owner: str, name: str, shaped: _Shaped) -> tuple[Any, Any]:
        """Return the type of a field, and its default."""
        if self._light and name == "note":
            return Raw | UnsetType, UNSET
        kind = self._type(owner, name, shaped)
        if shaped.or_text:
            kind = kind | str
        if shaped.nullable:
            kind = kind | None
        return (kind, msgspec.NODEFAULT) if shaped.required else (kind | UnsetType, UNSET)

    def _type(self, owner: str, name: str, shaped: _Shaped) -> Any:
        if shaped.type == "choice":
            return Literal[shaped.of]
        if shaped.type == "list":
            element: Any = _PLAIN[shaped.of[0]]
            return tuple[element, ...]
        if shaped.type == "part":
            inner = f"{owner}{camel_case(name)}"
            return self._made(inner, self._fields(inner, shaped.fields), Part, f"The {name} of one.")
        return _PLAIN[shaped.type]


_SHAPES = Interned(Shape)


def shape_of_key(key: bytes) -> Shape:
    """Return the shape of a key; of one key always the same, for classes are told apart by identity."""
    return _SHAPES(key)


def shape_of(declaration: RecordDeclaration) -> Shape:
    """Return the shape that a declaration gives its records."""
    first = {"id": _Shaped("id", required=True, nullable=False), "actor": _Shaped("text")}
    fields = {**first, **{name: _shaped(one) for name, one in declaration.fields.items() if name not in first}}
    key = _Key(
        tuple(declaration.actors),
        next((name for name, actor in declaration.actors.items() if actor.default), next(iter(declaration.actors))),
        {**fields, "note": fields.get("note", _NOTE)},
        {name: _section(one) for name, one in declaration.sections.items()},
    )
    return shape_of_key(msgspec.json.encode(key))


def _section(section: Section) -> _ShapedSection:
    events: Events | UnsetType = section.events
    return _ShapedSection(
        {name: _shaped(one) for name, one in section.fields.items() if name != "note"},
        tuple(section.dated.split(".")) if section.dated else (),
        tuple(tuple(path.split(".")) for path in section.also_dated),
        tuple(events.kinds) if events else (),
        {name: _shaped(one) for name, one in events.fields.items() if name not in ("note", "kind", "date")}
        if events
        else {},
        (events.recorded_on or "") if events else "",
        events.ties if events else (),
        {name: kind.takes_back for name, kind in events.kinds.items() if kind.takes_back} if events else {},
    )


def _shaped(field: Field) -> _Shaped:
    of = field.of or ()
    return _Shaped(
        field.type,
        field.required,
        field.takes_null,
        (of,) if isinstance(of, str) else tuple(of),
        field.or_text,
        {name: _shaped(one) for name, one in field.fields.items()} if field.type == "part" else {},
    )


def _places(key: Mapping[str, Any]) -> dict[str, Any]:
    """Return by its place whatever decides the form of a record; of what has parts, only that it is there."""
    found: dict[str, Any] = {"actor": (key["actors"], key["default"])}
    found |= _field_places(key["fields"], "")
    for name, section in key["sections"].items():
        found[name] = (section.get("day"), section.get("days"), bool(section.get("kinds")))
        found |= _field_places(section["fields"], f"{name}.")
        found |= _field_places(section.get("event", {}), f"{name}.events.")
        if kinds := section.get("kinds"):
            found[f"{name}.events.kind"] = kinds
    return found


def _field_places(fields: Mapping[str, Any], at: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, field in fields.items():
        if f"{at}{name}" != "actor":
            found[f"{at}{name}"] = {key: value for key, value in field.items() if key != "fields"}
        found |= _field_places(field.get("fields", {}), f"{at}{name}.")
    return found


def camel_case(name: str) -> str:
    """Return a declared name as it stands in the name of a class.

    >>> camel_case("hot_work_jobs")
    'HotWorkJobs'
    """
    return "".join(part.capitalize() for part in name.split("_"))
