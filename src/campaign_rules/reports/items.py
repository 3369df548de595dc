"""Items of a record by their ids: whichever section they stand in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from campaign_rules.base.errors import BadArgument, UnknownName
from campaign_rules.base.texts import Text
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.rules.record.model import RecordModel
from campaign_rules.rules.record.values import Record, attribute

T = TypeVar("T")


def followed_sections(rules: Ruleset) -> tuple[str, ...]:
    """Return the sections whose items have a course: events, a life cycle, or outcomes."""
    wanted = {*rules.pack.model.cases, *rules.cycles, *rules.outcomes}
    return tuple(section for section in rules.pack.model.sections if section in wanted)


def followed_items(rules: Ruleset, record: Record) -> dict[tuple[str, str], int]:
    """Return by section and id where the items of a record stand whose course is told."""
    return {
        (section, item.id): i
        for section in followed_sections(rules)
        for i, item in enumerate(getattr(record, attribute(section)) or ())
    }


def one_named(name: str, known: Mapping[tuple[str, str], T], model: RecordModel) -> T:
    """Return what belongs to an item, by its id, or by section and id (``hazards/H-1``).

    Raises:
        UnknownName: there is none.
        BadArgument: items of several sections have the id.
    """
    found = {f"{section}/{id_}": one for (section, id_), one in known.items() if name in (id_, f"{section}/{id_}")}
    if not found:
        sections = dict.fromkeys(section for section, _ in known)
        kind = model.item_key(next(iter(sections))) if len(sections) == 1 else "item"
        raise UnknownName(kind, name, [id_ for _, id_ in known])
    if len(found) > 1:
        raise BadArgument("several-items", several_text(name, tuple(found)))
    return next(iter(found.values()))


def several_text(name: str, found: tuple[str, ...]) -> Text:
    """Ask which of several items with one id is meant."""
    return Text(
        f"{name} 是几张表里的编号，请写明是哪一个：{'、'.join(found)}",
        f"{name} is the id of items in several sections; say which: {', '.join(found)}",
    )
