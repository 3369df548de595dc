"""What must hold of every record on every day."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from campaign_rules import Campaign, Report, load_campaign
from tests.seen import saw, sees
from tests.strategies import ACTIVITIES, AS_OF, records

CAMPAIGN = load_campaign("jinxian-2023")

NEXT = {
    "upcoming": {
        "upcoming",
        "open",
        "fulfilled",
        "violated",
        "unknown",
        "waived",
        "fulfilled_late",
        "not_applicable",
        "needs_review",
    },
    "open": {"open", "fulfilled", "violated", "fulfilled_late", "unknown", "not_applicable"},
    "unknown": {"unknown", "fulfilled", "fulfilled_late", "violated", "open", "needs_review"},
    "violated": {"violated", "fulfilled_late", "unknown"},
    "fulfilled_late": {"fulfilled_late", "fulfilled"},
    "fulfilled": {"fulfilled"},
    "not_applicable": {"not_applicable", "needs_review"},  # the first hazard found gives its report something to tell
    "waived": {"waived"},
    "needs_review": {"needs_review"},
}
"""Where an obligation of a period, or a one-off, can stand later. What was unknown may become known as facts of
later dates come in; evidence in time is never lost; what may be late evidence leaves open whether it was done late."""


def statuses(report: Report) -> dict[str, str]:
    return {finding.instance: finding.status for finding in report.findings}


def shuffled(record: dict[str, Any], draw: Callable[..., Any]) -> dict[str, Any]:
    made = {key: draw(st.permutations(value)) if isinstance(value, list) else value for key, value in record.items()}
    if "hazards" in made:
        made["hazards"] = [
            {**h, "events": draw(st.permutations(h["events"]))} if h.get("events") else h for h in made["hazards"]
        ]
    return made


@sees(fulfilled=50, waived=5, no_penalty=2, dual_penalty=5)
@settings(max_examples=150)
@given(records(), AS_OF, st.data())
def test_the_order_of_entries_never_matters(record: dict[str, Any], day: date, data: st.DataObject) -> None:
    one = CAMPAIGN.check(record, as_of=day)
    other = CAMPAIGN.check(shuffled(record, data.draw), as_of=day)
    for status in set(statuses(one).values()) | {outcome for o in one.outcomes for outcome in o.outcomes}:
        saw(status)
    assert statuses(one) == statuses(other)
    assert {o.item: o.outcomes for o in one.outcomes} == {o.item: o.outcomes for o in other.outcomes}


@sees(upcoming=100, open=100, fulfilled=100, waived=10, violated=100, fulfilled_late=3, moved=50)
@given(records(), AS_OF, st.integers(1, 200))
def test_obligations_of_a_period_only_move_along_their_life_cycle(
    record: dict[str, Any], day: date, later: int
) -> None:
    before = CAMPAIGN.check(record, as_of=day)
    after = statuses(CAMPAIGN.check(record, as_of=day + timedelta(later)))
    for finding in before.findings:
        if finding.verdict.window is not None and finding.instance in after:
            saw(finding.status)
            if after[finding.instance] != finding.status:
                saw("moved")
            assert after[finding.instance] in NEXT[finding.status], finding.instance
            if finding.status == "violated" and finding.verdict.window.period is not None:
                assert after[finding.instance] == "violated", finding.instance


@sees(fulfilled=100)
@given(records(), ACTIVITIES, AS_OF)
def test_adding_evidence_never_makes_a_fulfilled_duty_violated(
    record: dict[str, Any], activity: dict[str, Any], day: date
) -> None:
    if "activities" not in record:
        return
    before = statuses(CAMPAIGN.check(record, as_of=day))
    after = statuses(CAMPAIGN.check({**record, "activities": [*record["activities"], activity]}, as_of=day))
    for instance, status in before.items():
        if status == "fulfilled":
            saw("fulfilled")
            assert after[instance] == "fulfilled"


@sees(unknown=100, undetermined=5, determined=10)
@given(records(), AS_OF)
def test_unknown_always_names_what_is_missing_and_nothing_else_does(record: dict[str, Any], day: date) -> None:
    report = CAMPAIGN.check(record, as_of=day)
    for finding in report.findings:
        saw(finding.status)
        assert bool(finding.missing) == (finding.status == "unknown") or finding.status == "fulfilled_late"
    for outcome in report.outcomes:
        saw("undetermined" if "undetermined" in outcome.outcomes else "determined")
        assert bool(outcome.missing) == ("undetermined" in outcome.outcomes)


@sees(fulfilled=100, fulfilled_late=3, waived=10, violated=100, not_applicable=50)
@given(records(), AS_OF)
def test_every_duty_has_a_finding_and_every_finding_a_clause_and_a_sentence(record: dict[str, Any], day: date) -> None:
    report = CAMPAIGN.check(record, as_of=day)
    assert {f.duty for f in report.findings} == {
        name for name, duty in CAMPAIGN.pack.duties.items() if {"enterprise", "principal"} & set(duty.bearers)
    }
    assert len({f.instance for f in report.findings}) == len(report.findings)
    assert sum(report.summary.values()) == len(report.findings)
    for finding in report.findings:
        saw(finding.status)
        assert finding.clause.startswith("2.1.")
        for said in (finding.message("zh"), finding.message("en"), finding.explain("zh"), finding.explain("en")):
            assert said
            assert "None" not in said


@sees(no_penalty=3, dropped=20)
@settings(max_examples=150)
@given(records(), AS_OF)
def test_the_exemption_stands_alone_and_what_is_later_is_not_looked_at(record: dict[str, Any], day: date) -> None:
    report = CAMPAIGN.check(record, as_of=day)
    for outcome in report.outcomes:
        assert outcome.because("zh")
        if "no_penalty" in outcome.outcomes:
            saw("no_penalty")
            assert outcome.outcomes == ("no_penalty",)
    past = {key: [i for i in value if day_of(i) <= day] if key in SECTIONS else value for key, value in record.items()}
    for hazard in past.get("hazards", []):
        if hazard.get("events"):
            hazard["events"] = [e for e in hazard["events"] if date.fromisoformat(e["date"]) <= day]
    if past != record:
        saw("dropped")
    again = CAMPAIGN.check(past, as_of=day)
    assert statuses(again) == statuses(report)
    assert again.not_yet_effective == ()


SECTIONS = ("activities", "documents", "hazards", "hot_work_jobs", "penalties", "waivers")


def day_of(item: dict[str, Any]) -> date:
    """The day from which an item counts."""
    return date.fromisoformat(item["found"]["date"] if "found" in item else item.get("from") or item["date"])


def test_checking_changes_nothing(campaign: Campaign) -> None:
    record = {"id": "x", "activities": [{"kind": "review_meeting", "date": "2023-06-01", "by": "principal"}]}
    first = campaign.check(record, as_of=date(2023, 7, 1)).to_dict()
    assert campaign.check(record, as_of=date(2023, 7, 1)).to_dict() == first
