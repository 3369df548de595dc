"""Life cycles as they are declared: which states a transition leaves from."""

from campaign_rules.logic.lifecycles import Region, sources_of
from tests.logic.cycles import NAME, step


def test_any_state_means_any_that_is_not_final() -> None:
    region = Region(
        initial="a", states=dict.fromkeys("abc", NAME), final=("c",), transitions=(step("*", "c", event="x"),)
    )
    assert sources_of(region.transitions[0], region) == ("a", "b")
