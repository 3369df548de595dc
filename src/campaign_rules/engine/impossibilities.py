"""Whether a record can be true at all: contradictions, double ids, effects before their causes."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from msgspec import UNSET, Struct, UnsetType, convert, structs

from campaign_rules.base.errors import Problem, did_you_mean
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import Text
from campaign_rules.rules.records import (
    FACT_OF_SECTION,
    SECTIONS,
    Bulletin,
    Event,
    Hazard,
    Item,
    Record,
    SpotCheck,
    Waiver,
)

T = TypeVar("T")

MOST_ENTRIES = 20_000
"""A record lists no more than this, events of hazards and words in lists included: a large works has a few thousand."""

MOST_EVENTS = 1_000
"""No hazard has more events than this: a long story has thirty."""


def too_many(record: Record, source: Source) -> Iterator[Problem]:
    """Yield where a record lists more than can be gone through in good time."""
    total = 0
    for section in SECTIONS:
        total += len(getattr(record, section) or ())
    total += len(record.sectors or ())
    total += sum(len(check.found or ()) for _, check in _readable(record.spot_checks))
    total += sum(len(waiver.duties or ()) for _, waiver in _readable(record.waivers))
    for i, hazard in enumerate(record.hazards or ()):
        count = len(hazard.events or ()) if hazard is not None else 0
        total += count
        if count > MOST_EVENTS:
            text = Text(f"事项超过 {MOST_EVENTS:,} 条", f"more than {MOST_EVENTS:,} events")
            yield source.problem(("hazards", i, "events"), "too-many", text)
    if total > MOST_ENTRIES:
        yield too_many_entries(source)


def too_many_entries(source: Source) -> Problem:
    """Say that a record lists too much."""
    text = Text(f"一份记录所列超过 {MOST_ENTRIES:,} 项", f"one record lists more than {MOST_ENTRIES:,} entries")
    return source.problem((), "too-many", text)


def impossibilities(record: Record, source: Source) -> Iterator[Problem]:
    """Yield what can't be true whatever the campaign: contradictions, double ids, effects before their causes."""
    if beyond := list(too_many(record, source)):
        yield from beyond
        return
    for section, fact in FACT_OF_SECTION.items():
        items = getattr(record, section)
        if items and getattr(record, fact) is False:
            text = Text(
                f"写明 {fact}: false，但 {section} 列有 {len(items)} 项，自相矛盾",
                f"{fact} is false, yet {section} lists {len(items)}: a contradiction",
            )
            yield source.problem((fact,), "contradiction", text)
    yield from blanks(record, source)
    for section in SECTIONS:
        yield from _double_ids(getattr(record, section) or (), (section,), source)
    for section, impossible in IMPOSSIBLE.items():
        for i, item in _readable(getattr(record, section)):
            yield from impossible.problems(item, (section, i), source)


def blanks(record: Record, source: Source) -> Iterator[Problem]:
    """Yield texts that must say something, and are blank."""
    paths: list[Path] = [] if record.id.strip() else [("id",)]
    paths += [("sectors", i) for i, word in enumerate(record.sectors or ()) if not word.strip()]
    for section in SECTIONS:
        for i, item in _readable(getattr(record, section)):
            paths += [(section, i, *path) for path in _blanks(item)]
    for path in paths:
        yield source.problem(path, "empty-text", Text("不能为空", "must not be empty"))


def _blanks(item: Any) -> Iterator[Path]:
    for name in ("id", "kind"):
        value = getattr(item, name, UNSET)
        if isinstance(value, str) and not value.strip():
            yield (name,)
    if isinstance(item, Hazard):
        for i, event in enumerate(item.events or ()):
            yield from (("events", i, *path) for path in _blanks(event))
    words, name = (item.found, "found") if isinstance(item, SpotCheck) else (getattr(item, "duties", ()), "duties")
    yield from ((name, i) for i, word in enumerate(words or ()) if not word.strip())


def _readable(items: Iterable[T] | UnsetType) -> Iterator[tuple[int, T]]:
    return ((i, item) for i, item in enumerate(items or ()) if item is not None)


def salvaged(data: Any) -> Record | None:
    """Return what can be read of a record whose form is wrong, so that all its other problems can be told as well.

    An item that can't be read stands as None, which no sound record holds.
    """
    if not isinstance(data, dict):
        return None
    made: dict[str, Any] = {}
    for section, kind in SECTIONS.items():
        if isinstance(items := data.get(section), list):
            made[section] = tuple(_item(item, kind) for item in items)
    for fact in FACT_OF_SECTION.values():
        if isinstance(value := data.get(fact), bool):
            made[fact] = value
    return Record(id="?", **made)


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


def _impossible_review(bulletin: Bulletin, path: Path, source: Source) -> Iterator[Problem]:
    if bulletin.reviewed and bulletin.reviewed < bulletin.date:
        yield source.problem(
            (*path, "reviewed"),
            "history",
            _before(bulletin.reviewed, bulletin.date, "通报日", "the bulletin"),
        )


def _impossible_stoppage(waiver: Waiver, path: Path, source: Source) -> Iterator[Problem]:
    if waiver.to < waiver.from_:
        text = Text(
            f"止于 {waiver.to}，早于起始日 {waiver.from_}",
            f"ends {waiver.to}, before it begins on {waiver.from_}",
        )
        yield source.problem((*path, "to"), "history", text)


def _before(day: date, start: date, zh: str, en: str) -> Text:
    return Text(f"{day} 早于{zh} {start}，不可能发生", f"{day} is before {en} of {start}: impossible")


def _impossible_hazard(hazard: Hazard, path: Path, source: Source) -> Iterator[Problem]:
    events = hazard.events or ()
    for at, deadline in deadlines(hazard):
        if deadline < hazard.found.date:
            text = _before(deadline, hazard.found.date, "发现日", "the finding")
            yield source.problem((*path, *at), "history", text)
    yield from _double_ids(events, (*path, "events"), source)
    ids = {event.id: event for event in events if event.id is not UNSET}
    circles = _circles(_targets(events))
    accepted = _Accepted(events)
    for i, event in enumerate(events):
        at = (*path, "events", i)
        if event.kind != "correction" and event.date < hazard.found.date:
            yield source.problem(
                (*at, "date"), "history", _before(event.date, hazard.found.date, "发现日", "the finding")
            )
        if event.recorded and event.recorded < event.date:
            yield source.problem(
                (*at, "recorded"), "history", _before(event.recorded, event.date, "发生日", "the event")
            )
        if event.kind == "correction":
            yield from _impossible_correction(event, ids, at, source, goes_round=i in circles)
        elif event.retracts is not UNSET:
            text = Text("retracts 只用于 kind: correction", "retracts goes with kind: correction only")
            yield source.problem((*at, "retracts"), "correction", text)
        if event.kind == "reopened" and not accepted.by(event.date):
            text = Text(
                "此前没有验收（accepted），不会有复现（reopened）",
                "reopened, yet nothing was accepted before",
            )
            yield source.problem((*at, "kind"), "history", text)


def has_odd_history(hazard: Hazard) -> bool:
    """Tell, quickly, whether a hazard's events may be impossible: `_impossible_hazard` tells it exactly."""
    found = hazard.found.date
    for event in hazard.events or ():
        if event.date < found or event.kind in _CAN_BE_WRONG:
            return True
        if event.id is not UNSET or event.recorded or event.retracts is not UNSET:
            return True
    return False


_CAN_BE_WRONG = frozenset({"correction", "reopened"})


def deadlines(hazard: Hazard) -> Iterator[tuple[Path, date]]:
    """Yield where a hazard has a deadline, and the day: that of its plan, and those of its events."""
    if hazard.plan and hazard.plan.deadline:
        yield ("plan", "deadline"), hazard.plan.deadline
    for i, event in enumerate(hazard.events or ()):
        if event.deadline:
            yield ("events", i, "deadline"), event.deadline


class _Accepted:
    """Whether something was accepted by a day and, as far as was said by then, not taken back."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._events = events
        self._corrections = sorted({e.date for e in events if e.kind == "correction"})
        self._first: dict[int, date | None] = {}

    def by(self, day: date) -> bool:
        """Tell it of a day: between two days with corrections only the first acceptance that stands matters."""
        said = bisect_right(self._corrections, day)
        if said not in self._first:
            last = self._corrections[said - 1] if said else date.min
            gone = retracted(self._events, lambda event: event.date <= last)
            standing = (e.date for i, e in enumerate(self._events) if e.kind == "accepted" and i not in gone)
            self._first[said] = min(standing, default=None)
        first = self._first[said]
        return first is not None and first <= day


def retracted(events: Sequence[Event], sees: Callable[[Event], bool]) -> frozenset[int]:
    """Return the positions of the events that the corrections in sight take back.

    A correction that is itself taken back has no effect; of those that take each other back in a circle, which a sound
    record has none of, none has. Goes once over the events.
    """
    takes = {i: target for i, target in _targets(events).items() if sees(events[i])}
    takers = Counter(takes.values())
    holding = [i for i in takes if not takers[i]]
    gone = set[int]()
    while holding:
        target = takes[holding.pop()]
        if target in gone:
            continue
        gone.add(target)
        freed = takes.get(target)
        if freed is None:
            continue
        takers[freed] -= 1
        if freed in takes and freed not in gone and not takers[freed]:
            holding.append(freed)
    return frozenset(gone)


def _targets(events: Sequence[Event]) -> dict[int, int]:
    """Return, for the position of each correction, that of the event it takes back, if there is one."""
    of = {event.id: i for i, event in enumerate(events) if event.id is not UNSET}
    return {i: of[e.retracts] for i, e in enumerate(events) if e.kind == "correction" and e.retracts in of}


def _circles(takes: Mapping[int, int]) -> frozenset[int]:
    """Return the corrections that take back one which, by way of others, takes them back."""
    found, seen = set[int](), set[int]()
    for start in takes:
        trail: dict[int, None] = {}
        i = start
        while i in takes and i not in seen:
            seen.add(i)
            trail[i] = None
            i = takes[i]
        if i in trail:
            way = list(trail)
            found.update(way[way.index(i) :])
    return frozenset(found)


def _impossible_correction(
    event: Event, ids: dict[str, Event], at: Path, source: Source, *, goes_round: bool
) -> Iterator[Problem]:
    if not isinstance(event.retracts, str):
        text = Text(
            "更正须写明 retracts: 被撤回事项的编号",
            "a correction needs retracts: the id of the event it takes back",
        )
        yield source.problem((*at, "retracts"), "correction", text)
    elif event.retracts not in ids:
        hint = did_you_mean(event.retracts, ids)
        text = Text(
            f"没有编号为 {event.retracts} 的事项",
            f"there is no event with the id {event.retracts}",
        )
        yield source.problem((*at, "retracts"), "correction", text + hint)
    elif event.retracts == event.id:
        text = Text("更正不能撤回自身", "a correction can't take itself back")
        yield source.problem((*at, "retracts"), "correction", text)
    elif event.date < ids[event.retracts].date:
        text = _before(event.date, ids[event.retracts].date, "被撤回事项", "the event it takes back")
        yield source.problem((*at, "date"), "history", text)
    elif goes_round:
        text = Text(
            "几条更正互相撤回，无从判断哪条有效", "these corrections take each other back: none can be said to hold"
        )
        yield source.problem((*at, "retracts"), "correction", text)


# --- by section ---


def _none(item: Item, path: Path, source: Source) -> Iterator[Problem]:
    """Yield nothing: beside ids and blanks, nothing in these items can be impossible."""
    yield from ()


class Impossible(Struct, frozen=True):
    """What can't be true of an item of a section, said twice: exactly, and as a quick test for many records.

    The quick tests are Python source, true at least wherever there are problems; where they hold, it is told exactly.
    """

    problems: Callable[[Any, Path, Source], Iterator[Problem]]
    """Yields what is impossible, of an item that stands at a path."""
    item: str = "True"
    """The quick test of an item ``i``; without one of its own, every item is looked at exactly."""
    event: str = "False"
    """The quick test of an event ``e`` of an item ``i`` that has events."""


IMPOSSIBLE: Mapping[str, Impossible] = {
    "activities": Impossible(_none, "False"),
    "documents": Impossible(_none, "False"),
    "hazards": Impossible(
        _impossible_hazard,
        "i.plan and i.plan.deadline and i.plan.deadline < i.found.date",
        "e.deadline and e.deadline < i.found.date",  # for what else, `has_odd_history` or the replay of its life cycle
    ),
    "hot_work_jobs": Impossible(_none, "False"),
    "operators": Impossible(_none, "False"),
    "contracts": Impossible(_none, "False"),
    "penalties": Impossible(_none, "False"),
    "accident_bulletins": Impossible(_impossible_review, "i.reviewed and i.reviewed < i.date"),
    "spot_checks": Impossible(_none, "i.found and '' in map(str.strip, i.found)"),
    "waivers": Impossible(_impossible_stoppage, "i.to < i.from_ or (i.duties and '' in map(str.strip, i.duties))"),
}
"""By section; the items of a section that is not here are looked at exactly, in every record."""
