"""Outcomes over time: since when each is indicated, when that changes by itself, and the least that would change it.

Every answer is found by asking again: on each day on which it could have changed, with each step that could be
taken. So it can't contradict what a check says on that day, or after that step.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import combinations
from typing import Any, get_args, get_type_hints

from msgspec import UNSET, Struct, structs

from campaign_rules.base.periods import ONE_DAY
from campaign_rules.base.sources import NOWHERE
from campaign_rules.base.texts import Text
from campaign_rules.engine.impossibilities import impossibilities
from campaign_rules.engine.verdicts import Run, day_in
from campaign_rules.engine.views import Horizon, follow
from campaign_rules.logic.replay import Occurrence, Tried
from campaign_rules.logic.transition_tables import Table
from campaign_rules.logic.truth import Truth
from campaign_rules.rules.outcomes import HAPPENINGS, UNDETERMINED, Outcomes, Step, outcome_set
from campaign_rules.rules.record.values import Event, Record, attribute, item_date

MOST_STEPS = 3
"""Changes of more steps than this are not looked for."""


MOST_REPLAYED = 1_000_000
"""So much of a record's history (events, moves, entries that outcomes look at) is gone through for the course of its outcomes, and no more."""

MOST_FOLLOWED = 100_000
"""So much of it for one item."""

NOT_FOLLOWED = Text(
    "记录过于庞大，未推算处理提示自何时起、何时变化、怎样会改变",
    "the record is too large: since when, until when and what would change it was not worked out",
)
"""What is said where the course of outcomes was not followed."""


class _TooLong(Exception):  # not an error: the course is not told
    pass


class OutcomeCourse(Struct, frozen=True):
    """How one outcome stands, since when, and what becomes of it if nothing is done or happens."""

    outcome: str
    state: str
    since: date | None
    """None where the record is too large for its course to be followed."""
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

    def __init__(self, run: Run, section: str, index: int) -> None:
        self.run, self.section, self.index = run, section, index
        self.rules, self.record, self.as_of = run.rules, run.record, run.as_of
        table = run.rules.enforcement
        assert table is not None  # or nothing would have been indicated
        self.declared: Outcomes = run.rules.outcomes[section]
        self.table: Table = table
        self._after: dict[tuple[tuple[str, ...], date, date], Mapping[str, str]] = {}
        self._possible: dict[tuple[str, date], bool] = {}
        self._most = min(run.replayed + MOST_FOLLOWED, MOST_REPLAYED)
        self.unfollowed = run.replayed > MOST_REPLAYED
        """Whether the course of the outcomes was not followed, or not to its end: there is too much of it."""

    @property
    def item(self) -> Any:
        """The item itself."""
        return getattr(self.record, self.section)[self.index]

    @property
    def has_events(self) -> bool:
        """Whether the item's events are known, so that a step can be one more."""
        return getattr(self.item, "events", UNSET) is not UNSET

    @property
    def has_steps(self) -> bool:
        """Whether there are steps to try: some are declared, and the item's events are known."""
        return bool(self.declared.steps) and self.has_events

    def horizon(self, day: date) -> Horizon:
        """Return how far one looks on a day: never at what is dated after the as-of date."""
        seen = self.run.view.horizon
        return Horizon(day, min(day, seen.as_of), seen.known_at)

    # --- since when, and until when ---

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Every day on which an outcome can change: a condition compares the as-of date with the record's dates and
        the campaign's, so between two of these it stays as it is."""
        first = max(self.rules.times.issued, item_date(self.item) or date.min)
        known = {first, self.as_of, *self.rules.pack.days().values(), *_dates(self.item)}
        for name in self.rules.outcome_sections[self.section] - {self.section}:
            known.update(day for item in getattr(self.record, name) or () if (day := item_date(item)))
        if cycle := self.rules.cycles.get(self.section):
            known |= {day for of in cycle[0].starts.values() if of and isinstance(day := day_in(self.item, *of), date)}
        after = {day + ONE_DAY for day in known if day < date.max}
        return tuple(sorted(day for day in known | after if day >= first))

    def happenings(self, day: date, record: Record | None = None) -> dict[str, str]:
        """Say of every outcome what the life cycle of outcomes makes of the day: established, refuted or unclear."""
        if self.unfollowed or self.run.replayed > self._most:
            raise _TooLong
        return self._happening_by(self.run.truths(record or self.record, self.section, self.index, self.horizon(day)))

    def _happening_by(self, truths: Mapping[str, Truth]) -> dict[str, str]:
        shown = outcome_set(truths, self.declared.alone)
        return {name: _happening(name, truths.get(name, False), shown) for name in self.declared.outcomes}

    @cached_property
    def courses(self) -> dict[str, OutcomeCourse]:
        """How each outcome stands over time, by its name."""
        as_of = self.as_of
        try:
            said = [(day, self.happenings(day)) for day in self.days]
        except _TooLong:
            self.unfollowed = True
            views = self.run.views_at(self.section)[self.index]
            now = [(as_of, self._happening_by(self.run.agreed(self.section, views)))]
            only = {name: self._course(name, now) for name in self.declared.outcomes}
            return {name: structs.replace(course, since=None) for name, course in only.items()}
        return {name: self._course(name, said) for name in self.declared.outcomes}

    def _course(self, name: str, said: list[tuple[date, dict[str, str]]]) -> OutcomeCourse:
        as_of, log = self.as_of, list[Tried]()
        happened = [Occurrence(day, told[name]) for day, told in said]
        world = self.table.replay(happened, {}, as_of).worlds[0]
        self.table.replay(happened, {}, said[-1][0], log=log)
        moved = [tried for tried in log if tried.holds and tried.step]
        ahead = (tried for tried in moved if tried.day > as_of and tried.step and tried.step.target != tried.source)
        change = next(ahead, None)
        until, becomes = (change.day, change.step.target) if change and change.step else (None, None)
        taken = tuple(tried for tried in moved if tried.day <= as_of)
        return OutcomeCourse(name, world.states[0], world.since[0] or said[0][0], until, becomes, taken)

    def change(self, outcome: str) -> tuple[date, str] | None:
        """Return the first day on which an outcome changes by itself, and the state that it then has; None if it stays.

        None as well where that was not followed to its end, which `unfollowed` then says.
        """
        try:
            return self._change(outcome)
        except _TooLong:
            self.unfollowed = True
            return None

    def _change(self, outcome: str) -> tuple[date, str] | None:
        as_of = self.as_of
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
        what might befall; where that can't be, what changes it at all. None where the item's events are not known: a
        step would not make them so.
        """
        if not self.has_events:
            return ()
        try:
            return self._changes(outcome)
        except _TooLong:
            self.unfollowed = True
            return ()

    def _changes(self, outcome: str) -> tuple[tuple[str, ...], ...]:
        as_of, welcome = self.as_of, self.welcome(outcome)
        now = self.happenings(as_of)[outcome]
        other = frozenset(HAPPENINGS) - {now}
        if now == welcome:
            return self._smallest(list(self.declared.steps), outcome, as_of, other)
        found = self._smallest(self._to_do, outcome, as_of, {welcome})
        return found or self._smallest(self._to_do, outcome, as_of, other)

    @property
    def _to_do(self) -> list[str]:
        return [name for name, step in self.declared.steps.items() if not step.adverse]

    def welcome(self, outcome: str) -> str:
        """Return how an outcome is best: established where it stands alone, refuted otherwise."""
        return "established" if outcome == self.declared.alone else "refuted"

    def unless(self, outcome: str) -> tuple[tuple[str, ...], ...]:
        """Return the smallest sets of steps without which an outcome will have changed by itself.

        Taken on any day from the as-of date to the last before that change, they keep it as it is on the day of it.
        """
        if not self.has_events:
            return ()
        try:
            return self._unless(outcome)
        except _TooLong:
            self.unfollowed = True
            return ()

    def _unless(self, outcome: str) -> tuple[tuple[str, ...], ...]:
        change = self._change(outcome)
        if change is None:
            return ()
        now = self.happenings(self.as_of)[outcome]
        return self._smallest(self._to_do, outcome, change[0], {now}, change[0] - ONE_DAY)

    def _smallest(
        self, names: list[str], outcome: str, day: date, wanted: Collection[str], last: date | None = None
    ) -> tuple[tuple[str, ...], ...]:
        """Return the smallest sets of steps after which an outcome is as wanted on a day, taken now or on the ``last``."""
        on = dict.fromkeys((self.as_of, last or self.as_of))
        names = [name for name in names if all(self.is_possible(name, when) for when in on)]
        for size in range(1, MOST_STEPS + 1):
            found = [
                steps
                for steps in combinations(names, size)
                if all(self.after(steps, day, when)[outcome] in wanted for when in on)
            ]
            if found:
                return tuple(found)
        return ()

    def after(self, steps: tuple[str, ...], day: date, on: date | None = None) -> Mapping[str, str]:
        """Return what `happenings` says of a day once steps were taken: on the as-of date, or on a later day."""
        when = on or self.as_of
        if (steps, day, when) not in self._after:
            self._after[steps, day, when] = self._happening_by(self._truths(self._with(steps, when), day, when))
        return self._after[steps, day, when]

    def wins(self, outcome: str, steps: tuple[str, ...]) -> bool:
        """Tell whether steps taken on the as-of date make an outcome as it should be."""
        return self.after(steps, self.as_of)[outcome] == self.welcome(outcome)

    def shown_after(self, steps: tuple[str, ...]) -> tuple[str, ...]:
        """Return the outcomes on the as-of date once steps were taken then."""
        as_of = self.as_of
        return outcome_set(self._truths(self._with(steps, as_of), as_of, as_of), self.declared.alone)

    def is_possible(self, name: str, on: date) -> bool:
        """Tell whether a step can be taken on a day: not where it sets a deadline that has passed by then."""
        if (name, on) not in self._possible:
            event, model = self._event(self.declared.steps[name], on), self.rules.pack.model
            events = model.events_of(self.section)
            deadline = getattr(event, attribute(events.deadline)) if events and events.deadline else None
            late = isinstance(deadline, date) and deadline < on
            item = structs.replace(self.item, events=(*(self.item.events or ()), event))
            alone = model.record(id="-", **{attribute(self.section): (item,)})
            self._possible[name, on] = not late and not any(impossibilities(alone, model, NOWHERE))
        return self._possible[name, on]

    @cached_property
    def _in_sight(self) -> Record:
        """The record without what is not in sight: dated or recorded later."""
        horizon = self.run.view.horizon
        sections = {
            name: tuple(item for item in items if (item_date(item) or date.min) <= horizon.until)
            for name in self.rules.pack.model.sections
            if name != self.section and isinstance(items := getattr(self.record, name), tuple)
        }
        events = tuple(event for event in self.item.events or () if horizon.sees(event))
        item = structs.replace(self.item, events=events)
        return structs.replace(replaced(self.record, self.section, self.index, item), **sections)

    def _with(self, steps: tuple[str, ...], on: date) -> Record:
        events = [self._event(self.declared.steps[name], on) for name in steps]
        return with_events(self._in_sight, self.section, self.index, events)

    def _truths(self, record: Record, day: date, on: date) -> Mapping[str, Truth]:
        """Judge the outcomes of a record in sight, to which steps were added on a day, as of another."""
        if self.unfollowed or self.run.replayed > self._most:
            raise _TooLong
        return self.run.truths(record, self.section, self.index, Horizon(day, min(day, on)))

    def _event(self, step: Step, on: date) -> Event:
        days = self.rules.pack.days()
        given = {attribute(name): days.get(value, value) for name, value in step.fields.items()}
        return self.rules.pack.model.events[self.section](kind=step.event, date=on, **given)

    def answers(self, missing: tuple[str, ...]) -> Iterator[Answer]:
        """Yield what each missing entry would settle, for those that can have but a few values."""
        section = self.section
        prefix = f"{section}[{self.index}]."
        for place in missing:
            if self.unfollowed or self.run.replayed > self._most:
                self.unfollowed = True
                return
            if place.startswith(prefix):
                name = place.removeprefix(prefix)
                path = [attribute(step) for step in name.split(".")]
                if follow(self.item, path) is not UNSET:
                    continue  # it was said: something else is wanting there
                for value, item in _filled(self.item, path):
                    yield Answer(place, value, self._outcomes(replaced(self.record, section, self.index, item)))
            elif place in self.record.__struct_fields__:
                for value, record in _filled(self.record, [place]):
                    yield Answer(place, value, self._outcomes(record))

    def _outcomes(self, record: Record) -> tuple[str, ...]:
        truths = self.run.truths(record, self.section, self.index, self.horizon(self.as_of))
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


def replaced(record: Record, section: str, index: int, item: Any) -> Record:
    """Return a record with an item put in the place of the one at ``index`` of a section."""
    items = getattr(record, section)
    return structs.replace(record, **{section: (*items[:index], item, *items[index + 1 :])})


def with_events(record: Record, section: str, index: int, events: list[Event]) -> Record:
    """Return a record with more events of one of its items."""
    item = getattr(record, section)[index]
    return replaced(record, section, index, structs.replace(item, events=(*(item.events or ()), *events)))


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
