"""What a campaign's records are to other programs: named types, each with its fields, what these may hold, and titles.

Read off the classes themselves, so that what another program is told is what is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, inspect

from campaign_rules.base.texts import Text
from campaign_rules.rules.record.declaration import Field
from campaign_rules.rules.record.model import RECORD, RecordModel

RECORD_TYPE = "Record"
"""The type of a record as a whole."""

RESERVED = frozenset(
    {
        "Annotated", "Any", "Day", "Dict", "Flag", "Kind", "Literal", "Meta", "Number", "Struct", "Text", "Tuple", "TypeVar",
        "UnsetType", "Whole", "Array", "Boolean", "CampaignRecord", "Date", "Error", "Function", "Map", "Object", "Promise",
        "Set", "String", "Symbol",
    }
)  # fmt: skip
"""Names that the languages, or what is written in them, have for something else."""


class Property(Struct, frozen=True):
    """A field of a type."""

    name: str
    """As it stands in JSON."""
    attribute: str
    """As it stands in Python."""
    type: inspect.Type
    title: Text
    required: bool
    default: str | None = None
    """What it is where it is absent, if that is not unknown."""
    remarks: tuple[Text, ...] = ()
    """What else there is to say: what a person is told who fills it in, its unit, what its words mean."""
    words: Mapping[str, Text] = {}
    """The words that it may be or hold, in the order in which they are declared; of an open list those that are known."""


class RecordType(Struct, frozen=True):
    """A record, an item of a section, an event, or a part of one of them."""

    name: str
    made: type
    """The class that reads it here."""
    title: Text
    properties: tuple[Property, ...]


def record_types(model: RecordModel) -> tuple[RecordType, ...]:
    """Return the types of a campaign's records; what another one holds stands before it, the record last."""
    return tuple(_Reading(model).types())


class _Reading:
    """Goes through the classes of a model once, the innermost first."""

    def __init__(self, model: RecordModel) -> None:
        self._model = model
        self._taken: dict[str, None] = {RECORD_TYPE: None}

    def types(self) -> Iterator[RecordType]:
        whole = inspect.type_info(self._model.record)
        assert isinstance(whole, inspect.StructType)
        own = [field for field in whole.fields if field.encode_name not in self._model.items]
        yield from self._within(own, RECORD_TYPE, RECORD, ())
        for field in whole.fields[len(own) :]:
            for inner in _structs(field.type):
                yield from self._item(inner, field.encode_name)
        yield self._type(RECORD_TYPE, whole, RECORD, (), Text("记录", "record"))

    def _item(self, read: inspect.StructType, section: str) -> Iterator[RecordType]:
        """Yield the types of the items of a section."""
        declared = self._model.sections.get(section)
        title = declared.item.title if declared and declared.item else self._model.section_title(section)
        wanted = _camel(title.en) if declared and declared.item else ""
        called = self._free(wanted, read.cls.__name__)
        yield from self._within(read.fields, called, section, ())
        yield self._type(called, read, section, (), title)

    def _within(
        self, fields: Iterable[inspect.Field], called: str, section: str, at: Sequence[str]
    ) -> Iterator[RecordType]:
        """Yield the types of the events and the parts that fields hold."""
        for field in fields:
            path = (*at, field.encode_name)
            for inner in _structs(field.type):
                event = path == ("events",)
                wanted = f"{called}{'Event' if event else _camel(field.encode_name)}"
                name = self._free(wanted, inner.cls.__name__)
                yield from self._within(inner.fields, name, section, path)
                yield self._type(name, inner, section, path, self._model.label(section, path))

    def _free(self, wanted: str, own: str) -> str:
        """Return a name for a type: as it is called in English, where no other is called so; else that of its class."""
        taken = wanted in self._taken or wanted in self._model.shape.classes or wanted in RESERVED
        name = own if taken or not wanted[:1].isalpha() else wanted
        self._taken[name] = None
        return name

    def _type(self, name: str, read: inspect.StructType, section: str, at: Sequence[str], title: Text) -> RecordType:
        found = (self._property(field, section, (*at, field.encode_name)) for field in read.fields)
        return RecordType(name, read.cls, title, tuple(found))

    def _property(self, read: inspect.Field, section: str, path: tuple[str, ...]) -> Property:
        model = self._model
        declared, words = model.field(section, path), self._words(section, path)
        return Property(
            read.encode_name,
            read.name,
            read.type,
            model.label(section, path),
            read.required,
            read.default if isinstance(read.default, str) else None,
            tuple(self._remarks(section, path, declared, words)),
            words,
        )

    def _words(self, section: str, path: tuple[str, ...]) -> Mapping[str, Text]:
        """Return the words of a list, in the order in which they are declared, with what people call them."""
        if (section, path) == (RECORD, ("actor",)):
            return {name: actor.title for name, actor in self._model.actors.items()}
        if path == ("events", "kind") and (events := self._model.events_of(section)):
            return {name: kind.title for name, kind in events.kinds.items()}
        declared = self._model.field(section, path)
        if declared is None:
            return {}
        return declared.of if isinstance(declared.of, dict) else declared.words

    def _remarks(
        self, section: str, path: tuple[str, ...], declared: Field | None, words: Mapping[str, Text]
    ) -> Iterator[Text]:
        if declared and declared.hint:
            yield declared.hint
        if declared and "moment" in (declared.type, declared.of):
            yield _MOMENT
        if declared and declared.unit:
            unit = self._model.units[declared.unit].title
            yield Text(f"单位：{unit.zh}", f"unit: {unit.en}")
        if words:
            yield Text(
                "；".join(f"{word} {title.zh}" for word, title in words.items()),
                "; ".join(f"{word}: {title.en}" for word, title in words.items()),
            )
        kept_by = declared.kept_by if declared else ()
        if section == RECORD and path[0] in self._model.sections:
            kept_by = self._model.sections[path[0]].kept_by
        if kept_by:
            titles = [self._model.actor_title(actor) for actor in kept_by]
            yield Text(
                f"由谁填：{'、'.join(title.zh for title in titles)}", f"kept by: {', '.join(t.en for t in titles)}"
            )


_MOMENT = Text("日期，或日期和时刻：YYYY-MM-DD HH:MM", "a day, or a day with a time: YYYY-MM-DD HH:MM")


def _structs(read: inspect.Type) -> Iterator[inspect.StructType]:
    match read:
        case inspect.StructType():
            yield read
        case inspect.VarTupleType():
            yield from _structs(read.item_type)
        case inspect.UnionType():
            for one in read.types:
                yield from _structs(one)


def _camel(said: str) -> str:
    return "".join(word[0].upper() + word[1:] for word in re.findall("[A-Za-z0-9]+", said))
