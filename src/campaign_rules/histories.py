"""Whether a record can be true at all: contradictions, double ids, effects before their causes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, TypeVar

from msgspec import UNSET, UnsetType, ValidationError, convert, structs

from campaign_rules.errors import Problem, did_you_mean
from campaign_rules.records import FACT_OF_SECTION, SECTIONS, Bulletin, Event, Hazard, Item, Record, SpotCheck
from campaign_rules.sources import Path, Source
from campaign_rules.texts import Text

T = TypeVar("T")


def impossibilities(record: Record, source: Source) -> Iterator[Problem]:
    """Yield what can't be true whatever the campaign: contradictions, double ids, effects before their causes."""
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
    for i, hazard in _readable(record.hazards):
        yield from _impossible_hazard(hazard, ("hazards", i), source)
    for i, bulletin in _readable(record.accident_bulletins):
        yield from _impossible_review(bulletin, ("accident_bulletins", i), source)
    for i, waiver in _readable(record.waivers):
        if waiver.end < waiver.start:
            text = Text(
                f"止于 {waiver.end}，早于起始日 {waiver.start}",
                f"ends {waiver.end}, before it begins on {waiver.start}",
            )
            yield source.problem(("waivers", i, "to"), "history", text)


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
    except ValidationError:
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
            yield from _impossible_correction(event, ids, at, source)
        elif event.retracts is not UNSET:
            text = Text("retracts 只用于 kind: correction", "retracts goes with kind: correction only")
            yield source.problem((*at, "retracts"), "correction", text)
        if event.kind == "reopened" and not _accepted_by(event.date, events):
            text = Text(
                "此前没有验收（accepted），不会有复现（reopened）",
                "reopened, yet nothing was accepted before",
            )
            yield source.problem((*at, "kind"), "history", text)


def deadlines(hazard: Hazard) -> Iterator[tuple[Path, date]]:
    """Yield where a hazard has a deadline, and the day: that of its plan, and those of its events."""
    if hazard.plan and hazard.plan.deadline:
        yield ("plan", "deadline"), hazard.plan.deadline
    for i, event in enumerate(hazard.events or ()):
        if event.deadline:
            yield ("events", i, "deadline"), event.deadline


def _accepted_by(day: date, events: Sequence[Event]) -> bool:
    """Tell whether something was accepted by a day and, as far as was said by then, not taken back."""
    gone = retracted(events, lambda event: event.date <= day)
    return any(e.kind == "accepted" and e.date <= day and i not in gone for i, e in enumerate(events))


def retracted(events: Sequence[Event], sees: Callable[[Event], bool]) -> frozenset[int]:
    """Return the positions of the events that the corrections in sight take back.

    A correction that is itself taken back has no effect.
    """
    taking = [(i, e.retracts) for i, e in enumerate(events) if e.kind == "correction" and sees(e)]
    if not taking:
        return frozenset()

    def holds(i: int, seen: frozenset[int]) -> bool:
        takers = [j for j, target in taking if target == events[i].id and j not in seen]
        return not any(holds(j, seen | {i}) for j in takers)

    targets = {target for i, target in taking if holds(i, frozenset({i}))}
    return frozenset(i for i, event in enumerate(events) if event.id in targets)


def _impossible_correction(event: Event, ids: dict[str, Event], at: Path, source: Source) -> Iterator[Problem]:
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
    elif _leads_round(event, ids):
        text = Text(
            "几条更正互相撤回，无从判断哪条有效", "these corrections take each other back: none can be said to hold"
        )
        yield source.problem((*at, "retracts"), "correction", text)


def _leads_round(event: Event, ids: dict[str, Event]) -> bool:
    """Tell whether a correction takes back one that, by way of others, takes it back."""
    seen, target = set[str](), event.retracts
    while isinstance(target, str) and target in ids and target not in seen:
        seen.add(target)
        if target == event.id:
            return True
        target = ids[target].retracts if ids[target].kind == "correction" else None
    return False
