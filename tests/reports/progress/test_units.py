"""The units that report, and whose form an entry is for."""

import pytest
from msgspec import UNSET, UnsetType, structs

from campaign_rules import Campaign
from campaign_rules.rules.record.model import record_model
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


def where(campaign: Campaign, **units: str | UnsetType) -> Campaign:
    """Return a campaign of which some actors form units in another way."""
    declared = campaign.pack.model.declaration
    actors = {name: structs.replace(actor, unit=units.get(name, actor.unit)) for name, actor in declared.actors.items()}
    return Campaign(structs.replace(campaign.pack, model=record_model(structs.replace(declared, actors=actors))))


def test_who_forms_a_unit_is_as_the_campaign_declares(campaign: Campaign) -> None:
    bureau = {"id": "emergency_management", "name": "安监科", "actor": "department", "activities": []}
    records = [enterprise(township="民和镇", sectors=["gas"], hazards=[]), bureau]
    assert [one.unit.title.zh for one in form_of(campaign, *records).units] == [
        "民和镇",
        "住房城乡建设部门",
        "应急管理部门",
    ]
    alone = where(campaign, department="own")
    assert [(one.unit.kind, one.unit.title.zh) for one in form_of(alone, *records).units] == [
        ("township", "民和镇"),
        ("department", "安监科"),
    ]


def test_where_no_actor_leads_sectors_a_check_counts_for_the_area_alone(campaign: Campaign) -> None:
    checks = [{"date": "2023-06-01", "by": "县应急管理局", "found": []}]
    records = [enterprise(township="民和镇", sectors=["mining"], spot_checks=checks)]
    made = form_of(where(campaign, department=UNSET), *records)
    assert {one.unit.title.zh: one.cells["2.1"] for one in (made.whole, *made.units)} == {"进贤县": 1, "民和镇": 1}


def test_what_a_check_can_find_is_what_the_form_looks_for_in_lists_of_findings(campaign: Campaign) -> None:
    assert campaign.pack.findings["no_safety_body"].zh == "企业未依法建立安全管理机构和配足安全管理人员"
    declared = campaign.pack.model.declaration
    checks = declared.sections["spot_checks"]
    found = structs.replace(checks.fields["found"], of="text")
    plain = structs.replace(checks, fields={**checks.fields, "found": found})
    model = record_model(structs.replace(declared, sections={**declared.sections, "spot_checks": plain}))
    assert structs.replace(campaign.pack, model=model).findings == {}
