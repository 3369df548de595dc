"""Rules are compiled once: nothing in them depends on a day, and what is remembered for one day is right for others."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from campaign_rules import Campaign, load_campaign
from campaign_rules.base.texts import Text
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.engine.vocabulary import OpenWords
from campaign_rules.logic import conditions as c
from campaign_rules.logic.replay import Occurrence, Replayer
from campaign_rules.rules.duties.obligations import Window, combine
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.record.declaration import Field
from tests import canteens

CAMPAIGN = load_campaign()
FIRST = date(2023, 6, 1)
DAYS = st.integers(-3, 12).map(lambda n: FIRST + timedelta(n))


def guarded(pack: Pack) -> Pack:
    """The same pack, where an obligation is not violated before a day that is neither its first nor its last."""
    (region,) = pack.obligation.regions.values()
    opened = c.Test(("due",), "after", FIRST + timedelta(4))
    steps = tuple(structs.replace(s, when=opened) if s.target == "violated" else s for s in region.transitions)
    regions = {"status": structs.replace(region, transitions=steps)}
    return structs.replace(pack, obligation=structs.replace(pack.obligation, regions=regions))


@pytest.mark.parametrize("pack", [CAMPAIGN.pack, guarded(CAMPAIGN.pack)], ids=["as shipped", "with a guard"])
def test_an_obligation_stands_on_each_day_as_a_replay_up_to_that_very_day_says(pack: Pack) -> None:
    """Days between which nothing happens share an answer; that it is the right one is asked of a replay for each day."""
    rules, replayer = Ruleset(pack), Replayer(pack.obligation, pack.binding())

    @given(DAYS, st.none() | DAYS, st.lists(st.tuples(DAYS, st.sampled_from(["evidence", "waiver"]), st.none() | st.just(True)), max_size=2), st.lists(DAYS, min_size=1, max_size=6))  # fmt: skip
    def holds(opens: date, due: date | None, said: list[tuple[date, str, bool | None]], days: list[date]) -> None:
        window, happened = Window("w", opens, due, opens, date.max, None), tuple(Occurrence(*one) for one in said)
        for day in days:
            found = replayer.replay(happened, {"opens": opens, "due": due}, day)
            assert rules.status(window, happened, day) == combine({world.states[0] for world in found.worlds})

    holds()


def test_a_campaign_that_is_asked_on_many_days_compiles_its_rules_once() -> None:
    """Every report, whatever its day, rests on the same compiled rules: the same bound duties, words and life cycles."""
    campaign = load_campaign()
    reports = [campaign.check({"id": "x"}, as_of=FIRST + timedelta(n)) for n in range(40)]
    assert {id(report.rules) for report in reports} == {id(campaign.rules)}
    assert len({id(report.rules.vocabulary) for report in reports}) == 1
    assert len({id(report.rules.duties_of(*report.record.actors)) for report in reports}) == 1
    assert [report.as_of for report in reports] == [FIRST + timedelta(n) for n in range(40)]


def test_with_another_reading_a_campaign_has_rules_of_its_own() -> None:
    other = CAMPAIGN.with_interpretation("inclusive-deadlines", "exclusive")
    assert isinstance(other, Campaign)
    assert other.rules is not CAMPAIGN.rules
    assert other.rules.times.last_good_day(FIRST) == FIRST - timedelta(1)


def test_a_word_that_is_declared_or_asked_for_is_that_word_though_it_says_not_yet_elsewhere(campaign: Campaign) -> None:
    assert canteens.CAMPAIGN.rules.said("complaints", ("gravity",), "pending") == "pending"  # a closed list
    planned = Field(type="word", title=Text("进度", "progress"), of={"planned": Text("已安排", "planned")})
    assert canteens.CAMPAIGN.rules._listed(OpenWords(planned), "已安排") == "planned"
    assert canteens.CAMPAIGN.rules._listed(OpenWords(planned), "进行中") is None
    says = campaign.rules.says
    assert says("activities", "note", "planned", frozenset({"planned"}), ("enterprise",)) is True
    assert says("activities", "note", "planned", frozenset({"done"}), ("enterprise",)) is False
