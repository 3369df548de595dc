"""Outcomes over time: since when each is indicated, when that changes by itself, and the least that would change it.

Every answer is found by asking again: on each day on which it could have changed, with each step that could be
taken. So it can't contradict what a check says on that day, or after that step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import combinations
from typing import Any, get_args, get_type_hints

from msgspec import UNSET, Struct, structs

from campaign_rules.lifecycles import Occurrence, Tried
from campaign_rules.outcomes import UNDETERMINED, Outcomes, Step, outcome_set
from campaign_rules.periods import ONE_DAY
from campaign_rules.records import Event, Hazard, Record
from campaign_rules.running import Run
from campaign_rules.tables import Table
from campaign_rules.views import Horizon

MOST_STEPS = 3
"""Changes of more steps than this are not looked for."""


class Course(Struct, frozen=True):
    """How one outcome stands, since when, and what becomes of it if nothing is done or happens."""

    outcome: str
    state: str
    since: date
    until: date | None
    """The day on which it changes by itself, if it does."""
    becomes: str | None
    log: tuple[Tried, ...]


class Answer(Struct, frozen=True):
    """What a missing entry would settle: the place in the record, a value, and the outcomes with it."""

    place: str
    value: Any
    outcomes: tuple[str, ...]


class Outlook:
    """The outcomes for one item of a record, on any day and after any step."""

    def __init__(self, run: Run, index: int) -> None:
        self.run, self.index = run, index
        self.plan, self.record = run.plan, run.record
        declared, table = run.plan.outcomes, run.plan.enforcement
        assert declared is not None  # or nothing would have been indicated
        assert table is not None
        self.declared: Outcomes = declared
        self.table: Table = table
        self._after: dict[tuple[tuple[str, ...], date], Mapping[str, str]] = {}

    @property
    def item(self) -> Hazard:
        """The item itself."""
        items: tuple[Hazard, ...] = getattr(self.record, self.declared.for_each)
        return items[self.index]

    def horizon(self, day: date) -> Horizon:
        """Return how far one looks on a day: never at what is dated after the as-of date."""
        seen = self.run.view.horizon
        return Horizon(day, min(day, seen.as_of), seen.known_at)

    # --- since when, and until when ---

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Every day on which an outcome can change: a condition compares the as-of date with the record's dates and
        the campaign's, so between two of these it stays as it is."""
        first = max(self.plan.times.issued, self.item.found.date)
        known = {first, self.plan.as_of, *self.plan.pack.days().values(), *_dates(self.item)}
        for penalty in self.record.penalties or ():
            known.add(penalty.date)
        after = {day + ONE_DAY for day in known if day < date.max}
        return tuple(sorted(day for day in known | after if day >= first))

    def happenings(self, day: date, record: Record | None = None) -> dict[str, str]:
        """Say of every outcome what the life cycle of outcomes makes of the day: established, refuted or unclear."""
        truths = self.run.truths(record or self.record, self.index, self.horizon(day))
        shown = outcome_set(truths, self.declared.alone)
        return {name: _happening(name, truths.get(name, False), shown) for name in self.declared.outcomes}

    @cached_property
    def courses(self) -> dict[str, Course]:
        """How each outcome stands over time, by its name."""
        as_of = self.plan.as_of
        past = [(day, self.happenings(day)) for day in self.days if day <= as_of]
        future = [(day, self.happenings(day)) for day in self.days if day > as_of]
        return {name: self._course(name, past, future) for name in self.declared.outcomes}

    def _course(
        self, name: str, past: list[tuple[date, dict[str, str]]], future: list[tuple[date, dict[str, str]]]
    ) -> Course:
        happened = [Occurrence(day, said[name]) for day, said in past]
        log: list[Tried] = []
        world = self.table.replay(happened, {}, self.plan.as_of, log=log).worlds[0]
        until, becomes = None, None
        for day, said in future:
            then = self.table.replay([*happened, Occurrence(day, said[name])], {}, day).worlds[0].states[0]
            if then != world.states[0]:
                until, becomes = day, then
                break
        taken = tuple(tried for tried in log if tried.holds)
        return Course(name, world.states[0], world.since[0] or past[0][0], until, becomes, taken)

    def change(self, outcome: str) -> tuple[date, str] | None:
        """Return the first day on which an outcome changes by itself, and the state that it then has; None if it stays."""
        as_of = self.plan.as_of
        happened = [Occurrence(as_of, self.happenings(as_of)[outcome])]
        now = self.table.replay(happened, {}, as_of).worlds[0].states[0]
        for day in (day for day in self.days if day > as_of):
            then = Occurrence(day, self.happenings(day)[outcome])
            state = self.table.replay([*happened, then], {}, day).worlds[0].states[0]
            if state != now:
                return day, state
        return None

    # --- what would change it ---

    def changes(self, outcome: str) -> tuple[tuple[str, ...], ...]:
        """Return the smallest sets of steps, taken on the as-of date, that would change an outcome.

        What is unwelcome or unknown is to be made welcome: then only what can be done about it is looked at, and not
        what might befall. None where the item's events are not known: a step would not make them so.
        """
        now, welcome = self.happenings(self.plan.as_of)[outcome], self._welcome(outcome)
        if self.item.events is UNSET:
            return ()
        if now == welcome:
            other = "refuted" if welcome == "established" else "established"
            return self._smallest(list(self.declared.steps), outcome, self.plan.as_of, other)
        names = [name for name, step in self.declared.steps.items() if not step.adverse]
        return self._smallest(names, outcome, self.plan.as_of, welcome)

    def _welcome(self, outcome: str) -> str:
        return "established" if outcome == self.declared.alone else "refuted"

    def unless(self, outcome: str) -> tuple[tuple[str, ...], ...]:
        """Return the smallest sets of steps, taken on the as-of date, after which an outcome would not change by itself."""
        change = self.change(outcome)
        if change is None or self.item.events is UNSET:
            return ()
        now = self.happenings(self.plan.as_of)[outcome]
        names = [name for name, step in self.declared.steps.items() if not step.adverse]
        return self._smallest(names, outcome, change[0], now)

    def _smallest(self, names: list[str], outcome: str, day: date, wanted: str) -> tuple[tuple[str, ...], ...]:
        for size in range(1, MOST_STEPS + 1):
            found = [steps for steps in combinations(names, size) if self.after(steps, day)[outcome] == wanted]
            if found:
                return tuple(found)
        return ()

    def after(self, steps: tuple[str, ...], day: date) -> Mapping[str, str]:
        """Return what `happenings` says of a day once steps were taken on the as-of date."""
        if (steps, day) not in self._after:
            self._after[steps, day] = self.happenings(day, self._with(steps))
        return self._after[steps, day]

    def shown_after(self, steps: tuple[str, ...]) -> tuple[str, ...]:
        """Return the outcomes on the as-of date once steps were taken then."""
        return self._outcomes(self._with(steps))

    def _with(self, steps: tuple[str, ...]) -> Record:
        return with_events(self.record, self.index, [self._event(self.declared.steps[name]) for name in steps])

    def _event(self, step: Step) -> Event:
        given = {name: self.plan.pack.days().get(value, value) for name, value in step.fields.items()}
        return Event(kind=step.event, date=self.plan.as_of, **given)  # type: ignore[arg-type]  # checked when the pack is loaded

    def answers(self, missing: tuple[str, ...]) -> Iterator[Answer]:
        """Yield what each missing entry would settle, for those that can have but a few values."""
        prefix = f"{self.declared.for_each}[{self.index}]."
        for place in missing:
            if place.startswith(prefix):
                name = place.removeprefix(prefix)
                for value, item in _filled(self.item, name.split(".")):
                    yield Answer(place, value, self._outcomes(replaced(self.record, self.index, item)))
            elif place in self.record.__struct_fields__:
                for value, record in _filled(self.record, [place]):
                    yield Answer(place, value, self._outcomes(record))

    def _outcomes(self, record: Record) -> tuple[str, ...]:
        truths = self.run.truths(record, self.index, self.horizon(self.plan.as_of))
        return outcome_set(truths, self.declared.alone)


def _happening(name: str, truth: bool | None, shown: tuple[str, ...]) -> str:
    if name in shown:
        return "established"
    return "unclear" if truth is None and UNDETERMINED in shown else "refuted"


def _dates(value: Any) -> Iterator[date]:
    if isinstance(value, date):
        yield value
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from _dates(getattr(value, name))
    elif isinstance(value, tuple):
        for part in value:
            yield from _dates(part)


def replaced(record: Record, index: int, item: Hazard) -> Record:
    """Return a record with one of its hazards put in the place of the one at ``index``."""
    hazards = record.hazards or ()
    return structs.replace(record, hazards=(*hazards[:index], item, *hazards[index + 1 :]))


def with_events(record: Record, index: int, events: list[Event]) -> Record:
    """Return a record with more events of one of its hazards."""
    item = (record.hazards or ())[index]
    return replaced(record, index, structs.replace(item, events=(*(item.events or ()), *events)))


def _filled(owner: Any, path: list[str]) -> Iterator[tuple[Any, Any]]:
    """Yield every value that an absent field can have, if they are few, with what holds it filled in."""
    name, *rest = path
    if rest:
        inner = getattr(owner, name, UNSET)
        if isinstance(inner, Struct):
            for value, made in _filled(inner, rest):
                yield value, structs.replace(owner, **{name: made})
        return
    kind = get_type_hints(type(owner), include_extras=False).get(name)
    for value in _few(kind):
        yield value, structs.replace(owner, **{name: value})


def _few(kind: Any) -> Iterator[Any]:
    """Yield the values of a type that has few: yes and no, one of a list of words, an empty section."""
    for part in get_args(kind) or (kind,):
        if part is bool:
            yield from (True, False)
        elif getattr(part, "__origin__", None) is tuple:
            yield ()
        elif get_args(part) and all(isinstance(word, str) for word in get_args(part)):
            yield from get_args(part)
