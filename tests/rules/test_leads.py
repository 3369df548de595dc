"""一、（二）4：who leads what, by any name, never by a guess."""

from datetime import date

import pytest

from campaign_rules import Campaign
from campaign_rules.reports.report import Report
from campaign_rules.rules.leads import plain

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
        ("客运", {"road_transport", "water_transport", "urban_rail"}),
        ("货运", {"road_transport", "water_transport"}),
        ("天然气", {"gas", "energy", "hazardous_chemicals"}),
        ("交通安全", {"road_transport", "water_transport", "urban_rail", "highway_waterway_works", "road_traffic"}),
        (
            "traffic safety",
            {"road_transport", "water_transport", "urban_rail", "highway_waterway_works", "road_traffic"},
        ),
        ("桥梁施工", {"building_municipal_works", "highway_waterway_works"}),
        ("校车", {"campus", "road_transport", "road_traffic"}),
        ("加气站", {"gas", "hazardous_chemicals"}),
        ("制造业", {"industry_trade", "hazardous_chemicals", "fireworks"}),
        ("民宿", {"culture_tourism_sites", "self_built_housing", "accommodation"}),
        ("酒店消防", {"accommodation", "fire_safety"}),
        ("学校消防", {"campus", "fire_safety"}),
    ],
)
def test_a_word_that_covers_several_sectors_is_ambiguous(campaign: Campaign, word: str, sectors: set[str]) -> None:
    found = campaign.lead(word)
    assert (found.status, {c.sector for c in found.candidates}) == ("ambiguous", sectors)
    named = [c.sector_title.zh for c in found.candidates]
    assert found.note.zh == f"这个词涵盖多个领域（{'、'.join(named)}），请指明是哪一个"


def test_a_candidate_that_nobody_leads_has_no_department(campaign: Campaign) -> None:
    found = campaign.lead("物流")
    assert [(c.sector, c.department, c.role) for c in found.candidates] == [
        ("road_transport", "transport", "lead"),
        ("water_transport", "transport", "lead"),
        ("storage", None, "unassigned"),
    ]
    assert found.unassigned == ("storage",)


NEIGHBOURS = {
    "water_transport": "渡口 农村渡口 水路客运 水路货运 码头",
    "self_built_housing": "农村自建房 农村建房 城镇自建房 经营性自建房",
    "special_equipment": "小区电梯 住宅电梯 老旧小区电梯 居民小区电梯 电梯 锅炉 燃气锅炉 压力容器 叉车 客运索道",
    "hazardous_chemicals": "加油站 化工厂 危化品仓库",
    "gas": "液化气 燃气站 居民燃气 农村燃气",
    "culture_tourism_sites": "景区 KTV ktv 网吧 农村旅游",
    "campus": "幼儿园 学校食堂 农村学校",
    "fishing_vessels": "渔船 渔业",
    "agricultural_machinery": "拖拉机 收割机",
    "building_municipal_works": "装修 建筑工地",
    "road_transport": "公交 出租车 网约车 农村客运 道路客运",
    "industry_trade": "粉尘涉爆 冶金 金属冶炼 食品加工",
    "energy": "光伏 风电 电网",
    "fire_safety": "人员密集场所 小区消防",
}


@pytest.mark.parametrize(("sector", "words"), NEIGHBOURS.items())
def test_what_people_call_a_sector_is_found(campaign: Campaign, sector: str, words: str) -> None:
    for word in words.split():
        found = campaign.lead(word)
        assert (word, found.status, [c.sector for c in found.candidates]) == (word, "assigned", [sector])


def asked_each(report: Report) -> str:
    """How often the inspection is asked for, which is each month of high-risk enterprises."""
    asked = {one.instance.partition("@2023-")[2] for one in report.findings if one.duty == "hazard-inspection" and one.status != "unknown"}  # fmt: skip
    return "quarter" if "Q2" in asked else "month" if "06" in asked else "unknown"


UNASSIGNED = (
    "餐饮 餐饮业 商贸 住宿 住宿业 水利 水库 铁路 铁路客运 民航 航空货运 民爆 医疗 医院 养老 养老院 邮政快递 快递 外卖 宗教场所 寺庙 林业 "
    "森林消防 酒店 商场 农贸市场 仓库 冷库 污水处理 环卫 物业 电影院 体育 通信 粮库 养殖 电动自行车 住宿餐饮"
)


@pytest.mark.parametrize("word", UNASSIGNED.split())
def test_a_sector_outside_of_the_plans_list_is_known_and_led_by_nobody(campaign: Campaign, word: str) -> None:
    found = campaign.lead(word)
    assert (found.status, found.candidates, found.unknown) == ("unassigned", (), ())
    assert found.unassigned
    report = campaign.check({"id": "x", "sectors": [word], "activities": []}, as_of=date(2023, 9, 1))
    assert report.unrecognised == ()
    assert asked_each(report) == ("month" if word == "民爆" else "quarter")


def test_an_alias_of_what_nobody_leads_says_what_it_means(campaign: Campaign) -> None:
    assert campaign.lead("水库").note.zh.endswith("不作推测；这个名称指水利")
    assert campaign.lead("水利").note.zh.endswith("不作推测")
    assert campaign.lead("住宿餐饮").note.zh.endswith("这个名称指住宿或餐饮")


@pytest.mark.parametrize(("word", "within"), [("电梯广告", ("电梯",)), ("非自建房", ("自建房",)), ("新能源汽车", ("新能源",)), ("危化品矿山改造", ("危化品", "矿山")), ("星际开采", ())])  # fmt: skip
def test_known_names_inside_an_unknown_one_are_told_but_are_no_answer(
    campaign: Campaign, word: str, within: tuple[str, ...]
) -> None:
    found = campaign.lead(word)
    assert (found.status, found.candidates, found.unknown, found.within) == ("unassigned", (), (word,), within)
    told = f"，其中含有 {'、'.join(within)}，如指其中之一请按该名称查询" if within else ""
    assert found.note.zh.endswith("；不认得这个名称" + told)


@pytest.mark.parametrize(("word", "each"), [("金属冶炼", "month"), ("有色金属冶炼", "month"), ("冶金", "quarter"), ("天然气", "unknown")])  # fmt: skip
def test_metal_smelting_is_led_with_its_sector_and_is_high_risk(campaign: Campaign, word: str, each: str) -> None:
    report = campaign.check({"id": "x", "sectors": [word], "activities": []}, as_of=date(2023, 9, 1))
    assert asked_each(report) == each


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
        ("5299", ["industry_trade", "commerce"]),
        ("59", ["industry_trade", "hazardous_chemicals", "storage"]),
        ("07", ["mining", "energy"]),
    ],
)
def test_an_industry_code_gives_candidates_and_never_a_verdict(
    campaign: Campaign, code: str, sectors: list[str]
) -> None:
    found = campaign.lead(code)
    assert [c.sector for c in found.candidates] == sectors
    assert found.status == ("assigned" if len(sectors) == 1 else "ambiguous")
    assert "licences" in found.note.en


@pytest.mark.parametrize(("code", "sector"), [("53", "railway"), ("G5320", "railway"), ("84", "health"), ("2671", "civil_explosives")])  # fmt: skip
def test_the_code_of_an_industry_that_nobody_leads_is_known(campaign: Campaign, code: str, sector: str) -> None:
    found = campaign.lead(code)
    assert (found.status, found.candidates, found.unassigned, found.unknown) == ("unassigned", (), (sector,), ())


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
        ("45", ("gas",)),
        ("餐饮", ("catering",)),
        ("金属冶炼", ("industry_trade", "metal_smelting")),
        ("物流", (frozenset({"road_transport", "water_transport", "storage"}),)),
        ("酒店消防", (frozenset({"accommodation", "fire_safety"}),)),
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
    assert campaign.rules.vocabulary.leads.resolve(word) == expected


def test_several_names_in_one_text_are_all_answered(campaign: Campaign) -> None:
    both = campaign.lead("危险化学品/特种设备")
    assert (both.status, [one.sector for one in both.candidates]) == (
        "assigned",
        ["hazardous_chemicals", "special_equipment"],
    )
    assert both.query == "危险化学品/特种设备"
    mixed = campaign.lead("燃气、铁路")
    assert (mixed.status, [one.sector for one in mixed.candidates]) == ("assigned", ["gas"])
    assert (mixed.unassigned, mixed.unknown) == (("railway",), ())
    assert mixed.note.zh == "写了多个领域，各有牵头部门；其中 铁路 没有指定部门"
    doubtful = campaign.lead("燃气、星际开采")
    assert (doubtful.status, doubtful.unknown) == ("assigned", ("星际开采",))
    assert doubtful.note.zh == "写了多个领域，各有牵头部门；其中 星际开采 不认得"
    neither = campaign.lead("餐饮、住宿、星际开采")
    assert (neither.status, neither.unassigned) == ("unassigned", ("catering", "accommodation"))
    assert neither.note.zh.endswith("不作推测；其中 星际开采 不认得")
    covering = campaign.lead("建筑施工和燃气")
    assert (covering.status, len(covering.candidates)) == ("ambiguous", 3)


@pytest.mark.parametrize(
    "word", ["应急局", "县应急管理局", "进贤县应急管理局", "县应急局", "应急管理部门", "emergency_management"]
)
def test_a_department_is_known_by_any_of_its_names_and_with_its_place(campaign: Campaign, word: str) -> None:
    assert campaign.rules.vocabulary.leads.department(word) == "emergency_management"


@pytest.mark.parametrize("word", ["emergency_management", "应急管理部门", "应急管理局", "Emergency Management"])
def test_a_department_is_known_by_its_names(campaign: Campaign, word: str) -> None:
    assert campaign.rules.vocabulary.leads.department(word) == "emergency_management"


def test_width_case_and_spaces_do_not_count() -> None:
    assert plain(" Ｇａｓ-Works_（燃 气）") == "gasworks燃气"


def test_every_sector_that_is_led_is_a_candidate_by_its_id(campaign: Campaign) -> None:
    leads = campaign.rules.vocabulary.leads
    assert {sector: (one.sector, one.department) for sector, (one,) in leads.sectors.items()} == {
        sector: (sector, department) for department, sector, _ in SECTORS
    }


@pytest.mark.parametrize(
    ("word", "departments"),
    [
        ("燃气", ("housing_construction",)),
        ("金属冶炼", ("emergency_management",)),
        ("建筑施工", (frozenset({"housing_construction", "transport"}),)),
        ("物流", (frozenset({"transport", "storage"}),)),
        ("餐饮", (frozenset(),)),
        ("星际开采", (frozenset(),)),
    ],
)
def test_who_leads_a_word_is_never_more_certain_than_what_it_means(
    campaign: Campaign, word: str, departments: object
) -> None:
    """Where one of the sectors that a word may mean is led by nobody, whoever answers for it is none of the departments."""
    leads = campaign.rules.vocabulary.leads
    assert tuple(by for meant in leads.resolve(word) for by in leads.leading(meant)) == departments
