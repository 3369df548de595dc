"""The life cycle of a section's items as Python source: what `campaign_rules.logic.transition_tables` does, written out for one cycle.

States are locals, and what an event does in each of them is a branch. Only the days that somebody asks for are kept.
Where the code meets what it was not written for, it says so (`CARE`), and the item is left to the table: a guard that
is unknown, a correction, an event before the item's own day, or events of one day that wait for each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from msgspec import Struct

from campaign_rules.base.periods import ONE_DAY, plus
from campaign_rules.engine.fast.conditions import ItemFields, Judge, field_of
from campaign_rules.engine.impossibilities import retracting
from campaign_rules.logic.conditions import NOTHING_ASKED, Code, paths_of
from campaign_rules.logic.lifecycles import Timer, Transition, earliest, named_in, source_of, start_source
from campaign_rules.logic.operators import Field
from campaign_rules.logic.transition_tables import Table
from campaign_rules.rules.record.values import Event, attribute, tie_of

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
        slot = self.table.slot(path)
        if slot is None:
            return self.item(path)
        if slot.kind != "s":
            return Field(slot.source(self.draft.const), kinds=(date,) if slot.kind == "v" else ())
        if path not in self._read:
            since = f"UNSET if r{slot.at} is UNSET else {slot.source(self.draft.const)}"
            self._read[path] = Field(self.draft.local(since), kinds=(date,))
        return self._read[path]


class _GuardFields:
    """How a guard reads the event, and the cycle while it is being replayed."""

    def __init__(self, item: ItemFields, table: Table, *, event: bool) -> None:
        self.item, self.table, self.event = item, table, event

    def __call__(self, path: tuple[str, ...]) -> Field:
        if path[0] == "event":
            kind, name = _events_of(self.item), attribute(path[1])
            known = self.event and name in kind.__struct_fields__
            return self.item.meant(path, field_of(kind, name, f"e.{name}")) if known else Field("UNSET")
        slot = self.table.slot(path)
        if slot is None:
            return self.item(path)
        source = slot.source(self.item.draft.const)
        return Field(source, absent=False) if slot.kind == "r" else Field(source, kinds=(date,))


class ReplayDraft:
    """Writes the replay of a life cycle into a draft, so that locals hold what it comes to: of regions ``r0``, ``r1`` …
    the states, ``s0``, ``s1`` … the days since when, of variables ``v0``, ``v1`` … the values.

    Only what the ``paths`` look at is followed, and what that depends on.

    Of work that is done once it is accepted, and late after its deadline:

    >>> from campaign_rules.base.texts import Text
    >>> from campaign_rules.engine.fast.conditions import Draft, RecordFields
    >>> from campaign_rules.logic.conditions import Binding
    >>> from campaign_rules.logic.lifecycles import LifeCycle, Region
    >>> from campaign_rules.rules.record.declaration import Actor, EventKind, Events, Field, RecordDeclaration, Section
    >>> from campaign_rules.rules.record.model import record_model
    >>> name = Text("名", "name")
    >>> day, id_, text = (Field(title=name, type=type_, required=type_ == "id") for type_ in ("date", "id", "text"))
    >>> accepted, again = EventKind(title=name), EventKind(title=name, after="accepted")
    >>> kinds = {"accepted": accepted, "again": again, "undone": EventKind(title=name, takes_back="undoes")}
    >>> events = Events(title=name, fields={"id": Field(title=name, type="id"), "undoes": text}, kinds=kinds)
    >>> jobs = Section(title=name, fields={"id": id_, "found": day, "deadline": day}, dated="found", events=events)
    >>> actors = {"firm": Actor(kind="subject", title=name)}
    >>> model = record_model(RecordDeclaration(actors=actors, sections={"jobs": jobs}))
    >>> accepted = Transition(event="accepted", source=("open", "late"), target="done")
    >>> expired = Transition(after="deadline", source="open", target="late")
    >>> states = {"open": name, "late": name, "done": name}
    >>> work = Region(initial="open", states=states, transitions=(accepted, expired))
    >>> cycle = LifeCycle(
    ...     title=name, variables={"deadline": "deadline"}, order=("accepted",), regions={"work": work}
    ... )
    >>> draft = Draft()
    >>> item = ItemFields(draft, model.items["jobs"], RecordFields(draft, model))
    >>> table = Table(cycle, Binding(facts={}, chosen={}, words={}, days={}))
    >>> ReplayDraft(table, item, [("work",)]).write("found")
    >>> print(draft.readable())
    x0 = i.deadline
    r0 = 'open'
    v0 = (x0 or UNSET)
    last = clock = datetime.date(1, 1, 1)
    hit = True
    first0 = False
    ids = None
    for e in es or ():
        if e.id is not UNSET:
            if ids is None: ids = set()
            if e.id in ids or e.id == '*' or not e.id.strip(): odd.append(e)
            ids.add(e.id)
        day = e.date
        k = e.kind
        if k == 'undone' or e.undoes is not UNSET: return CARE
        if day <= last:
            if last == datetime.date(1, 1, 1): return CARE
            if day < last or (not sorted_ and {'accepted': 0}[k] <= {'accepted': 0}[before]): return UNSORTED
            if not hit: return CARE
        elif day < found: return CARE
        last, before = day, k
        if day > as_of:
            if k == 'accepted':
                first0 = True
            elif k == 'again':
                if not first0: return CARE
            continue
        while (v0.__class__ is date and v0 <= day):
            due = None
            if r0 == 'open' and v0.__class__ is date and v0 < day:
                fires = v0 + ONE_DAY
                if True:
                    if due is None or (fires, 0) < due[:2]: due = (fires, 0, 0)
            if due is None: break
            clock = max(due[0], clock)
            if due[2] == 0:
                r0 = 'late'
        clock = day
        hit = False
        if k == 'accepted':
            first0 = True
            if r0 in ('open', 'late'):
                hit = True
                r0 = 'done'
        elif k == 'again':
            if not first0: return CARE
            hit = True
        else: hit = True
    if found > as_of: return None
    while (v0.__class__ is date and v0 <= as_of):
        due = None
        if r0 == 'open' and v0.__class__ is date and v0 < as_of:
            fires = v0 + ONE_DAY
            if True:
                if due is None or (fires, 0) < due[:2]: due = (fires, 0, 0)
        if due is None: break
        clock = max(due[0], clock)
        if due[2] == 0:
            r0 = 'late'
    if es is UNSET:
        r0 = UNSET
    """

    def __init__(self, table: Table, item: ItemFields, paths: Iterable[tuple[str, ...]]) -> None:
        self.table, self.item, self.draft = table, item, item.draft
        self.regions, self.variables, self.days_of = _followed(table, set(paths))
        declared = item.record.model.events_of(item.section)
        assert declared, item.kind  # or nothing would happen in the life cycle
        self.declared = declared
        awaited = dict.fromkeys(kind.after for kind in declared.kinds.values() if kind.after)
        self.firsts = {str(name): f"first{n}" for n, name in enumerate(awaited)}
        """Of the kinds of events that others must come after, where it is kept whether one has happened."""
        self.draft.names |= {
            "CARE": CARE,
            "UNSORTED": UNSORTED,
            "ONE_DAY": ONE_DAY,
            "earliest": earliest,
            "plus": plus,
        }

    def write(self, found: str) -> None:
        """Write the lines: ``found`` is the source of the item's own day, ``es`` its events, ``odd`` a list for what is
        to be looked at again; ``as_of`` is the day that is asked about; with ``sorted_`` the events are in their order.

        An item that lies ahead is not judged, but what is said of it must be possible.
        """
        lines = [
            *(f"r{i} = {self.draft.const(self.table.initial[i])}" for i in sorted(self.regions)),
            *(f"s{i} = None" for i in sorted(self.days_of)),
            *(f"v{i} = {self._start(self.table.variables[i])}" for i in sorted(self.variables)),
            f"last = clock = {self.draft.const(date.min)}",
            "hit = True",
            *(f"{flag} = False" for flag in self.firsts.values()),
            "ids = None",
            "for e in es or ():",
            *self._indented(self._looked_at(found), 1),
            *self._indented(self._timers("day"), 1),
            "    clock = day",
            "    hit = False",
            *self._indented(self._events(), 1),
            *([f"if {found} > as_of: return None"] if found else []),
            *self._timers("as_of"),
        ]
        unknown = [
            *(f"r{i}" for i in sorted(self.regions)),
            *(f"s{i}" for i in sorted(self.days_of)),
        ]
        lines += ["if es is UNSET:", f"    {' = '.join(unknown)} = UNSET"] if unknown else []
        self.draft.lines += lines

    def _looked_at(self, found: str) -> list[str]:
        """Return what is seen to of each event ``e``, whatever it is: its id, corrections, its day and its place."""
        rank, none = self.draft.const(_Ranks(self.table.rank)), self.draft.const(date.min)
        wrong = [f"k == {self.draft.const(name)}" for name, kind in self.declared.kinds.items() if kind.takes_back]
        wrong += [f"e.{attribute(field)} is not UNSET" for field in retracting(self.declared)]
        entered = attribute(self.declared.recorded_on) if self.declared.recorded_on else ""
        return [
            *(_IDS if "id" in self.declared.fields else []),
            "day = e.date",
            "k = e.kind",
            *([f"if {' or '.join(wrong)}: return CARE"] if wrong else []),
            *([f"if e.{entered} and e.{entered} < day: odd.append(e)"] if entered else []),
            "if day <= last:",
            f"    if last == {none}: return CARE",  # nothing was before it
            f"    if day < last or (not sorted_ and {rank}[k] <= {rank}[before]): return UNSORTED",
            "    if not hit: return CARE",
            *([f"elif day < {found}: return CARE"] if found else []),
            "last, before = day, k",
            "if day > as_of:",  # it moves nothing yet, but must be possible
            *self._indented(self._by_kind(self._checks), 1),
            "    continue",
        ]

    def _checks(self, name: str) -> list[str]:
        """Return what is seen to of a kind of event beside its moves: what makes a history impossible."""
        kind = self.declared.kinds.get(name)
        lines = [f"{self.firsts[name]} = True"] if name in self.firsts else []
        if kind and kind.after:
            lines.append(f"if not {self.firsts[kind.after]}: return CARE")
        if kind and kind.granted_by:
            by = f"e.{attribute(kind.granted_by)}"
            lines.append(f"if {by}.__class__ is str and not known_by[{by}]: odd.append(e)")
        return lines

    def _start(self, name: str) -> str:
        if not (start := self.table.starts[name]):
            return "UNSET"
        path, later = start
        day = self.item(path).source
        return start_source(day, later, self.draft.const)

    def _indented(self, lines: list[str], by: int) -> list[str]:
        return ["    " * by + line for line in lines]

    # --- events ---

    def _events(self) -> list[str]:
        lines = self._by_kind(self._happening)
        return (
            [*lines, "else: hit = True"] if lines else ["hit = True"]
        )  # it never moves anything, so nothing waits for it

    def _happening(self, name: str) -> list[str]:
        """Return what a kind of event comes to: what is seen to of it, and its moves."""
        moved = [i for i in self.table.moves.get(name, ()) if i in self.regions]
        body = self._checks(name) + [line for i in moved for line in self._moved(i, name)]
        return [*body, "hit = True"] if body and not moved else body

    def _by_kind(self, body_of: Callable[[str], list[str]]) -> list[str]:
        """Return a branch for each kind of event of which there is something to write."""
        kinds = dict.fromkeys((*self.table.cycle.order, *self.table.moves, *self.declared.kinds))
        bodies = [(name, body) for name in kinds if (body := body_of(name))]
        return [
            line
            for n, (name, body) in enumerate(bodies)
            for line in (f"{'elif' if n else 'if'} k == {self.draft.const(name)}:", *self._indented(body, 1))
        ]

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
            guard = self._guarded(step, event=event)
            if guard is None:
                return [*lines, "return CARE" if word == "if" else "else: return CARE"]
            surely, maybe = guard
            lines += [f"{word} {surely}:", *self._indented(taken, 1)]
            if maybe != surely:
                lines += [f"elif {maybe}: return CARE"]
            word = "elif"
        return lines

    def _guarded(self, step: Transition, *, event: bool) -> Code | None:
        """Return the sources of a guard; None where it has no fast form: then the item is left to the table."""
        try:
            return Judge(self.draft, _GuardFields(self.item, self.table, event=event), inline=True)(step.when)
        except NotImplementedError:
            return None

    def _entered(self, i: int, step: Transition, day: str, *, event: bool) -> list[str]:
        read = _GuardFields(self.item, self.table, event=event)
        kept = {name: made for name, made in step.set.items() if self.table.variables.index(name) in self.variables}
        names = [f"v{self.table.variables.index(name)}" for name in kept]
        values = [source_of(made, lambda path: read(path).source) for made in kept.values()]
        lines = [f"{', '.join(names)} = {', '.join(values)}"] if names else []
        lines.append(f"r{i} = {self.draft.const(step.target)}")
        return [*lines, f"s{i} = {day}"] if i in self.days_of else lines

    # --- timers ---

    def _timers(self, until: str) -> list[str]:
        """Return what fires the timers that are due before the events of ``until``, earliest first."""
        asked: list[str] = []
        fired: list[str] = []
        variables: dict[int, None] = {}
        for n, ((i, state), timer, steps) in enumerate(self._each_timer()):
            if len(steps) > 1:
                raise NotImplementedError("several transitions on one timer")
            (step,) = steps
            variables[timer.variable] = None
            is_due, fires = timer.source(until)
            asked.append(f"if r{i} == {self.draft.const(state)} and {is_due}:")
            guard = self._guarded(step, event=False)
            if guard is None:
                asked.append("    return CARE")
                continue
            surely, maybe = guard
            asked += [
                f"    fires = {fires}",
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

    def _each_timer(self) -> list[tuple[tuple[int, str], Timer, list[Transition]]]:
        return [
            (place, timer, self.table.steps[(*place, trigger)])
            for place, timers in sorted(self.table.timers.items())
            if place[0] in self.regions
            for trigger, timer in timers.items()
        ]


_IDS = [
    "if e.id is not UNSET:",
    "    if ids is None: ids = set()",
    "    if e.id in ids or e.id == '*' or not e.id.strip(): odd.append(e)",
    "    ids.add(e.id)",
]
"""What is seen to of the id of an event."""


def _events_of(item: ItemFields) -> type[Event]:
    return item.record.model.events[item.section]


class _Ranks(dict[str, int]):
    """The place of each kind of event in the declared order of one day; those that are not in it come last."""

    def __missing__(self, name: str) -> int:
        return len(self)

    def __hash__(self) -> int:  # type: ignore[override]  # a constant of one draft
        return id(self)


def _followed(table: Table, wanted: set[tuple[str, ...]]) -> tuple[set[int], set[int], set[int]]:
    """Return the regions, variables and days that have to be followed so that what the paths look at is known."""
    regions: set[int] = set()
    variables: set[int] = set()
    days: set[int] = set()
    size = -1
    while size != len(wanted):
        size = len(wanted)
        for path in wanted:
            if slot := table.slot(path):
                (variables if slot.kind == "v" else regions).add(slot.at)
                days |= {slot.at} if slot.kind == "s" else set()
        for (i, _, trigger), steps in table.steps.items():
            for step in steps:
                sets = [made for name, made in step.set.items() if table.variables.index(name) in variables]
                if sets or i in regions:
                    wanted |= {(table.regions[i],)} | paths_of([step.when])
                    wanted |= {tuple(name.split(".")) for made in sets for name in named_in(made)}
                    if ":" in trigger:
                        wanted.add((trigger.partition(":")[2],))
    return regions, variables, days


def in_order(table: Table) -> Callable[[Struct], Any]:
    """Return the key by which a life cycle orders events."""

    def key(event: Any) -> Any:
        return table.order(event.date, event.kind, tie_of(event))

    return key
