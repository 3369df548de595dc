"""Many records as a whole: counted by hand."""

from datetime import date
from typing import Any

from msgspec import UNSET, structs

from campaign_rules import Campaign
from campaign_rules.reports.summaries import Summary
from campaign_rules.rules.record.model import record_model
from campaign_rules.writers.overview import group_counts, grouped, lacks, overdue_title

AS_OF = date(2023, 8, 1)


def hazard(id_: str, deadline: str | None, *events: str) -> dict[str, Any]:
    return {
        "id": id_, "title": "某隐患", "found": {"date": "2023-06-12", "by": "enterprise"}, "immediately_fixable": False,
        "plan": {} if deadline is None else {"deadline": deadline}, "events": [{"kind": kind, "date": "2023-07-01"} for kind in events],
    }  # fmt: skip


RECORDS: list[dict[str, Any]] = [
    {"id": "A", "name": "甲厂", "township": "民和镇", "sectors": ["gas"], "activities": [], "hazards": [hazard("H-1", "2023-07-20"), hazard("H-2", "2023-07-31", "accepted")]},
    {"id": "B", "name": "乙厂", "township": " 民和镇", "sectors": ["交通运输", "mining"], "activities": [], "hazards": [hazard("H-1", None), hazard("H-2", "2023-08-10")]},
    {"id": "C", "hazards": []},
    {"id": "emergency_management", "actor": "department", "activities": [], "documents": []},
]  # fmt: skip


def made(campaign: Campaign, days: int = 30) -> Summary:
    return campaign.summary(RECORDS, as_of=AS_OF, days=days)


def test_each_record_counts_by_the_worst_of_its_obligations(campaign: Campaign) -> None:
    assert {actor: dict(counts) for actor, counts in made(campaign).actors.items()} == {
        "enterprise": {"violated": 2, "unknown": 1},
        "department": {"violated": 1},
    }


def test_the_worst_duties_come_first_with_how_many_records_violate_them(campaign: Campaign) -> None:
    duties = {one.duty: one for one in made(campaign).duties}
    meeting = duties["review-meeting"]
    # May, June and July of A and B; C does not say: May to August.
    assert (meeting.records, meeting.violated, meeting.unknown) == (2, 6, 4)
    counts = [one.records for one in made(campaign).duties]
    assert counts == sorted(counts, reverse=True)


def test_overdue_hazards_are_counted_by_township_and_sector(campaign: Campaign) -> None:
    towns = {
        one.title.zh: (one.records, one.overdue, one.perhaps_overdue, one.not_settled) for one in made(campaign).areas
    }
    assert towns == {"民和镇": (2, 1, 1, 3), "未写明": (1, 0, 0, 0)}
    sectors = {one.title.zh: (one.records, one.overdue, one.perhaps_overdue) for one in made(campaign).sectors}
    assert sectors == {"燃气": (1, 1, 0), "矿山": (1, 0, 1), "交通运输": (1, 0, 1), "未写明": (1, 0, 0)}


def test_each_overdue_hazard_is_named_with_its_days(campaign: Campaign) -> None:
    assert [(one.record, one.section, one.item, one.deadline, one.days) for one in made(campaign).overdue] == [
        ("A", "hazards", "H-1", date(2023, 7, 20), 12)
    ]


def test_what_falls_due_soon_is_told_by_day_with_who(campaign: Campaign) -> None:
    coming = {(str(one.due), one.title.zh): (one.records, one.names) for one in made(campaign, days=9).coming}
    assert coming[("2023-08-10", "重大事故隐患整改期限")] == (1, ("乙厂",))
    assert all(AS_OF <= one.due <= date(2023, 8, 10) for one in made(campaign, days=9).coming)
    assert ("2023-08-23", "报送重大事故隐患排查整治进展情况调度表") in {
        (str(one.due), one.title.zh) for one in made(campaign).coming
    }


def test_a_campaign_without_the_fact_of_being_overdue_counts_no_overdue_hazards(campaign: Campaign) -> None:
    assert [one.to_dict()["overdue"] for one in made(campaign).areas] == [1, 0]
    facts = {name: fact for name, fact in campaign.pack.facts.items() if name != "overdue"}
    bare = Campaign(structs.replace(campaign.pack, facts=facts, outcomes={}))
    assert (made(bare).overdue, made(bare).counted) == ((), ())


def test_each_item_that_is_overdue_says_in_which_section_it_stands(campaign: Campaign) -> None:
    (one,) = made(campaign).to_dict()["overdue"]
    assert one == {
        "record": "A", "name": "甲厂", "area": "民和镇", "section": "hazards", "item": "H-1", "title": "某隐患", "deadline": "2023-07-20", "days": 12,
    }  # fmt: skip


def otherwise(campaign: Campaign, **changes: Any) -> Campaign:
    """Return a campaign whose record is declared with other fields or sections."""
    declared = campaign.pack.model.declaration
    fields = {**declared.fields, **changes.get("fields", {})}
    sections = {**declared.sections, **changes.get("sections", {})}
    model = record_model(structs.replace(declared, fields=fields, sections=sections))
    return Campaign(structs.replace(campaign.pack, model=model))


def test_where_the_campaign_has_no_areas_none_are_counted_and_the_summary_says_so(campaign: Campaign) -> None:
    nowhere = structs.replace(campaign.pack.model.fields["township"], area=UNSET)
    shown = made(otherwise(campaign, fields={"township": nowhere}))
    assert (shown.areas, [one.area for one in shown.overdue]) == ((), [None])
    assert len(shown.sectors) == 4
    assert [said.en for said in lacks(shown)] == ["this campaign has no areas"]


def test_where_the_campaign_has_no_cases_nothing_is_said_to_be_overdue_or_not(campaign: Campaign) -> None:
    hazards = structs.replace(campaign.pack.model.sections["hazards"], cases=UNSET)
    shown = made(otherwise(campaign, sections={"hazards": hazards}))
    assert (shown.counted, shown.overdue) == ((), ())
    assert list(group_counts(shown)) == ["records", "violating", "unknown", "needs_review"]
    assert [said.zh for said in lacks(shown)] == ["本行动没有规定什么算逾期，未作统计"]


def test_what_is_overdue_with_an_office_is_named_and_counts_in_no_group(campaign: Campaign) -> None:
    hazards = campaign.pack.model.sections["hazards"]
    kept = structs.replace(hazards, kept_by=("enterprise", "department"))
    office = {"id": "emergency_management", "actor": "department", "hazards": [hazard("H-9", "2023-07-20")]}
    both = otherwise(campaign, sections={"hazards": kept})
    shown = both.summary([{"id": "C", "hazards": []}, office], as_of=AS_OF)
    assert [(one.record, one.area, one.item, one.days) for one in shown.overdue] == [
        ("emergency_management", None, "H-9", 12)
    ]
    assert [(one.records, one.overdue) for one in shown.areas] == [(1, 0)]
    alone = otherwise(campaign, sections={"hazards": structs.replace(hazards, kept_by=("department",))})
    only = alone.summary([office], as_of=AS_OF)
    assert (only.counted, only.counted_in_groups) == (("hazards",), ())


def test_what_is_counted_of_a_group_is_called_as_the_campaign_calls_it(campaign: Campaign) -> None:
    shown = made(campaign)
    assert [title.zh for title in group_counts(shown).values()][-3:] == ["逾期隐患", "是否逾期不明", "未验收隐患"]
    assert [heading.zh for heading, _ in grouped(shown)] == ["按乡镇", "按所属行业领域（一家可属几个）"]
    assert (overdue_title(shown).zh, overdue_title(shown).en) == ("逾期隐患", "overdue hazards")


def test_a_summary_of_nothing_says_so(campaign: Campaign) -> None:
    empty = campaign.summary([], as_of=AS_OF)
    assert empty.to_dict() == {
        "as_of": "2023-08-01", "records": 0, "statuses": {}, "duties": [], "areas": [], "sectors": [], "overdue": [], "coming": [],
    }  # fmt: skip


def test_an_enterprise_with_two_hazards_due_on_a_day_is_one_record(campaign: Campaign) -> None:
    hazards = [
        {"id": id_, "found": {"date": "2023-07-01", "by": "enterprise"}, "immediately_fixable": False, "plan": {"deadline": "2023-08-31"}}
        for id_ in ("A", "B")
    ]  # fmt: skip
    shown = campaign.summary([{"id": "x", "name": "甲公司", "hazards": hazards}], as_of=date(2023, 8, 25))
    found = [one for one in shown.coming if one.clause == "2.1.2" and one.due == date(2023, 8, 31)]
    assert {(one.records, one.names) for one in found} == {(1, ("甲公司",))}
