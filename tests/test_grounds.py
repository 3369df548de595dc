"""Grounds: every finding cites the readings that its day rests on, and no other."""

from datetime import date

import pytest

from campaign_rules import Campaign, load_campaign
from campaign_rules.rules.duties.obligations import Window
from campaign_rules.rules.interpretations import Choice

DAY = date(2023, 7, 1)

SAYS_NO_DAY = {"campaign-drill": "one-off-window", "safety-month": "publicity-months"}
"""Duties that cite a reading for what it says beside a day: from when a drill counts; which month the safety month is."""


def windows_of(campaign: Campaign) -> dict[tuple[str, bool], tuple[Window, ...]]:
    """The windows of every duty, by its id and whether it is its recurring form."""
    every = campaign.rules.duties_of(*campaign.pack.model.actors)
    return {(bound.id, bound.course.recurs): bound.windows for bound in every}


def days(windows: tuple[Window, ...]) -> list[tuple[date | None, date]]:
    """The days of windows that a reading can move: when each is due, and since when evidence counts."""
    return [(window.due, window.counts_from) for window in windows]


def other_values(campaign: Campaign, name: str) -> list[Choice]:
    """What else a reading can be set to."""
    reading = campaign.pack.interpretations[name]
    if reading.takes == "phase":
        values: list[Choice] = [*campaign.pack.identity.phases, "campaign"]
    elif reading.takes == "days":
        values = [None, 0, 45]
    else:
        values = [*reading.options]
    return [value for value in values if value != reading.default]


@pytest.mark.parametrize("name", ["jinxian-2023", "demo-county-2023", "zhiben-2024"])
def test_a_duty_cites_the_readings_by_which_its_day_moves_and_no_other(name: str) -> None:
    """Whatever sets another due day where it is read otherwise is cited; a reading of days that sets none is not."""
    campaign = load_campaign(name)
    cited = {
        (bound.id, bound.course.recurs): set(bound.readings)
        for bound in campaign.rules.duties_of(*campaign.pack.model.actors)
    }
    mine, wrong = windows_of(campaign), []
    for reads, reading in campaign.pack.interpretations.items():
        moved = set()
        for value in other_values(campaign, reads):
            yours = windows_of(campaign.with_interpretation(reads, value))
            moved |= {key for key in mine if days(mine[key]) != days(yours.get(key, ()))}
        sets_days = reading.takes == "phase" or reads.startswith("publicity-")
        for key, names in cited.items():
            if key in moved and reads not in names:
                wrong.append(f"{key[0]} moves by {reads}, which it does not cite")
            unmoved = sets_days and reads in names and key not in moved and mine[key]
            if unmoved and SAYS_NO_DAY.get(key[0]) != reads:
                wrong.append(f"{key[0]} cites {reads}, which does not move it")
    assert wrong == []


@pytest.mark.parametrize("actor", ["department", "township", "county_office", "county_committee_member"])
def test_an_offices_undated_duty_cites_the_reading_for_undated_duties(campaign: Campaign, actor: str) -> None:
    """What is due at the end of the campaign by a reading says which: never the term of an enterprise's one-off duties."""
    report = campaign.check({"id": "o", "actor": actor, "activities": [], "documents": []}, as_of=DAY)
    read = [finding for finding in report.findings if finding.due_basis == "interpretation"]
    assert read
    for finding in read:
        own = getattr(finding.rule, "due", None)
        assert "one-off-window" not in finding.interpretations
        if isinstance(own, str):
            assert finding.interpretations[:2] == (own, "inclusive-deadlines"), finding.instance
    undated = [f for f in read if f.due == date(2023, 12, 31)]
    assert undated
    assert all("undated-office-duties" in f.interpretations for f in undated)


def test_a_day_that_the_text_sets_cites_no_reading_of_its_own(campaign: Campaign) -> None:
    """The end of a phase that the text names rests on the deadline day alone; the form's on its own two readings."""
    report = campaign.check({"id": "o", "actor": "department", "activities": [], "documents": []}, as_of=DAY)
    assert report["mobilisation-meeting@once"].interpretations == ("inclusive-deadlines",)
    assert report["monthly-form@2023-06"].interpretations == (
        "calendar-periods",
        "period-evidence",
        "recurring-not-curable",
        "report-day",
        "holidays",
    )
    assert report["expert-help@once"].interpretations == ()


def test_a_day_of_publicity_rests_on_readings(campaign: Campaign) -> None:
    """The text names the days and the month, and sets no last day for any of them."""
    report = campaign.check({"id": "o", "actor": "township", "activities": []}, as_of=date(2023, 12, 31))
    for instance, cited in {
        "fire-safety-day@2023": {"publicity-days", "publicity-months"},
        "traffic-safety-day@2023": {"publicity-days"},
        "safety-month@2023": {"publicity-months"},
    }.items():
        assert report[instance].due_basis == "interpretation"
        assert {name for name in report[instance].interpretations if name.startswith("publicity-")} == cited
    assert report["monthly-form@2023-06"].due_basis == "text"


def test_a_drill_cites_the_term_of_one_off_duties_only_where_it_is_one(campaign: Campaign) -> None:
    """Once in the campaign it is counted from the issue date; each half-year, by the calendar."""
    low, high = (
        campaign.check({"id": "e", "high_risk": risk, "activities": []}, as_of=DAY).findings for risk in (False, True)
    )
    (once,) = [f for f in low if f.duty == "campaign-drill"]
    assert "one-off-window" in once.interpretations
    halves = [f for f in high if f.duty == "campaign-drill"]
    assert [f.instance for f in halves] == ["campaign-drill@2023-H1", "campaign-drill@2023-H2"]
    assert all("one-off-window" not in f.interpretations for f in halves)
