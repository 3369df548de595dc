"""What happened to a hazard: each step with its cause, what was refused and why, what has no effect and why not."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given

from campaign_rules import Campaign, load_campaign
from tests.strategies import DAYS, records

CAMPAIGN = load_campaign("jinxian-2023")


def hazard(*events: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "H",
        "found": {"date": "2023-06-12", "by": "enterprise"},
        "immediately_fixable": False,
        "plan": {"deadline": "2023-07-20"},
        "events": list(events),
    }


def told(campaign: Campaign, day: str, *events: dict[str, Any], known_at: str | None = None) -> list[tuple[Any, ...]]:
    known = date.fromisoformat(known_at) if known_at else None
    record = {"id": "x", "penalties": [], "hazards": [hazard(*events)]}
    report = campaign.check(record, as_of=date.fromisoformat(day), known_at=known)
    return [
        (str(e.day), e.kind, e.what("en"), [c.said()("en") for c in e.changes], e.note("en") if e.note else None)
        for e in report.history("H")
    ]


def test_a_history_tells_found_events_the_deadline_and_the_outcomes(campaign: Campaign) -> None:
    """2.1.2, 2.2.3: reported, being fixed, then overdue."""
    reported = {"kind": "reported", "date": "2023-06-13", "to": "emergency_management"}
    started = {"kind": "rectification_started", "date": "2023-06-15"}
    assert told(campaign, "2023-08-01", started, reported) == [
        ("2023-06-12", "found", "finding (the enterprise)", [], None),
        ("2023-06-13", "event", "reported, to Emergency management",
         ["reported to: Nobody → A department in charge of safety",
          "reporting: Not reported to the department in charge → Reported"], None),
        ("2023-06-15", "event", "rectification started",
         ["rectification: Found → Being rectified", "measures: No measures yet → Measures under way or done"], None),
        ("2023-06-15", "outcome", "indication: No administrative penalty", ["indication: Not indicated → Indicated"], None),
        ("2023-07-21", "timer", "deadline passed",
         ["timeliness: Within the term → Overdue",
          "arrears: Never overdue → Was overdue and has not been accepted since"], None),
        ("2023-07-21", "outcome", "indication: Penalise both the enterprise and its principal",
         ["indication: Not indicated → Indicated"], None),
        ("2023-07-21", "outcome", "indication: Order rectification and see it through",
         ["indication: Not indicated → Indicated"], None),
        ("2023-07-21", "outcome", "indication: No administrative penalty", ["indication: Indicated → No longer indicated"], None),
    ]  # fmt: skip


def test_what_follows_from_an_event_on_its_day_comes_after_it(campaign: Campaign) -> None:
    """2.1.2: a hazard rectified in time whose acceptance is refused after its deadline is overdue at once."""
    rectified = {"kind": "rectified", "date": "2023-07-18"}
    returned = {"kind": "returned", "date": "2023-08-10"}
    found = [
        (kind, what) for day, kind, what, *_ in told(campaign, "2023-09-01", rectified, returned) if day == "2023-08-10"
    ]
    assert found[:2] == [("event", "returned"), ("timer", "deadline passed")]


def test_without_rules_on_hazards_what_is_recorded_is_told_and_nothing_judged() -> None:
    pack = load_campaign("zhiben-2024")
    accepted = {"kind": "accepted", "date": "2023-07-18"}
    assert told(pack, "2024-10-15", {"kind": "reported", "date": "2023-06-13"}, accepted) == [
        (
            "2023-06-12",
            "found",
            "finding (the enterprise)",
            [],
            "this pack has no rules on hazards: nothing is judged",
        ),
        ("2023-06-13", "event", "reported", [], None),
        ("2023-07-18", "event", "accepted", [], None),
    ]


def only(campaign: Campaign, kind: str, day: str, *events: dict[str, Any], **more: Any) -> list[tuple[Any, ...]]:
    return [line for line in told(campaign, day, *events, **more) if line[1] == kind]


def test_a_refused_extension_says_which_part_of_its_guard_was_not_so(campaign: Campaign) -> None:
    late = {"kind": "extended", "date": "2023-07-21", "by": "department", "deadline": "2023-09-01"}
    assert only(campaign, "event", "2023-08-01", late) == [
        ("2023-07-21", "event", "extended, by a department, deadline 2023-09-01",
         ["refused term: By the plan's deadline → Extended (not so: date is not after 2023-07-20 (recorded: 2023-07-21))"], None),
    ]  # fmt: skip


def test_an_extension_that_does_not_say_by_whom_perhaps_counts(campaign: Campaign) -> None:
    unsaid = {"kind": "extended", "date": "2023-07-01", "deadline": "2023-09-01"}
    (line,) = only(campaign, "event", "2023-07-02", unsaid)
    assert line[3] == ["perhaps term: By the plan's deadline → Extended"]
    assert only(campaign, "timer", "2023-09-02", unsaid) == [
        ("2023-07-21", "timer", "deadline passed",
         ["perhaps timeliness: Within the term → Overdue",
          "perhaps arrears: Never overdue → Was overdue and has not been accepted since"], None),
        ("2023-09-02", "timer", "deadline passed",  # whichever deadline it was: overdue now
         ["timeliness: Within the term or Overdue → Overdue",
          "arrears: Never overdue or Was overdue and has not been accepted since "
          "→ Was overdue and has not been accepted since"], None),
    ]  # fmt: skip


def test_what_was_taken_in_one_world_and_refused_in_another_was_perhaps_taken(campaign: Campaign) -> None:
    unsaid = {"kind": "extended", "date": "2023-07-01", "deadline": "2023-09-01"}
    second = {"kind": "extended", "date": "2023-08-01", "deadline": "2023-10-01", "by": "department"}
    line = only(campaign, "event", "2023-08-02", unsaid, second)[1]
    assert line[3] == ["perhaps term: Extended → Extended"]


def test_what_nothing_waits_for_has_no_effect_and_says_so(campaign: Campaign) -> None:
    twice = [{"kind": "reported", "date": "2023-06-13"}, {"kind": "reported", "date": "2023-06-14"}]
    assert only(campaign, "no_effect", "2023-07-01", *twice) == [
        ("2023-06-14", "no_effect", "reported", [], "nothing was waiting for it: no effect")
    ]


def test_what_was_taken_back_and_what_is_still_to_come_are_told_with_their_reasons(campaign: Campaign) -> None:
    events = (
        {"kind": "accepted", "date": "2023-07-01", "id": "e1"},
        {"kind": "correction", "date": "2023-07-05", "retracts": "e1"},
        {"kind": "closed", "date": "2023-09-01", "note": "档案 3"},
    )
    assert only(campaign, "retracted", "2023-07-10", *events) == [
        ("2023-07-01", "retracted", "accepted", [], "taken back by the correction of 2023-07-05")
    ]
    assert only(campaign, "not_yet_effective", "2023-07-10", *events) == [
        ("2023-09-01", "not_yet_effective", "closed, note 档案 3", [], "after the as-of date: not yet effective")
    ]
    assert [line[2] for line in only(campaign, "event", "2023-07-10", *events)] == ["correction, taking back e1"]
    assert only(campaign, "event", "2023-07-04", *events)[0][2] == "accepted"


def test_what_was_recorded_later_was_not_known_then(campaign: Campaign) -> None:
    """``recorded``: accepted on the 10th, entered on the 25th; on the 20th nobody could know."""
    late = {"kind": "accepted", "date": "2023-07-10", "recorded": "2023-07-25"}
    assert only(campaign, "not_yet_known", "2023-07-21", late, known_at="2023-07-21") == [
        (
            "2023-07-10",
            "not_yet_known",
            "accepted, recorded on 2023-07-25",
            [],
            "recorded on 2023-07-25: not known then",
        )
    ]
    record = {"id": "x", "penalties": [], "hazards": [hazard(late)]}
    day = date(2023, 7, 21)
    for known, expected in (("2023-07-24", "violated"), ("2023-07-25", "fulfilled"), (None, "fulfilled")):
        known_at = date.fromisoformat(known) if known else None
        report = campaign.check(record, as_of=day, known_at=known_at)
        assert report["hazard-rectification@H"].status == expected
        assert report.to_dict().get("known_at") == known


def test_what_had_not_happened_yet_could_not_be_known(campaign: Campaign) -> None:
    with pytest.raises(ValueError, match="known_at 2023-07-01 is before as_of 2023-07-02"):
        campaign.check({"id": "x"}, as_of=date(2023, 7, 2), known_at=date(2023, 7, 1))


def test_a_correction_recorded_later_was_not_known_either(campaign: Campaign) -> None:
    events = (
        {"kind": "accepted", "date": "2023-07-01", "id": "e1"},
        {"kind": "correction", "date": "2023-07-05", "retracts": "e1", "recorded": "2023-07-30"},
    )
    record = {"id": "x", "penalties": [], "hazards": [hazard(*events)]}
    then = campaign.check(record, as_of=date(2023, 7, 10), known_at=date(2023, 7, 29))
    assert then["hazard-rectification@H"].status == "fulfilled"
    assert campaign.check(record, as_of=date(2023, 7, 10))["hazard-rectification@H"].status == "open"


def test_a_history_of_no_such_hazard_is_a_key_error(campaign: Campaign) -> None:
    with pytest.raises(KeyError):
        campaign.check({"id": "x"}, as_of=date(2023, 7, 2)).history("H")
    with pytest.raises(KeyError):
        campaign.check({"id": "x"}, as_of=date(2023, 7, 2)).outcome("H")


def test_an_unknown_finder_is_told_as_not_recorded(campaign: Campaign) -> None:
    record = {"id": "x", "hazards": [{**hazard(), "found": {"date": "2023-06-12"}}]}
    entry = campaign.check(record, as_of=date(2023, 7, 2)).history("H")[0]
    assert entry.to_dict("zh") == {
        "date": "2023-06-12", "kind": "found", "what": "发现（发现者未记录）", "place": "hazards[0].found", "changes": [], "note": None,
    }  # fmt: skip


@given(records(), DAYS)
def test_every_event_of_a_record_is_told_once_or_more_and_in_the_order_of_time(
    record: dict[str, Any], day: date
) -> None:
    report = CAMPAIGN.check(record, as_of=day)
    for i, one in enumerate(record.get("hazards", ())):
        entries = report.history(one["id"])
        assert [entry.day for entry in entries] == sorted(entry.day for entry in entries)
        places = {entry.place for entry in entries}
        assert {f"hazards[{i}].events[{j}]" for j in range(len(one.get("events") or ()))} <= places
        assert all(entry.to_dict(lang) for entry in entries for lang in ("zh", "en"))
