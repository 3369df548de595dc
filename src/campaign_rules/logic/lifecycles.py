"""Life cycles as they are declared: states by region, transitions on events and on timers, variables that are dates.

Also what the declaration means, once for the replay and once as source for generated code: a variable's first value
and its later ones, a timer's day, what a path of conditions stands for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Literal, Protocol

from msgspec import UNSET, Meta, Struct, UnsetType, field

from campaign_rules.base.periods import ONE_DAY, plus
from campaign_rules.base.texts import Clause, Text
from campaign_rules.logic.conditions import NOTHING_ASKED, Binding, Condition, View

OneOrMore = Annotated[str | tuple[str, ...], Meta(description='one state, a list, or "*" for any that is not final')]


class Counted(Struct, frozen=True, forbid_unknown_fields=True):
    """A day counted from the one in a field: so many days later, as an interpretation says; null sets none."""

    after: Annotated[str, Meta(description="the field with the day that is counted from")]
    days: Annotated[str, Meta(description="an interpretation that takes days")]


Start = str | Counted | None
"""What a variable starts from: a field, a day counted from one, or nothing."""


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
    when: Condition = NOTHING_ASKED
    set: Annotated[
        dict[str, str | Earlier | None],
        Meta(description="variables, each to a field's day; null: it is not set any more"),
    ] = {}


class Region(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One dimension of a life cycle; its regions run side by side."""

    initial: str
    states: dict[str, Text]
    final: Annotated[tuple[str, ...], Meta(description="states that nothing leads out of")] = ()
    transitions: tuple[Transition, ...] = ()


class Irregularity(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event that can happen, and does what it does, yet should not have happened as things stood."""

    when: Condition
    say: Text


class LifeCycle(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The states that something dated goes through."""

    title: Text
    clause: Clause | UnsetType = UNSET
    variables: Annotated[
        dict[str, Start],
        Meta(description="dates it carries, and the field each starts from, or days later; null: from nothing"),
    ] = {}
    order: Annotated[tuple[str, ...], Meta(description="events of one day happen in this order")] = ()
    titles: Annotated[dict[str, Text], Meta(description="what people call its regions and variables")] = {}
    regions: dict[str, Region]

    def called(self, path: Sequence[str]) -> Text | None:
        """Return what people call a region, a variable or, of a state's day (``work.done``), the state; None for any other
        field."""
        name, *state = path
        if state:
            region = self.regions.get(name)
            return region.states.get(".".join(state)) if region else None
        return self.name_of(name) if name in self.regions or name in self.variables else None

    def name_of(self, name: str) -> Text:
        """Return what people call a region or a variable: its own name with blanks where it has no title."""
        spaced = name.replace("_", " ")
        return self.titles.get(name) or Text(spaced, spaced)


def sources_of(step: Transition, region: Region) -> tuple[str, ...]:
    """Return the states that a transition leaves from."""
    if step.source == "*":
        return tuple(state for state in region.states if state not in region.final)
    return (step.source,) if isinstance(step.source, str) else step.source


def trigger_of(step: Transition) -> str:
    """Name what fires a transition: its event, or its timer (``at:opens``, ``after:due``)."""
    if step.event is not UNSET:
        return step.event
    return f"at:{step.at}" if step.at is not UNSET else f"after:{step.after}"


class Standing(Protocol):
    """How things stand: what `campaign_rules.logic.replay.World` has, whether or not it still changes."""

    @property
    def states(self) -> Sequence[str]:
        """The state of each region."""
        ...

    @property
    def since(self) -> Sequence[date | None]:
        """Since when each region is in its state; None: from the beginning."""
        ...

    @property
    def variables(self) -> Sequence[Any]:
        """The value of each variable."""
        ...


class Slot(Struct, frozen=True):
    """What a path of conditions means in a life cycle: a variable's value (``v``), a region's state (``r``), or the day
    since when (``s``) a region is in a ``state``, null when it is in another."""

    kind: Literal["v", "r", "s"]
    at: int
    state: str = ""

    def of(self, now: Standing) -> Any:
        """Return its value as things stand."""
        if self.kind == "v":
            return now.variables[self.at]
        if self.kind == "r":
            return now.states[self.at]
        return now.since[self.at] if now.states[self.at] == self.state else None

    def source(self, const: Callable[[Any], str]) -> str:
        """Return its value as code that has the variables in ``v0``, ``v1`` …, the states in ``r0`` …, the days in ``s0`` ….

        >>> Slot("v", 2).source(repr), Slot("s", 0, "accepted").source(repr)
        ('v2', "(s0 if r0 == 'accepted' else None)")
        """
        if self.kind != "s":
            return f"{self.kind}{self.at}"
        return f"(s{self.at} if r{self.at} == {const(self.state)} else None)"


class Timer(Struct, frozen=True):
    """Fires as the day in a variable begins, or as it ends: then its day is the next."""

    variable: int
    ends: bool

    def fires(self, now: Standing, until: date) -> date | None:
        """Return the day on which it fires, if that is not after a day."""
        day = now.variables[self.variable]
        if not isinstance(day, date) or day > until or (self.ends and day == until):
            return None
        return day + ONE_DAY if self.ends else day

    def source(self, until: str) -> tuple[str, str]:
        """Return the same as code: whether it fires by then, and on which day.

        >>> Timer(1, ends=True).source("day")
        ('v1.__class__ is date and v1 < day', 'v1 + ONE_DAY')
        """
        value = f"v{self.variable}"
        due = f"{value}.__class__ is date and {value} {'<' if self.ends else '<='} {until}"
        return due, f"{value} + ONE_DAY" if self.ends else value


def field_of_variable(cycle: LifeCycle, name: str) -> tuple[str, ...]:
    """Return the field of the item that a variable comes from: its events, where it starts from nothing."""
    start = cycle.variables[name]
    return tuple((start.after if isinstance(start, Counted) else start or "events").split("."))


def start_of(start: Start, binding: Binding) -> tuple[tuple[str, ...], int] | None:
    """Return the field that a variable starts from, and how many days later it is; None where it starts from nothing."""
    if isinstance(start, Counted):
        days = binding.chosen[start.days]
        return (tuple(start.after.split(".")), days) if isinstance(days, int) else None
    return (tuple(start.split(".")), 0) if start else None


def started(day: Any, later: int) -> Any:
    """Return what a variable starts as, from the day in a field, or some days later; a null has not been set."""
    return plus(day, timedelta(later)) if later and isinstance(day, date) else day or UNSET


def start_source(day: str, later: int, const: Callable[[Any], str]) -> str:
    """Return the same as code, by the source of the day.

    >>> start_source("x0", 0, repr), start_source("x0", 15, lambda later: "c0")
    ('(x0 or UNSET)', '(plus(x0, c0) if x0.__class__ is date else x0 or UNSET)')
    """
    later_day = f"plus({day}, {const(timedelta(later))}) if {day}.__class__ is date else " if later else ""
    return f"({later_day}{day} or UNSET)"


def value_of(made: str | Earlier | None, view: View) -> Any:
    """Return what a transition sets a variable to."""
    if made is None:
        return UNSET
    if isinstance(made, str):
        return view.get(tuple(made.split(".")))
    return earliest(*(view.get(tuple(name.split("."))) for name in made.earlier_of))


def source_of(made: str | Earlier | None, read: Callable[[tuple[str, ...]], str]) -> str:
    """Return the same as code, by the sources of fields.

    >>> source_of(Earlier(("deadline", "event.deadline")), ".".join), source_of(None, ".".join)
    ('earliest(deadline, event.deadline)', 'UNSET')
    """
    if made is None:
        return "UNSET"
    sources = [read(tuple(name.split("."))) for name in named_in(made)]
    return f"earliest({', '.join(sources)})" if isinstance(made, Earlier) else sources[0]


def named_in(made: str | Earlier | None) -> tuple[str, ...]:
    """Return the fields that a variable is set from."""
    return made.earlier_of if isinstance(made, Earlier) else () if made is None else (made,)


def earliest(*days: Any) -> date | None:
    """Return the earliest of some days; those that are not set do not count."""
    return min([day for day in days if isinstance(day, date)], default=None)
