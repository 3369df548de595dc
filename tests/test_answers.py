"""Answers pinned by hand, in the words of the text: what the interpreter and the compiled plan share can't excuse both."""

from datetime import date
from typing import Any

import pytest

from campaign_rules import Campaign
from campaign_rules.rules.duties.obligations import STATUSES
from tests.conftest import both_ways

campaign = both_ways()

PLAN = {"responsible": "王某", "measures": "更换", "funds": 1, "deadline": "2023-07-20", "contingency": "有"}
UNDER_WAY = [{"kind": "reported", "date": "2023-06-13"}, {"kind": "rectification_started", "date": "2023-06-15"}]


def statuses(campaign: Campaign, record: dict[str, Any], day: str) -> dict[str, str]:
    """What was said first, bare; the findings that are told of it say the same."""
    report = campaign.check({"id": "x", **record}, as_of=date.fromisoformat(day))
    assert report.outline is not None
    said: dict[str, str] = {instance: STATUSES[code] for _, instance, code, _ in report.outline.obligations()}
    assert said == {finding.instance: finding.status for finding in report.findings}
    return said


def outcomes(campaign: Campaign, hazard: dict[str, Any], day: str) -> tuple[str, ...]:
    report = campaign.check({"id": "x", "penalties": [], "hazards": [hazard]}, as_of=date.fromisoformat(day))
    assert report.outline is not None
    ((_, name, said),) = report.outline.outcomes()
    assert (name, said) == ("H", report.outcome("H").outcomes)
    return said


def hazard(*more: tuple[str, str], by: str = "enterprise") -> dict[str, Any]:
    events = [*UNDER_WAY, *({"kind": kind, "date": day} for kind, day in more)]
    return {"id": "H", "found": {"date": "2023-06-12", "by": by}, "immediately_fixable": False, "neglect": False,
            "plan": PLAN, "events": events}  # fmt: skip


def held(kind: str, day: str | None, **more: Any) -> dict[str, Any]:
    return {"activities": [{"kind": kind, "date": day, **more}] if day else []}


@pytest.mark.parametrize(
    ("done", "day", "status"),
    [
        (None, "2023-05-31", "upcoming"),
        (None, "2023-06-01", "open"),
        (None, "2023-06-30", "open"),
        (None, "2023-07-01", "violated"),
        ("2023-05-31", "2023-07-01", "violated"),
        ("2023-06-01", "2023-06-01", "fulfilled"),
        ("2023-06-30", "2023-06-29", "open"),
        ("2023-06-30", "2023-07-01", "fulfilled"),
        ("2023-07-01", "2023-07-01", "violated"),
    ],
)
def test_a_month_is_from_its_first_day_to_its_last_and_not_cured(
    campaign: Campaign, done: str | None, day: str, status: str
) -> None:
    """2.1.6, calendar-periods, recurring-not-curable."""
    said = statuses(campaign, held("review_meeting", done, by="principal"), day)
    assert said["review-meeting@2023-06"] == status


@pytest.mark.parametrize(
    ("done", "day", "status"),
    [
        (None, "2023-05-15", "upcoming"),
        (None, "2023-05-16", "open"),
        (None, "2023-07-31", "open"),
        (None, "2023-08-01", "violated"),
        ("2023-05-15", "2023-07-31", "open"),
        ("2023-05-16", "2023-07-31", "fulfilled"),
        ("2023-07-31", "2023-08-01", "fulfilled"),
        ("2023-08-01", "2023-08-01", "fulfilled_late"),
        ("2023-12-31", "2023-12-31", "fulfilled_late"),
        ("2024-01-01", "2024-01-01", "violated"),
    ],
)
def test_a_one_off_counts_from_the_issue_date_and_late_up_to_the_end(
    campaign: Campaign, done: str | None, day: str, status: str
) -> None:
    """2.1.4, one-off-window, inclusive-deadlines: a deadline day still counts."""
    assert statuses(campaign, held("warning_education", done), day)["warning-education@once"] == status


@pytest.mark.parametrize(
    ("start", "end", "day", "status"),
    [
        ("2023-06-01", "2023-06-30", "2023-05-31", "upcoming"),
        ("2023-06-01", "2023-06-30", "2023-06-01", "waived"),
        ("2023-05-31", "2023-07-01", "2023-07-01", "waived"),
        ("2023-06-02", "2023-06-30", "2023-07-01", "violated"),
        ("2023-06-01", "2023-06-29", "2023-07-01", "violated"),
        ("2023-06-15", "2023-06-15", "2023-07-01", "violated"),
    ],
)
def test_only_a_stoppage_of_the_whole_month_waives_it(
    campaign: Campaign, start: str, end: str, day: str, status: str
) -> None:
    """Waivers: recurring periods that lie wholly inside; a stoppage of one day is possible, and waives no month."""
    record = {"activities": [], "waivers": [{"from": start, "to": end}]}
    assert statuses(campaign, record, day)["review-meeting@2023-06"] == status


@pytest.mark.parametrize(
    ("more", "day", "status"),
    [
        ([], "2023-06-12", "open"),
        ([], "2023-07-20", "open"),
        ([], "2023-07-21", "violated"),
        ([("accepted", "2023-07-20")], "2023-07-19", "open"),
        ([("accepted", "2023-07-20")], "2023-07-21", "fulfilled"),
        ([("accepted", "2023-07-21")], "2023-07-20", "open"),
        ([("accepted", "2023-07-21")], "2023-07-21", "fulfilled_late"),
        ([("accepted", "2023-07-10"), ("reopened", "2023-07-12")], "2023-07-20", "open"),
    ],
)
def test_a_hazard_is_rectified_once_it_is_accepted(
    campaign: Campaign, more: list[tuple[str, str]], day: str, status: str
) -> None:
    """2.1.2, rectified-means-accepted."""
    assert statuses(campaign, {"hazards": [hazard(*more)]}, day)["hazard-rectification@H"] == status


@pytest.mark.parametrize(
    ("more", "by", "day", "said"),
    [
        ([], "enterprise", "2023-06-12", ()),
        ([], "enterprise", "2023-06-14", ()),
        ([], "enterprise", "2023-06-15", ("no_penalty",)),
        ([], "enterprise", "2023-07-20", ("no_penalty",)),
        ([], "enterprise", "2023-07-21", ("dual_penalty", "order_rectification")),
        ([("accepted", "2023-07-20")], "enterprise", "2023-07-21", ("no_penalty",)),
        ([("accident", "2023-07-01")], "enterprise", "2023-06-30", ("no_penalty",)),
        ([("crime_suspected", "2023-07-01")], "enterprise", "2023-07-01", ("transfer_to_justice",)),
        ([], "department", "2023-07-20", ("order_rectification",)),
        ([], "department", "2023-07-21", ("dual_penalty", "order_rectification")),
        ([("accepted", "2023-07-20")], "department", "2023-07-20", ()),
    ],
)
def test_what_is_indicated_about_the_deadline(
    campaign: Campaign, more: list[tuple[str, str]], by: str, day: str, said: tuple[str, ...]
) -> None:
    """2.2.3, exemption, neglect, fine-never-closes: reported on 06-13, under way from 06-15, the deadline 07-20."""
    assert outcomes(campaign, hazard(*more, by=by), day) == said


@pytest.mark.parametrize(("day", "status"), [("2023-05-15", "upcoming"), ("2023-05-16", "unknown")])
def test_before_the_issue_date_a_duty_on_items_of_an_absent_section_is_upcoming(
    campaign: Campaign, day: str, status: str
) -> None:
    """2.1.2, 2.1.4, 2.1.5: nothing is asked before 2023-05-16; from then on what is not recorded is unknown."""
    said = {instance: how for instance, how in statuses(campaign, {}, day).items() if instance.endswith("@*")}
    assert said == dict.fromkeys(
        ("hazard-plan@*", "hazard-report@*", "hazard-rectification@*", "similar-accident-review@*",
         "hot-work-control@*", "special-operator-certificate@*", "contractor-control@*"), status,
    )  # fmt: skip
