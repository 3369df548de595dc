"""What stands at an arrow."""

from campaign_rules.base.texts import Lang
from campaign_rules.logic.grammar import parse
from campaign_rules.logic.lifecycles import Earlier, Transition
from campaign_rules.reports.names import CycleNames
from campaign_rules.writers.diagrams.arrows import arrows
from tests.writers.diagrams.cycles import PACK, cycle, region, step


def said(*steps: Transition, lang: Lang = "en") -> list[tuple[str, str, str]]:
    made = cycle(region(*steps, final=("c",)))
    return [
        (arrow.source, arrow.target, arrow.label()) for arrow in arrows(CycleNames(PACK, made), made.regions["x"], lang)
    ]


def test_events_with_the_same_way_and_guard_share_an_arrow() -> None:
    guarded = {"when": parse("fact")}
    assert said(step("a", "b", event="one"), step("a", "b", at="due"), step("a", "b", event="three", **guarded)) == [
        ("a", "b", "one / at last day"),
        ("a", "b", "three [fact]"),
    ]


def test_timers_are_said_in_words() -> None:
    steps = step("a", "b", at="due"), step("b", "c", after="due")
    assert [label for *_, label in said(*steps, lang="zh")] == ["到 期限日", "过 期限日"]


def test_an_arrow_tells_what_is_set() -> None:
    steps = (
        step("a", "b", event="e", set={"due": "event.due"}),
        step("a", "c", event="e", set={"due": Earlier(("due", "event.due"))}),
    )
    assert [label for *_, label in said(*steps)] == [
        "e / last day := the event's last day",
        "e / last day := the earlier of last day and the event's last day",
    ]


def test_a_step_from_anywhere_comes_from_every_state_that_is_not_final() -> None:
    assert said(step("*", "c", event="e")) == [("a", "c", "e"), ("b", "c", "e")]


def test_a_step_from_anywhere_is_a_loop_only_where_it_sets_something() -> None:
    assert said(step("*", "b", event="e")) == [("a", "b", "e")]
    assert ("b", "b", "e / last day := the event's last day") in said(
        step("*", "b", event="e", set={"due": "event.due"})
    )
    assert said(step("b", "b", event="e")) == [("b", "b", "e")]
