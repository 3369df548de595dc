"""The monthly form (annex): a month worked out by hand, its boundaries, units, what stands behind a cell, and its faults."""

from datetime import date
from typing import Any

import pytest
from msgspec import structs

from campaign_rules import BadRecord, Campaign
from campaign_rules.reports.progress import Progress, parts_too_large, shrunk
from campaign_rules.rules.forms import Form

AS_OF = date(2023, 8, 23)
NOBODY = {f"{block}.{n}": None for block, last in (("1", 6), ("2", 8), ("3", 10), ("4", 8)) for n in range(1, last + 1)}
EMPTY_3 = {
    **{f"3.{n}": 0 for n in range(1, 11)},
    "3.3": {"count": 0, "amount": 0},
    "3.8": {"cases": 0, "dangerous_operation_crime": 0},
}


def form_of(campaign: Campaign, *records: dict[str, Any], as_of: date = AS_OF) -> Progress:
    return campaign.progress(records, as_of=as_of)


def cells(campaign: Campaign, *records: dict[str, Any], as_of: date = AS_OF) -> dict[str, Any]:
    """The cells that somebody speaks to."""
    return {name: value for name, value in form_of(campaign, *records, as_of=as_of).cells.items() if value is not None}


def hazard(
    id_: str, found: str, by: str | None = "enterprise", *events: tuple[str, str], **more: Any
) -> dict[str, Any]:
    finder = {} if by is None else {"by": by}
    return {
        "id": id_,
        "found": {"date": found, **finder},
        "events": [{"kind": k, "date": d} for k, d in events],
        **more,
    }


def enterprise(id_: str = "甲", **sections: Any) -> dict[str, Any]:
    return {"id": id_, **sections}


def department(*activities: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": "emergency_management", "actor": "department", "activities": list(activities), **more}


# --- the form as a whole ---


def test_the_form_has_32_cells_and_35_values(campaign: Campaign) -> None:
    form = campaign.pack.form
    assert isinstance(form, Form)
    assert (list(form.cells), len(list(form.figures()))) == (list(NOBODY), 35)


def test_where_nobody_speaks_a_cell_is_empty_never_zero(campaign: Campaign) -> None:
    assert form_of(campaign, {"id": "甲"}).cells == NOBODY
    assert form_of(campaign).cells == NOBODY


def test_enterprises_alone_speak_to_blocks_1_and_2_only(campaign: Campaign) -> None:
    """Contract: blocks 3 and 4 must be —, not 0."""
    assert cells(campaign, enterprise(hazards=[], activities=[], documents=[], penalties=[])) == {
        f"1.{n}": 0 for n in range(1, 7)
    }
    assert cells(campaign, enterprise(spot_checks=[])) == {f"2.{n}": 0 for n in range(1, 9)}


def test_a_department_speaks_to_block_3_a_township_to_block_4_the_county_office_to_both(campaign: Campaign) -> None:
    assert cells(campaign, department()) == EMPTY_3
    four = {**{f"4.{n}": 0 for n in (1, 2, 3, 4, 8)}, "4.5": {"amount": 0, "anonymous_amount": 0}}
    assert cells(campaign, {"id": "民和镇", "actor": "township", "activities": []}) == four
    assert cells(campaign, {"id": "县安委办", "actor": "county_office", "activities": []}) == {**EMPTY_3, **four}
    assert cells(campaign, {"id": "民和镇", "actor": "township", "documents": []}) == {"4.6": False}
    assert cells(campaign, {"id": "民和镇", "actor": "township", "attributes": {"technical_inspectors": 3}}) == {
        "4.7": 3
    }
    assert cells(campaign, {"id": "民和镇", "actor": "township", "attributes": {"metal_smelting": False}}) == {}


# --- single readings ---


def test_the_count_begins_where_its_reading_says(campaign: Campaign) -> None:
    """annex.note.1: cumulative since the campaign began (cumulative-since)."""
    record = enterprise(hazards=[hazard("H-1", "2023-05-31"), hazard("H-2", "2023-06-01")])
    later = campaign.with_interpretation("cumulative-since", "self_inspection")
    assert (cells(campaign, record)["1.1"], cells(later, record)["1.1"]) == (2, 1)


def test_who_found_a_hazard_is_not_guessed(campaign: Campaign) -> None:
    made = form_of(campaign, enterprise(hazards=[hazard("H-1", "2023-06-01", None)]))
    assert (made.cells["1.1"], made.cells["1.3"]) == (0, 0)
    assert [(r.cell, r.code, r.text.zh) for r in made.whole.remarks][:1] == [
        ("1.1", "unknown", "另有 1 条记录没有写明是否计入（--explain 1.1 可看），未计")
    ]


def test_whether_a_hazard_was_accepted_is_not_guessed(campaign: Campaign) -> None:
    made = form_of(campaign, enterprise(hazards=[{"id": "H-1", "found": {"date": "2023-06-01", "by": "enterprise"}}]))
    assert (made.cells["1.1"], made.cells["1.2"]) == (1, 0)
    assert [remark.cell for remark in made.whole.remarks] == ["1.2", "1.5", "1.6"]


def test_a_listing_that_was_taken_back_was_none(campaign: Campaign) -> None:
    events = [
        {"kind": "listed", "date": "2023-06-02", "id": "E-1"},
        {"kind": "correction", "date": "2023-06-03", "retracts": "E-1"},
    ]
    assert cells(campaign, enterprise(hazards=[{**hazard("H-1", "2023-06-01"), "events": events}]))["1.5"] == 0


def test_a_finding_at_any_visit_counts_once(campaign: Campaign) -> None:
    checks = [{"date": "2023-06-01", "found": ["no_deputy_lists"]}, {"date": "2023-07-01", "found": []}]
    made = form_of(campaign, enterprise(spot_checks=checks))
    assert (made.cells["2.1"], made.cells["2.4"]) == (1, 1)
    assert [(one.path, one.state) for one in made.explain("2.1")] == [
        ("spot_checks[0]", "counted"),
        ("spot_checks[1]", "repeated"),
    ]


def test_what_a_check_found_is_not_guessed(campaign: Campaign) -> None:
    made = form_of(campaign, enterprise(spot_checks=[{"date": "2023-06-01"}, {"date": "2023-06-02", "found": None}]))
    assert (made.cells["2.1"], made.cells["2.4"]) == (1, 0)
    assert made.whole.unsure["2.4"] == 1


def test_a_penalty_without_an_amount_counts_and_its_amount_is_wanting(campaign: Campaign) -> None:
    made = form_of(campaign, department({"kind": "administrative_penalty", "date": "2023-06-01"},
                                        {"kind": "administrative_penalty", "date": "2023-06-01", "amount": None}))  # fmt: skip
    assert made.cells["3.3"] == {"count": 2, "amount": 0}
    assert [(remark.cell, remark.code) for remark in made.whole.remarks] == [("3.3", "unknown")]


def test_an_enterprise_that_is_not_named_is_one_by_itself(campaign: Campaign) -> None:
    orders = [{"kind": "suspension_order", "date": "2023-06-01"}] * 2
    made = form_of(campaign, department(*orders))
    assert made.cells["3.6"] == 2
    assert {one.why.zh for one in made.explain("3.6") if one.why} == {"没有写明是哪家企业，按单独一家计"}


def test_a_name_that_two_enterprises_share_is_neither(campaign: Campaign) -> None:
    orders = [{"kind": "exposure", "date": "2023-06-01", "enterprise": word} for word in ("甲", "乙", "同名厂")]
    same = [enterprise("甲", name="同名厂"), enterprise("乙", name="同名厂")]
    assert form_of(campaign, *same, department(*orders)).cells["3.7"] == 3
    assert form_of(campaign, same[0], department(*orders)).cells["3.7"] == 2


def test_a_committee_members_talk_counts_though_its_record_speaks_to_no_block(campaign: Campaign) -> None:
    talk = {
        "id": "县总工会",
        "actor": "county_committee_member",
        "activities": [{"kind": "committee_enterprise_talk", "date": "2023-06-01"}],
    }
    assert cells(campaign, talk) == {"4.4": 1}
    assert cells(campaign, {**talk, "activities": []}) == {}


def test_amounts_are_added_as_they_are_written(campaign: Campaign) -> None:
    fines = [{"kind": "administrative_penalty", "date": "2023-06-01", "amount": amount} for amount in (0.1, 0.2, 0.3)]
    assert form_of(campaign, department(*fines)).cells["3.3"] == {"count": 3, "amount": 0.6}


# --- the same record twice ---


def test_identical_records_count_once_and_different_ones_of_one_unit_are_refused(campaign: Campaign) -> None:
    fine = {"kind": "administrative_penalty", "date": "2023-06-01", "amount": 1}
    one, two = department(fine, fine), department(fine)
    assert form_of(campaign, one, one).cells["3.3"] == {"count": 2, "amount": 2}
    assert form_of(campaign, one, {**two, "id": "fire_rescue"}).cells["3.3"] == {"count": 3, "amount": 3}
    with pytest.raises(BadRecord) as wrong:
        form_of(campaign, one, two)
    assert [problem.render() for problem in wrong.value.problems] == [
        "[1] emergency_management: id: 编号 emergency_management 在 [0] emergency_management 已有一份记录，两份内容不同（活动记录）；请合成一份，或去掉不对的那份"
    ]


def test_ids_that_differ_by_a_dash_are_two_enterprises(campaign: Campaign) -> None:
    checks = [{"date": "2023-06-01", "found": []}]
    records = [enterprise(id_, spot_checks=checks) for id_ in ("E-11", "E-1-1", "E11")]
    orders = [{"kind": "exposure", "date": "2023-06-01", "enterprise": id_} for id_ in ("E-11", "E-1-1", "E11", "E-11")]
    made = form_of(campaign, *records, department(*orders))
    assert (made.cells["2.1"], made.cells["3.7"]) == (3, 3)


# --- units ---


def test_a_form_is_made_for_every_unit_and_the_whole_counts_each_enterprise_once(campaign: Campaign) -> None:
    """One enterprise, two departments that lead its sectors, one township."""
    record = enterprise(
        township="民和镇", sectors=["hazardous_chemicals", "special_equipment"], hazards=[hazard("H-1", "2023-06-01")]
    )
    made = form_of(campaign, record, {"id": "李渡镇", "actor": "township", "activities": []})
    assert {one.unit.title.zh: one.cells["1.1"] for one in (made.whole, *made.units)} == {
        "进贤县": 1, "民和镇": 1, "李渡镇": None, "应急管理部门": 1, "市场监管部门": 1,
    }  # fmt: skip


def test_in_a_departments_own_form_only_its_own_checks_count(campaign: Campaign) -> None:
    checks = [
        {"date": "2023-06-01", "by": "县应急管理局", "found": []},
        {"date": "2023-06-02", "by": "消防救援部门", "found": ["no_safety_body"]},
        {"date": "2023-06-03", "found": []},
    ]
    made = form_of(campaign, enterprise(sectors=["mining"], township="民和镇", spot_checks=checks))
    assert (made.of_unit("应急管理部门").cells["2.1"], made.of_unit("应急管理部门").cells["2.5"]) == (1, 0)
    assert (made.of_unit("fire_rescue").cells["2.1"], made.of_unit("fire_rescue").cells["2.5"]) == (1, 1)
    assert made.of_unit("民和镇").cells["2.5"] == 1
    with pytest.raises(KeyError):
        made.of_unit("张公镇")


def test_a_units_cells_can_be_explained_too(campaign: Campaign) -> None:
    records = [
        enterprise(id_, township=town, hazards=[hazard("H-1", "2023-06-01")])
        for id_, town in (("甲", "民和镇"), ("乙", "李渡镇"))
    ]
    made = form_of(campaign, *records)
    assert [one.record for one in made.explain("1.1", made.of_unit("李渡镇").unit)] == ["乙"]


def test_the_form_of_one_offices_own_records_bears_its_name(campaign: Campaign) -> None:
    town = {"id": "T-1", "name": "民和镇", "actor": "township", "activities": []}
    assert form_of(campaign, town).whole.unit.title.zh == "民和镇"
    assert form_of(campaign, town, enterprise(township="民和镇", hazards=[])).whole.unit.title.zh == "民和镇"
    assert form_of(campaign, town, enterprise(township="李渡镇", hazards=[])).whole.unit.title.zh == "进贤县"
    assert form_of(campaign, enterprise(township="民和镇", hazards=[])).whole.unit.title.zh == "进贤县"


# --- what stands behind a cell ---


def test_every_entry_behind_a_cell_says_whether_it_counted_and_why_not(campaign: Campaign) -> None:
    entries = [
        hazard("H-1", "2023-04-30"), hazard("H-2", "2023-06-01", "enterprise", ("accepted", "2023-06-02")),
        hazard("H-3", "2023-06-01"), hazard("H-4", "2023-06-01", "department"), hazard("H-5", "2023-08-24"),
    ]  # fmt: skip
    made = form_of(campaign, enterprise(name="甲厂", hazards=entries))
    assert [(one.what.zh, one.state, one.why.zh if one.why else None) for one in made.explain("1.1")] == [
        ("H-1", "left_out", "2023-04-30 早于累计起算日 2023-05-01"),
        ("H-2", "counted", None),
        ("H-3", "counted", None),
        ("H-5", "left_out", "2023-08-24 晚于 2023-08-23，尚未计入"),
    ]
    assert [(one.what.zh, one.state, one.why.zh if one.why else None) for one in made.explain("1.2")] == [
        ("H-2", "counted", None),
        ("H-3", "left_out", "不成立：已验收且此后未复现"),
    ]
    assert made.explain("1.2")[0].to_dict("en") == {
        "figure": "1.2", "record": "甲", "name": "甲厂", "path": "hazards[1]", "what": "H-2", "date": "2023-06-01",
        "state": "counted", "adds": 1, "why": None,
    }  # fmt: skip


def test_what_counted_adds_up_to_the_cell(campaign: Campaign) -> None:
    made = form_of(
        campaign,
        department(
            {"kind": "transfer_to_justice", "date": "2023-06-01", "persons": 3},
            {"kind": "transfer_to_justice", "date": "2023-06-02"},
        ),
    )
    assert sum(one.adds for one in made.explain("3.5")) == made.cells["3.5"] == 4


def test_a_cell_that_the_form_does_not_have_is_not_explained(campaign: Campaign) -> None:
    with pytest.raises(KeyError):
        form_of(campaign).explain("5.1")


# --- what does not fit ---


def test_a_part_larger_than_its_whole_is_a_fault(campaign: Campaign) -> None:
    """已整改 ≤ 发现；其中 ≤ 总数."""
    form = campaign.pack.form
    assert form is not None
    values = {
        "1.1": 2,
        "1.2": 3,
        "2.1": 1,
        "2.8": 1,
        "3.8.cases": 1,
        "3.8.dangerous_operation_crime": 2,
        "4.5.amount": 0.1,
        "4.5.anonymous_amount": 0.2,
    }
    assert [(r.cell, r.level, r.text.zh) for r in parts_too_large(form, values)] == [
        ("1.2", "fault", "企业自查发现重大事故隐患中已完成整改的 3，大于企业自查发现的重大事故隐患 2"),
        ("3.8", "fault", "其中危险作业罪案例 2，大于公布典型执法案例 1"),
        ("4.5", "fault", "其中匿名举报查实奖励 0.2，大于举报奖励 0.1"),
    ]
    assert list(parts_too_large(form, {"1.1": None, "1.2": 3})) == []


def test_a_cumulative_figure_that_shrank_is_warned_about(campaign: Campaign) -> None:
    form = campaign.pack.form
    assert form is not None
    now, then = (
        {"1.1": 2, "1.3": 4, "3.1": None, "4.6": False},
        {"1.1": 3, "1.3": 4, "3.1": 1, "4.6": True, "4.7": None},
    )
    assert [(r.cell, r.level, r.text.zh) for r in shrunk(form, now, then)] == [
        ("1.1", "warning", "企业自查发现的重大事故隐患：前表 3，现为 2；累计数只会增加"),
        ("3.1", "warning", "帮扶指导重点乡镇：前表 1，现为 —；累计数只会增加"),
        ("4.6", "warning", "是否在主流媒体设置安全生产专题栏目：前表 是，现为 否；累计数只会增加"),
    ]


def test_a_headcount_may_shrink_but_not_vanish_in_silence(campaign: Campaign) -> None:
    form = campaign.pack.form
    assert form is not None
    assert list(shrunk(form, {"4.7": 3}, {"4.7": 5})) == []
    assert [remark.text.zh for remark in shrunk(form, {"4.7": None}, {"4.7": 5})] == [
        "配备专兼职技术检查员数量：前表 5，现在没有单位填报"
    ]
    assert [figure.name for figure in form.figures() if not figure.cumulative] == ["4.7"]


# --- what departments recorded and what records say ---


def difference(campaign: Campaign, found: list[str] | None, **sections: Any) -> list[tuple[str, bool, str]]:
    check = {"date": "2023-08-10", "by": "emergency_management", **({} if found is None else {"found": found})}
    made = form_of(campaign, enterprise(spot_checks=[check], **sections))
    return [(one.cell, one.recorded, one.findings[0][1]) for one in made.differences if one.cell == "2.4"]


LISTS = {"kind": "deputy_responsibility_lists", "date": "2023-07-01"}


@pytest.mark.parametrize(
    ("found", "documents", "expected"),
    [
        (["no_deputy_lists"], [LISTS], [("2.4", True, "fulfilled")]),
        ([], [], [("2.4", False, "violated")]),
        (["no_deputy_lists"], [], []),
        ([], [LISTS], []),
        ([], [{**LISTS, "date": "2023-08-11"}], [("2.4", False, "violated")]),
        (None, [], []),
    ],
    ids=["found, though there are lists", "not found, though there are none", "both say none", "both say lists", "lists after the visit", "not said"],
)  # fmt: skip
def test_a_finding_and_the_record_of_that_day_are_compared(
    campaign: Campaign, found: list[str] | None, documents: list[dict[str, str]], expected: list[Any]
) -> None:
    assert difference(campaign, found, documents=documents) == expected


def test_where_the_record_does_not_say_nothing_is_compared(campaign: Campaign) -> None:
    assert difference(campaign, ["no_deputy_lists"]) == []
    assert difference(campaign, []) == []


def test_a_difference_says_both_sides(campaign: Campaign) -> None:
    check = {"date": "2023-08-10", "by": "fire_rescue", "found": ["no_deputy_lists"]}
    (one,) = form_of(campaign, enterprise(name="甲厂", spot_checks=[check], documents=[LISTS])).differences[:1]
    assert one.text.zh == "企业未制定分管负责人职责清单：部门查出，而记录当日为 deputy-responsibility-lists@once 已履行"
    assert one.to_dict("en")["findings"] == [{"instance": "deputy-responsibility-lists@once", "status": "fulfilled"}]


# --- words ---


def test_a_finding_that_the_form_does_not_know_is_refused(campaign: Campaign) -> None:
    with pytest.raises(BadRecord) as caught:
        form_of(campaign, enterprise(spot_checks=[{"date": "2023-06-01", "found": ["no_deputy_list"]}]))
    assert [p.render("en") for p in caught.value.problems] == [
        "[0] 甲: spot_checks[0].found[0]: unknown finding no_deputy_list; did you mean no_deputy_lists?"
    ]


@pytest.mark.parametrize("value", [True, "三", -1])
def test_a_number_of_inspectors_is_a_number(campaign: Campaign, value: object) -> None:
    with pytest.raises(BadRecord, match=r"attributes\.technical_inspectors: expected a number of 0 or more"):
        form_of(campaign, {"id": "民和镇", "actor": "township", "attributes": {"technical_inspectors": value}})


def test_a_campaign_without_a_form_has_none_to_fill_in(campaign: Campaign) -> None:
    with pytest.raises(LookupError, match=r"^jinxian-2023 has no monthly form$"):
        Campaign(structs.replace(campaign.pack, form=None)).progress([], as_of=AS_OF)
