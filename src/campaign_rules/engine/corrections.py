"""Corrections: which events the later word of a record takes back."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from campaign_rules.rules.record.values import Event, id_of, is_correction, taken_back


def retracted(events: Sequence[Event], sees: Callable[[Event], bool]) -> frozenset[int]:
    """Return the positions of the events that the corrections in sight take back.

    A correction that is itself taken back has no effect; of those that take each other back in a circle, which a sound
    record has none of, none has. Goes once over the events.
    """
    takes = {i: target for i, target in targets(events).items() if sees(events[i])}
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


def targets(events: Sequence[Event]) -> dict[int, int]:
    """Return, for the position of each correction, that of the event it takes back, if there is one."""
    of = {id_: i for i, event in enumerate(events) if (id_ := id_of(event)) is not None}
    return {i: of[id_] for i, event in enumerate(events) if (id_ := taken_back(event)) in of}


def circles(takes: Mapping[int, int]) -> frozenset[int]:
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


class Standing:
    """Whether an event of a kind had happened by a day and, as far as was said by then, not been taken back."""

    def __init__(self, events: Sequence[Event], kind: str) -> None:
        self._events, self._kind = events, kind
        self._corrections = sorted({event.date for event in events if is_correction(event)})
        self._first: dict[int, date | None] = {}

    def by(self, day: date) -> bool:
        """Tell it of a day: between two days with corrections only the first such event that stands matters."""
        said = bisect_right(self._corrections, day)
        if said not in self._first:
            last = self._corrections[said - 1] if said else date.min
            gone = retracted(self._events, lambda event: event.date <= last)
            standing = (e.date for i, e in enumerate(self._events) if e.kind == self._kind and i not in gone)
            self._first[said] = min(standing, default=None)
        first = self._first[said]
        return first is not None and first <= day
