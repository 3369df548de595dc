"""The rules, day by day: every boundary of the plan is a scenario beside the rules, and every branch has one."""

import pytest

from campaign_rules import Campaign, load_campaign
from campaign_rules.authoring.scenario_problems import problems_of
from campaign_rules.authoring.scenario_runs import Result, coverage, render, run
from campaign_rules.files.pack_files import load_scenarios, shipped_packs, shipped_rules
from campaign_rules.rules.scenarios import Placed

SCENARIOS = load_scenarios(shipped_rules() / "jinxian-2023")


def named(placed: Placed) -> str:
    return f"{placed.scenario.clause}: {placed.scenario.title.en}"


@pytest.mark.parametrize("placed", SCENARIOS, ids=named)
def test_the_rules_answer_as_the_plan_says(campaign: Campaign, placed: Placed) -> None:
    assert list(problems_of(placed, campaign)) == []
    assert [line for one in run(placed, campaign) for failure in one.failures for line in render(failure)] == []


def test_every_branch_of_the_shipped_rules_is_proved_by_a_scenario(campaign: Campaign) -> None:
    results: list[Result] = [one for placed in SCENARIOS for one in run(placed, campaign)]
    assert coverage(campaign.pack, results).missing == ()


@pytest.mark.parametrize("name", [name for name in shipped_packs() if name != "jinxian-2023"])
def test_the_other_shipped_packs_prove_themselves_too(name: str) -> None:
    campaign = load_campaign(name)
    placed = load_scenarios(shipped_rules() / name)
    assert [problem for one in placed for problem in problems_of(one, campaign)] == []
    results = [result for one in placed for result in run(one, campaign)]
    assert [line for one in results for failure in one.failures for line in render(failure)] == []
    assert (len(results) > 4, coverage(campaign.pack, results).missing) == (True, ())
