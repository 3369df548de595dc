"""The units that report, and whose form an entry is for."""

import pytest

from campaign_rules import Campaign
from tests.reports.progress.entries import enterprise, form_of, hazard


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
