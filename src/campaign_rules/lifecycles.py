"""Life cycles: states, transitions and timers declared as data, replayed over dated events up to a day.

Replaying is pure: the same events in any order give the same answer. The published order of what happens on
one day D is: timers set *at* D; then events, each time the first in the life cycle's declared order that some state
waits for (what is found again after acceptance is accepted after that, not before), ties by what they set; then timers
set *after* D, which fire as D ends and are stamped D+1: a deadline day still counts.

Where a guard is unknown the replay follows both branches. What it returns is therefore the set of `World`s that
the record allows: one, when nothing is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType, field, structs

from campaign_rules.conditions import Binding, Condition, Const, Truth, View, missing, truth
from campaign_rules.periods import ONE_DAY
from campaign_rules.texts import Clause, Text

OneOrMore = Annotated[str | tuple[str, ...], Meta(description='one state, a list, or "*" for any')]


class Earlier(Struct, frozen=True, forbid_unknown_fields=True):
    """The earlier of two dates; one that is not set does not count."""

    earlier_of: tuple[str, str]


class Transition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step from one state to another, on an event or a timer, if its guard holds."""

    event: str | UnsetType = UNSET
    at: Annotated[str | UnsetType, Meta(description="a variable: fires as that day begins")] = UNSET
    after: Annotated[str | UnsetType, Meta(description="a variable: fires as that day ends")] = UNSET
    source: OneOrMore = field(name="from")
    target: str = field(name="to")
    when: Condition = Const(True)
    set: dict[str, str | Earlier] = {}


class Region(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One dimension of a life cycle; its regions run side by side."""

    initial: str
    states: dict[str, Text]
    transitions: tuple[Transition, ...] = ()


class LifeCycle(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The states that something dated goes through."""

    title: Text
    clause: Clause | UnsetType = UNSET
    variables: Annotated[dict[str, str], Meta(description="dates it carries, and the field each starts from")] = {}
    order: Annotated[tuple[str, ...], Meta(description="events of one day happen in this order")] = ()
    regions: dict[str, Region]


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
    """Every `World` that the record allows, and the places of the record that leave more than one."""

    worlds: tuple[World, ...]
    unsure: tuple[str, ...] = ()


class _EventView:
    """What a guard sees: ``event.…`` is the event, a variable is its value now, the rest is the item itself."""

    __slots__ = ("item", "memo", "names", "occurrence", "world")

    def __init__(self, occurrence: Occurrence | None, world: World, names: Sequence[str], item: View | None) -> None:
        self.occurrence, self.world, self.names, self.item = occurrence, world, names, item
        self.memo: dict[str, Truth] = {}

    def get(self, path: tuple[str, ...]) -> Any:
        if path[0] == "event":
            return getattr(self.occurrence.event, path[1], UNSET) if self.occurrence else UNSET
        if path[0] in self.names:
            return self.world.variables[self.names.index(path[0])]
        return self.item.get(path) if self.item else UNSET

    def place(self, path: tuple[str, ...]) -> str:
        if path[0] == "event" and self.occurrence:
            return f"{self.occurrence.place}.{path[1]}"
        return self.item.place(path) if self.item else ".".join(path)

    def label(self, path: tuple[str, ...]) -> Text:
        return Text(".".join(path), ".".join(path))

    def word(self, path: tuple[str, ...], value: Any) -> Text | None:
        return None


class Table:
    """A life cycle compiled for replay: what each event and timer does in each state, its guards bound."""

    def __init__(self, cycle: LifeCycle, binding: Binding) -> None:
        self.cycle = cycle
        self.regions = tuple(cycle.regions)
        self.variables = tuple(cycle.variables)
        self.initial = tuple(region.initial for region in cycle.regions.values())
        self.rank = {name: i for i, name in enumerate(cycle.order)}
        self.steps: dict[tuple[int, str, str], list[Transition]] = {}
        self.timers: dict[tuple[int, str], list[Transition]] = {}
        self.moves: dict[str, dict[int, None]] = {}  # the regions that an event can move
        for i, region in enumerate(cycle.regions.values()):
            for declared in region.transitions:
                step = structs.replace(declared, when=binding.bind(declared.when))
                for state in sources_of(step, region):
                    if step.event is not UNSET:
                        self.steps.setdefault((i, state, step.event), []).append(step)
                        self.moves.setdefault(step.event, {})[i] = None
                    else:
                        self.timers.setdefault((i, state), []).append(step)

    def replay(
        self,
        occurrences: Iterable[Occurrence],
        variables: Mapping[str, Any],
        as_of: date,
        item: View | None = None,
    ) -> Replayed:
        """Return how things can stand at the end of ``as_of``; what happened later is not looked at."""
        start = tuple(variables.get(name) for name in self.variables)
        worlds = [World(self.initial, (None,) * len(self.initial), start)]
        unsure: dict[str, None] = {}
        last = len(self.rank)
        happened = [o for o in occurrences if o.day <= as_of]
        happened.sort(key=lambda o: (o.day, self.rank.get(o.name, last), o.tie))
        for day, group in groupby(happened, key=lambda o: o.day):
            today = tuple(group)
            before = [self._run_timers(world, day, item) for world in worlds]
            worlds = list(dict.fromkeys(w for world in before for w in self._one_day(world, today, item, unsure)))
        worlds = list(dict.fromkeys(self._run_timers(world, as_of, item) for world in worlds))
        return Replayed(tuple(worlds), tuple(unsure))

    def _one_day(
        self, world: World, today: tuple[Occurrence, ...], item: View | None, unsure: dict[str, None]
    ) -> list[World]:
        """Let the events of one day happen: each time the first, in the declared order, that something waits for."""
        done, open_ = [], [(world, today)]
        while open_:
            now, left = open_.pop()
            if not left:
                done.append(now)
                continue
            i = next((k for k, what in enumerate(left) if self._waits_for(now, what)), 0)
            rest = (*left[:i], *left[i + 1 :])
            open_ += [(after, rest) for after in self._happen(now, left[i], item, unsure)]
        return done

    def _waits_for(self, world: World, what: Occurrence) -> bool:
        return any((i, world.states[i], what.name) in self.steps for i in self.moves.get(what.name, ()))

    def _happen(self, world: World, what: Occurrence, item: View | None, unsure: dict[str, None]) -> list[World]:
        if what.certain is False:
            return [world]
        worlds = [world]
        for i in self.moves.get(what.name, ()):
            worlds = [after for one in worlds for after in self._step(one, i, what, item, unsure)]
        if what.certain is None and worlds != [world]:
            worlds.append(world)
        return worlds

    def _step(self, world: World, i: int, what: Occurrence, item: View | None, unsure: dict[str, None]) -> list[World]:
        reached = []
        for step in self.steps.get((i, world.states[i], what.name), ()):
            view = _EventView(what, world, self.variables, item)
            holds = truth(step.when, view)
            if holds is not False:
                reached.append(self._enter(world, i, step, what.day, view))
            if holds is True:
                return reached
            if holds is None:
                unsure.update(dict.fromkeys(missing(step.when, view)))
        return [*reached, world]

    def _run_timers(self, world: World, until: date, item: View | None) -> World:
        """Fire every timer that is due before the events of ``until``, each at its own instant, earliest first."""
        if not self.timers:
            return world
        while due := self._due(world, until, item):
            day, i, step = min(due, key=lambda d: (d[0], d[1]))
            world = self._enter(
                world, i, step, max(day, world.since[i] or day), _EventView(None, world, self.variables, item)
            )
        return world

    def _due(self, world: World, until: date, item: View | None) -> list[tuple[date, int, Transition]]:
        due = []
        for i, state in enumerate(world.states):
            for step in self.timers.get((i, state), ()):
                name = step.at if step.at is not UNSET else step.after
                day = world.variables[self.variables.index(str(name))]
                if not isinstance(day, date) or day > until or (step.after is not UNSET and day == until):
                    continue
                if truth(step.when, _EventView(None, world, self.variables, item)) is True:
                    due.append((day + ONE_DAY if step.after is not UNSET else day, i, step))
        return due

    def _enter(self, world: World, i: int, step: Transition, day: date, view: _EventView) -> World:
        variables = world.variables
        if step.set:
            changed = dict(zip(self.variables, variables, strict=True))
            changed.update((name, _value(made, view)) for name, made in step.set.items())
            variables = tuple(changed.values())
        states = (*world.states[:i], step.target, *world.states[i + 1 :])
        return World(states, (*world.since[:i], day, *world.since[i + 1 :]), variables)


def _value(made: str | Earlier, view: _EventView) -> Any:
    if isinstance(made, str):
        return view.get(tuple(made.split(".")))
    known = [day for name in made.earlier_of if isinstance(day := view.get(tuple(name.split("."))), date)]
    return min(known, default=None)


def sources_of(step: Transition, region: Region) -> tuple[str, ...]:
    """Return the states that a transition leaves from."""
    if step.source == "*":
        return tuple(region.states)
    return (step.source,) if isinstance(step.source, str) else step.source


def machine(region: Region) -> Any:
    """Return the `transitions.Machine` of a region: for diagrams, live cases, and to prove the table right.

    The machine has no model: fire with ``machine.events[name].trigger(case)``. A timer's trigger is named by its
    variable, ``at:opens`` or ``after:due``. Guards are not part of it: time and conditions belong to the replay.
    """
    from transitions import Machine  # 60 ms to import, and only live cases need it

    made = Machine(
        model=None,
        states=list(region.states),
        initial=region.initial,
        auto_transitions=False,
        ignore_invalid_triggers=True,
    )
    for step in region.transitions:
        made.add_transition(trigger_of(step), list(sources_of(step, region)), step.target)
    return made


def trigger_of(step: Transition) -> str:
    """Name what fires a transition: its event, or its timer."""
    if step.event is not UNSET:
        return step.event
    return f"at:{step.at}" if step.at is not UNSET else f"after:{step.after}"
