"""Life cycles: what happens on one day, timers, guards that are unknown, and the state machine they agree with."""

from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from campaign_rules.conditions import Binding
from campaign_rules.grammar import parse
from campaign_rules.lifecycles import (
    Earlier,
    LifeCycle,
    Occurrence,
    Region,
    Table,
    Transition,
    World,
    machine,
    trigger_of,
)
from campaign_rules.texts import Text

NAME = Text("名", "name")
NO_NAMES = Binding({}, {}, {}, {})
D = date(2023, 6, 1)


class Event:
    """An event with whatever fields a test gives it."""

    def __init__(self, **fields: Any) -> None:
        self.__dict__.update(fields)


def step(source: Any, target: str, **how: Any) -> Transition:
    return Transition(source=source, target=target, **how)


def cycle(*steps: Transition, order: tuple[str, ...] = (), variables: tuple[str, ...] = ("due",)) -> Table:
    names = {s for t in steps for s in ((t.source,) if isinstance(t.source, str) else t.source)} | {
        t.target for t in steps
    }
    states = dict.fromkeys(["start", *sorted(names - {"start", "*"})], NAME)
    region = Region(initial="start", states=states, transitions=steps)
    made = LifeCycle(title=NAME, regions={"only": region}, order=order, variables={v: v for v in variables})
    return Table(made, NO_NAMES)


def states(table: Table, happened: list[Occurrence], as_of: date, **variables: Any) -> set[str]:
    return {world.states[0] for world in table.replay(happened, variables, as_of).worlds}


OBLIGATION = cycle(
    step("start", "open", at="opens"),
    step(("start", "open"), "done", event="evidence"),
    step("open", "overdue", after="due"),
    step("overdue", "late", event="evidence"),
    step("*", "waived", event="waiver"),
    order=("evidence", "waiver"),
    variables=("opens", "due"),
)


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [(D - timedelta(1), "start"), (D, "open"), (D + timedelta(9), "open"), (D + timedelta(10), "overdue")],
)
def test_a_deadline_day_still_counts(as_of: date, expected: str) -> None:
    assert states(OBLIGATION, [], as_of, opens=D, due=D + timedelta(9)) == {expected}


@pytest.mark.parametrize(("day", "expected"), [(9, "done"), (10, "late")])
def test_what_happens_on_the_deadline_day_ranks_before_the_deadline(day: int, expected: str) -> None:
    happened = [Occurrence(D + timedelta(day), "evidence")]
    assert states(OBLIGATION, happened, D + timedelta(30), opens=D, due=D + timedelta(9)) == {expected}


def test_a_timer_stamps_the_day_it_was_due_not_the_day_it_was_noticed() -> None:
    (world,) = OBLIGATION.replay([], {"opens": D, "due": D + timedelta(9)}, D + timedelta(99)).worlds
    assert world == World(("overdue",), (D + timedelta(10),), (D, D + timedelta(9)))


def test_without_a_date_a_timer_never_fires() -> None:
    assert states(OBLIGATION, [], date.max, opens=D, due=None) == {"open"}
    assert states(OBLIGATION, [], date.max, opens=UNSET, due=D) == {"start"}


def test_what_is_dated_after_the_day_has_not_happened() -> None:
    assert states(OBLIGATION, [Occurrence(D, "evidence")], D - timedelta(1), opens=D, due=D) == {"start"}


def test_an_event_that_nothing_waits_for_changes_nothing() -> None:
    assert states(OBLIGATION, [Occurrence(D, "unheard-of")], D, opens=D, due=D) == {"open"}


def test_what_perhaps_happened_leaves_two_worlds() -> None:
    perhaps = [Occurrence(D, "evidence", None)]
    assert states(OBLIGATION, perhaps, D + timedelta(99), opens=D, due=D) == {"done", "overdue"}
    surely_not = [Occurrence(D, "evidence", False)]
    assert states(OBLIGATION, surely_not, D, opens=D, due=D) == {"open"}


def test_two_worlds_that_come_out_the_same_are_one() -> None:
    happened = [Occurrence(D, "evidence", None), Occurrence(D + timedelta(1), "waiver")]
    assert states(OBLIGATION, happened, D + timedelta(2), opens=D, due=D) == {"waived"}


def test_chained_timers_step_through_each_due_day() -> None:
    table = cycle(
        step("start", "warned", after="due"), step("warned", "escalated", after="second"), variables=("due", "second")
    )
    (world,) = table.replay([], {"due": D, "second": D + timedelta(5)}, D + timedelta(99)).worlds
    assert world.states == ("escalated",)
    assert world.since == (D + timedelta(6),)


def test_a_timer_already_past_when_its_state_is_entered_fires_on_entering() -> None:
    table = cycle(step("start", "running", event="go"), step("running", "over", after="due"))
    (world,) = table.replay([Occurrence(D, "go")], {"due": D - timedelta(9)}, D).worlds
    assert (world.states, world.since) == (("over",), (D,))


GUARDED = cycle(
    step("start", "moved", event="extended", when=parse({"event.by": "department", "event.date": {"not_after": "due"}}),
         set={"due": "event.deadline"}),
    step("*", "ordered", event="ordered", set={"due": Earlier(("due", "event.deadline"))}),
    order=("ordered", "extended"),
)  # fmt: skip


def extension(day: date, **fields: Any) -> Occurrence:
    return Occurrence(day, "extended", True, Event(date=day, deadline=D + timedelta(60), **fields), "events[0]")


def test_a_guard_sees_the_event_and_the_variables_as_they_are() -> None:
    for day, expected in ((D, "moved"), (D + timedelta(1), "start")):
        assert states(GUARDED, [extension(day, by="department")], D + timedelta(9), due=D) == {expected}


def test_an_unknown_guard_leaves_both_worlds_and_names_what_is_missing() -> None:
    found = GUARDED.replay([extension(D)], {"due": D}, D)
    assert {(w.states[0], w.variables[0]) for w in found.worlds} == {("moved", D + timedelta(60)), ("start", D)}
    assert found.unsure == ("events[0].by",)


def test_the_earlier_of_two_dates_is_taken_and_one_that_is_not_set_does_not_count() -> None:
    order = Occurrence(D, "ordered", True, Event(deadline=D + timedelta(5)))
    for before, after in ((D + timedelta(9), 5), (D + timedelta(1), 1), (None, 5), (UNSET, 5)):
        (world,) = GUARDED.replay([order], {"due": before}, D).worlds
        assert world.variables == (D + timedelta(after),)
    (world,) = GUARDED.replay([Occurrence(D, "ordered", True, Event())], {"due": None}, D).worlds
    assert world.variables == (None,)


def test_events_of_one_day_happen_in_the_declared_order_however_they_are_listed() -> None:
    events = [
        extension(D, by="department"),
        Occurrence(D, "ordered", True, Event(deadline=D - timedelta(1))),
        Occurrence(D, "ordered", True, Event(deadline=D + timedelta(1))),
    ]
    answers = {GUARDED.replay(order, {"due": D}, D).worlds for order in permutations(events)}
    assert len(answers) == 1


# --- the same path as an independent state machine ---

STATES = ("a", "b", "c", "d")
EVENTS = ("x", "y", "z")


@st.composite
def regions(draw: st.DrawFn) -> Region:
    steps = draw(
        st.lists(
            st.builds(
                step,
                st.one_of(st.just("*"), st.sampled_from(STATES), st.lists(st.sampled_from(STATES), min_size=1, unique=True).map(tuple)),
                st.sampled_from(STATES),
                event=st.sampled_from(EVENTS),
            ),
            max_size=12,
        )
    )  # fmt: skip
    return Region(initial="a", states=dict.fromkeys(STATES, NAME), transitions=tuple(steps))


class Case:
    """What a `transitions` machine moves."""

    state = "a"


@given(regions(), st.lists(st.sampled_from(EVENTS), max_size=20))
def test_the_table_takes_the_same_path_as_the_transitions_library(region: Region, history: list[str]) -> None:
    table = Table(LifeCycle(title=NAME, regions={"only": region}), NO_NAMES)
    made = machine(region)
    case = Case()
    happened: list[Occurrence] = []
    for i, name in enumerate(history):
        if name in made.events:
            made.events[name].trigger(case)
        happened.append(Occurrence(D + timedelta(i), name))
        assert states(table, happened, D + timedelta(i)) == {case.state}


def test_a_timer_of_the_machine_is_named_by_its_variable() -> None:
    region = OBLIGATION.cycle.regions["only"]
    assert [trigger_of(t) for t in region.transitions] == ["at:opens", "evidence", "after:due", "evidence", "waiver"]
    made, case = machine(region), Case()
    case.state = "open"
    made.events["after:due"].trigger(case)
    assert case.state == "overdue"
