"""A pack is a value that can be built by hand, without any file."""

from datetime import date

import pytest
from msgspec import structs

from campaign_rules import Campaign, load_campaign
from campaign_rules.base.texts import Text
from campaign_rules.logic.grammar import parse
from campaign_rules.logic.lifecycles import LifeCycle, Region, Transition
from campaign_rules.rules.checks.context import Sources
from campaign_rules.rules.checks.pack import check_pack
from campaign_rules.rules.duties.measured import Variant
from campaign_rules.rules.duties.recurring import Recurring
from campaign_rules.rules.layers import SourceDocument
from campaign_rules.rules.leads import Department, Directory, Fallback, Sector
from campaign_rules.rules.pack import Identity, Pack, Phase

NAME = Text("名", "name")


def obligation() -> LifeCycle:
    return load_campaign().pack.obligation


def course() -> LifeCycle:
    begins = Transition(at="begin", source="before", target="only")
    region = Region(initial="before", states={"before": NAME, "only": NAME}, final=("only",), transitions=(begins,))
    return LifeCycle(title=NAME, variables={"begin": "phases.only.from"}, regions={"phase": region})


def by_hand() -> Pack:
    return Pack(
        identity=Identity(
            id="by-hand", title=NAME, version="1", source=SourceDocument("t", "n", "i"),
            issued=date(2024, 1, 10), ends=date(2024, 3, 31),
            phases={"only": Phase(title=NAME, clause="3.1", start=date(2024, 1, 1), end=date(2024, 3, 31))},
        ),
        model=load_campaign().pack.model,
        directory=Directory(
            "1.1", {"d": Department(NAME, {"gas": Sector(NAME), "mining": Sector(Text("矿", "mine"))})}, Fallback("1.1", NAME)
        ),
        codes={}, facts={}, interpretations={}, cycles={}, obligation=obligation(), course=course(),
        duties={
            "meet-twice": Recurring(
                title=NAME, clause="2.1", bearer="enterprise", each="month", at_least=2, of="activities",
                where={"kind": "meeting"}, when=parse({"sectors": {"has_any": ["gas"]}}),
            ),
        },
    )  # fmt: skip


@pytest.fixture
def campaign() -> Campaign:
    return Campaign(by_hand())


def test_a_pack_built_by_hand_is_sound() -> None:
    assert check_pack(by_hand(), Sources({})) == []


def test_a_pack_without_facts_readings_or_outcomes_checks_records(campaign: Campaign) -> None:
    meetings = [{"kind": "meeting", "date": f"2024-02-{day}"} for day in (10, 20)]
    report = campaign.check({"id": "x", "sectors": ["gas"], "activities": meetings}, as_of=date(2024, 3, 15))
    assert [(f.instance, f.status) for f in report.findings] == [
        ("meet-twice@2024-01", "violated"),
        ("meet-twice@2024-02", "fulfilled"),
        ("meet-twice@2024-03", "open"),
    ]
    assert [e.path for e in report["meet-twice@2024-02"].evidence] == ["activities[0]", "activities[1]"]
    assert report.outcomes == ()


def test_two_are_asked_for_and_one_is_not_enough(campaign: Campaign) -> None:
    record = {"id": "x", "sectors": ["gas"], "activities": [{"kind": "meeting", "date": "2024-02-10"}]}
    assert campaign.check(record, as_of=date(2024, 3, 1))["meet-twice@2024-02"].status == "violated"


@pytest.mark.parametrize(("sectors", "status"), [(["mining"], "not_applicable"), (None, "unknown")])
def test_a_duty_can_depend_on_the_record(campaign: Campaign, sectors: list[str] | None, status: str) -> None:
    record = {"id": "x", "activities": [], **({"sectors": sectors} if sectors else {})}
    finding = campaign.check(record, as_of=date(2024, 3, 1))["meet-twice@2024-02"]
    assert finding.status == status
    assert "sectors has any of name" in finding.explain("en")


def test_a_duty_that_does_not_apply_is_said_not_to_whatever_its_frequency() -> None:
    duty = by_hand().duties["meet-twice"]
    often = structs.replace(duty, variants=(Variant(parse({"high_risk": True}), "quarter", "more-often"),))
    campaign = Campaign(structs.replace(by_hand(), duties={"meet-twice": often}))
    report = campaign.check({"id": "x", "sectors": ["mining"], "high_risk": True}, as_of=date(2024, 3, 1))
    assert {f.instance: f.status for f in report.findings}["meet-twice@2024-02"] == "not_applicable"


def test_a_pack_without_a_form_has_no_monthly_form(campaign: Campaign) -> None:
    with pytest.raises(LookupError, match=r"^by-hand has no monthly form$"):
        campaign.report_due(2024, 1)
