"""A check on the spot beside the record of that day."""

from typing import Any

import pytest

from campaign_rules import Campaign
from tests.reports.progress.entries import enterprise, form_of


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
