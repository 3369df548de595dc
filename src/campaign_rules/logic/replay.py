"""The replay of dated events through a life cycle, up to a day, in every way that the record allows.

Replaying is pure: the same events in any order give the same answer. The published order of what happens on
one day D is: timers set *at* D; then events, each time the first in the life cycle's declared order that some state
waits for (what is found again after acceptance is accepted after that, not before), ties by what they set; then timers
set *after* D, which fire as D ends and are stamped D+1: a deadline day still counts.

Where a guard is unknown the replay follows both branches. What it returns is therefore the set of `World`s that
the record allows: one, when nothing is unknown. Equal worlds are one; where more than `MOST_WORLDS` differ, or more
than `MOST_MOVES` moves were tried, the replay gives up and says so: then nothing is known of how the item stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from msgspec import UNSET, Struct, field, structs

from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import NEVER, NOTHING_ASKED, Binding, View, missing, truth
from campaign_rules.logic.lifecycles import (
    LifeCycle,
    Slot,
    Standing,
    Timer,
    Transition,
    field_of_variable,
    sources_of,
    start_of,
    trigger_of,
    value_of,
)
from campaign_rules.logic.truth import Truth

MOST_WORLDS = 256
"""So many different ways in which an item may stand are followed; past them it is not known."""

MOST_MOVES = 20_000
"""So many moves are tried in the replay of one item that leaves something open; past them it is not known."""

MOST_MOVES_IN_ALL = 100_000
"""So many are tried for all items of a record; what leaves something open after that is not known."""

TOO_MANY_WAYS = Text(
    f"所写事项留有太多可能（超过 {MOST_WORLDS} 种情形或 {MOST_MOVES} 步），未逐一推算",
    f"its events leave open too many ways (over {MOST_WORLDS} of them, or {MOST_MOVES} moves): they were not followed",
)
"""What is said of an item whose replay gave up."""


class Occurrence(Struct, frozen=True):
    """Something that happened on a day; ``certain`` is None where the record leaves open whether it did."""

    day: date
    name: str
    certain: Truth = True
    event: Any = None
    place: str = ""
    tie: str = ""
    """Orders what has the same day and rank, so that the order of entries never matters."""


class World(Struct, frozen=True):
    """One way that things can stand: the state of each region, since when, and the variables."""

    states: tuple[str, ...]
    since: tuple[date | None, ...]
    variables: tuple[Any, ...]


class Replayed(Struct, frozen=True):
    """Every `World` that the record allows, and the places of the record that leave more than one.

    Where it ``gave_up``, there are more than were followed: the ``worlds`` are some of them.
    """

    worlds: tuple[World, ...]
    unsure: tuple[str, ...] = ()
    gave_up: bool = False
    moves: int = 0
    """How many moves were tried, where something was left open."""


class Tried(Struct, frozen=True):
    """A transition that an event or a timer called for: taken (True), refused (False), or perhaps taken (None).

    ``step`` is None for an event that no state waited for.
    """

    day: date
    trigger: str
    region: str
    source: str
    step: Transition | None
    holds: Truth
    what: Occurrence | None
    view: View | None
    """What the guard saw; `explain` it on this to tell why."""
    before: tuple[str, ...] = ()
    """The states that the region may have been in just before, in all the ways that the record allows."""
    after: tuple[str, ...] = ()
    """Those that it may be in just after. Both are empty where nothing was tried, or the replay gave up."""
    found: View | None = None
    """How things stood, in one of those ways, before the event moved anything; None for a timer."""


class GuardView:
    """What a guard sees: ``event.…`` is the event; a variable is its value and a region its state, as they are now;
    the rest is the item itself."""

    __slots__ = ("cycle", "item", "memo", "what", "world")

    def __init__(self, cycle: Replayer, world: Standing, what: Occurrence | None, item: View | None) -> None:
        self.cycle, self.world, self.what, self.item = cycle, world, what, item
        self.memo: dict[str, Truth] = {}

    def get(self, path: tuple[str, ...]) -> Any:
        """Return a field of the event, of the life cycle as it stands, or of the item."""
        name = path[0]
        if name == "event":
            return self.said(path, _said_by(self.what.event, path[1])) if self.what else UNSET
        if slot := self.cycle.slot(path):
            return slot.of(self.world)
        return self.item.get(path) if self.item else UNSET

    def said(self, path: tuple[str, ...], value: Any) -> Any:
        """Return what a value that stands in a field means."""
        return self.item.said(path, value) if self.item else value

    def place(self, path: tuple[str, ...]) -> str:
        """Return the place of the record that a field comes from."""
        if path[0] == "event" and self.what:
            return f"{self.what.place}.{path[1]}"
        if path[0] in self.cycle.variables:
            path = field_of_variable(self.cycle.cycle, path[0])
        elif path[0] in self.cycle.regions:
            path = ("events",)
        return self.item.place(path) if self.item else ".".join(path)

    def label(self, path: tuple[str, ...]) -> Text:
        """Return what people call a field; of a state's day, the state."""
        if said := self.cycle.cycle.called(path):
            return said
        within, path = (("events",), path[1:]) if path[0] == "event" else ((), path)
        return self.item.label((*within, *path)) if self.item else Text(".".join(path), ".".join(path))

    def word(self, path: tuple[str, ...], value: Any) -> Text | None:
        """Return what people call a value; of a region, the state's title."""
        region = self.cycle.cycle.regions.get(path[0])
        if region and len(path) == 1 and isinstance(value, str):
            return region.states.get(value)
        return self.item.word(path, value) if self.item else None

    def day(self, entry: Any) -> date | None:
        """Return the day from which an entry of a section counts; None where it has none."""
        return self.item.day(entry) if self.item else None


def _said_by(event: Any, name: str) -> Any:
    """Return what an event says in a field, by the name that it is written with: its attribute may have another."""
    written = getattr(event, "__struct_encode_fields__", ())
    return getattr(event, event.__struct_fields__[written.index(name)] if name in written else name, UNSET)


Way = tuple[tuple[date, tuple[str, ...]], ...]
"""The states of one world while timers fire: those before, and those since each day on which one fired."""


class _Replay(Struct):
    """One replay under way: the item, what it has left unsure, and what it tried if somebody wants to know."""

    item: View | None
    unsure: dict[str, None]
    log: list[Tried] | None
    most: int
    moves: int = 0
    moved: list[tuple[int, str, str, str]] = field(default_factory=list)
    """Of the day's events, for a log: which it was, the region, the state that it was in, and one that it came to be in."""
    ways: list[Way] = field(default_factory=list)
    """How timers moved each world, for a log."""
    found: View | None = None
    """How the event under way found things, for a log."""

    def tell_events(self, mark: int) -> None:
        """Say, of what the log has had since a mark, in which states the day's events found and left each region."""
        if self.log is not None:
            before, after = dict[tuple[int, str], dict[str, None]](), dict[tuple[int, str], dict[str, None]]()
            for which, region, source, target in self.moved:
                before.setdefault((which, region), {})[source] = None
                after.setdefault((which, region), {})[target] = None
            for k, tried in enumerate(self.log[mark:], mark):
                at = (id(tried.what), tried.region)
                if at in before:
                    self.log[k] = structs.replace(tried, before=tuple(before[at]), after=tuple(after[at]))
            self.moved.clear()

    def tell_timers(self, mark: int, regions: tuple[str, ...]) -> None:
        """Say, of what the log has had since a mark, in which states a timer's day found and left each region."""
        if self.log is not None:
            for k, tried in enumerate(self.log[mark:], mark):
                i, day = regions.index(tried.region), tried.day
                before = dict.fromkeys([s for d, s in way if d < day][-1][i] for way in self.ways)
                after = dict.fromkeys([s for d, s in way if d <= day][-1][i] for way in self.ways)
                self.log[k] = structs.replace(tried, before=tuple(before), after=tuple(after))
            self.ways.clear()

    def within_bounds(self, worlds: Collection[object]) -> None:
        """Give up where there are too many ways, or too many moves have been tried to find them."""
        self.moves += 1
        if len(worlds) > MOST_WORLDS or self.moves > self.most:
            raise _GaveUp


class _GaveUp(Exception):  # not an error: what follows is not known
    pass


class Replayer:
    """A life cycle with its guards bound, and the replay that follows every world.

    Who says which transitions a trigger calls for (`tried`) is for those who derive from it:
    `campaign_rules.logic.machines`, and `campaign_rules.logic.transition_tables`, which knows a quicker way where
    nothing is unknown. The time is kept here for both.
    """

    def __init__(self, cycle: LifeCycle, binding: Binding) -> None:
        self.cycle = cycle
        self.regions = tuple(cycle.regions)
        self.variables = tuple(cycle.variables)
        self.starts = {name: start_of(start, binding) for name, start in cycle.variables.items()}
        """By variable, the field that it starts from, and how many days later it is; None for none."""
        self.initial = tuple(region.initial for region in cycle.regions.values())
        self.never = (None,) * len(self.initial)
        self.rank = {name: i for i, name in enumerate(cycle.order)}
        self.steps: dict[tuple[int, str, str], list[Transition]] = {}
        self.moves: dict[str, dict[int, None]] = {}  # the regions that an event can move
        self.timers: dict[tuple[int, str], dict[str, Timer]] = {}  # the timers of a state
        self._slots: dict[tuple[str, ...], Slot | None] = {}
        for i, region in enumerate(cycle.regions.values()):
            for declared in region.transitions:
                step = structs.replace(declared, when=binding.bind(declared.when))
                if step.when == NEVER:
                    continue  # ruled out by an interpretation: nothing waits for it
                trigger = trigger_of(step)
                for state in sources_of(step, region):
                    self.steps.setdefault((i, state, trigger), []).append(step)
                    if step.event is not UNSET:
                        self.moves.setdefault(trigger, {})[i] = None
                    else:
                        variable = self.variables.index(str(step.at or step.after))
                        timer = Timer(variable, ends=step.after is not UNSET)
                        self.timers.setdefault((i, state), {})[trigger] = timer

    def order(self, day: date, name: str, tie: str) -> tuple[date, int, str]:
        """Return by what events are ordered: by day, then as declared, then by what they set."""
        return day, self.rank.get(name, len(self.rank)), tie

    def slot(self, path: tuple[str, ...]) -> Slot | None:
        """Return what a path of conditions means in the life cycle; None where it means a field of something else."""
        if path not in self._slots:
            self._slots[path] = self._slot(*path)
        return self._slots[path]

    def _slot(self, name: str, *state: str) -> Slot | None:
        if name in self.variables:
            return Slot("v", self.variables.index(name))
        if name not in self.regions:
            return None
        return Slot("s" if state else "r", self.regions.index(name), state[0] if state else "")

    def replay(
        self,
        occurrences: Iterable[Occurrence],
        variables: Mapping[str, Any],
        as_of: date,
        item: View | None = None,
        log: list[Tried] | None = None,
        most: int = MOST_MOVES,
    ) -> Replayed:
        """Return how things can stand at the end of ``as_of``; what happened later is not looked at.

        A ``log`` gets every transition that was tried, in the order of time. Where something is left open, it gives up
        after the ``most`` moves.
        """
        happened = [o for o in occurrences if o.day <= as_of and o.certain is not False]
        happened.sort(key=lambda o: self.order(o.day, o.name, o.tie))
        start = World(self.initial, self.never, tuple([variables.get(name) for name in self.variables]))
        return self.replayed(happened, start, as_of, item, log, most)

    def replayed(
        self,
        happened: list[Occurrence],
        start: World,
        as_of: date,
        item: View | None,
        log: list[Tried] | None,
        most: int,
    ) -> Replayed:
        """Replay what happened, in order of time, in every world that it leaves possible."""
        run, clock = _Replay(item, {}, log, most), date.min
        worlds: tuple[World, ...] = (start,)
        try:
            for day, group in groupby(happened, key=_day_of):
                worlds = self._rung(worlds, clock, day, run)
                worlds = self._one_day(worlds, tuple(group), run)
                clock = day
            worlds = self._rung(worlds, clock, as_of, run)
        except _GaveUp:
            return Replayed(worlds, tuple(run.unsure), gave_up=True, moves=run.moves)
        return Replayed(worlds, tuple(run.unsure), moves=run.moves if len(worlds) > 1 else 0)

    def _one_day(self, worlds: tuple[World, ...], today: tuple[Occurrence, ...], run: _Replay) -> tuple[World, ...]:
        """Let the events of one day happen: each time the first, in the declared order, that something waits for.

        Of the events of one name the first is as good as any, and worlds that come to be equal with the same events
        left are one.
        """
        queues = queues_of(today)
        open_: dict[tuple[World, tuple[int, ...]], None] = dict.fromkeys(
            (world, (0,) * len(queues)) for world in worlds
        )
        mark = len(run.log or ())
        for _ in today:
            reached: dict[tuple[World, tuple[int, ...]], None] = {}
            for now, done in open_:
                ahead = [(queue[n], k) for k, (queue, n) in enumerate(zip(queues, done, strict=True)) if n < len(queue)]
                ahead.sort()
                at, k = next(((at, k) for at, k in ahead if self._waits_for(now, today[at])), ahead[0])
                left = (*done[:k], done[k] + 1, *done[k + 1 :])
                reached.update(dict.fromkeys((after, left) for after in self._happen(now, today[at], run)))
                run.within_bounds(reached)
            open_ = reached
        run.tell_events(mark)
        return tuple(dict.fromkeys(world for world, _ in open_))

    def _waits_for(self, world: World, what: Occurrence) -> bool:
        return any((i, world.states[i], what.name) in self.steps for i in self.moves.get(what.name, ()))

    def _happen(self, world: World, what: Occurrence, run: _Replay) -> list[World]:
        if run.log is not None:
            run.found = GuardView(self, world, what, run.item)
            if not self._waits_for(world, what):
                run.log.append(Tried(what.day, what.name, "", "", None, False, what, None, found=run.found))
        worlds = [world]
        for i in self.moves.get(what.name, ()):
            if len(worlds) == 1:
                worlds = self._step(worlds[0], i, what, run)
            else:
                worlds = list(dict.fromkeys(after for one in worlds for after in self._step(one, i, what, run)))
                run.within_bounds(worlds)
        if what.certain is None and worlds != [world]:
            worlds.append(world)
        return worlds

    def _step(self, world: World, i: int, what: Occurrence, run: _Replay) -> list[World]:
        reached: list[World] = []
        for step, holds, view in self.tried(world, i, what.name, what, run.item):
            if run.log is not None:
                shown = holds if what.certain or not holds else None
                source = world.states[i]
                tried = Tried(what.day, what.name, self.regions[i], source, step, shown, what, view, found=run.found)
                run.log.append(tried)
            if holds is not False:
                reached.append(self._enter(world, i, step, what.day, view))
            if holds is True:
                break
            if holds is None:
                run.unsure.update(dict.fromkeys(missing(step.when, view)))
        else:
            reached.append(world)
        if run.log is not None:
            left = reached if what.certain else [*reached, world]
            run.moved += ((id(what), self.regions[i], world.states[i], one.states[i]) for one in left)
        return reached

    def tried(
        self, world: World, i: int, trigger: str, what: Occurrence | None, item: View | None
    ) -> Iterator[tuple[Transition, Truth, View]]:
        """Yield the transitions of one region that a trigger calls for, with the truth of their guards, until one holds."""
        for step in self.steps.get((i, world.states[i], trigger), ()):
            view = GuardView(self, world, what, item)
            holds = True if step.when is NOTHING_ASKED else truth(step.when, view)
            yield step, holds, view
            if holds is True:
                return

    def _rung(self, worlds: tuple[World, ...], clock: date, until: date, run: _Replay) -> tuple[World, ...]:
        if not self.timers:
            return worlds
        rung: dict[World, None] = {}
        mark = len(run.log or ())
        for world in worlds:
            rung.update(dict.fromkeys(self._run_timers(world, clock, until, run)))
            run.within_bounds(rung)
        run.tell_timers(mark, self.regions)
        return tuple(rung)

    def _run_timers(self, world: World, clock: date, until: date, run: _Replay) -> list[World]:
        """Fire every timer that is due before the events of ``until``, each at its own instant, earliest first.

        One whose day had passed by ``clock``, the last day that something happened on, fires on that day: only then
        was its state entered, or did its guard begin to hold. One whose guard is unknown fires, and does not.
        """
        way: Way = ((date.min, world.states),)
        done, open_ = list[World](), [(world, clock, frozenset[int](), way)]
        while open_:
            now, clock, passed, way = open_.pop()
            due = self._due(now, until, run, passed)
            run.within_bounds((*done, *open_))
            if not due:
                done.append(now)
                run.ways += [way] if run.log is not None else ()
                continue
            day, i, step, holds, view = min(due, key=lambda d: d[:2])
            day = max(day, clock)
            if run.log is not None:
                source = now.states[i]
                run.log.append(Tried(day, trigger_of(step), self.regions[i], source, step, holds, None, view))
            if holds is None:
                run.unsure.update(dict.fromkeys(missing(step.when, view)))
                open_.append((now, clock, passed | {id(step)}, way))
            then = self._enter(now, i, step, day, view)
            open_.append((then, day, passed, (*way, (day, then.states)) if run.log is not None else way))
        return done

    def _due(
        self, world: World, until: date, run: _Replay, passed: frozenset[int]
    ) -> list[tuple[date, int, Transition, Truth, View]]:
        due: list[tuple[date, int, Transition, Truth, View]] = []
        for i, state in enumerate(world.states):
            for trigger, timer in self.timers.get((i, state), {}).items():
                day = timer.fires(world, until)
                if day is None:
                    continue
                for step, holds, view in self.tried(world, i, trigger, None, run.item):
                    if holds is not False and id(step) not in passed:
                        due.append((day, i, step, holds, view))
        return due

    def _enter(self, world: World, i: int, step: Transition, day: date, view: View) -> World:
        variables = world.variables
        if step.set:
            changed = dict(zip(self.variables, variables, strict=True))
            changed.update((name, value_of(made, view)) for name, made in step.set.items())
            variables = tuple(changed.values())
        states = (*world.states[:i], step.target, *world.states[i + 1 :])
        return World(states, (*world.since[:i], day, *world.since[i + 1 :]), variables)


def queues_of(today: Sequence[Occurrence]) -> list[list[int]]:
    """Return the places of one day's events by their names, each list in order: only the first of each can be next."""
    queues: dict[str, list[int]] = {}
    for at, what in enumerate(today):
        queues.setdefault(what.name, []).append(at)
    return list(queues.values())


def _day_of(what: Occurrence) -> date:
    return what.day
