"""Where in a record values stand: in the record itself, in items, in their parts, and in what happened to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from msgspec import UNSET, Struct

from campaign_rules.base.sources import Path
from campaign_rules.base.texts import Text
from campaign_rules.rules.record.declaration import Field, FieldType
from campaign_rules.rules.record.model import RECORD, RecordModel
from campaign_rules.rules.record.values import Record, attribute


class Place(Struct, frozen=True):
    """A declared field, wherever a record has it."""

    section: str
    """The section, or `RECORD`."""
    in_event: bool
    path: tuple[str, ...]
    """The way to it within the record, the item or the event, by its declared names."""
    field: Field
    sure: tuple[bool, ...]
    """Of each step of the path, whether it can't be absent."""

    def of(self, holder: Any) -> Any:
        """Return what a record, an item or an event says there; `UNSET` or None where it, or what it lies in, is absent or
        null."""
        for name in self.path:
            if holder is UNSET or holder is None:
                return holder
            holder = holder.get(name, UNSET) if isinstance(holder, dict) else getattr(holder, attribute(name))
        return holder

    def values(self, record: Record) -> Iterator[tuple[Path, Any]]:
        """Yield where a record has the field, and what it says there; nothing where it is absent or null."""
        for at, holder in holders(record, self.section, in_event=self.in_event):
            value = self.of(holder)
            if value is not UNSET and value is not None:
                yield (*at, *self.path), value

    def words(self, record: Record) -> Iterator[tuple[Path, str]]:
        """Yield the texts in the field, of a list each element."""
        if self.section != RECORD and not getattr(record, self.section):
            return  # most records list nothing in most sections
        for at, value in self.values(record):
            if isinstance(value, str):
                yield at, value
            elif isinstance(value, tuple):
                yield from (((*at, i), one) for i, one in enumerate(value) if isinstance(one, str))

    def source(self) -> tuple[list[str], str]:
        """Return the Python source of the value, and of what must hold before it is asked for: of a record ``r``, an item
        ``i``, or an event ``e``."""
        value = "e" if self.in_event else "r" if self.section == RECORD else "i"
        asked: list[str] = []
        for n, name in enumerate(self.path):
            if n and not self.sure[n - 1]:
                asked.append(value)
            value += f".{attribute(name)}"
        return asked, value

    def test(self, source: str) -> str:
        """Return the Python source of a test of the field's text, or of the list of texts that it holds, for ``{}``."""
        asked, value = self.source()
        is_there = value if self.field.type == "list" else f"{value}.__class__ is str"
        return " and ".join([*asked, is_there, source.format(value)])


def place_of(model: RecordModel, section: str, path: Sequence[str], *, in_event: bool = False) -> Place | None:
    """Return a field as a place; None where nothing of that name is declared.

    Of an event the reserved ``date`` is always there.
    """
    before = ("events",) if in_event else ()
    fields = [model.field(section, (*before, *path[: n + 1])) for n in range(len(path))]
    if in_event and tuple(path) == ("date",):
        return Place(section, True, ("date",), fields[0] or _DATE, (True,))  # as every event has it
    if fields[-1] is None:
        return None
    return Place(section, in_event, tuple(path), fields[-1], tuple(bool(one and one.required) for one in fields))


def places(model: RecordModel, *types: FieldType) -> tuple[Place, ...]:
    """Return where records of a campaign have fields of some types, or lists of them; none of those in the bag of
    attributes, which is read by its names."""
    return _places(model, types)


@lru_cache(maxsize=1024)
def _places(model: RecordModel, types: tuple[FieldType, ...]) -> tuple[Place, ...]:
    found = []
    for section, path, _ in model.typed(*types):
        in_event = path[0] == "events"
        place = place_of(model, section, path[1:] if in_event else path, in_event=in_event)
        if place and (section, path[0]) != (RECORD, model.attributes_field):
            found.append(place)
    return tuple(found)


def holders(record: Record, section: str, *, in_event: bool) -> Iterator[tuple[Path, Any]]:
    """Yield the record itself, or the items of a section, or the events of these, each with where it stands.

    Of a record of which not everything can be read, what can't is passed over.
    """
    if section == RECORD:
        yield (), record
        return
    for i, item in enumerate(getattr(record, section) or ()):
        if item is None:
            continue
        if not in_event:
            yield (section, i), item
        else:
            yield from (((section, i, "events", j), event) for j, event in enumerate(item.events or ()))


_DATE = Field(type="date", title=Text("日期", "date"), required=True)
