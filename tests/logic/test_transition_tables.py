"""Tables of transitions take the same path as machines of two other libraries, over random life cycles and histories."""

import importlib
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from campaign_rules.logic.conditions import truth
from campaign_rules.logic.grammar import parse
from campaign_rules.logic.lifecycles import Earlier, Region, Transition, sources_of
from campaign_rules.logic.machines import Machines
from campaign_rules.logic.replay import Occurrence, Tried
from campaign_rules.logic.transition_tables import Table
from tests.logic.cycles import EVENTS, NAME, NO_NAMES, D, Event, HolderView, one_region, step

STATES = ("a", "b", "c", "d")
GUARDS = [
    True,
    {"event.flag": True},
    {"not": {"event.flag": True}},
    {"event.by": {"in": ["p", "q"]}},
    {"event.date": {"not_after": "due"}},
    {"any": [{"event.by": "p"}, {"due": {"before": "event.date"}}]},
    {"all": [{"event.flag": True}, {"not": {"event.by": "p"}}]},
    {"only": {"in": ["b", "c"]}},
    {"only.b": {"not_before": "due"}},
]
SOURCES = st.one_of(
    st.just("*"), st.sampled_from(STATES), st.lists(st.sampled_from(STATES), min_size=1, unique=True).map(tuple)
)
GUARD = st.sampled_from(GUARDS).map(parse)


@st.composite
def regions(draw: st.DrawFn) -> Region:
    """Any transitions on events, with guards and effects; timers only forward, so that none leads round."""
    steps = draw(
        st.lists(
            st.builds(step, SOURCES, st.sampled_from(STATES), event=st.sampled_from(EVENTS), when=GUARD,
                      set=st.sampled_from([{}, {"due": "event.deadline"}, {"due": Earlier(("due", "event.deadline"))}])),
            max_size=12,
        )
    )  # fmt: skip
    for source, target in draw(st.lists(st.sampled_from([("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")]), max_size=3)):
        timer = draw(st.sampled_from(["at", "after"]))
        steps.append(step(source, target, when=draw(GUARD), **{timer: "due"}))
    return Region(initial="a", states=dict.fromkeys(STATES, NAME), transitions=tuple(steps))


@st.composite
def histories(draw: st.DrawFn, *, known: bool) -> list[Occurrence]:
    days = draw(st.lists(st.integers(0, 12), max_size=12))
    made = []
    for i, after in enumerate(days):
        day = D + timedelta(after)
        flag, by = draw(st.booleans()), draw(st.sampled_from("pqr"))
        deadline = draw(st.none() | st.integers(0, 12).map(lambda n: D + timedelta(n)))
        fields = {"flag": flag, "by": by, "deadline": deadline, "date": day}
        kept = fields if known else {n: v for n, v in fields.items() if n == "date" or draw(st.booleans())}
        certain = True if known else draw(st.sampled_from([True, True, None, False]))
        made.append(Occurrence(day, draw(st.sampled_from(EVENTS)), certain, Event(**kept), f"events[{i}]", str(i)))
    return made


@given(regions(), histories(known=False), st.one_of(st.none(), st.integers(0, 12)), st.randoms(use_true_random=False))
def test_the_table_takes_the_same_path_as_the_transitions_library(
    region: Region, history: list[Occurrence], due: int | None, random: Any
) -> None:
    """Random machines with guards, effects and timers; random histories in which much is unknown."""
    cycle_, variables = one_region(region), {"due": UNSET if due is None else D + timedelta(due)}
    table, driven = Table(cycle_, NO_NAMES), Machines(cycle_, NO_NAMES)
    for after in range(0, 15, 3):
        day = D + timedelta(after)
        logs: tuple[list[Tried], list[Tried]] = ([], [])
        by_table = table.replay(history, variables, day, log=logs[0])
        by_machine = driven.replay(history, variables, day, log=logs[1])
        assert by_table == by_machine
        assert [(t.day, t.source, t.step, t.holds) for t in logs[0]] == [
            (t.day, t.source, t.step, t.holds) for t in logs[1]
        ]
    random.shuffle(history)
    assert table.replay(history, variables, day) == by_table


@given(regions(), histories(known=True))
def test_the_table_takes_the_same_path_as_an_independent_implementation(
    region: Region, history: list[Occurrence]
) -> None:
    """python-statemachine on the same definition, its guards judged on what it has itself come to."""
    statemachine = importlib.import_module("statemachine")
    events = [s for s in region.transitions if s.event is not UNSET]
    region = Region(initial="a", states=region.states, transitions=tuple(events))
    table = Table(one_region(region), NO_NAMES)
    model = _independent(statemachine, region, table)
    ordered = sorted({o.day: o for o in history}.values(), key=lambda o: o.day)  # one a day: the order is the library's
    for i, what in enumerate(ordered):
        model.happen(what)
        (world,) = table.replay(ordered[: i + 1], {"due": None}, what.day).worlds
        assert (world.states[0], world.variables[0]) == (model.now, model.due)


def _independent(statemachine: Any, region: Region, table: Table) -> Any:
    """Return a machine of another library that knows of ours no more than its declared transitions."""
    states = {name: statemachine.State(name, initial=name == "a", value=name) for name in region.states}
    body: dict[str, Any] = dict(states)
    taken: list[Transition] = []

    def guard(declared: Transition) -> Any:
        def cond() -> bool:
            holds = truth(declared.when, HolderView(holder)) is True
            if holds:
                taken.append(declared)
            return holds

        return cond

    for declared in region.transitions:
        for source in sources_of(declared, region):
            moved = states[source].to(states[declared.target], cond=guard(declared))
            name = str(declared.event)
            body[name] = body[name] | moved if name in body else moved
    body["allow_event_without_transition"] = True
    body |= dict.fromkeys(
        ("validate_disconnected_states", "validate_trap_states", "validate_final_reachability"), False
    )
    machine_class = type("Independent", (statemachine.StateMachine,), body)
    holder = SimpleNamespace(now="a", since=None, due=None, event=None)

    def happen(what: Occurrence) -> None:
        holder.event = what.event
        taken.clear()
        if what.name in body:
            running.send(what.name)
        if taken:
            made = taken[0].set.get("due")
            known = [d for d in (holder.due, holder.event.deadline) if d]
            if made is not None:
                holder.due = holder.event.deadline if isinstance(made, str) else min(known, default=None)
            holder.now, holder.since = running.current_state_value, what.day

    holder.happen = happen
    running = machine_class()
    return holder
