"""Dated entries: what falls due on which day, for every actor and for one record."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, structs

from campaign_rules import BadRecord, Campaign, load_campaign
from campaign_rules.base.days_off import DaysOff, Notice
from campaign_rules.base.texts import Text
from campaign_rules.reports.calendars import DONE, Calendar, CalendarEntry, Reminding
from campaign_rules.rules.duties.obligations import STATUSES
from campaign_rules.rules.record.model import record_model
from tests.strategies import DAYS, records

CAMPAIGN = load_campaign()
FORM_2023 = {5: "05-23", 6: "06-25", 7: "07-24", 8: "08-23", 9: "09-25", 10: "10-23", 11: "11-23", 12: "12-25"}


def hazard(*events: dict[str, Any], **given: Any) -> dict[str, Any]:
    base = {"id": "H-1", "found": {"date": "2023-06-12", "by": "enterprise"}, "immediately_fixable": False}
    return {**base, "plan": {"deadline": "2023-07-20"}, "events": list(events), **given}


def event(kind: str, day: str, **given: Any) -> dict[str, Any]:
    return {"kind": kind, "date": day, **given}


def entries(day: date, **record: Any) -> dict[str, CalendarEntry]:
    made = CAMPAIGN.calendar({"id": "x", **record}, as_of=day)
    return {entry.instance: entry for entry in made.entries}


def due_days(calendar: Calendar) -> dict[str, str]:
    return {entry.instance: str(entry.due) for entry in calendar.entries}


# --- every actor ---


@pytest.mark.parametrize("actor", ["department", "township"])
def test_the_form_is_due_eight_times_in_2023(campaign: Campaign, actor: Any) -> None:
    """附件注1：每月 23 日前报送，遇节假日顺延."""
    forms = [entry for entry in campaign.calendar(actor=actor).entries if entry.duty == "monthly-form"]
    assert {entry.nominal_due.month: f"{entry.due:%m-%d}" for entry in forms} == FORM_2023
    assert {entry.nominal_due.day for entry in forms} == {23}
    assert {entry.clause for entry in forms} == {"annex.note.1"}
    assert next(entry.uid for entry in forms) == f"monthly-form.2023-05.{actor}@jinxian-2023.campaign-rules"


def test_every_actor_has_a_calendar_of_its_own(campaign: Campaign) -> None:
    assert due_days(campaign.calendar(actor="county_committee_member")) == {
        "phase@mobilisation": "2023-05-31", "member-plan@once": "2023-05-31", "key-hazard-list@once": "2023-05-31",
        "phase@self_inspection": "2023-07-31",
        "phase@enforcement": "2023-11-30", "phase@summary": "2023-12-31", "committee-enterprise-talk@campaign": "2023-12-31",
    }  # fmt: skip
    office = due_days(campaign.calendar(actor="county_office"))
    assert {k: v for k, v in office.items() if k.startswith("quarterly")} == {
        "quarterly-circular@2023-Q2": "2023-06-30", "quarterly-circular@2023-Q3": "2023-09-30",
        "quarterly-circular@2023-Q4": "2023-12-31",
    }  # fmt: skip
    assert office["annual-summary@once"] == "2023-12-31"
    township = due_days(campaign.calendar(actor="township"))
    assert (township["fire-safety-day@2023"], township["traffic-safety-day@2023"]) == ("2023-11-30", "2023-12-02")
    assert township["safety-month@2023"] == "2023-06-30"
    assert "disaster-reduction-day@2023" not in township  # 5·12 早于发文日 / before the issue date


def test_without_an_actor_the_calendar_is_everybodys(campaign: Campaign) -> None:
    made = campaign.calendar()
    alone = [campaign.calendar(actor=actor).entries for actor in campaign.pack.model.actors]
    assert sorted(e.uid for e in made.entries) == sorted(e.uid for one in alone for e in one)
    assert [e.due for e in made.entries] == sorted(e.due for e in made.entries)
    assert made.name == campaign.pack.identity.title


def test_a_calendar_of_any_enterprise_says_for_whom_a_duty_is(campaign: Campaign) -> None:
    made = {entry.instance: entry for entry in campaign.calendar(actor="enterprise").entries}
    assert made["hazard-inspection@2023-06"].message == Text(
        "适用条件：属于高危行业领域", "only where: In a high-risk sector"
    )
    assert made["hazard-inspection@2023-Q2"].message == Text(
        "适用条件：并非：属于高危行业领域", "only where: not: In a high-risk sector"
    )
    assert made["review-meeting@2023-06"].message == Text("", "")
    assert {entry.status for entry in made.values()} == {"upcoming", None}


def test_without_a_record_what_is_past_is_unknown_and_never_violated(campaign: Campaign) -> None:
    made = campaign.calendar(actor="department", as_of=date(2023, 10, 1))
    assert {e.status for e in made.entries if e.due < made.as_of and e.kind == "duty"} == {"unknown"}


# --- a record ---


def test_an_entry_says_all_that_there_is_to_say(campaign: Campaign) -> None:
    record = {"id": "x", "actor": "township", "activities": []}
    made = campaign.calendar(record, as_of=date(2023, 6, 20))
    (form,) = [entry for entry in made.entries if entry.instance == "monthly-form@2023-06"]
    assert form.to_dict("en") == {
        "uid": "monthly-form.2023-06.da49fd0597801bf7@jinxian-2023.campaign-rules",
        "kind": "duty",
        "title": "Send in the monthly progress form (2023-06)",
        "due": "2023-06-25",
        "nominal_due": "2023-06-23",
        "provisional": False,
        "derivation": form.derivation.en,
        "window": {"from": "2023-06-01", "to": "2023-06-25"},
        "actor": "township",
        "bearer": "Township",
        "duty": "monthly-form",
        "instance": "monthly-form@2023-06",
        "clause": "annex.note.1",
        "clause_label": "annex.note.1",
        "layer": "jinxian-2023",
        "status": "open",
        "settled": False,
        "message": "to be done by 2023-06-25, that day included (deferred from 2023-06-23 past days off)",
        "reminders": ["2023-06-18T09:00", "2023-06-24T09:00"],
    }


@pytest.mark.parametrize(
    ("instance", "zh", "en"),
    [
        ("review-meeting@2023-06", "主持召开安全生产工作讲评会（2023年6月）", "Chair a safety review meeting (2023-06)"),
        ("safety-study@2023-Q3", "主持研究安全生产工作（2023年第3季度）", "Chair a study of work safety (Q3 2023)"),
        ("safety-lecture@2023-H1", "给员工上安全生产辅导课（2023年上半年）", "Give staff a safety lecture (H1 2023)"),
        ("safety-lecture@2023-H2", "给员工上安全生产辅导课（2023年下半年）", "Give staff a safety lecture (H2 2023)"),
        ("rescue-drill@2023", "组织安全生产应急救援演练（2023年）", "Hold an emergency rescue drill (2023)"),
        ("risk-map@once", "红橙黄蓝四色风险分布图", "Four-colour risk map"),
    ],
)  # fmt: skip
def test_a_title_says_which_period_it_is_of(instance: str, zh: str, en: str) -> None:
    assert entries(date(2023, 6, 1))[instance].title == Text(zh, en)


@pytest.mark.parametrize(
    ("events", "due", "status"),
    [
        ([], "2023-07-20", "open"),
        ([event("ordered", "2023-06-20", by="department", deadline="2023-07-05")], "2023-07-05", "open"),
        ([event("ordered", "2023-06-20", by="department", deadline="2023-08-05")], "2023-07-20", "open"),
        ([event("extended", "2023-06-20", by="department", deadline="2023-08-20")], "2023-08-20", "open"),
        ([event("extended", "2023-06-20", by="enterprise", deadline="2023-08-20")], "2023-07-20", "open"),
        ([event("accepted", "2023-06-30")], "2023-07-20", "fulfilled"),
    ],
)
def test_a_hazards_deadline_is_the_one_in_force(events: list[Any], due: str, status: str) -> None:
    """2.1.2; deadline-in-force."""
    found = entries(date(2023, 7, 1), hazards=[hazard(*events)])["hazard-rectification@H-1"]
    assert (str(found.due), found.status, found.kind, found.clause) == (due, status, "item", "2.1.2")
    assert (found.title.zh, found.start) == ("重大事故隐患整改期限：H-1", date(2023, 6, 12))


@pytest.mark.parametrize(
    ("listed", "more", "day", "due", "status"),
    [
        ({}, [], date(2023, 7, 1), "2023-07-20", "open"),
        ({"deadline": "2023-07-10"}, [], date(2023, 7, 10), "2023-07-10", "open"),
        ({"deadline": "2023-07-10"}, [], date(2023, 7, 11), "2023-07-10", "violated"),
        ({"deadline": "2023-07-10"}, [event("accepted", "2023-07-10")], date(2023, 7, 11), "2023-07-10", "fulfilled"),
        ({"deadline": "2023-07-10"}, [event("accepted", "2023-07-11")], date(2023, 7, 11), "2023-07-10", "fulfilled_late"),
        ({}, [event("ordered", "2023-06-21", by="department", deadline="2023-07-05")], date(2023, 7, 1), "2023-07-05", "open"),
        ({"deadline": "2023-07-10"}, [event("rectified", "2023-07-10")], date(2023, 7, 11), "2023-07-10", "needs_review"),
        ({"deadline": "2023-07-10"}, [event("rectified", "2023-07-11")], date(2023, 7, 11), "2023-07-10", "violated"),
        ({}, [event("rectified", "2023-07-01")], date(2023, 7, 21), "2023-07-20", "needs_review"),
        ({}, [event("rectified", "2023-07-01"), event("returned", "2023-07-05")], date(2023, 7, 21), "2023-07-20", "violated"),
    ],
)  # fmt: skip
def test_a_listed_hazard_has_its_supervised_deadline(
    listed: dict[str, Any], more: list[Any], day: date, due: str, status: str
) -> None:
    """2.3.5: its own, where one was set when it was listed; else the one in force."""
    found = entries(day, hazards=[hazard(event("listed", "2023-06-20", **listed), *more)])
    entry = found["supervision@H-1"]
    assert (str(entry.due), entry.status, entry.kind, entry.clause) == (due, status, "deadline", "2.3.5")


@pytest.mark.parametrize("events", [[], [event("listed", "2023-08-01")]])
def test_a_hazard_that_is_not_listed_yet_has_none(events: list[Any]) -> None:
    assert "supervision@H-1" not in entries(date(2023, 7, 1), hazards=[hazard(*events)])


def test_a_hazard_whose_events_are_not_known_is_not_said_to_be_listed() -> None:
    unknown = {key: value for key, value in hazard().items() if key != "events"}
    assert "supervision@H-1" not in entries(date(2023, 7, 1), hazards=[unknown])


def test_a_listing_that_was_taken_back_is_gone() -> None:
    taken_back = [event("listed", "2023-06-20", id="e1"), event("correction", "2023-06-22", retracts="e1")]
    assert "supervision@H-1" in entries(date(2023, 6, 21), hazards=[hazard(*taken_back)])
    assert "supervision@H-1" not in entries(date(2023, 6, 22), hazards=[hazard(*taken_back)])


@pytest.mark.parametrize(
    ("day", "status", "reminders"),
    [(date(2023, 9, 29), "fulfilled", 2), (date(2023, 9, 30), "fulfilled", 2), (date(2023, 10, 1), "violated", 0)],
)
def test_a_certificate_is_to_be_renewed_although_it_is_still_valid(day: date, status: str, reminders: int) -> None:
    """2.1.4: what holds now ends with its day; people want to be reminded."""
    found = entries(day, operators=[{"id": "P-1", "name": "徐某", "certificate_valid_until": "2023-09-30"}])
    entry = found["special-operator-certificate@P-1"]
    assert (entry.title.zh, str(entry.due)) == ("特种作业人员证书到期：P-1 徐某", "2023-09-30")
    assert (entry.status, entry.settled, len(entry.reminders)) == (status, False, reminders)


def test_a_job_is_no_deadline() -> None:
    job = {"id": "W-1", "date": "2023-06-18", "approved": True}
    assert "hot-work-control@W-1" not in entries(date(2023, 7, 1), hot_work_jobs=[job])


def test_an_exemption_lapses_on_its_last_day_unless_something_is_done() -> None:
    """2.2.3: reported and under way, the hazard is not punished until its deadline has passed."""
    under_way = hazard(event("reported", "2023-06-13"), event("rectification_started", "2023-06-15"))
    found = entries(date(2023, 7, 1), hazards=[under_way])["no_penalty@H-1"]
    assert (str(found.due), found.kind, found.clause, found.status) == ("2023-07-20", "exemption", "2.2.3", None)
    assert found.title == Text("“依法不予行政处罚”的最后一天：H-1", "Last day of: No administrative penalty: H-1")
    assert found.message == Text(
        "若无变化，2023-07-21 起：不再提示；除非在当日或之前：整改完毕、报请验收；或者 通过验收；或者 由部门批准延期到更晚的日期",
        "left alone, from 2023-07-21: No longer indicated; unless by then: finish rectifying and ask for acceptance; "
        "or have it accepted; or have a department extend the deadline to a later day",
    )
    accepted = {**under_way, "events": [*under_way["events"], event("accepted", "2023-06-30")]}
    assert "no_penalty@H-1" not in entries(date(2023, 7, 1), hazards=[accepted])
    assert "no_penalty@H-1" not in entries(date(2023, 7, 21), hazards=[under_way])


def test_a_stoppage_waives_and_what_does_not_apply_is_left_out() -> None:
    found = entries(
        date(2023, 9, 1), activities=[], outsources=False, waivers=[{"from": "2023-08-01", "to": "2023-08-31"}]
    )
    assert (found["review-meeting@2023-08"].status, found["review-meeting@2023-08"].settled) == ("waived", True)
    assert "outsourcing-review@once" not in found


@pytest.mark.parametrize(
    ("reading", "plan", "nominal", "form"),
    [
        ("inclusive", "2023-05-31", "2023-07-23", "2023-07-24"),
        ("exclusive", "2023-05-30", "2023-07-23", "2023-07-24"),  # the form has a reading of its own
    ],
)
def test_the_day_shown_is_the_last_that_is_in_time(
    campaign: Campaign, reading: str, plan: str, nominal: str, form: str
) -> None:
    other = campaign.with_interpretation("inclusive-deadlines", reading)
    made = {e.instance: e for e in other.calendar(actor="township").entries}
    assert str(made["implementation-plan@once"].due) == plan
    july = made["monthly-form@2023-07"]
    assert (str(july.nominal_due), str(july.due)) == (nominal, form)


def test_a_year_not_announced_gives_provisional_entries_and_a_notice_settles_them(campaign: Campaign) -> None:
    identity = structs.replace(campaign.pack.identity, ends=date(2027, 2, 28))
    later = structs.replace(campaign.pack, identity=identity)
    forms = {e.instance: e for e in Campaign(later).calendar(actor="township").entries if e.duty == "monthly-form"}
    assert not forms["monthly-form@2026-12"].provisional
    january = forms["monthly-form@2027-01"]
    assert (january.due, january.nominal_due, january.provisional) == (date(2027, 1, 23), date(2027, 1, 23), True)
    assert january.message.zh == "（暂定：2027年节假日安排尚未公布，只会顺延，不会提前）"
    off = (DaysOff(start=date(2027, 1, 1), end=date(2027, 1, 3), title=Text("元旦", "New Year")),)
    told = Campaign(structs.replace(later, holidays={"2027": Notice(number="x", off=off)}))
    settled = {e.instance: e for e in told.calendar(actor="township").entries}["monthly-form@2027-01"]
    assert (settled.due, settled.provisional, settled.uid) == (date(2027, 1, 25), False, january.uid)


@pytest.mark.parametrize(
    ("day", "activities", "status", "missing"),
    [
        (date(2027, 1, 23), [], "open", ()),
        (date(2027, 1, 24), [], "unknown", ("holidays.2027",)),
        (date(2027, 2, 22), [], "unknown", ("holidays.2027",)),
        (date(2027, 2, 23), [], "violated", ()),  # no deferral is longer than 30 days
        (date(2027, 1, 24), ["2027-01-23"], "fulfilled", ()),
        (date(2027, 1, 25), ["2027-01-25"], "unknown", ("holidays.2027",)),
        (date(2027, 2, 24), ["2027-02-01"], "unknown", ("holidays.2027",)),  # in time if it is deferred into February
    ],
)
def test_what_may_still_be_deferred_is_never_said_to_be_violated_or_late(
    campaign: Campaign, day: date, activities: list[str], status: str, missing: tuple[str, ...]
) -> None:
    identity = structs.replace(campaign.pack.identity, ends=date(2027, 2, 28))
    later = Campaign(structs.replace(campaign.pack, identity=identity))
    sent = [{"kind": "monthly_form", "date": each} for each in activities]
    found = later.check({"id": "x", "actor": "township", "activities": sent}, as_of=day)["monthly-form@2027-01"]
    assert (found.status, found.missing, found.provisional) == (status, missing, True)
    if status == "unknown":
        done = f"已于 {activities[0]} 完成，是否按期不明" if activities else "暂不能判断"
        assert found.message() == f"{done}，缺：国务院2027年节假日安排（holidays.2027）"
        assert found.message("en").endswith("missing: the State Council's holidays of 2027 (holidays.2027)")


@pytest.mark.parametrize(
    ("reading", "sent", "status"),
    [
        ("inclusive", "2027-01-23", "fulfilled"),
        ("exclusive", "2027-01-22", "fulfilled"),
        ("exclusive", "2027-01-23", "unknown"),  # in time only if the 23rd turns out to be off
        ("exclusive", "2027-02-21", "unknown"),
        ("exclusive", "2027-02-22", "violated"),
    ],
)
def test_a_day_that_does_not_count_itself_does_not_where_it_may_be_deferred_either(
    campaign: Campaign, reading: str, sent: str, status: str
) -> None:
    pack, form = campaign.pack, campaign.pack.duties["monthly-form"]
    general = structs.replace(form, due=structs.replace(form.due, included=UNSET))  # type: ignore[attr-defined]  # a recurring duty
    later = structs.replace(
        pack,
        identity=structs.replace(pack.identity, ends=date(2027, 2, 28)),
        duties={**pack.duties, "monthly-form": general},
    )
    record = {"id": "x", "actor": "township", "activities": [{"kind": "monthly_form", "date": sent}]}
    asked = Campaign(later).with_interpretation("inclusive-deadlines", reading)
    assert asked.check(record, as_of=date(2027, 2, 24))["monthly-form@2027-01"].status == status


# --- as of, spans, whose it is ---


def test_by_default_a_record_is_asked_about_as_of_its_last_entry(campaign: Campaign) -> None:
    record = {
        "id": "x", "activities": [{"kind": "review_meeting", "date": "2023-06-28"}],
        "hazards": [hazard(event("reported", "2023-07-03"))], "waivers": [{"from": "2023-09-01", "to": "2023-09-30"}],
    }  # fmt: skip
    assert campaign.calendar(record).as_of == date(2023, 7, 3)
    assert campaign.calendar({"id": "x"}).as_of == date(2023, 5, 16)
    assert campaign.calendar(actor="township").as_of == date(2023, 5, 15)


def test_a_span_shows_what_is_due_in_it_and_the_phases_that_overlap_it(campaign: Campaign) -> None:
    made = campaign.calendar(actor="department").between(date(2023, 6, 25), date(2023, 6, 30))
    assert [entry.instance for entry in made.shown] == [
        "monthly-form@2023-06", "safety-month@2023", "phase@self_inspection",
    ]  # fmt: skip
    assert made.between(date(2023, 6, 26), date(2024, 1, 1)).shown == made.shown[1:]


def test_a_record_of_another_actor_is_refused(campaign: Campaign) -> None:
    with pytest.raises(ValueError, match=r"^the record is of actor enterprise, not township$"):
        campaign.calendar({"id": "x"}, actor="township")
    with pytest.raises(BadRecord):
        campaign.calendar({"id": ""})


def test_a_record_of_an_actor_without_duties_has_only_the_phases(campaign: Campaign) -> None:
    duties = {name: duty for name, duty in campaign.pack.duties.items() if duty.bearer != "county_office"}
    made = Campaign(structs.replace(campaign.pack, duties=duties)).calendar({"id": "x", "actor": "county_office"})
    assert {entry.kind for entry in made.entries} == {"phase"}
    assert {entry.bearer.zh for entry in made.entries} == {"县安委办"}


def test_an_item_is_called_as_the_record_declares(campaign: Campaign) -> None:
    declared = campaign.pack.model.declaration
    operators = declared.sections["operators"]
    fields = {
        **operators.fields,
        "name": structs.replace(operators.fields["name"], called=False),
        "post": structs.replace(operators.fields["post"], called=True),
    }
    sections = {**declared.sections, "operators": structs.replace(operators, fields=fields)}
    model = record_model(structs.replace(declared, sections=sections))
    by_post = Campaign(structs.replace(campaign.pack, model=model))
    record = {
        "id": "x",
        "operators": [{"id": "P-1", "name": "王某", "post": "焊工", "certificate_valid_until": "2023-12-31"}],
    }
    titles = [
        {
            e.title.zh.partition("：")[2]
            for e in one.calendar(record, as_of=date(2023, 7, 1)).entries
            if e.kind == "item"
        }
        for one in (campaign, by_post)
    ]
    assert titles == [{"P-1 王某"}, {"P-1 焊工"}]


def test_a_stoppage_that_is_planned_ahead_does_not_move_the_day_of_a_record(campaign: Campaign) -> None:
    record = {
        "id": "x",
        "activities": [{"kind": "drill", "date": "2023-07-03"}],
        "waivers": [{"from": "2023-10-01", "to": "2023-10-31"}],
    }
    assert campaign.calendar(record).as_of == date(2023, 7, 3)


@pytest.mark.parametrize("reading", ["inclusive", "exclusive"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_there_is_are_days_too(campaign: Campaign, reading: str, day: str) -> None:
    record = {"id": "x", "operators": [{"id": "P", "certificate_valid_until": day}], "hazards": [
        hazard(event("listed", "2023-06-20", deadline=day), found={"date": min(day, "2023-06-12")}, plan={"deadline": day})]}  # fmt: skip
    made = campaign.with_interpretation("inclusive-deadlines", reading).calendar(record, as_of=date(2023, 7, 1))
    found = {e.instance: e.due for e in made.entries}
    assert found["special-operator-certificate@P"] == date.fromisoformat(
        day
    )  # valid up to that day, however it is read
    assert found["supervision@H-1"] == found["hazard-rectification@H-1"]
    assert abs(found["supervision@H-1"] - date.fromisoformat(day)) <= timedelta(1)


def test_two_records_never_share_a_uid_and_one_keeps_its_own(campaign: Campaign) -> None:
    one, other = ({e.uid for e in campaign.calendar({"id": id_}).entries} for id_ in ("甲", "乙"))
    assert not one & other
    later = campaign.calendar({"id": "甲", "name": "改名"}, as_of=date(2023, 12, 1))
    assert {e.uid for e in later.entries} == one


@pytest.mark.parametrize(("one", "other"), [("H-1", "h-1"), ("H 1", "H-1"), ("隐患一", "隐患二"), ("a" * 60, "a" * 61)])
def test_items_of_ids_that_look_alike_have_uids_of_their_own(campaign: Campaign, one: str, other: str) -> None:
    record = {"id": "x", "hazards": [hazard(id=one), hazard(id=other)]}
    uids = [e.uid for e in campaign.calendar(record).entries if e.kind == "item"]
    assert len(set(uids)) == 2
    assert all(uid.isascii() for uid in uids)


# --- reminders ---


@pytest.mark.parametrize(
    ("reminding", "expected"),
    [
        (Reminding(), ["2023-07-24T09:00", "2023-07-30T09:00"]),
        (Reminding((1, 1, 7)), ["2023-07-24T09:00", "2023-07-30T09:00"]),
        (Reminding((0,), time(7, 30)), ["2023-07-31T07:30"]),
        (Reminding(()), []),
    ],
)  # fmt: skip
def test_people_are_reminded_when_they_want_to_be(
    campaign: Campaign, reminding: Reminding, expected: list[str]
) -> None:
    made = campaign.calendar({"id": "x", "documents": []}, as_of=date(2023, 6, 1), reminding=reminding)
    (risk_map,) = [entry for entry in made.entries if entry.duty == "risk-map"]
    assert risk_map.to_dict()["reminders"] == expected


def test_what_is_done_or_past_is_not_reminded_of() -> None:
    found = entries(date(2023, 8, 1), documents=[{"kind": "risk_map", "date": "2023-06-01"}])
    assert (found["risk-map@once"].reminders, found["risk-map@once"].settled) == ((), True)
    assert (found["hazard-ledger@once"].status, found["hazard-ledger@once"].reminders) == ("violated", ())


def test_the_first_day_there_is_has_no_day_before_it() -> None:
    assert [at.isoformat("T", "minutes") for at in Reminding().of(date(1, 1, 2))] == ["0001-01-01T09:00"]


# --- always ---


@given(records(), DAYS)
def test_entries_say_what_a_check_says_of_the_same_obligations(record: dict[str, Any], day: date) -> None:
    report = CAMPAIGN.check(record, as_of=day)
    made = CAMPAIGN.calendar(record, as_of=day)
    statuses = {finding.instance: finding for finding in report.findings}
    assert len({e.uid for e in made.entries}) == len(made.entries)
    assert [e.due for e in made.entries] == sorted(e.due for e in made.entries)
    for entry in made.entries:
        assert entry.start <= entry.due
        if entry.duty:
            finding = statuses[entry.instance]
            assert (entry.status, entry.due, entry.clause) == (finding.status, finding.due, finding.clause)
            assert entry.settled <= (finding.status in DONE)
        assert entry.status is None or entry.status in STATUSES
        assert all(moment.date() <= entry.due for moment in entry.reminders)
    shown = {e.instance for e in made.entries}
    left_out = {f.instance for f in report.findings if f.due and f.status != "not_applicable"} - shown
    assert {instance.partition("@")[0] for instance in left_out} <= {"hot-work-control"}


@given(records(), DAYS, st.integers(0, 200))
def test_an_entry_keeps_its_uid_as_days_go_by(record: dict[str, Any], day: date, days: int) -> None:
    one, other = (
        {e.instance: e.uid for e in CAMPAIGN.calendar(record, as_of=d).entries} for d in (day, day + timedelta(days))
    )
    assert all(one[instance] == other[instance] for instance in one.keys() & other.keys())
