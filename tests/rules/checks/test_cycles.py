"""A life cycle names its regions and variables, and nothing else."""

from msgspec import structs

from campaign_rules import load_campaign
from campaign_rules.base.texts import Text
from campaign_rules.rules.checks.context import Sources
from campaign_rules.rules.checks.pack import check_pack

PACK = load_campaign().pack


def test_a_title_of_neither_a_region_nor_a_variable_is_told_with_the_nearest() -> None:
    cycle = PACK.cycles["hazard"]
    made = structs.replace(cycle, titles={**cycle.titles, "arrear": Text("欠", "arrear")})
    (problem,) = check_pack(structs.replace(PACK, cycles={"hazard": made}), Sources({}))
    assert problem.render("en") == "lifecycles/hazard.yaml: titles.arrear: unknown name arrear; did you mean arrears?"


def test_every_region_and_variable_of_the_shipped_life_cycles_of_items_has_a_title() -> None:
    cycle = PACK.cycles["hazard"]
    assert cycle.titles.keys() == cycle.regions.keys() | cycle.variables.keys()
