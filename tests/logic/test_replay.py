"""The replay of dated events: what happens on one day, timers, guards that are unknown, and the log of what was tried."""

from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest
from msgspec import UNSET, structs

from campaign_rules.base.texts import Text
from campaign_rules.logic.grammar import parse
from campaign_rules.logic.lifecycles import Earlier, LifeCycle, Region
from campaign_rules.logic.replay import GuardView, Occurrence, Tried, World
from campaign_rules.logic.transition_tables import Table
from tests.logic.cycles import NAME, NO_NAMES, OBLIGATION, D, Event, cycle, one_region, states, step


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
