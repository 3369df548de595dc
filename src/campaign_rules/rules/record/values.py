"""Records as values: what all classes share that are made from a declaration, and what is asked of any of them.

Three things differ in a record and are kept apart throughout: a key that is **absent** (`UNSET`: nobody said), a value
that is **null, empty or false** (said: not done), and a value. A section that is present is complete: what it does not
list did not happen.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec import UNSET, Struct, UnsetType


class Value(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A record, or something in one; its fields are those that the campaign declares."""

    if TYPE_CHECKING:
        _shape: ClassVar[Any]
        """The `campaign_rules.rules.record.shape.Shape` that its class was made with."""
        _name: ClassVar[str]
        """Which of the shape's classes it is."""

        def __init__(self, **said: Any) -> None:
            """Make one of what is said."""

        def __getattr__(self, name: str) -> Any:
            """Return a declared field."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what is set, with the shape: the class itself lives in this process only."""
        said = {name: value for name in self.__struct_fields__ if (value := getattr(self, name)) is not UNSET}
        return _restored, (self._shape, self._name, said)


def _restored(shape: Any, name: str, said: dict[str, Any]) -> Value:
    made: Value = shape.classes[name](**said)
    return made


class Part(Value, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Something that belongs together within an item: a plan, how it was found."""

    if TYPE_CHECKING:

        def __init__(self, **said: Any) -> None:
            """Make one of what is said."""


class Item(Value, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Anything listed in a section."""

    if TYPE_CHECKING:
        _section: ClassVar[str]
        """The section that lists it."""
        _day: ClassVar[tuple[str, ...]]
        """Where it says the day from which it counts; nowhere, if it always holds."""
        _days: ClassVar[tuple[tuple[str, ...], ...]]
        """Where it says the days on which more of it takes effect."""

        def __init__(self, **said: Any) -> None:
            """Make one of what is said."""


class Event(Value, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Something that happened to an item on a day."""

    if TYPE_CHECKING:
        kind: str
        date: date
        id: str | UnsetType
        _recorded: ClassVar[str]
        """The attribute with the day on which it was entered; none, if events have no such day."""
        _ties: ClassVar[tuple[str, ...]]
        """The attributes that order events of one day and kind."""
        _takes_back: ClassVar[Mapping[str, str]]
        """By the kinds that are corrections, the attribute with the id of what one takes back."""

        def __init__(self, **said: Any) -> None:
            """Make one of what is said."""


class Record(Value, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """All that is known of one subject (or office); what is absent is unknown, what is empty is none."""

    if TYPE_CHECKING:
        id: str
        actor: str | tuple[str, ...]

        def __init__(self, **said: Any) -> None:
            """Make one of what is said."""

    @property
    def actors(self) -> tuple[str, ...]:
        """Every actor that it is, in the order in which the record names them; each has duties of its own."""
        return actors_in(self.actor)


def actors_in(said: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return the actors that ``actor`` names, be it one or several, each once."""
    return (said,) if isinstance(said, str) else tuple(dict.fromkeys(said))


_OF_KEYWORD = {name: f"{name}_" for name in keyword.kwlist}


def attribute(name: str) -> str:
    """Return the Python attribute that holds a declared field.

    >>> attribute("from"), attribute("date")
    ('from_', 'date')
    """
    return _OF_KEYWORD.get(name, name)


def declared(attribute: str) -> str:
    """Return the declared name of the field that an attribute holds."""
    return attribute.rstrip("_")


def id_of(item: Item | Event) -> str | None:
    """Return the id of an item or an event; None where it has none."""
    said = getattr(item, "id", UNSET)
    return said if isinstance(said, str) else None


def section_of(item: Item) -> str:
    """Return the name of the section that lists items of this class."""
    return item._section


def item_date(item: Item) -> date | None:
    """Return the day from which an item of a section counts; None if it bears no date and always holds."""
    return _day_at(item, item._day) if item._day else None


def _day_at(value: Any, path: Sequence[str]) -> date | None:
    for name in path:
        value = getattr(value, name, None)
    return value or None


def recorded_on(event: Event) -> date | None:
    """Return the day on which an event was entered, where that is said beside the day on which it happened."""
    return getattr(event, event._recorded) or None if event._recorded else None


def is_correction(event: Event) -> bool:
    """Tell whether an event only takes back another."""
    return event.kind in event._takes_back


def taken_back(event: Event) -> str | None:
    """Return the id of the event that a correction takes back; None where it is no correction, or does not say."""
    name = event._takes_back.get(event.kind)
    said = getattr(event, name) if name else None
    return said if isinstance(said, str) else None


def tie_of(event: Event) -> str:
    """Return what orders events of one day and kind: what they set; nothing, where they set nothing."""
    said = [getattr(event, name) for name in event._ties]
    return " ".join(map(str, said)) if said and said[0] else ""


def dated(record: Record) -> Iterator[tuple[str, date]]:
    """Yield the path and the date of everything in a record that takes effect on a day."""
    for section in record._shape.items:
        for i, item in enumerate(getattr(record, section) or ()):
            if day := item_date(item):
                yield f"{section}[{i}]", day
            for j, event in enumerate(getattr(item, "events", None) or ()):
                yield f"{section}[{i}].events[{j}]", event.date
            for path in item._days:
                if day := _day_at(item, path):
                    yield f"{section}[{i}].{'.'.join(map(declared, path))}", day
