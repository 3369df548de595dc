"""Life cycles: what happens on one day, timers, guards that are unknown, and the state machine they agree with."""

import importlib
from datetime import date, timedelta
from itertools import permutations
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, structs

from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import Binding, truth
from campaign_rules.logic.grammar import parse
from campaign_rules.logic.lifecycles import (
    Earlier,
    Firing,
    GuardView,
    LifeCycle,
    Machines,
    Occurrence,
    Region,
    Transition,
    Tried,
    World,
    machine,
    sources_of,
    trigger_of,
)
from campaign_rules.logic.transition_tables import Table

NAME = Text("名", "name")
NO_NAMES = Binding(facts={}, chosen={}, words={}, days={})
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


# --- the same path as independent state machines ---

STATES = ("a", "b", "c", "d")
EVENTS = ("x", "y", "z")
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


def one_region(region: Region) -> LifeCycle:
    return LifeCycle(title=NAME, variables={"due": "due"}, order=EVENTS, regions={"only": region})


@given(regions(), histories(known=False), st.one_of(st.none(), st.integers(0, 12)), st.randoms(use_true_random=False))
def test_the_table_takes_the_same_path_as_the_transitions_library(
    region: Region, history: list[Occurrence], due: int | None, random: Any
) -> None:
    """Random machines with guards, effects and timers; random histories in which much is unknown."""
    cycle_, variables = one_region(region), {"due": UNSET if due is None else D + timedelta(due)}
    table, driven = Table(cycle_, NO_NAMES), Machines(cycle_, NO_NAMES)
    for after in range(0, 15, 3):
        day, logs = D + timedelta(after), ([], [])  # type: tuple[date, tuple[list[Tried], list[Tried]]]
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
            holds = truth(declared.when, _View(holder)) is True
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


class _View:
    """What a guard of the independent machine sees."""

    def __init__(self, holder: Any) -> None:
        self.holder, self.memo = holder, {}  # type: ignore[var-annotated]

    def get(self, path: tuple[str, ...]) -> Any:
        holder = self.holder
        if path[0] == "event":
            return getattr(holder.event, path[1])
        if path == ("due",):
            return holder.due
        return holder.now if len(path) == 1 else holder.since if holder.now == path[1] else None

    def said(self, path: tuple[str, ...], value: Any) -> Any:
        return value

    def place(self, path: tuple[str, ...]) -> str:
        return ".".join(path)

    def label(self, path: tuple[str, ...]) -> Text:
        return NAME

    def word(self, path: tuple[str, ...], value: Any) -> Text | None:
        return None


def test_a_timer_of_the_machine_is_named_by_its_variable() -> None:
    region = OBLIGATION.cycle.regions["only"]
    assert [trigger_of(t) for t in region.transitions] == ["at:opens", "evidence", "after:due", "evidence", "waiver"]
    made = machine(region)
    firing = Firing("open", _View(SimpleNamespace()))
    made.events["after:due"].trigger(firing)
    assert firing.state == "overdue"


def test_a_guard_of_the_machine_passes_only_where_it_surely_holds() -> None:
    region = Region(
        initial="a",
        states={"a": NAME, "b": NAME},
        transitions=(step("a", "b", event="x", when=parse({"event.flag": True})),),
    )
    for flag, expected in ((True, "b"), (False, "a"), (UNSET, "a")):
        firing = Firing("a", _View(SimpleNamespace(event=Event(flag=flag))))
        machine(region, NO_NAMES).events["x"].trigger(firing)
        assert firing.state == expected


def test_a_timer_whose_guard_begins_to_hold_later_fires_then() -> None:
    """Overdue from the day on which acceptance was refused, not from the deadline that had been met till then."""
    table = Table(
        LifeCycle(
            title=NAME, variables={"due": "due"}, order=("done", "refused"),
            regions={
                "work": Region(initial="open", states={"open": NAME, "done": NAME}, transitions=(
                    step("open", "done", event="done"), step("done", "open", event="refused"))),
                "time": Region(initial="in_time", states={"in_time": NAME, "overdue": NAME}, final=("overdue",), transitions=(
                    step("in_time", "overdue", after="due", when=parse({"work": "open"})),)),
            },
        ),
        NO_NAMES,
    )  # fmt: skip
    happened = [Occurrence(D, "done"), Occurrence(D + timedelta(9), "refused")]
    (world,) = table.replay(happened, {"due": D + timedelta(5)}, D + timedelta(20)).worlds
    assert (world.states, world.since[1]) == (("open", "overdue"), D + timedelta(9))


def test_any_state_means_any_that_is_not_final() -> None:
    region = Region(
        initial="a", states=dict.fromkeys("abc", NAME), final=("c",), transitions=(step("*", "c", event="x"),)
    )
    assert sources_of(region.transitions[0], region) == ("a", "b")


def test_a_log_tells_what_was_taken_refused_and_not_waited_for() -> None:
    log: list[Tried] = []
    happened = [
        extension(D + timedelta(1), by="department"),
        Occurrence(D, "unheard-of"),
        extension(D, by="department"),
    ]
    GUARDED.replay(happened, {"due": D}, D + timedelta(9), log=log)
    assert [(t.day, t.trigger, t.source, t.holds) for t in log] == [
        (D, "extended", "start", True), (D, "unheard-of", "", False), (D + timedelta(1), "extended", "", False),
    ]  # fmt: skip
    assert [t.step is None for t in log] == [False, True, True]


def test_a_log_says_what_is_known_of_a_guard_and_of_what_perhaps_happened() -> None:
    """Refused where the guard fails, perhaps taken where the guard or the event itself is not known."""
    told = []
    for certain in (True, None):
        for by in ({"by": "department"}, {"by": "enterprise"}, {}):
            log: list[Tried] = []
            what = structs.replace(extension(D, **by), certain=certain)
            GUARDED.replay([what], {"due": D}, D, log=log)
            (tried,) = log
            assert (tried.source, tried.step is not None, tried.what) == ("start", True, what)
            told.append(tried.holds)
    assert told == [True, False, None, None, False, None]


def test_a_log_says_what_is_known_of_a_timer_s_guard() -> None:
    table = cycle(step("start", "over", after="due", when=parse({"only": "start"})))
    log: list[Tried] = []
    table.replay([], {"due": D}, D + timedelta(1), log=log)
    assert [(t.day, t.trigger, t.region, t.source, t.holds) for t in log] == [
        (D + timedelta(1), "after:due", "only", "start", True)
    ]


def test_a_guard_calls_a_region_and_its_states_by_their_titles() -> None:
    """A state is said by its title, its day by the state's; what is no region is called as the item calls it."""
    titles = {"start": Text("开始", "Begun"), "over": Text("结束", "Over")}
    region = Region(initial="start", states=titles, transitions=(step("start", "over", event="x"),))
    table = Table(one_region(region), NO_NAMES)
    view = GuardView(table, World(("over",), (D,), (None,)), Occurrence(D, "x", True, Event(date=D), "events[0]"), None)
    assert (view.label(("only", "over")), view.word(("only",), "over")) == (titles["over"], titles["over"])
    assert (view.label(("event", "by")), view.word(("event", "by"), "over")) == (Text("by", "by"), None)
    assert (view.get(("only",)), view.get(("only", "over")), view.get(("only", "start"))) == ("over", D, None)
    assert (view.place(("event", "by")), view.place(("due",))) == ("events[0].by", "due")
