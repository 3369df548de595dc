"""Who bears a duty: departments by name, those that lead a sector, several jointly, each of several, some by facts."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
import pytest
from msgspec import UNSET, structs

from campaign_rules import Campaign, load_campaign
from campaign_rules.engine.decisions import CODES
from campaign_rules.engine.fast.compiled import compiled
from campaign_rules.logic import conditions
from campaign_rules.rules.duties.bearers import Bearer
from campaign_rules.rules.duties.measured import Variant

CAMPAIGN = load_campaign("jinxian-2023")
FIRE = {"actor": "department", "department": "fire_rescue"}
GAS = {"actor": "department", "leads": "gas"}
JOINTLY = {"jointly": ["department", "township"]}
AS_OF = date(2023, 8, 1)


def borne_by(bearer: Any) -> Campaign:
    """The campaign with a monthly training that somebody bears, and nothing else."""
    duty = structs.replace(
        CAMPAIGN.pack.duties["safety-training"], bearer=msgspec.convert(bearer, Bearer), each="month", review=UNSET
    )
    return Campaign(structs.replace(CAMPAIGN.pack, duties={"training": duty}))


def standing(campaign: Campaign, **given: Any) -> Sequence[str]:
    """Return how the training of June and July stands, as the readable engine and as the compiled one say it alike."""
    report = campaign.check({"activities": [], **given}, as_of=AS_OF)
    told = [finding.status for finding in report.findings][:2]
    outline = compiled(report.rules, report.record.actors).outline(report.record, AS_OF)
    assert outline is not None
    assert sorted(outline.codes) == sorted(CODES[finding.status] for finding in report.findings)
    return told


@pytest.mark.parametrize(
    ("bearer", "given", "expected"),
    [
        (FIRE, {"id": "fire_rescue"}, "violated"),
        (FIRE, {"id": "x", "name": "进贤县消防救援大队"}, "violated"),
        (FIRE, {"id": "education"}, "not_applicable"),
        (FIRE, {"id": "x"}, "unknown"),  # 不知是哪个部门 / which department it is, nobody can tell
        (GAS, {"id": "housing_construction"}, "violated"),
        (GAS, {"id": "fire_rescue"}, "not_applicable"),
        (["township", FIRE], {"id": "x", "actor": "township"}, "violated"),
        (["township", FIRE], {"id": "education"}, "not_applicable"),
        (["department", "township"], {"id": "x", "actor": "township"}, "violated"),
        (JOINTLY, {"id": "fire_rescue"}, "needs_review"),
        (JOINTLY, {"id": "x", "actor": "township"}, "needs_review"),
        (JOINTLY, {"id": "x", "activities": [{"kind": "safety_training", "date": "2023-05-20"}]}, "fulfilled"),
    ],
)
def test_a_duty_is_asked_of_those_who_bear_it(bearer: Any, given: dict[str, Any], expected: str) -> None:
    assert standing(borne_by(bearer), **{"actor": "department", **given})[0] == expected


def test_which_department_a_record_is_of_is_missing_where_nobody_can_tell() -> None:
    finding = borne_by(FIRE).check({"id": "x", "actor": "department", "activities": []}, as_of=AS_OF).findings[0]
    assert (finding.code, finding.missing) == ("applies_unknown", ("own_department",))
    assert finding.message() == "记录没有写明，缺：本部门（own_department）"


def test_what_another_may_have_done_is_for_a_person_once_it_is_due() -> None:
    report = borne_by(JOINTLY).check({"id": "fire_rescue", "actor": "department", "activities": []}, as_of=AS_OF)
    assert [finding.status for finding in report.findings][2:4] == ["needs_review", "open"]
    assert report.findings[0].message() == "需人工核查：共同承担的其他单位是否已做（其记录中可能有）"
    assert report.findings[0].bearer.zh == "有关部门（共同承担）"


@pytest.mark.parametrize(("staff", "expected"), [(300, 3), (299, 2), (UNSET, 5)])
def test_tiers_by_a_fact_have_their_own_frequency(staff: Any, expected: int) -> None:
    """Enterprises of 300 and more: each month; the others: in the quarter; where it is not said, both may be asked."""
    large = conditions.Test(("attributes", "technical_inspectors"), "at_least", 300)
    duty = structs.replace(
        CAMPAIGN.pack.duties["hazard-inspection"], variants=(Variant(large, "month"),), in_person=False
    )
    campaign = Campaign(structs.replace(CAMPAIGN.pack, duties={"inspection": duty}))
    given = {"id": "x", "activities": [], "attributes": {} if staff is UNSET else {"technical_inspectors": staff}}
    report = campaign.check(given, as_of=date(2023, 7, 31))
    assert len([one for one in report.findings if one.status in ("open", "violated", "unknown")]) == expected
