"""What to do next, soonest first; doing it achieves what was said."""

import pathlib
from collections import Counter
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from campaign_rules import BadRecord, Campaign, Report, beyond_mending, load_campaign, next_steps
from campaign_rules.rules.terms.measures import Measure
from tests import canteens
from tests.strategies import DAYS, any_records, records

CAMPAIGN = load_campaign("jinxian-2023")


def steps(campaign: Campaign, record: dict[str, Any], day: str) -> dict[str, tuple[str | None, str, str, str]]:
    report = campaign.check({"id": "x", **record}, as_of=date.fromisoformat(day))
    return {s.of: (str(s.due) if s.due else None, s.kind, s.action("en"), s.achieves("en")) for s in next_steps(report)}


def test_a_period_still_open_can_be_fulfilled_and_one_that_is_over_can_not(campaign: Campaign) -> None:
    found = steps(campaign, {"activities": []}, "2023-06-15")
    assert found["review-meeting@2023-06"] == ("2023-06-30", "do", "Chair a safety review meeting", "fulfilled")
    assert "review-meeting@2023-05" not in found
    assert found["review-meeting@2023-07"][0] == "2023-07-31"
    assert "review-meeting@2023-08" not in found  # the next one is enough: the rest is for a calendar


def test_a_missed_one_off_can_be_made_up(campaign: Campaign) -> None:
    found = steps(campaign, {"documents": []}, "2023-09-01")
    due, kind, _, achieves = found["risk-map@once"]
    assert (due, kind, achieves) == ("2023-07-31", "do", "fulfilled late")


def test_a_missed_period_can_be_made_up_where_it_is_read_so(campaign: Campaign) -> None:
    curable = campaign.with_interpretation("recurring-not-curable", "curable")
    found = steps(curable, {"activities": []}, "2023-06-15")
    assert found["review-meeting@2023-05"][3] == "fulfilled late"


def test_what_the_record_does_not_say_is_to_be_recorded(campaign: Campaign) -> None:
    found = steps(campaign, {"sectors": ["gas"]}, "2023-06-15")
    assert found["review-meeting@2023-06"][1:] == (
        "record",
        "Chair a safety review meeting - record: activities",
        "then it can be told how it stands",
    )


def test_what_is_for_a_person_to_judge_says_what_to_look_at(campaign: Campaign) -> None:
    found = steps(campaign, {"activities": []}, "2023-06-15")
    due, kind, action, _ = found["risk-grading@once"]
    assert (due, kind) == (None, "review")
    assert action.startswith("have a person look: ")


def test_what_is_wanting_of_an_item_is_named(campaign: Campaign) -> None:
    jobs = [{"id": "W-1", "date": "2023-06-18", "approved": True, "guardian": None, "fire_measures_checked": True, "supervised": False}]  # fmt: skip
    due, kind, action, achieves = steps(campaign, {"hot_work_jobs": jobs}, "2023-07-01")["hot-work-control@W-1"]
    assert (due, kind, achieves) == ("2023-06-18", "record", "fulfilled")
    assert action == (
        "Hot work approved, watched, checked and supervised - if it was so then and only not recorded, record it: "
        "guardian (recorded: nothing); supervision (recorded: false); what was not done can't be made up"
    )


def test_a_state_that_is_put_right_is_as_required_not_late(campaign: Campaign) -> None:
    """2.1.4: a certificate that is renewed is valid, whenever it expired."""
    operator = {"id": "P-1", "certificate_valid_until": "2023-05-01"}
    record = {"special_operations": True, "operators": [operator]}
    _, kind, action, achieves = steps(campaign, record, "2023-07-01")["special-operator-certificate@P-1"]
    assert (kind, achieves) == ("do", "fulfilled")
    assert action.endswith("still to be met: certificate valid until is not before 2023-07-01 (recorded: 2023-05-01)")
    renewed = {**operator, "certificate_valid_until": "2026-05-01"}
    report = campaign.check({"id": "x", **record, "operators": [renewed]}, as_of=date(2023, 7, 1))
    assert report["special-operator-certificate@P-1"].status == "fulfilled"


def test_more_than_one_is_counted(campaign: Campaign) -> None:
    from msgspec import structs

    pack = campaign.pack
    duty = structs.replace(pack.duties["review-meeting"], at_least=3)
    thrice = Campaign(structs.replace(pack, duties={**pack.duties, "review-meeting": duty}))
    meeting = {"kind": "review_meeting", "date": "2023-06-01", "by": "principal"}
    assert steps(thrice, {"activities": [meeting]}, "2023-06-15")["review-meeting@2023-06"][2].endswith(" - 2 more")


def test_a_hazard_says_what_keeps_wins_or_ends_an_outcome(campaign: Campaign) -> None:
    hazard = {
        "id": "H", "found": {"date": "2023-06-12", "by": "enterprise"}, "immediately_fixable": False,
        "plan": {"deadline": "2023-07-20"}, "events": [{"kind": "rectification_started", "date": "2023-06-15"}],
    }  # fmt: skip
    record = {"penalties": [], "hazards": [hazard]}
    assert steps(campaign, record, "2023-07-01")["H"] == (
        None, "do", "report it to the department in charge", "then indicated: No administrative penalty",
    )  # fmt: skip
    reported = {**hazard, "events": [*hazard["events"], {"kind": "reported", "date": "2023-06-13"}]}  # type: ignore[misc]
    assert steps(campaign, {**record, "hazards": [reported]}, "2023-07-01")["H"] == (
        "2023-07-20", "do",
        "finish rectifying and ask for acceptance; or have it accepted; or have a department extend the deadline to a later day",
        "still: No administrative penalty",
    )  # fmt: skip
    assert steps(campaign, {**record, "hazards": [reported]}, "2023-07-21")["H"][2] == "have it accepted"
    unknown = {**hazard, "found": {"date": "2023-06-12"}}
    assert steps(campaign, {**record, "hazards": [unknown]}, "2023-07-01")["H"] == (
        None, "record", "record: found by (hazards[0].found.by)", "then it can be told what is indicated",
    )  # fmt: skip


def test_steps_come_soonest_first_and_what_has_no_term_counts_as_today(campaign: Campaign) -> None:
    report = campaign.check(pathlib.Path("examples/chemical-works.yaml"), as_of=date(2023, 7, 15))
    found = next_steps(report)
    days = [s.due or (report.as_of if s.kind == "do" else date.max) for s in found]
    assert days == sorted(days)
    assert found[0].to_dict("zh")["clause_label"] == "二（二）3"


@given(records(), DAYS)
def test_nothing_is_advised_that_is_done(record: dict[str, Any], day: date) -> None:
    report = CAMPAIGN.check(record, as_of=day)
    done = {
        f.instance for f in report.findings if f.status in ("fulfilled", "fulfilled_late", "waived", "not_applicable")
    }
    assert not done & {step.of for step in next_steps(report)}


@given(records(), DAYS)
def test_doing_what_is_advised_achieves_what_was_said(record: dict[str, Any], day: date) -> None:
    report = CAMPAIGN.check(record, as_of=day)
    titles = {"fulfilled": "fulfilled", "fulfilled late": "fulfilled_late"}
    for step in next_steps(report):
        if step.kind != "do" or "@" not in step.of:
            continue
        finding = report[step.of]
        if finding.rule.counted.section != "activities" or finding.status == "upcoming":
            continue
        done = {"kind": finding.rule.counted.kind, "date": day.isoformat(), "by": "principal", "scope": "full"}
        after = CAMPAIGN.check({**record, "activities": [*record.get("activities", ()), done]}, as_of=day)
        assert after[step.of].status == titles[step.achieves("en")]


def test_one_step_that_achieves_several_things_is_one_line(campaign: Campaign) -> None:
    hazard = {
        "id": "H", "found": {"date": "2023-06-12", "by": "enterprise"}, "immediately_fixable": False,
        "plan": {"deadline": "2023-07-20"}, "events": [{"kind": "reported", "date": "2023-06-13"}],
    }  # fmt: skip
    report = campaign.check({"id": "x", "penalties": [], "hazards": [hazard]}, as_of=date(2023, 8, 10))
    (step,) = [s for s in next_steps(report) if s.of == "H"]
    assert (step.action("en"), step.achieves("en")) == (
        "have it accepted", "then indicated: nothing indicated",
    )  # fmt: skip


def test_on_a_due_day_that_does_not_count_it_is_late(campaign: Campaign) -> None:
    exclusive = campaign.with_interpretation("inclusive-deadlines", "exclusive")
    hazard: dict[str, Any] = {
        "id": "H", "found": {"date": "2023-06-12", "by": "enterprise"}, "immediately_fixable": False,
        "plan": {"deadline": "2023-07-31"}, "events": [],
    }  # fmt: skip
    found = steps(exclusive, {"hazards": [hazard]}, "2023-07-31")["hazard-rectification@H"]
    assert (found[0], found[3]) == ("2023-07-30", "fulfilled late")
    hazard["events"] = [{"kind": "accepted", "date": "2023-07-31"}]
    report = exclusive.check({"id": "x", "hazards": [hazard]}, as_of=date(2023, 7, 31))
    assert report["hazard-rectification@H"].status == "fulfilled_late"


# --- nothing is left out ---

TO_SETTLE = ("violated", "open", "unknown", "needs_review")


def all_accounted_for(report: Report) -> None:
    """Each obligation that is not settled has one step, or is named as one that nothing can mend."""
    steps = [step.of for step in next_steps(report) if "@" in step.of]
    over = [finding.instance for finding in beyond_mending(report)]
    told = Counter(steps + over)
    wanted = Counter(finding.instance for finding in report.findings if finding.status in TO_SETTLE)
    assert wanted - told == Counter()
    assert {report[name].status for name in over} <= {"violated"}
    assert {report[name].status for name in told - wanted} <= {"upcoming"}
    violated = sum(report[name].status == "violated" for name in told.elements())
    assert violated == report.summary.get("violated", 0)


@given(any_records(), st.sampled_from(["jinxian-2023", "zhiben-2024", "demo-county-2023"]), DAYS)
def test_every_obligation_that_is_not_settled_is_told_whoever_bears_it(
    record: dict[str, Any], name: str, day: date
) -> None:
    campaign = load_campaign(name)
    try:
        report = campaign.check(record, as_of=day)
    except BadRecord:
        return
    all_accounted_for(report)


@given(canteens.records(), canteens.DAYS)
def test_every_obligation_of_another_kind_of_record_is_told(record: dict[str, Any], day: date) -> None:
    try:
        report = canteens.CAMPAIGN.check(record, as_of=day)
    except BadRecord:
        return
    all_accounted_for(report)


def test_a_period_that_is_over_is_named_as_one_that_nothing_can_mend(campaign: Campaign) -> None:
    report = campaign.check({"id": "x", "activities": []}, as_of=date(2023, 6, 15))
    assert [one.instance for one in beyond_mending(report)] == ["review-meeting@2023-05"]
    curable = campaign.with_interpretation("recurring-not-curable", "curable")
    assert beyond_mending(curable.check({"id": "x", "activities": []}, as_of=date(2023, 6, 15))) == ()


def inspected(**said: Any) -> tuple[str, str, str]:
    inspection = {"id": "I", "ordered": "2025-03-03", **said}
    record = {"id": "Z", "actor": "inspectorate", "inspections": [inspection]}
    report = canteens.CAMPAIGN.check(record, as_of=date(2025, 4, 1))
    (step,) = [one for one in next_steps(report) if one.of == "inspection-made@I"]
    return report[step.of].status, step.action("en"), step.achieves("en")


def test_what_takes_more_than_one_event_names_the_least_that_do() -> None:
    title = "Inspections made and signed off"
    in_turn = f"{title} - in turn: visited, signed off"
    assert inspected(visit_by="2025-03-20", events=[]) == ("violated", in_turn, "fulfilled late")
    assert inspected(visit_by="2025-04-20", events=[]) == ("open", in_turn, "fulfilled")
    visited = [{"kind": "visited", "date": "2025-03-10"}]
    assert inspected(visit_by="2025-03-20", events=visited) == ("violated", title, "fulfilled late")


def test_what_would_still_not_be_known_is_to_be_recorded_too() -> None:
    status, action, achieves = inspected(events=[])
    assert (status, achieves) == ("unknown", "then it can be told how it stands")
    assert action == "Inspections made and signed off - record: visit by (inspections[0].visit_by)"


def test_what_no_step_settles_says_what_is_to_be_reached() -> None:
    pack = canteens.CAMPAIGN.pack
    cycle = pack.cycles["inspection"]
    course = structs.replace(cycle.regions["course"], transitions=())
    regions = {**cycle.regions, "course": course}
    closed = Campaign(
        structs.replace(pack, cycles={**pack.cycles, "inspection": structs.replace(cycle, regions=regions)})
    )
    record = {
        "id": "Z",
        "actor": "inspectorate",
        "inspections": [{"id": "I", "ordered": "2025-03-03", "visit_by": "2025-03-20", "events": []}],
    }
    (step,) = [one for one in next_steps(closed.check(record, as_of=date(2025, 4, 1))) if one.of == "inspection-made@I"]
    assert (step.kind, step.action("en"), step.achieves("en")) == (
        "do",
        "Inspections made and signed off - still to be reached: Signed off",
        "no step that is known settles it: a person must look",
    )
    assert step.detail
    assert step.detail("zh") == "还须达到：已签结"


def test_a_limit_that_was_passed_can_not_be_mended_and_one_that_was_not_is_kept_by_doing_nothing(
    campaign: Campaign,
) -> None:
    pack = campaign.pack
    duty = structs.replace(pack.duties["review-meeting"], measure=Measure(at_most=1), in_person=False)
    limited = Campaign(structs.replace(pack, duties={"review-meeting": duty}))
    meetings = [{"kind": "review_meeting", "date": f"2023-06-0{n}"} for n in (1, 2)]
    passed = limited.check({"id": "x", "activities": meetings}, as_of=date(2023, 6, 15))
    assert [one.instance for one in beyond_mending(passed)] == ["review-meeting@2023-06"]
    kept = limited.check({"id": "x", "activities": meetings[:1]}, as_of=date(2023, 6, 15))
    assert beyond_mending(kept) == ()
    assert "review-meeting@2023-06" not in {step.of for step in next_steps(kept)}
