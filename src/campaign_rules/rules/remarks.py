"""What a form says of a duty in a pack: the names that it uses, of those that there are; what can't be so, or looks wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from msgspec import Struct

from campaign_rules.base.sources import Path
from campaign_rules.base.texts import Text


class PackNames(Struct, frozen=True, kw_only=True):
    """The names of a pack that a duty can name."""

    phases: tuple[str, ...]
    seasons: tuple[str, ...] = ()
    holidays: Callable[[], Collection[str]] = tuple
    """Returns the ids of the holidays in the campaign's years: they are only looked up where a duty names any."""
    days: tuple[str, ...] = ()
    """The fields of a record that hold a day."""
    duties: Collection[str] = ()
    events: Collection[str] = ()
    """The kinds of events that an item of some section can have."""
    item_events: Mapping[str, Collection[str]] = {}
    """By section, the kinds of events that its items can have."""
    item_moments: Mapping[str, Collection[str]] = {}
    """By section, the fields of its items and of the record that hold a day with a time."""
    readings: Mapping[str, tuple[str, ...]]
    """The interpretations, each with what it can be set to by name."""
    readings_of_phases: Sequence[str]
    readings_of_days: Sequence[str]
    sections: tuple[str, ...]
    entries: tuple[str, ...]
    """The sections of what duties count."""
    doers: frozenset[str]
    """Those of them that say who did it."""
    entry_fields: Mapping[str, set[str]]
    """By section, the fields of an entry."""
    item_fields: Mapping[str, set[str]]
    """By section, what a condition on an item can name: its fields, its life cycle, the record."""
    item_days: Mapping[str, set[str]]
    """By section, those of them that hold a day."""
    has_report: bool
    entry_numbers: Mapping[str, Collection[str]] = {}
    """By section, the fields of an entry that hold a number."""
    entry_words: Mapping[tuple[str, str], Collection[str]] = {}
    """By section and field, the words of the choices of an entry."""
    sets: Collection[str] = ()
    """What a measure can ask for each of, or a share of: rolls; sections, fields of their items and lists of the record."""
    numbers: Collection[str] = ()
    """The fields of a record that hold a number."""


NameUsed = tuple[Path, str, str, Collection[str]]
"""A name that a duty uses: where in the duty, of what it is one, the name, and those that there are."""


class Remark(Struct, frozen=True):
    """What is to be said of how a duty is written: where in the duty, a code, and the words."""

    path: Path
    code: str
    text: Text
    at_key: bool = False
