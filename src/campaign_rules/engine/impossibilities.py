"""Whether a record can be true at all: contradictions, double ids, effects before their causes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from msgspec import UNSET, Struct, convert, structs

from campaign_rules.base.errors import Problem, did_you_mean
from campaign_rules.base.moments import as_moment
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import Text
from campaign_rules.engine.corrections import Standing, circles, targets
from campaign_rules.engine.orders import Order, orders_of, too_early
from campaign_rules.rules.record.declaration import Events
from campaign_rules.rules.record.model import RecordModel
from campaign_rules.rules.record.places import Place, holders, places
from campaign_rules.rules.record.shape import NEVER_BLANK
from campaign_rules.rules.record.values import (
    Event,
    Item,
    Record,
    attribute,
    declared,
    id_of,
    is_correction,
    taken_back,
)

MOST_ENTRIES = 20_000
"""A record lists no more than this, events of its items and words in lists included: a large works has a few thousand."""

MOST_EVENTS = 1_000
"""No item has more events than this: a long story has thirty."""


class _Checks(Struct, frozen=True):
    """What is looked at in every record of a campaign, gathered from its declaration once."""

    lists: tuple[Place, ...]
    never_blank: tuple[Place, ...]
    moments: tuple[Place, ...]
    orders: tuple[tuple[str, tuple[Order, ...]], ...]
    """By section, what its items declare of their own days."""
    histories: tuple[_History, ...]


class _History(Struct, frozen=True):
    """What can be wrong with what happened to the items of a section."""

    section: str
    events: Events
    orders: tuple[Order, ...]
    retracting: dict[str, tuple[str, ...]]
    """By a field with the id of what is taken back, the kinds of corrections that have it."""


@lru_cache(maxsize=64)
def _checks_of(model: RecordModel) -> _Checks:
    return _Checks(
        places(model, "list"),
        places(model, *NEVER_BLANK),
        places(model, "moment"),
        tuple((section, made) for section in model.sections if (made := orders_of(model, section))),
        tuple(
            _History(name, events, orders_of(model, name, in_event=True), retracting(events))
            for name in model.cases
            if (events := model.events_of(name))
        ),
    )


def retracting(events: Events) -> dict[str, tuple[str, ...]]:
    """Return, by the fields with the id of what is taken back, the kinds of corrections that have one."""
    fields = dict.fromkeys(kind.takes_back for kind in events.kinds.values() if kind.takes_back)
    return {f: tuple(name for name, kind in events.kinds.items() if kind.takes_back == f) for f in fields}


def too_many(record: Record, model: RecordModel, source: Source) -> Iterator[Problem]:
    """Yield where a record lists more than can be gone through in good time."""
    total = sum(len(getattr(record, section) or ()) for section in model.sections)
    total += sum(len(value) for place in _checks_of(model).lists for _, value in place.values(record))
    for section in model.cases:
        for at, item in holders(record, section, in_event=False):
            count = len(item.events or ())
            total += count
            if count > MOST_EVENTS:
                text = Text(f"事项超过 {MOST_EVENTS:,} 条", f"more than {MOST_EVENTS:,} events")
                yield source.problem((*at, "events"), "too-many", text)
    if total > MOST_ENTRIES:
        yield too_many_entries(source)


def too_many_entries(source: Source) -> Problem:
    """Say that a record lists too much."""
    text = Text(f"一份记录所列超过 {MOST_ENTRIES:,} 项", f"one record lists more than {MOST_ENTRIES:,} entries")
    return source.problem((), "too-many", text)


def impossibilities(record: Record, model: RecordModel, source: Source) -> Iterator[Problem]:
    """Yield what can't be true, as the campaign's records are declared: contradictions, double ids, effects before their
    causes."""
    if beyond := list(too_many(record, model, source)):
        yield from beyond
        return
    for section, fact in model.fact_of_section.items():
        items = getattr(record, section)
        if items and getattr(record, attribute(fact), UNSET) is False:
            text = Text(
                f"写明 {fact}: false，但 {section} 列有 {len(items)} 项，自相矛盾",
                f"{fact} is false, yet {section} lists {len(items)}: a contradiction",
            )
            yield source.problem((fact,), "contradiction", text)
    yield from blanks(record, model, source)
    checks = _checks_of(model)
    for place in checks.moments:
        for at, value in place.words(record):
            if as_moment(value) is None:
                yield source.problem(at, "type", _no_moment(value))
    for section in model.sections:
        yield from _double_ids(getattr(record, section) or (), (section,), source)
    for section, made in checks.orders:
        for at, item in holders(record, section, in_event=False):
            yield from (problem for order in made for problem in order.problems(item, item, at, source))
    for history in checks.histories:
        for at, item in holders(record, history.section, in_event=False):
            yield from _impossible_history(item, history, at, source)


def _no_moment(value: str) -> Text:
    return Text(
        f"应为日期，或日期加时间（2023-06-01 08:30），得到 {value}",
        f"expected a day, or a day with a time (2023-06-01 08:30), got {value}",
    )


def blanks(record: Record, model: RecordModel, source: Source) -> Iterator[Problem]:
    """Yield texts that must say something, and are blank."""
    for place in _checks_of(model).never_blank:
        for at, word in place.words(record):
            if not word.strip():
                yield source.problem(at, "empty-text", Text("不能为空", "must not be empty"))


def salvaged(data: Any, model: RecordModel) -> Record | None:
    """Return what can be read of a record whose form is wrong, so that all its other problems can be told as well.

    An item that can't be read stands as None, which no sound record holds.
    """
    if not isinstance(data, dict):
        return None
    made: dict[str, Any] = {}
    for section, kind in model.items.items():
        if isinstance(items := data.get(section), list):
            made[section] = tuple(_item(item, kind) for item in items)
    for fact in model.fact_of_section.values():
        if isinstance(value := data.get(fact), bool) and fact in model.fields:
            made[attribute(fact)] = value
    return model.record(id="?", **made)


def _item(data: Any, kind: type[Item]) -> Item | None:
    known = {field.encode_name for field in structs.fields(kind)}
    try:
        return convert({k: v for k, v in data.items() if k in known} if isinstance(data, dict) else data, kind)
    except ValueError:  # a ValidationError, or half a character where a day should be
        return None


def _double_ids(items: Iterable[object], path: Path, source: Source) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for i, item in enumerate(items):
        name = getattr(item, "id", UNSET)
        if name is UNSET:
            continue
        if name == "*":
            text = Text("编号不能是 *，它代表“没有事项”", "an id can't be *, which stands for no item")
            yield source.problem((*path, i, "id"), "reserved-id", text)
        if name in seen:
            text = Text(
                f"编号 {name} 重复，与第 {seen[name] + 1} 项相同",
                f"the id {name} is already used by entry {seen[name] + 1}",
            )
            yield source.problem((*path, i, "id"), "duplicate-id", text)
        seen.setdefault(name, i)


def _impossible_history(item: Item, history: _History, path: Path, source: Source) -> Iterator[Problem]:
    events: tuple[Event, ...] = item.events or ()
    yield from _double_ids(events, (*path, "events"), source)
    ids = {id_: event for event in events if (id_ := id_of(event)) is not None}
    going_round = circles(targets(events))
    standing = {name: Standing(events, kind.after) for name, kind in history.events.kinds.items() if kind.after}
    for i, event in enumerate(events):
        at = (*path, "events", i)
        for order in history.orders:
            if not (is_correction(event) and order.day.path == ("date",)):  # its day is that of a word, not of a deed
                yield from order.problems(event, item, at, source)
        if is_correction(event):
            yield from _impossible_correction(event, ids, at, source, goes_round=i in going_round)
        yield from _misplaced(event, history, at, source)
        if event.kind in standing and not standing[event.kind].by(event.date):
            yield source.problem((*at, "kind"), "history", _nothing_before(event.kind, history.events))


def _misplaced(event: Event, history: _History, at: Path, source: Source) -> Iterator[Problem]:
    """Yield the fields of corrections that another event has."""
    for field, kinds in history.retracting.items():
        if event.kind not in kinds and getattr(event, attribute(field)) is not UNSET:
            text = Text(
                f"{field} 只用于 kind: {'、'.join(kinds)}", f"{field} goes with kind: {' or '.join(kinds)} only"
            )
            yield source.problem((*at, field), "correction", text)


def _nothing_before(name: str, events: Events) -> Text:
    kind = events.kinds[name]
    before = events.kinds[str(kind.after)]
    happened, that = kind.noun or kind.title, before.noun or before.title
    return Text(
        f"此前没有{that.zh}（{kind.after}），不会有{happened.zh}（{name}）",
        f"{kind.title.en}, yet nothing was {before.title.en} before",
    )


def _impossible_correction(
    event: Event, ids: dict[str, Event], at: Path, source: Source, *, goes_round: bool
) -> Iterator[Problem]:
    field, target = event._takes_back[event.kind], taken_back(event)
    place = (*at, declared(field))
    if target is None:
        text = Text(
            f"更正须写明 {declared(field)}: 被撤回事项的编号",
            f"a correction needs {declared(field)}: the id of the event it takes back",
        )
        yield source.problem(place, "correction", text)
    elif target not in ids:
        text = Text(f"没有编号为 {target} 的事项", f"there is no event with the id {target}")
        yield source.problem(place, "correction", text + did_you_mean(target, ids))
    elif target == id_of(event):
        text = Text("更正不能撤回自身", "a correction can't take itself back")
        yield source.problem(place, "correction", text)
    elif event.date < ids[target].date:
        text = too_early(event.date, ids[target].date, Text("被撤回事项", "the event it takes back"))
        yield source.problem((*at, "date"), "history", text)
    elif goes_round:
        text = Text(
            "几条更正互相撤回，无从判断哪条有效", "these corrections take each other back: none can be said to hold"
        )
        yield source.problem(place, "correction", text)
