"""一、（二）4：who leads what, by any name, never by a guess."""

import pytest

from campaign_rules import Campaign
from campaign_rules.leads import plain

TABLE = {
    "emergency_management": {"mining": "矿山", "hazardous_chemicals": "危险化学品", "industry_trade": "工贸", "fireworks": "烟花爆竹"},
    "public_security": {"road_traffic": "道路交通"},
    "housing_construction": {"building_municipal_works": "房屋和市政工程建设", "gas": "燃气", "self_built_housing": "自建房"},
    "transport": {"road_transport": "道路运输", "water_transport": "水上交通", "urban_rail": "城市轨道交通", "highway_waterway_works": "公路水运工程建设"},
    "fire_rescue": {"fire_safety": "消防"},
    "development_reform": {"energy": "能源"},
    "market_regulation": {"special_equipment": "特种设备"},
    "agriculture_rural": {"fishing_vessels": "渔业船舶", "agricultural_machinery": "农业机械", "agricultural_confined_space": "农业生产有限空间作业"},
    "culture_tourism": {"culture_tourism_sites": "文化旅游"},
    "education": {"campus": "校园"},
}  # fmt: skip
"""The contract's table."""
SECTORS = [(department, sector, name) for department, sectors in TABLE.items() for sector, name in sectors.items()]


@pytest.mark.parametrize(("department", "sector", "name"), SECTORS, ids=[s for _, s, _ in SECTORS])
def test_each_sector_of_the_plan_has_its_department(
    campaign: Campaign, department: str, sector: str, name: str
) -> None:
    for query in (sector, name, f" {sector.upper()} ", sector.replace("_", "-"), name + "安全", name + "行业领域"):
        found = campaign.lead(query)
        assert found.status == "assigned", query
        (one,) = found.candidates
        assert (one.sector, one.department, one.clause) == (sector, department, "1.2.4")
        assert one.role == ("responsible" if department == "education" else "lead")


def test_no_other_sector_is_led_by_anyone(campaign: Campaign) -> None:
    assert set(campaign.pack.sectors) == {sector for _, sector, _ in SECTORS}


@pytest.mark.parametrize(
    ("word", "sectors"),
    [
        ("交通运输", {"road_transport", "water_transport", "urban_rail", "highway_waterway_works", "road_traffic"}),
        ("建筑施工", {"building_municipal_works", "highway_waterway_works"}),
        ("construction", {"building_municipal_works", "highway_waterway_works"}),
    ],
)
def test_a_word_that_covers_several_sectors_is_ambiguous(campaign: Campaign, word: str, sectors: set[str]) -> None:
    found = campaign.lead(word)
    assert (found.status, {c.sector for c in found.candidates}) == ("ambiguous", sectors)


@pytest.mark.parametrize(
    "word", ["新业态", "民爆", "铁路", "民航", "新业态新领域", "railway", "", "  ", "安全", "x" * 5000, "不知道"]
)
def test_anything_else_is_unassigned_by_the_fallback_clause(campaign: Campaign, word: str) -> None:
    found = campaign.lead(word)
    assert (found.query, found.status, found.candidates, found.clause) == (word, "unassigned", (), "1.2.4")
    assert found.note.zh.startswith("方案没有为这个领域指定牵头部门")


@pytest.mark.parametrize(
    ("code", "sectors"),
    [
        ("26", ["hazardous_chemicals", "industry_trade"]),
        ("C26", ["hazardous_chemicals", "industry_trade"]),
        ("c2614", ["hazardous_chemicals", "industry_trade"]),
        ("2672", ["fireworks"]),
        ("４５", ["gas"]),
        ("45", ["gas"]),
        ("5265", ["hazardous_chemicals"]),
        ("5299", ["industry_trade"]),
    ],
)
def test_an_industry_code_gives_candidates_and_never_a_verdict(
    campaign: Campaign, code: str, sectors: list[str]
) -> None:
    found = campaign.lead(code)
    assert (found.status, [c.sector for c in found.candidates]) == ("ambiguous", sectors)
    assert "licences" in found.note.en


@pytest.mark.parametrize("code", ["99", "C99", "2", "26145", "Z26"])
def test_a_code_without_a_defensible_mapping_is_unassigned(campaign: Campaign, code: str) -> None:
    assert campaign.lead(code).status == "unassigned"


@pytest.mark.parametrize(
    ("word", "near"), [("危险化学", "危险化学品"), ("fishing_vesels", "fishing_vessels"), ("烟花炮竹", None)]
)
def test_a_near_miss_is_suggested_but_not_answered(campaign: Campaign, word: str, near: str | None) -> None:
    found = campaign.lead(word)
    assert (found.status, found.suggestion) == ("unassigned", near)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("化工", ("hazardous_chemicals",)),
        ("建筑施工", (frozenset({"building_municipal_works", "highway_waterway_works"}),)),
        ("45", (frozenset({"gas"}),)),
        ("hazardous_chemical", (frozenset(),)),
        ("新业态", ("new_business_forms",)),
        ("民爆", ("civil_explosives",)),
        ("星际开采", (frozenset(),)),
        ("危险化学品/特种设备", ("hazardous_chemicals", "special_equipment")),
        ("危化品和星际开采", ("hazardous_chemicals", frozenset())),
    ],
)
def test_a_records_word_is_sectors_or_the_sets_they_may_mean(campaign: Campaign, word: str, expected: object) -> None:
    """The empty set: nobody knows the name, and so what it means."""
    assert campaign.plan(campaign.pack.identity.issued).leads.resolve(word) == expected


def test_several_names_in_one_text_are_all_answered(campaign: Campaign) -> None:
    both = campaign.lead("危险化学品/特种设备")
    assert (both.status, [one.sector for one in both.candidates]) == (
        "assigned",
        ["hazardous_chemicals", "special_equipment"],
    )
    assert both.query == "危险化学品/特种设备"
    mixed = campaign.lead("燃气、铁路")
    assert (mixed.status, [one.sector for one in mixed.candidates]) == ("ambiguous", ["gas"])
    assert mixed.note.zh == "写了多个领域，各有牵头部门；其中 铁路 没有指定部门"
    covering = campaign.lead("建筑施工和燃气")
    assert (covering.status, len(covering.candidates)) == ("ambiguous", 3)


@pytest.mark.parametrize(
    "word", ["应急局", "县应急管理局", "进贤县应急管理局", "县应急局", "应急管理部门", "emergency_management"]
)
def test_a_department_is_known_by_any_of_its_names_and_with_its_place(campaign: Campaign, word: str) -> None:
    assert campaign.plan(campaign.pack.identity.issued).leads.department(word) == "emergency_management"


@pytest.mark.parametrize("word", ["emergency_management", "应急管理部门", "应急管理局", "Emergency Management"])
def test_a_department_is_known_by_its_names(campaign: Campaign, word: str) -> None:
    assert campaign.plan(campaign.pack.identity.issued).leads.department(word) == "emergency_management"


def test_width_case_and_spaces_do_not_count() -> None:
    assert plain(" Ｇａｓ-Works_（燃 气）") == "gasworks燃气"


def test_every_sector_that_is_led_is_a_candidate_by_its_id(campaign: Campaign) -> None:
    leads = campaign.plan(campaign.pack.identity.issued).leads
    assert {sector: (one.sector, one.department) for sector, (one,) in leads.sectors.items()} == {
        sector: (sector, department) for department, sector, _ in SECTORS
    }
