"""The life cycle of a section's items as Python source: what `campaign_rules.logic.transition_tables` does, written out for one cycle.

States are locals, and what an event does in each of them is a branch. Only the days that somebody asks for are kept.
Where the code meets what it was not written for, it says so (`CARE`), and the item is left to the table: a guard that
is unknown, a correction, an event before the item's own day, or events of one day that wait for each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from msgspec import UNSET, Struct

from campaign_rules.base.periods import ONE_DAY, plus
from campaign_rules.engine.fast.conditions import ItemFields, Judge, Memo, field_of, leaves, paths_of
from campaign_rules.engine.views import WHO
from campaign_rules.logic.conditions import NOTHING_ASKED
from campaign_rules.logic.lifecycles import Earlier, Transition, named_in
from campaign_rules.logic.operators import Field
from campaign_rules.logic.transition_tables import Table
from campaign_rules.rules.offices import NOBODY_KNOWN
from campaign_rules.rules.records import Event

CARE = "care"
"""What generated code returns for an item that it was not written for."""

UNSORTED = "unsorted"
"""What it returns for an item whose events are not in their order."""


class CycleFields:
    """How code reads the fields of an item in a life cycle, and of the cycle itself once it was replayed."""

    def __init__(self, item: ItemFields, table: Table) -> None:
        self.item, self.table, self.draft = item, table, item.draft
        self._read: dict[tuple[str, ...], Field] = {}

    def __call__(self, path: tuple[str, ...]) -> Field:
        """Return how a field is read, as `campaign_rules.engine.views.CycleView` sees it."""
        if path[0] in self.table.variables:
            return Field(f"v{self.table.variables.index(path[0])}", kinds=(date,))
        if path[0] not in self.table.regions:
            return self.item(path)
        i = self.table.regions.index(path[0])
        if len(path) == 1:
            return Field(f"r{i}")
        if path not in self._read:
            state = self.draft.const(path[1])
            since = self.draft.local(f"UNSET if r{i} is UNSET else s{i} if r{i} == {state} else None")
            self._read[path] = Field(since, kinds=(date,))
        return self._read[path]


class _GuardFields:
    """How a guard reads the event, and the cycle while it is being replayed."""

    def __init__(self, item: ItemFields, table: Table, *, event: bool) -> None:
        self.item, self.table, self.event = item, table, event

    def __call__(self, path: tuple[str, ...]) -> Field:
        name = path[0]
        if name == "event":
            known = self.event and path[1] in Event.__struct_fields__
            return self.item.meant(path, field_of(Event, path[1], f"e.{path[1]}")) if known else Field("UNSET")
        if name in self.table.variables:
            return Field(f"v{self.table.variables.index(name)}", kinds=(date,))
        if name not in self.table.regions:
            return self.item(path)
        i = self.table.regions.index(name)
        if len(path) == 1:
            return Field(f"r{i}", absent=False)
        return Field(f"(s{i} if r{i} == {self.item.draft.const(path[1])} else None)", kinds=(date,))


class ReplayDraft:
    """Writes the replay of a life cycle into a draft, so that locals hold what it comes to: of regions ``r0``, ``r1`` …
    the states, ``s0``, ``s1`` … the days since when, of variables ``v0``, ``v1`` … the values.

    Only what the ``paths`` look at is followed, and what that depends on.
    """

    def __init__(self, table: Table, item: ItemFields, paths: Iterable[tuple[str, ...]]) -> None:
        self.table, self.item, self.draft = table, item, item.draft
        self.regions, self.variables, self.days_of = _followed(table, set(paths))
        said = item.record.said
        self.draft.names["nobody_known"] = Memo(lambda text: said(WHO[0], text) == NOBODY_KNOWN)
        self.draft.names |= {"CARE": CARE, "UNSORTED": UNSORTED, "ONE_DAY": ONE_DAY, "earlier": _earlier}

    def write(self, found: str, as_of: str) -> None:
        """Write the lines: ``found`` is the source of the item's own day, ``es`` its events, ``odd`` a list for what is
        to be looked at again; with ``sorted_`` the events are in their order."""
        rank = self.draft.const(_Ranks(self.table.rank))
        lines = [
            *(f"r{i} = {self.draft.const(self.table.initial[i])}" for i in sorted(self.regions)),
            *(f"s{i} = None" for i in sorted(self.days_of)),
            *(f"v{i} = {self._start(self.table.variables[i])}" for i in sorted(self.variables)),
            f"last = clock = {self.draft.const(date.min)}",
            "hit = True",
            "accepted = False",
            "ids = None",
            "for e in es or ():",
            "    if e.id is not UNSET:",
            "        if ids is None: ids = set()",
            "        if e.id in ids or e.id == '*' or not e.id.strip(): odd.append(e)",
            "        ids.add(e.id)",
            "    day = e.date",
            "    k = e.kind",
            "    if k == 'correction' or e.retracts is not UNSET: return CARE",
            "    if e.recorded and e.recorded < day: odd.append(e)",
            "    if day <= last:",
            f"        if last == {self.draft.const(date.min)}: return CARE",  # nothing was before it
            f"        if day < last or (not sorted_ and {rank}[k] <= {rank}[before]): return UNSORTED",
            "        if not hit: return CARE",
            f"    elif day < {found}: return CARE",
            "    last, before = day, k",
            f"    if day > {as_of}:",
            "        if k == 'reopened' or k == 'extended': odd.append(e)",
            "        continue",
            *self._indented(self._timers("day"), 1),
            "    clock = day",
            "    hit = False",
            *self._indented(self._events(), 1),
            *self._timers(as_of),
        ]
        unknown = [
            *(f"r{i}" for i in sorted(self.regions)),
            *(f"s{i}" for i in sorted(self.days_of)),
        ]
        lines += ["if es is UNSET:", f"    {' = '.join(unknown)} = UNSET"] if unknown else []
        self.draft.lines += lines

    def _start(self, name: str) -> str:
        if not (start := self.table.starts[name]):
            return "UNSET"
        path, later = start
        day = self.item(path).source
        if not later:
            return f"({day} or UNSET)"
        self.draft.names["plus"] = plus
        return f"(plus({day}, {self.draft.const(timedelta(later))}) if {day}.__class__ is date else {day} or UNSET)"

    def _indented(self, lines: list[str], by: int) -> list[str]:
        return ["    " * by + line for line in lines]

    # --- events ---

    def _events(self) -> list[str]:
        lines, word = [], "if"
        for name in (*self.table.cycle.order, *(n for n in self.table.moves if n not in self.table.rank)):
            moved = [i for i in self.table.moves.get(name, ()) if i in self.regions]
            body = [line for i in moved for line in self._moved(i, name)]
            body = _CHECKS.get(name, []) + body
            if body:
                lines += [f"{word} k == {self.draft.const(name)}:", *self._indented(body, 1)]
                word = "elif"
        return (
            [*lines, "else: hit = True"] if lines else ["hit = True"]
        )  # it never moves anything, so nothing waits for it

    def _moved(self, i: int, name: str) -> list[str]:
        """Return what an event does to a region: a branch for the states that it leaves alike."""
        alike: dict[tuple[int, ...], tuple[list[str], list[Transition]]] = {}
        for (region, state, trigger), steps in self.table.steps.items():
            if (region, trigger) == (i, name):
                alike.setdefault(tuple(map(id, steps)), ([], steps))[0].append(state)
        lines = []
        for k, (states, steps) in enumerate(alike.values()):
            lines += [f"{'elif' if k else 'if'} {self._is_one_of(i, states)}:", "    hit = True"]
            lines += self._indented(self._stepped(i, steps, "day", event=True), 1)
        return lines

    def _is_one_of(self, i: int, states: list[str]) -> str:
        if len(states) == 1:
            return f"r{i} == {self.draft.const(states[0])}"
        return f"r{i} in {self.draft.const(tuple(states))}"

    def _stepped(self, i: int, steps: list[Transition], day: str, *, event: bool) -> list[str]:
        lines: list[str] = []
        word = "if"
        for step in steps:
            taken = self._entered(i, step, day, event=event)
            if step.when == NOTHING_ASKED:
                return [*lines, *(taken if word == "if" else ["else:", *self._indented(taken, 1)])]
            surely, maybe = self._guard(event=event)(step.when)
            lines += [f"{word} {surely}:", *self._indented(taken, 1)]
            if maybe != surely:
                lines += [f"elif {maybe}: return CARE"]
            word = "elif"
        return lines

    def _guard(self, *, event: bool) -> Judge:
        return Judge(self.draft, _GuardFields(self.item, self.table, event=event), inline=True)

    def _entered(self, i: int, step: Transition, day: str, *, event: bool) -> list[str]:
        read = _GuardFields(self.item, self.table, event=event)
        kept = {name: made for name, made in step.set.items() if self.table.variables.index(name) in self.variables}
        names = [f"v{self.table.variables.index(name)}" for name in kept]
        values = [_value(made, read) for made in kept.values()]
        lines = [f"{', '.join(names)} = {', '.join(values)}"] if names else []
        lines.append(f"r{i} = {self.draft.const(step.target)}")
        return [*lines, f"s{i} = {day}"] if i in self.days_of else lines

    # --- timers ---

    def _timers(self, until: str) -> list[str]:
        """Return what fires the timers that are due before the events of ``until``, earliest first."""
        asked: list[str] = []
        fired: list[str] = []
        variables: dict[int, None] = {}
        for n, ((i, state), trigger, variable, steps) in enumerate(self._each_timer()):
            if len(steps) > 1:
                raise NotImplementedError("several transitions on one timer")
            (step,) = steps
            ends = trigger.startswith("after:")
            variables[variable] = None
            surely, maybe = self._guard(event=False)(step.when)
            asked += [
                f"if r{i} == {self.draft.const(state)} and v{variable}.__class__ is date "
                f"and v{variable} {'<' if ends else '<='} {until}:",
                f"    fires = v{variable}{' + ONE_DAY' if ends else ''}",
                f"    if {surely}:",
                f"        if due is None or (fires, {i}) < due[:2]: due = (fires, {i}, {n})",
                *([f"    elif {maybe}: return CARE"] if maybe != surely else []),
            ]
            fired += [f"if due[2] == {n}:", *self._indented(self._entered(i, step, "clock", event=False), 1)]
        if not asked:
            return []
        soonest = " or ".join(f"(v{v}.__class__ is date and v{v} <= {until})" for v in variables)
        return [
            f"while {soonest}:",
            "    due = None",
            *self._indented(asked, 1),
            "    if due is None: break",
            "    clock = max(due[0], clock)",
            *self._indented(fired, 1),
        ]

    def _each_timer(self) -> list[tuple[tuple[int, str], str, int, list[Transition]]]:
        return [
            (place, trigger, variable, self.table.steps[(*place, trigger)])
            for place, timers in sorted(self.table.timers.items())
            if place[0] in self.regions
            for trigger, variable in timers.items()
        ]


_CHECKS = {
    "accepted": ["accepted = True", "if e.by.__class__ is str and nobody_known[e.by]: return CARE"],
    "reopened": ["if not accepted: return CARE"],
    "extended": ["if e.by.__class__ is str and not known_by[e.by]: odd.append(e)"],
    "reported": ["if e.to.__class__ is str and nobody_known[e.to]: return CARE"],
    "neglect_found": ["if e.by.__class__ is str and nobody_known[e.by]: return CARE"],
}
"""What makes a history impossible, or a word unknown, that only some events can: seen to beside their moves."""


class _Ranks(dict[str, int]):
    """The place of each kind of event in the declared order of one day; those that are not in it come last."""

    def __missing__(self, name: str) -> int:
        return len(self)

    def __hash__(self) -> int:  # type: ignore[override]  # a constant of one draft
        return id(self)


def _value(made: str | Earlier | None, read: _GuardFields) -> str:
    if made is None:
        return "UNSET"
    if isinstance(made, str):
        return read(tuple(made.split("."))).source
    return f"earlier({', '.join(read(tuple(name.split('.'))).source for name in made.earlier_of)})"


def _followed(table: Table, wanted: set[tuple[str, ...]]) -> tuple[set[int], set[int], set[int]]:
    """Return the regions, variables and days that have to be followed so that what the paths look at is known."""
    regions: set[int] = set()
    variables: set[int] = set()
    days: set[int] = set()
    size = -1
    while size != len(wanted):
        size = len(wanted)
        for path in wanted:
            if path[0] in table.variables:
                variables.add(table.variables.index(path[0]))
            elif path[0] in table.regions:
                regions.add(table.regions.index(path[0]))
                days |= {table.regions.index(path[0])} if len(path) > 1 else set()
        for (i, _, trigger), steps in table.steps.items():
            for step in steps:
                sets = [made for name, made in step.set.items() if table.variables.index(name) in variables]
                if sets or i in regions:
                    wanted |= {(table.regions[i],)} | paths_of(leaves([step.when]))
                    wanted |= {tuple(name.split(".")) for made in sets for name in named_in(made)}
                    if ":" in trigger:
                        wanted.add((trigger.partition(":")[2],))
    return regions, variables, days


def _earlier(*days: Any) -> Any:
    return min((day for day in days if day is not None and day is not UNSET), default=None)


def in_order(table: Table) -> Callable[[Struct], Any]:
    """Return the key by which a table orders events: by day, then as declared, then by what they set."""
    rank = _Ranks(table.rank)

    def key(event: Any) -> Any:
        return event.date, rank[event.kind], f"{event.deadline} {event.by}" if event.deadline else ""

    return key
