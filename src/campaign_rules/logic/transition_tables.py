"""Life cycles compiled for the replay of many: one pass over plain lists where nothing is unknown."""

from __future__ import annotations

from collections import deque
from datetime import date
from typing import Any

from campaign_rules.logic.conditions import NOTHING_ASKED, Binding, Condition, View, truth
from campaign_rules.logic.lifecycles import LifeCycle, Transition, value_of
from campaign_rules.logic.replay import GuardView, Occurrence, Replayed, Replayer, Tried, World, queues_of

Moves = tuple[tuple[str, Condition | None, Transition], ...]
"""The transitions on one trigger from one state, in order: where each leads, its guard if it has one, and itself."""


class _Now:
    """How things stand while a replay is under way: a `World` that changes."""

    __slots__ = ("since", "states", "variables")

    def __init__(self, start: World) -> None:
        self.states, self.since, self.variables = list(start.states), list(start.since), list(start.variables)

    def world(self) -> World:
        return World(tuple(self.states), tuple(self.since), tuple(self.variables))


class _Unsure(Exception):
    pass


class Table(Replayer):
    """A life cycle compiled: for each event, the regions that it can move and what it does in each of their states.

    Where the record leaves nothing open there is one world, and one pass finds it. As soon as something is unknown, or
    somebody wants to know what was tried, the replay of all worlds is asked instead. That both are the same is tested
    on random life cycles and histories, against state machines that know nothing of tables.
    """

    def __init__(self, cycle: LifeCycle, binding: Binding) -> None:
        super().__init__(cycle, binding)
        moves: dict[str, dict[int, dict[str, Moves]]] = {}
        for (i, state, trigger), steps in self.steps.items():
            made = tuple((s.target, None if s.when == NOTHING_ASKED else s.when, s) for s in steps)
            moves.setdefault(trigger, {}).setdefault(i, {})[state] = made
        self._moves = {trigger: tuple(sorted(regions.items())) for trigger, regions in moves.items()}
        self._timers = {
            (i, state): tuple((timer, moves[trigger][i][state]) for trigger, timer in timers.items())
            for (i, state), timers in self.timers.items()
        }
        self._timed = tuple(sorted({i for i, _ in self.timers}))

    def replayed(
        self,
        happened: list[Occurrence],
        start: World,
        as_of: date,
        item: View | None,
        log: list[Tried] | None,
        most: int,
    ) -> Replayed:
        """Replay what happened: in one pass where there is but one world."""
        if log is None:
            try:
                return Replayed((self._surely(happened, _Now(start), as_of, item),))
            except _Unsure:
                pass
        return super().replayed(happened, start, as_of, item, log, most)

    def _surely(self, happened: list[Occurrence], now: _Now, as_of: date, item: View | None) -> World:
        view = GuardView(self, now, None, item)
        clock, i, end = date.min, 0, len(happened)
        while i < end:
            day, j = happened[i].day, i + 1
            while j < end and happened[j].day == day:
                j += 1
            self._ring(now, view, clock, day)
            if j == i + 1:
                self._take(now, view, happened[i])
            else:
                self._take_all(now, view, happened[i:j])
            clock, i = day, j
        self._ring(now, view, clock, as_of)
        return now.world()

    def _take_all(self, now: _Now, view: GuardView, today: list[Occurrence]) -> None:
        """Take the events of a day: each time the first, in the declared order, that some state waits for."""
        queues = [deque(queue) for queue in queues_of(today)]
        while queues:
            ahead = sorted(queues, key=_first_of)
            queue = next((q for q in ahead if self._waits(now, today[q[0]])), ahead[0])
            self._take(now, view, today[queue.popleft()])
            if not queue:
                queues.remove(queue)

    def _waits(self, now: _Now, what: Occurrence) -> bool:
        return any(now.states[i] in by_state for i, by_state in self._moves.get(what.name, ()))

    def _take(self, now: _Now, view: GuardView, what: Occurrence) -> None:
        if what.certain is None:
            raise _Unsure
        states = now.states
        for i, by_state in self._moves.get(what.name, ()):
            moves = by_state.get(states[i])
            if moves:
                for target, guard, step in moves:
                    if guard is not None or step.set:
                        view.what = what
                        if not self._holds(guard, view):
                            continue
                        if step.set:
                            self._set(now, step, view)
                    states[i] = target
                    now.since[i] = what.day
                    break

    def _holds(self, guard: Condition | None, view: GuardView) -> bool:
        holds = guard is None or truth(guard, view)
        if holds is None:
            raise _Unsure
        return holds

    def _set(self, now: _Now, step: Transition, view: GuardView) -> None:
        made = {self.variables.index(name): value_of(how, view) for name, how in step.set.items()}
        for variable, value in made.items():
            now.variables[variable] = value

    def _ring(self, now: _Now, view: GuardView, clock: date, until: date) -> None:
        """Fire the timers that are due before the events of ``until``, as `Replayer` does."""
        due: Any = True
        while due:
            due = None
            for i in self._timed:
                for timer, moves in self._timers.get((i, now.states[i]), ()):
                    fires = timer.fires(now, until)
                    if fires is None or (due and (fires, i) >= due[:2]):
                        continue
                    view.what = None
                    step = next((step for _, guard, step in moves if self._holds(guard, view)), None)
                    if step:
                        due = (fires, i, step)
            if due:
                fires, i, step = due
                clock = max(fires, clock)
                if step.set:
                    self._set(now, step, view)
                now.states[i], now.since[i] = step.target, clock


def _first_of(queue: deque[int]) -> int:
    return queue[0]
