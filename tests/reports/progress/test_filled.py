"""The form as a whole: its cells, who speaks to which, and what is no form at all."""

import pytest
from msgspec import structs

from campaign_rules import BadRecord, Campaign
from campaign_rules.rules.forms import Form
from tests.reports.progress.entries import AS_OF, cells, department, enterprise, form_of

NOBODY = {f"{block}.{n}": None for block, last in (("1", 6), ("2", 8), ("3", 10), ("4", 8)) for n in range(1, last + 1)}
EMPTY_3 = {
    **{f"3.{n}": 0 for n in range(1, 11)},
    "3.3": {"count": 0, "amount": 0},
    "3.8": {"cases": 0, "dangerous_operation_crime": 0},
}


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


def test_the_form_of_one_offices_own_records_bears_its_name(campaign: Campaign) -> None:
    town = {"id": "T-1", "name": "民和镇", "actor": "township", "activities": []}
    assert form_of(campaign, town).whole.unit.title.zh == "民和镇"
    assert form_of(campaign, town, enterprise(township="民和镇", hazards=[])).whole.unit.title.zh == "民和镇"
    assert form_of(campaign, town, enterprise(township="李渡镇", hazards=[])).whole.unit.title.zh == "进贤县"
    assert form_of(campaign, enterprise(township="民和镇", hazards=[])).whole.unit.title.zh == "进贤县"


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
