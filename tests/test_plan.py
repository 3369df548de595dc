"""The rules, day by day: every boundary of the plan is a scenario beside the rules, and every branch has one."""

import pytest

from campaign_rules import Campaign
from campaign_rules.packs import load_scenarios, shipped_rules
from campaign_rules.proving import Result, coverage, problems_of, render, run
from campaign_rules.scenarios import Placed

SCENARIOS = load_scenarios(shipped_rules() / "jinxian-2023")


def named(placed: Placed) -> str:
    return f"{placed.scenario.clause}: {placed.scenario.it}"


@pytest.mark.parametrize("placed", SCENARIOS, ids=named)
def test_the_rules_answer_as_the_plan_says(campaign: Campaign, placed: Placed) -> None:
    assert list(problems_of(placed, campaign)) == []
    assert [line for one in run(placed, campaign) for failure in one.failures for line in render(failure)] == []


def test_every_branch_of_the_shipped_rules_is_proved_by_a_scenario(campaign: Campaign) -> None:
    results: list[Result] = [one for placed in SCENARIOS for one in run(placed, campaign)]
    assert coverage(campaign.pack, results).missing == ()
