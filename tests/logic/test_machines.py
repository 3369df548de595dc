"""Machines of the `transitions` library: what fires them, and when a guard lets them pass."""

from types import SimpleNamespace

from msgspec import UNSET

from campaign_rules.logic.grammar import parse
from campaign_rules.logic.lifecycles import Region, trigger_of
from campaign_rules.logic.machines import Firing, machine
from tests.logic.cycles import NAME, NO_NAMES, OBLIGATION, Event, HolderView, step


def test_a_timer_of_the_machine_is_named_by_its_variable() -> None:
    region = OBLIGATION.cycle.regions["only"]
    assert [trigger_of(t) for t in region.transitions] == ["at:opens", "evidence", "after:due", "evidence", "waiver"]
    made = machine(region)
    firing = Firing("open", HolderView(SimpleNamespace()))
    made.events["after:due"].trigger(firing)
    assert firing.state == "overdue"


def test_a_guard_of_the_machine_passes_only_where_it_surely_holds() -> None:
    region = Region(
        initial="a",
        states={"a": NAME, "b": NAME},
        transitions=(step("a", "b", event="x", when=parse({"event.flag": True})),),
    )
    for flag, expected in ((True, "b"), (False, "a"), (UNSET, "a")):
        firing = Firing("a", HolderView(SimpleNamespace(event=Event(flag=flag))))
        machine(region, NO_NAMES).events["x"].trigger(firing)
        assert firing.state == expected
