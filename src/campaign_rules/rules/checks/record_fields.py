"""What is wrong with the fields of a declared record, each by itself: names, and what their types ask for."""

from __future__ import annotations

import keyword
from collections.abc import Collection, Iterator, Mapping
from typing import Literal

from msgspec import Struct

from campaign_rules.base.errors import Problem
from campaign_rules.base.sources import Path
from campaign_rules.base.texts import Text
from campaign_rules.base.words import folded
from campaign_rules.logic.operands import DAYS
from campaign_rules.rules.checks.record_places import Declared
from campaign_rules.rules.leads import LEADING, OWN_DEPARTMENT
from campaign_rules.rules.record.declaration import RESERVED, Field, FieldType
from campaign_rules.rules.record.shape import ELEMENTS
from campaign_rules.rules.record.values import Event, Item, Part, Record, attribute

MOST_CHOICES = 1_000
"""A field has no more words to choose from than this."""

Owner = Literal["record", "item", "event", "part", "attributes"]
"""What a field is one of."""

YAML_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null"})
"""What YAML 1.1 reads as something else than a text: a name that other programs would not find."""

CONDITIONS_OWN = frozenset({"event", LEADING, OWN_DEPARTMENT, *DAYS})
"""What the names of a condition mean already."""

_BASES = {"record": Record, "item": Item, "event": Event, "part": Part}

_RESERVED_TYPES: Mapping[Owner, Mapping[str, FieldType]] = {
    "record": {"id": "id", "actor": "choice", "note": "text"},
    "item": {"id": "id", "note": "text"},
    "event": {"id": "id", "note": "text", "kind": "text", "date": "date"},
    "part": {"note": "text"},
}
"""The type that a field with a reserved name has, where it is declared at all."""

_ATTRIBUTES: frozenset[FieldType] = frozenset({
    "text", "flag", "count", "number", "money", "quantity", "choice", "word",
})  # fmt: skip
"""What an attribute can be."""

_ONLY: Mapping[str, frozenset[FieldType]] = {
    "of": frozenset({"choice", "word", "list", "reference"}),
    "words": frozenset({"list"}),
    "synonyms": frozenset({"choice", "word"}),
    "unit": frozenset({"money", "quantity"}),
    "fields": frozenset({"part", "attributes"}),
    "or_text": frozenset({"flag", "money"}),
    "check": frozenset({"id"}),
}
"""The keys that mean something only of fields of some types."""


class Place(Struct, frozen=True):
    """A field where it stands: its path in the declaration, its name, and what it is a field of."""

    path: Path
    name: str
    field: Field
    owner: Owner


def check_fields(declared: Declared) -> Iterator[Problem]:
    """Yield what is wrong with each field of a declaration."""
    for place in places(declared):
        yield from _name(declared, place)
        yield from _shape(declared, place)
        yield from _words(declared, place)
        yield from _plays(declared, place)


def places(declared: Declared) -> Iterator[Place]:
    """Yield every field of a declaration where it stands, those within parts and attributes included."""
    record = declared.record
    yield from _within(("fields",), record.fields, "record")
    for name, section in record.sections.items():
        yield from _within(("sections", name, "fields"), section.fields, "item")
        if section.events:
            yield from _within(("sections", name, "events", "fields"), section.events.fields, "event")


def _within(at: Path, fields: Mapping[str, Field], owner: Owner) -> Iterator[Place]:
    for name, field in fields.items():
        yield Place((*at, name), name, field, owner)
        inner: Owner = "attributes" if field.type == "attributes" else "part"
        yield from _within((*at, name, "fields"), field.fields, inner)


def _name(declared: Declared, place: Place) -> Iterator[Problem]:
    """Yield a name that records can't have, or that is reserved for something else."""
    name, owner = place.name, place.owner
    yield from check_word(declared, name, place.path)
    base = _BASES.get(owner)
    taken = name in CONDITIONS_OWN and owner in ("record", "item")
    taken = taken or (owner == "item" and name == "events") or bool(base and hasattr(base, attribute(name)))
    if taken or (owner == "record" and name in declared.record.sections):
        said = RESERVED.get(name)
        text = Text(f"{name} 已另有含义，请换一个名字", f"{name} already means something else; take another name")
        more = Text(f"（{said.zh}）", f" ({said.en})") if said else Text("", "")
        yield declared.problem(place.path, "reserved-name", text + more, at_key=True)
    wanted = _RESERVED_TYPES.get(owner, {}).get(name)
    if wanted and place.field.type != wanted:
        text = Text(f"{name} 是保留的名字，类型须为 {wanted}", f"{name} is a reserved name: its type must be {wanted}")
        yield declared.problem((*place.path, "type"), "field-type", text)


def check_word(declared: Declared, name: str, path: Path) -> Iterator[Problem]:
    """Yield a name that YAML 1.1 reads as no text."""
    if name in YAML_WORDS:
        text = Text(
            f"别的程序会把 {name} 读成真假或空值，请换一个名字",
            f"other programs read {name} as true, false or null; take another name",
        )
        yield declared.problem(path, "yaml-word", text, at_key=True)


def check_keyword(declared: Declared, name: str, path: Path) -> Iterator[Problem]:
    """Yield a name that Python keeps for itself, of what is no field."""
    if keyword.iskeyword(name):
        text = Text(f"{name} 是 Python 的关键字，请换一个名字", f"{name} is a keyword of Python; take another name")
        yield declared.problem(path, "reserved-name", text, at_key=True)


def _shape(declared: Declared, place: Place) -> Iterator[Problem]:
    """Yield keys that a field of its type lacks, or for which it has no use."""
    field, path = place.field, place.path
    for key, types in _ONLY.items():
        if getattr(field, key) and field.type not in types:
            text = Text(f"{field.type} 类型的字段不用 {key}", f"a field of type {field.type} has no use for {key}")
            yield declared.problem((*path, key), "field-key", text, at_key=True)
    if place.owner == "attributes" and field.type not in _ATTRIBUTES:
        text = Text(f"属性不能是 {field.type} 类型", f"an attribute can't be of type {field.type}")
        yield declared.problem((*path, "type"), "field-type", text)
    if field.type == "attributes" and place.owner != "record":
        text = Text("只有记录自身可以有 attributes", "only the record itself has attributes")
        yield declared.problem((*path, "type"), "field-type", text)
    if field.type == "part" and not field.fields:
        yield _lacks(declared, path, "fields: {name: {…}}")
    yield from _of(declared, place)
    if field.unit:
        yield from declared.unknown("unit", field.unit, declared.record.units, (*path, "unit"))
    elif field.type in _ONLY["unit"]:
        yield _lacks(declared, path, "unit: …")


def _of(declared: Declared, place: Place) -> Iterator[Problem]:
    """Yield an ``of`` that is missing, or says nothing that a field of its type can be of."""
    field, at, of = place.field, (*place.path, "of"), place.field.of
    actor = place.owner == "record" and place.name == "actor"  # whose it is: one of the actors
    if (field.type == "choice" and not (isinstance(of, dict) and of) and not actor) or (
        field.type == "word" and isinstance(of, str)
    ):
        yield _lacks(declared, place.path, "of: {word: {zh: …, en: …}}")
    elif field.type in ("list", "reference") and not isinstance(of, str):
        yield _lacks(declared, place.path, "of: text" if field.type == "list" else "of: record")
    elif field.type == "list":
        yield from declared.unknown("type", str(of), sorted(ELEMENTS), at)
    elif field.type == "reference":
        yield from declared.unknown("section", str(of), ["record", *declared.record.sections], at)


def _words(declared: Declared, place: Place) -> Iterator[Problem]:
    """Yield words of a closed or open list that can't be told apart, or that are none."""
    field, path = place.field, place.path
    words = field.of if isinstance(field.of, dict) else {}
    for key, listed in (("of", words), ("words", field.words)):
        for word in listed:
            yield from check_word(declared, word, (*path, key, word))
    for word in field.synonyms if words else ():
        yield from declared.unknown("option", word, words, (*path, "synonyms", word), at_key=True)
    if len(words) + len(field.words) > MOST_CHOICES:
        text = Text(f"超过 {MOST_CHOICES:,} 个词", f"more than {MOST_CHOICES:,} words")
        yield declared.problem(path, "too-complex", text, at_key=True)
    named = {word: (title.zh, title.en, *field.synonyms.get(word, ())) for word, title in words.items()}
    yield from told_apart(declared, named, (*path, "of"))


def told_apart(declared: Declared, named: Mapping[str, Collection[str]], at: Path) -> Iterator[Problem]:
    """Yield a word by which people know two of several things, each declared under its name at a path."""
    first = {folded(name): name for name in named}
    for name, words in named.items():
        for word in words:
            owner = first.setdefault(folded(word), name)
            if owner != name:
                text = Text(f"{word} 同时指 {owner} 和 {name}", f"{word} names both {owner} and {name}")
                yield declared.problem((*at, name), "ambiguous-alias", text, at_key=True)


def _plays(declared: Declared, place: Place) -> Iterator[Problem]:
    """Yield a part that a field can't play, and actors that there are not."""
    field, path, owner = place.field, place.path, place.owner
    actors = declared.record.actors
    yield from check_keepers(declared, field.kept_by, path)
    if field.called and (owner not in ("record", "item") or field.type not in ("text", "id")):
        text = Text("只有记录和项目的文字可以写 called", "called is for a text of a record or an item")
        yield declared.problem((*path, "called"), "field-key", text, at_key=True)
    if field.phrase and owner != "event":
        text = Text("只有事项的字段可以写 phrase", "phrase is for a field of an event")
        yield declared.problem((*path, "phrase"), "field-key", text, at_key=True)
    elif field.phrase:
        yield from declared.blanks((*path, "phrase"), field.phrase, ("value",))
    if field.area:
        yield from declared.unknown("actor", field.area, actors, (*path, "area"))
        if owner != "record" or field.type not in ("text", "word"):
            text = Text("只有记录自身的文字可以写 area", "area is for a text of the record itself")
            yield declared.problem((*path, "area"), "field-key", text, at_key=True)


def check_keepers(declared: Declared, kept_by: Collection[str], path: Path) -> Iterator[Problem]:
    """Yield names of those who keep something that are no actors."""
    for i, actor in enumerate(kept_by):
        yield from declared.unknown("actor", actor, declared.record.actors, (*path, "kept_by", i))


def _lacks(declared: Declared, path: Path, what: str) -> Problem:
    return declared.problem(path, "field-key", Text(f"须写 {what}", f"needs {what}"), at_key=True)
