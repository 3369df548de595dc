"""What counts in a cell, and what is not guessed."""

from campaign_rules import Campaign
from tests.reports.progress.entries import cells, department, enterprise, form_of, hazard


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


def test_ids_that_differ_by_a_dash_are_two_enterprises(campaign: Campaign) -> None:
    checks = [{"date": "2023-06-01", "found": []}]
    records = [enterprise(id_, spot_checks=checks) for id_ in ("E-11", "E-1-1", "E11")]
    orders = [{"kind": "exposure", "date": "2023-06-01", "enterprise": id_} for id_ in ("E-11", "E-1-1", "E11", "E-11")]
    made = form_of(campaign, *records, department(*orders))
    assert (made.cells["2.1"], made.cells["3.7"]) == (3, 3)
