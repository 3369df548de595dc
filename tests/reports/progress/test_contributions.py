"""What stands behind a cell, and why an entry did not count."""

import pytest

from campaign_rules import Campaign
from tests.reports.progress.entries import department, enterprise, form_of, hazard


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
